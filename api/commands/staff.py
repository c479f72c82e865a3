"""Commands about who goes along: docents and volunteers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from api.commands.options import OutOption, PlanArg, ProblemArg, SeedOption, TimeOption
from api.console import language, out, pick, say

if TYPE_CHECKING:
    from scheduler.plan import Plan
    from scheduler.problem import Problem
    from scheduler.staffing.gaps import Gap
    from scheduler.staffing.model import Roster
    from services.staffing import PersonLoad

REASON = {
    "territory": ("不在其服务区域", "elsewhere in the province"),
    "leave": ("休假", "on leave"),
    "elsewhere": ("当日另有派工", "busy that day"),
    "days": ("天数已满", "no days left"),
    "rest": ("须休息", "must rest"),
}
STAGE = {"uncovered": ("缺员（人次）", "uncovered"), "load": ("负担（天数平方和）", "load (days squared)")}


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    group = typer.Typer(help="辅导员与志愿者派员 / docents and volunteers", no_args_is_help=True)
    group.command("assign")(assign_command)
    group.command("verify")(verify_command)
    app.add_typer(group, name="staff")


def assign_command(
    problem: ProblemArg,
    plan: PlanArg,
    path: OutOption = Path("roster.json"),
    excel: Annotated[Path | None, typer.Option(help="同时写出 Excel / write Excel too")] = None,
    seconds: TimeOption = 10,
    seed: SeedOption = 1,
) -> None:
    """给计划派员：先尽量不缺人，再均衡 / assign people: as few wants uncovered as can be, then even."""
    from scheduler.staffing.gaps import doubts_of, gaps_of
    from scheduler.wire import read_problem, write_json
    from services.export_roster import write_roster_workbook
    from services.plan_of import read_plan_of
    from services.staffing import dump_roster, loads_of, make_roster

    task = read_problem(problem)
    made = read_plan_of(task, plan)
    roster = make_roster(task, made, seconds, seed)
    gaps, doubts = gaps_of(task, made, roster), doubts_of(task, made)
    write_json(dump_roster(roster), path)
    if excel is not None:
        write_roster_workbook(task, made, roster, gaps, doubts, excel)
    out.print(_stage_table(roster), _load_table(loads_of(task, made, roster)))
    if gaps:
        out.print(_want_table(task, made, gaps), _gap_table(task, gaps))
    names = {county.county_id: county.name for county in task.counties}
    for doubt in doubts:
        where = ", ".join(names[county_id] for county_id in doubt.county_ids)
        listed, count = doubt.want.list_id, doubt.services
        say(
            f"需求 {doubt.want.want_id}：{where} 是否在名单 {listed} 上不详，{count} 次服务没有据此要人",
            f"want {doubt.want.want_id}: not known whether {where} are on the list {listed}; nobody is asked for at "
            f"{count} services there",
        )
    say(f"派员表已通过校验并写入 {path}", f"The check accepts the roster; written to {path}")


def verify_command(
    problem: ProblemArg, plan: PlanArg, roster: Annotated[Path, typer.Argument(help="roster.json")]
) -> None:
    """独立校验派员表；违反规则时返回 1 / check a roster independently; exit 1 when a rule is broken."""
    from scheduler.staffing.verify import verify_roster
    from scheduler.wire import read_problem
    from services.plan_of import read_plan_of
    from services.staffing import read_roster

    task = read_problem(problem)
    broken = verify_roster(task, read_plan_of(task, plan), read_roster(roster))
    for violation in broken:
        out.print(violation.line(language()), markup=False)
    if broken:
        raise typer.Exit(1)
    say("全部规则成立", "every rule holds")


def _stage_table(roster: Roster) -> Table:
    table = Table(title=pick(("派员", "Roster")))
    table.add_column(pick(("目标", "stage")))
    for name in (("值", "value"), ("已证明的界", "proven bound")):
        table.add_column(pick(name), justify="right")
    for stage in roster.stages:
        table.add_row(pick(STAGE[stage.stage]), str(stage.value), str(stage.bound))
    return table


def _load_table(loads: tuple[PersonLoad, ...]) -> Table:
    table = Table(title=pick(("每人天数", "Days of each person")))
    table.add_column(pick(("姓名", "name")))
    for name in (("次数", "duties"), ("天数", "days"), ("可服务", "given")):
        table.add_column(pick(name), justify="right")
    for one in loads:
        table.add_row(one.name, str(one.duties), str(one.days), str(one.days_max))
    return table


def _want_table(task: Problem, made: Plan, gaps: list[Gap]) -> Table:
    """Return what each want lacks over all services, and how much of it no roster could cover."""
    from scheduler.staffing.jobs import jobs_of

    jobs = jobs_of(task, made)
    table = Table(title=pick(("各项需求", "Wants")))
    table.add_column(pick(("需求", "want")), overflow="fold")
    table.add_column(pick(("要", "of")), overflow="fold")
    names = (("人次", "asked"), ("缺", "short"), ("其中派不出（已证明）", "of it proved impossible"))
    for name in names:
        table.add_column(pick(name), justify="right")
    for want in task.staff_wants:
        mine = [gap for gap in gaps if gap.want == want]
        asked = want.people * sum(want in job.wants for job in jobs)
        proved = sum(gap.short_at_least for gap in mine)
        what = " ".join(filter(None, (want.skill, want.language))) or pick(("任何人", "anybody"))
        table.add_row(want.want_id, what, str(asked), str(sum(gap.short for gap in mine)), str(proved))
    return table


def _gap_table(task: Problem, gaps: list[Gap], shown: int = 10) -> Table:
    names = {county.county_id: county.name for county in task.counties}
    table = Table(
        title=pick((f"缺员（前 {shown} 条，共 {len(gaps)} 条）", f"Uncovered (first {shown} of {len(gaps)})"))
    )
    for name in (
        ("日期", "day"),
        ("服务", "service"),
        ("县", "county"),
        ("需求", "want"),
        ("缺", "short"),
        ("因为", "because"),
    ):
        table.add_column(pick(name), overflow="fold")
    for gap in gaps[:shown]:
        where = "、".join(names[county_id] for county_id in gap.job.county_ids)
        cells = (str(gap.job.day), gap.job.subject_id, where, gap.want.want_id, str(gap.short), _because(gap))
        table.add_row(*cells)
    return table


def _because(gap: Gap) -> str:
    if not gap.able:
        return pick(("没有人会（已证明）", "nobody can (proved)"))
    listed = "，".join(f"{count} {pick(REASON[reason])}" for reason, count in gap.reasons.items())
    proved = pick(("；已证明派不出", "; proved") if gap.proved else ("", ""))
    return f"{pick(('会的人', 'able'))} {gap.able}: {listed}{proved}"
