"""Commands for what nobody planned: an emergency, a suspension."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.table import Table

from api.commands.options import PlanArg, ProblemArg
from api.console import out, pick, say

if TYPE_CHECKING:
    from scheduler.emergency.model import Changed, Dispatch, Lift, Pause
    from scheduler.problem import Problem

CountiesOption = Annotated[list[str], typer.Option("--county", help="县名、代码或编号，可多次 / county, repeatable")]
PlanOut = Annotated[Path | None, typer.Option("-o", "--out", help="新计划 / the plan that comes out")]
ProblemOut = Annotated[
    Path | None, typer.Option("--problem-out", help="新问题文件（新计划属于它）/ the problem that the new plan is of")
]
JsonOut = Annotated[Path | None, typer.Option("--json", help="决定写成 JSON / write the decision")]
LISTED = 30
STAY_OUTCOMES = {
    "shortened": ("提前结束", "ends early"),
    "postponed": ("延期", "postponed"),
    "lost": ("取消", "dropped"),
}
OUTCOMES = {"made_up": ("改到", "made up"), "online": ("改为线上", "moved online"), "lost": ("取消", "dropped")}


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command("emergency")(emergency_command)
    app.command("suspend")(suspend_command)


def emergency_command(
    problem: ProblemArg,
    plan: PlanArg,
    counties: CountiesOption,
    themes: Annotated[list[str], typer.Option("--theme", help="主题，有其一即可，可多次 / theme, any of, repeatable")],
    called: Annotated[datetime, typer.Option("--at", help="何时接报，如 2026-05-12T10:30 / when the call comes")],
    hours: Annotated[int, typer.Option("--within", help="几小时内开展 / hours until the service begins")] = 72,
    service: Annotated[int, typer.Option("--service", help="每县活动分钟（假设）/ minutes in each county")] = 180,
    prepare: Annotated[int, typer.Option("--prepare", help="出车准备分钟（假设）/ minutes until one leaves")] = 60,
    name: Annotated[str, typer.Option("--name", help="编号 / id of the emergency")] = "EM1",
    path: PlanOut = None,
    problem_path: ProblemOut = None,
    json_path: JsonOut = None,
) -> None:
    """应急科普：派哪些车、让出什么、何时恢复 / emergency: who goes, what is dropped and made up, when all resumes."""
    from scheduler.emergency.model import Emergency
    from scheduler.wire import dump_plan, dump_problem, read_plan, read_problem, write_json
    from services.emergency import decide_emergency, dispatch_json
    from services.lookup import find_county

    task = read_problem(problem)
    emergency = Emergency(
        emergency_id=name,
        county_ids=tuple(find_county(task, each).county_id for each in counties),
        themes=tuple(themes),
        called_on=called.date(),
        called_min=60 * called.hour + called.minute,
        within_hours=hours,
        service_min=service,
        prepare_min=prepare,
    )
    answered = decide_emergency(task, read_plan(plan), emergency)
    _show(task, answered.dispatch)
    if json_path:
        write_json(dispatch_json(answered.dispatch), json_path)
    if problem_path:
        write_json(dump_problem(answered.problem), problem_path)
    if path:
        write_json(dump_plan(answered.plan), path)
        say(f"新计划已通过校验并写入 {path}", f"The verifier accepts the new plan; written to {path}")


def suspend_command(
    problem: ProblemArg,
    plan: PlanArg,
    counties: CountiesOption,
    first: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="首日 / first suspended day")],
    last: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="末日，不写则未定 / last day; else open")
    ] = None,
    name: Annotated[str, typer.Option("--name", help="编号 / id of the suspension")] = "SU1",
    path: PlanOut = None,
    problem_path: ProblemOut = None,
    json_path: JsonOut = None,
) -> None:
    """暂停聚集：取消、改线上、延期与补做 / gatherings suspended: what is dropped, online, postponed."""
    from scheduler.emergency.model import Suspension
    from scheduler.wire import dump_plan, dump_problem, read_plan, read_problem, write_json
    from services.emergency import decide_suspension, pause_json
    from services.lookup import find_county

    task = read_problem(problem)
    suspension = Suspension(
        suspension_id=name,
        county_ids=tuple(find_county(task, each).county_id for each in counties),
        first=first.date(),
        last=last.date() if last else None,
    )
    paused = decide_suspension(task, read_plan(plan), suspension)
    _show_stays(task, paused.pause)
    show_changed(task, paused.pause.visits)
    _show_lifts(paused.pause.lifts)
    if json_path:
        write_json(pause_json(paused.pause), json_path)
    if problem_path:
        write_json(dump_problem(paused.problem), problem_path)
    if path:
        write_json(dump_plan(paused.plan), path)
        say(f"新计划已通过校验并写入 {path}", f"The verifier accepts the new plan; written to {path}")


def _show_stays(task: Problem, pause: Pause) -> None:
    if not pause.stays:
        return
    sets = {one.set_id: one.name for one in task.sets}
    counties = {county.county_id: county.name for county in task.counties}
    planned = (("套", "set"), ("县", "county"), ("原定", "planned"))
    table = _table(*planned, ("结果", "outcome"), ("改为", "now"))
    for each in pause.stays:
        now = f"{sets[each.new_set_id]} {each.new_opens} ×{each.new_weeks}" if each.new_set_id else "—"
        row = [sets[each.set_id], counties[each.county_id], f"{each.opens} ×{each.weeks}"]
        table.add_row(*row, pick(STAY_OUTCOMES[each.outcome]), now)
    out.print(table)


def _show_lifts(lifts: tuple[Lift, ...]) -> None:
    for lift in lifts:
        say(
            f"破例：{lift.rule_id} {lift.target_id} {lift.before} → {lift.after}",
            f"exception made: {lift.rule_id} {lift.target_id} {lift.before} -> {lift.after}",
        )


def _show(task: Problem, dispatch: Dispatch) -> None:
    counties = {county.county_id: county.name for county in task.counties}
    caravans = {caravan.caravan_id: caravan.name for caravan in task.caravans}
    kits, crews = {kit.kit_id: kit.name for kit in task.kits}, {crew.crew_id: crew.name for crew in task.crews}
    table = _table(
        ("县", "county"), ("开展", "begins"), ("小时", "hours"), ("车", "caravan"), ("展品", "kit"), ("车组", "crew")
    )
    for each in dispatch.sendings:
        begins = f"{each.day} {each.start_min // 60:02d}:{each.start_min % 60:02d}"
        how = pick(("（途中改派）", " (recalled)")) if each.recalled else ""
        who = [caravans[each.caravan_id] + how, kits[each.kit_id], crews[each.crew_id]]
        table.add_row(counties[each.county_id], begins, f"{each.after_min / 60:.1f}", *who)
    out.print(table)
    for aim in dispatch.aims[:1]:
        proven = pick(("已证明最短", "proven least")) if aim.value == aim.bound else f"≥ {aim.bound}"
        say(
            f"最晚一县在第 {aim.value} 小时内开展（{proven}）",
            f"The last county is served within hour {aim.value} ({proven})",
        )
    show_changed(task, dispatch.changed)
    for back in dispatch.back:
        resumes = str(back.resumes or "—")
        say(
            f"{caravans[back.caravan_id]}：{back.returns} 回库，{resumes} 恢复巡回",
            f"{caravans[back.caravan_id]}: home on {back.returns}, next tour {resumes}",
        )
    _show_lifts(dispatch.lifts)


def show_changed(task: Problem, changed: tuple[Changed, ...]) -> None:
    """Print what becomes of the visits that do not take place as planned."""
    stops = {stop.stop_id: stop.name for stop in task.stops}
    caravans = {caravan.caravan_id: caravan.name for caravan in task.caravans}
    counts = {name: sum(each.outcome == name for each in changed) for name in OUTCOMES}
    say(
        f"原计划的到访：改期 {counts['made_up']}，改为线上 {counts['online']}，取消 {counts['lost']}",
        f"planned visits: made up {counts['made_up']}, online {counts['online']}, dropped {counts['lost']}",
    )
    table = _table(
        ("停靠点", "stop"), ("原定", "planned"), ("结果", "outcome"), ("新日期", "new day"), ("车", "caravan")
    )
    for each in changed[:LISTED]:
        who = caravans[each.new_caravan_id] if each.new_caravan_id else "—"
        table.add_row(stops[each.stop_id], str(each.day), pick(OUTCOMES[each.outcome]), str(each.new_day or "—"), who)
    if changed:
        out.print(table)
    if len(changed) > LISTED:
        say(f"……另 {len(changed) - LISTED} 处，见 --json", f"... and {len(changed) - LISTED} more, see --json")


def _table(*names: tuple[str, str]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for name in names:
        table.add_column(pick(name), overflow="fold")
    return table
