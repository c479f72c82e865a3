"""Commands about the need policy: what is in force, another policy taken over, two compared on one plan."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from api.commands.options import OutOption, ProblemArg
from api.console import SECTION, out, pick, say
from maps.policy import COMPONENT_NAMES, NeedPolicy, in_force

if TYPE_CHECKING:
    from services.policy_compare import CountyShift, PolicyComparison
    from services.policy_lists import ListStanding

DayOption = Annotated[
    datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="以哪天为准 / the day that counts")
]
PolicyArg = Annotated[Path, typer.Argument(help="policy.toml")]


NOT_KNOWN = ("不详", "not known")
"""Of a list of which no county's membership is known: that is not "nobody"."""


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    group = typer.Typer(
        help="需求政策：名单、权重、比较 / the need policy: lists, weights, comparison", no_args_is_help=True
    )
    group.command("show")(show_command)
    group.command("use")(use_command)
    group.command("compare")(compare_command)
    app.add_typer(group, name="policy")


def show_command(problem: ProblemArg, day: DayOption = None) -> None:
    """哪些名单和权重在某天有效 / which lists and weights are in force on a day."""
    from scheduler.wire import read_problem
    from services.policy_lists import list_standings

    task = read_problem(problem)
    when = day.date() if day else task.need_policy.as_of
    out.print(_weights(task.need_policy, when), _lists(list_standings(task, when), len(task.counties), when))


def use_command(problem: ProblemArg, policy: PolicyArg, path: OutOption, day: DayOption = None) -> None:
    """换用一份政策，写出新问题 / write the problem with another policy."""
    from scheduler.policy_file import read_policy, with_policy
    from scheduler.wire import dump_problem, read_problem, write_json

    made = with_policy(read_problem(problem), _dated(read_policy(policy), day), str(policy))
    write_json(dump_problem(made), path)
    version = f"{made.need_policy.version} ({made.need_policy.as_of})"
    say(f"需求政策 {version}，已写入 {path}", f"Need policy {version}; written to {path}")


def compare_command(
    first: PolicyArg,
    second: PolicyArg,
    problem: Annotated[Path, typer.Option(help="problem.json")],
    plan: Annotated[Path, typer.Option(help="plan.json")],
    day: DayOption = None,
    top: Annotated[int, typer.Option(min=1, help="列出几县 / how many winners and losers to list")] = 8,
    json_path: Annotated[Path | None, typer.Option("--json", help="写出全部数字 / write every figure")] = None,
) -> None:
    """同一计划下比较两份政策 / compare two policies on one plan."""
    from dataclasses import asdict

    from scheduler.policy_file import read_policy
    from scheduler.wire import read_problem, write_json
    from services.plan_of import read_plan_of
    from services.policy_compare import compare_policies

    policies = [_dated(read_policy(path), day) for path in (first, second)]
    task = read_problem(problem)
    made = read_plan_of(task, plan)
    found = compare_policies(task, made, policies[0], policies[1], (str(first), str(second)))
    out.print(_coverage_table(found), *([_county_table(found, top)] if _extremes(found.counties, top) else []))
    say(
        f"{found.moved} 县名次有变，共 {len(found.counties)} 县；计划本身不变",
        f"{found.moved} of {len(found.counties)} counties change their rank; the plan itself stays",
    )
    if json_path is not None:
        write_json(asdict(found), json_path)


def _dated(policy: NeedPolicy, day: datetime | None) -> NeedPolicy:
    return policy if day is None else policy.on(day.date())


def _weights(policy: NeedPolicy, day: date) -> Table:
    table = Table(title=f"{policy.version} · {day} · {pick(('权重', 'weights'))}")
    for heading in (("分项", "component"), ("权重", "weight"), ("生效", "from"), ("失效", "to"), ("有效", "in force")):
        table.add_column(pick(heading))
    for part in policy.components:
        name = pick(COMPONENT_NAMES[part.component_id])
        table.add_row(
            name, str(part.weight), _day(part.effective_from), _day(part.effective_to), _yes(in_force(part, day))
        )
    return table


def _lists(standings: tuple[ListStanding, ...], counties: int, day: date) -> Table:
    table = Table(title=f"{pick(('名单', 'lists'))} · {day} · {counties} {pick(('县', 'counties'))}")
    for heading in (("名单", "list"), ("分值", "points"), ("生效", "from"), ("失效", "to"), ("有效", "in force")):
        table.add_column(pick(heading), overflow="fold")
    table.add_column(pick(("在列", "on it")), justify="right")
    table.add_column(pick(("已知", "known")), justify="right")
    for one in standings:
        entry = one.entry
        dates = (_day(entry.effective_from), _day(entry.effective_to))
        counts = (str(one.members) if one.known else pick(NOT_KNOWN), str(one.known)) if one.in_force else ("—", "—")
        name = pick((entry.name_zh, entry.name_en))
        table.add_row(name, str(entry.points), *dates, _yes(one.in_force), *counts)
    return table


def _coverage_table(found: PolicyComparison) -> Table:
    table = Table(title=pick(("按需求加权的覆盖（同一计划）", "Need-weighted coverage (the same plan)")))
    table.add_column(pick(("部分", "section")))
    table.add_column(pick(("市州", "prefecture")), overflow="fold")
    for version in found.versions:
        table.add_column(version, justify="right")
    table.add_column(pick(("需求占比变化", "share of need")), justify="right")
    for one in found.coverage:
        name = one.name or pick(("全部", "all"))
        shares = [f"{permille / 10:.1f}%" for permille in one.permille]
        table.add_row(pick(SECTION[one.section]), name, *shares, f"{one.shift_ppm / 10_000:+.2f}%" if one.name else "")
    return table


def _county_table(found: PolicyComparison, top: int) -> Table:
    table = Table(title=pick(("得与失：占全部需求的份额", "Who wins and loses: share of all need")))
    table.add_column(pick(("县", "county")), overflow="fold")
    for name in (("需求", "need"), ("名次", "rank"), ("份额变化", "share"), ("计划所得", "the plan gives")):
        table.add_column(pick(name), justify="right")
    for one in _extremes(found.counties, top):
        ends = (f"{one.need[0]}→{one.need[1]}", f"{one.rank[0]}→{one.rank[1]}")
        given = " ".join(f"{pick(SECTION[section])} {gain / 10:.0f}%" for section, gain in one.gains.items())
        table.add_row(one.name, *ends, f"{one.shift_ppm / 10_000:+.3f}%", given or "—")
    return table


def _extremes(counties: tuple[CountyShift, ...], top: int) -> list[CountyShift]:
    winners = [one for one in counties if one.shift_ppm > 0][:top]
    losers = [one for one in counties if one.shift_ppm < 0][-top:]
    return winners + losers


def _day(day: date | None) -> str:
    return "—" if day is None else str(day)


def _yes(holds: bool) -> str:
    return pick(("是", "yes") if holds else ("否", "no"))
