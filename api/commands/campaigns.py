"""Commands for campaigns: known days, what is due, how a plan stands to them, registration table, assessment."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from api.commands.options import OutOption, PlanArg, ProblemArg, require_with
from api.console import out, pick, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.problem import Problem
    from services.campaign_status import CampaignStatus, TargetStatus

DateOption = Annotated[datetime, typer.Option("--date", formats=["%Y-%m-%d"], help="哪一天 / seen from this day")]
LogOption = Annotated[
    Path | None, typer.Option("--log", help="已办事项与公众反馈的记录 / records of what was done", metavar="LOG")
]
JsonOption = Annotated[Path | None, typer.Option("--json", help="同时写入 JSON / write it as JSON too", metavar="FILE")]
FirstOption = Annotated[datetime | None, typer.Option("--first", formats=["%Y-%m-%d"], help="首日 / first day")]
LastOption = Annotated[datetime | None, typer.Option("--last", formats=["%Y-%m-%d"], help="末日 / last day")]


SERVICE = {"any": ("任一", "any"), "set": ("展览套", "set"), "caravan": ("大篷车", "caravan")}


class Each(Enum):
    """Where a target holds."""

    prefecture = "prefecture"
    county = "county"


class Service(Enum):
    """What counts for a target."""

    any = "any"
    set = "set"
    caravan = "caravan"


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    group = typer.Typer(
        help="主题活动 / campaigns: days, deadlines, targets, registration, assessment", no_args_is_help=True
    )
    group.command("dates")(dates_command)
    group.command("add")(add_command)
    group.command("due")(due_command)
    group.command("status")(status_command)
    group.command("assess")(assess_command)
    group.command("table")(table_command)
    app.add_typer(group, name="campaigns")


def dates_command(
    year: Annotated[int, typer.Option(min=1950, max=2200, help="年 / year")], file: JsonOption = None
) -> None:
    """某年已知的活动日期及依据 / the known days of campaigns in a year, with their sources."""
    from pydantic import TypeAdapter

    from core.campaign_dates import CampaignDates, campaign_dates
    from scheduler.wire import write_json

    found = campaign_dates(year)
    basis = {"announced": ("当年通知", "notice"), "rule": ("惯例", "rule"), "unknown": ("待填", "to be entered")}
    table = _table(("代号", "key"), ("活动", "campaign"), ("首日", "first"), ("末日", "last"), ("依据", "basis"))
    for item in found:
        first, last = (item.span.first, item.span.last) if item.span else (None, None)
        name = pick((item.name_zh, item.name_en))
        table.add_row(item.kind, name, _day(first), _day(last), pick(basis[item.basis]))
    out.print(table)
    if file is not None:
        write_json(TypeAdapter(tuple[CampaignDates, ...]).dump_python(found, mode="json"), file)


def add_command(
    problem: ProblemArg,
    kind: Annotated[str, typer.Option(help="活动（见 campaigns dates --json）/ key, e.g. national_science_day")],
    year: Annotated[int, typer.Option(min=1950, max=2200, help="年 / year")],
    path: OutOption,
    first: FirstOption = None,
    last: LastOption = None,
    each: Annotated[Each | None, typer.Option(help="每个地市或县都要有 / in each of these")] = None,
    service: Annotated[Service | None, typer.Option(help="何种服务，不写则任一 / which service; else any")] = None,
    minimum: Annotated[int | None, typer.Option(min=1, help="至少几次，不写则 1 / at least; else 1")] = None,
    hard: Annotated[bool, typer.Option("--hard", help="硬性 / no plan without it")] = False,
) -> None:
    """把活动加入问题文件，可带目标；已有的可再添目标 / add a campaign, a target with it or to one that is there."""
    from scheduler.wire import dump_problem, read_problem, write_json
    from services.campaign_add import add_campaign, add_target, entered, span_of

    if each is None:
        require_with("--each", service=service, minimum=minimum, hard=hard)
    days = span_of(first.date() if first else None, last.date() if last else None)
    before = read_problem(problem)
    known = entered(before, kind, year)
    if known is None or each is None or days not in (None, known.span):
        task, campaign = add_campaign(before, kind, year, days)
    else:
        task, campaign = before, known
    if each is not None:
        counted = Service.any if service is None else service
        task = add_target(task, campaign, each.value, counted.value, minimum or 1, hard)
    write_json(dump_problem(task), path)
    span = f"{campaign.span.first} — {campaign.span.last}"
    say(f"{campaign.name}：{span}，已写入 {path}", f"{campaign.name}: {span}, written to {path}")


def due_command(problem: ProblemArg, day: DateOption, log: LogOption = None, file: JsonOption = None) -> None:
    """某日应办、逾期的活动事项 / what is due and overdue for campaigns on a day."""
    from pydantic import TypeAdapter

    from scheduler.campaigns.due import DueItem, due_items
    from scheduler.campaigns.log import NOTHING, read_log
    from scheduler.wire import read_problem, write_json
    from services.campaign_words import DUTY, STATE

    task, seen = read_problem(problem), day.date()
    items = due_items(task.campaigns, read_log(log, task.campaigns) if log else NOTHING, seen)
    table = _table(
        ("活动", "campaign"),
        ("事项", "duty"),
        ("截止", "by"),
        ("办结", "done on"),
        ("状态", "state"),
        ("余天", "days left"),
    )
    for item in items:
        left = "—" if item.days_left is None else str(item.days_left)
        state = pick(STATE[item.state])
        table.add_row(item.name, pick(DUTY[item.duty]), _day(item.by), _day(item.done_on), state, left)
    out.print(table)
    overdue = sum(item.state == "overdue" for item in items)
    due = sum(item.state == "due" for item in items)
    say(f"{seen}：待办 {due} 项，逾期 {overdue} 项", f"{seen}: {due} due, {overdue} overdue")
    if file is not None:
        write_json(TypeAdapter(tuple[DueItem, ...]).dump_python(items, mode="json"), file)


def status_command(
    problem: ProblemArg,
    plan: PlanArg,
    everything: Annotated[bool, typer.Option("--all", help="达到的地方也逐一列出 / places that are met, too")] = False,
    file: JsonOption = None,
) -> None:
    """计划对活动目标、车队、联合行动做到了什么，缺什么、为何 / how a plan stands to targets, convoys, joint actions."""
    from pydantic import TypeAdapter

    from scheduler.wire import read_problem, write_json
    from services.campaign_status import CampaignStatus, campaign_status
    from services.plan_of import read_plan_of

    task = read_problem(problem)
    found = campaign_status(task, read_plan_of(task, plan))
    if found.targets:
        out.print(_target_table(task, found))
    shown = [each for each in found.targets if everything or not each.met]
    if shown:
        out.print(_place_table(shown))
    for pair in zip(found.broken_zh, found.broken_en, strict=True):
        say(*pair)
    met_count, places, faults = sum(each.met for each in found.targets), len(found.targets), len(found.broken_en)
    say(f"目标 {met_count} / {places} 处达到", f"targets met in {met_count} of {places} places")
    say(
        f"车队 {len(task.convoys)} 个，联合行动 {len(task.joint_actions)} 项，缺 {faults} 处",
        f"{len(task.convoys)} convoys, {len(task.joint_actions)} joint actions, {faults} faults",
    )
    if file is not None:
        write_json(TypeAdapter(CampaignStatus).dump_python(found, mode="json"), file)


def _target_table(task: Problem, found: CampaignStatus) -> Table:
    """Return a row per target: in how many of its places it is met."""
    table = _table(("活动", "campaign"), ("目标", "target"), ("服务", "service"), ("至少", "least"), ("硬性", "hard"))
    table.add_column(pick(("达到", "met")), justify="right")
    names = {campaign.campaign_id: campaign.name for campaign in task.campaigns}
    for target in task.campaign_targets:
        mine = [each for each in found.targets if each.target_id == target.target_id]
        hard = pick(("是", "yes") if target.hard else ("否", "no"))
        met = f"{sum(each.met for each in mine)} / {len(mine)}"
        service = pick(SERVICE[target.service])
        table.add_row(names[target.campaign_id], target.target_id, service, str(target.minimum), hard, met)
    return table


def _place_table(places: Sequence[TargetStatus]) -> Table:
    counted = (("站期", "stays"), ("到访", "visits"), ("达到", "met"))
    table = _table(("目标", "target"), ("地方", "place"), ("至少", "least"), *counted, ("原因", "why"))
    for each in places:
        met = pick(("是", "yes")) if each.met else pick(("否", "no"))
        counts = (str(each.minimum), str(each.stays), str(each.visits))
        table.add_row(each.target_id, each.where, *counts, met, pick((each.why_zh, each.why_en)))
    return table


def assess_command(
    problem: ProblemArg, plan: PlanArg, day: DateOption, log: LogOption = None, file: JsonOption = None
) -> None:
    """七项评估数据：计划所知、记录所载，其余不详 / the seven assessment figures: planned, recorded, or not known."""
    from pydantic import TypeAdapter

    from scheduler.campaigns.log import NOTHING, read_log
    from scheduler.wire import read_problem, write_json
    from services.campaign_assessment import FIGURES, Measure, assessment
    from services.plan_of import read_plan_of

    task = read_problem(problem)
    known = read_log(log, task.campaigns) if log else NOTHING
    made = read_plan_of(task, plan)
    found = {each.campaign_id: assessment(task, made, each, known, day.date()) for each in task.campaigns}
    for campaign in task.campaigns:
        table = _table(("评估项", "figure"), ("指标", "measure"), ("数值", "value"))
        table.title = campaign.name
        for each in found[campaign.campaign_id]:
            value = pick(("不详", "not known")) if each.value is None else str(each.value)
            share = f" / {each.of}" if each.of is not None else ""
            table.add_row(pick(FIGURES[each.figure]), pick((each.name_zh, each.name_en)), value + share)
        out.print(table)
    if file is not None:
        write_json(TypeAdapter(dict[str, tuple[Measure, ...]]).dump_python(found, mode="json"), file)


def table_command(
    problem: ProblemArg,
    plan: PlanArg,
    day: DateOption,
    path: OutOption = Path("campaigns.xlsx"),
    log: LogOption = None,
) -> None:
    """写出登记表（Excel）：活动、目标、期限、公众、评估 / write the registration table as Excel."""
    from scheduler.campaigns.log import NOTHING, read_log
    from scheduler.wire import read_problem
    from services.export_campaigns import write_campaign_workbook
    from services.plan_of import read_plan_of

    task = read_problem(problem)
    known = read_log(log, task.campaigns) if log else NOTHING
    count = write_campaign_workbook(task, read_plan_of(task, plan), known, day.date(), path)
    say(f"已写入 {path}：{count} 项活动", f"{count} activities written to {path}")


def _table(*headings: tuple[str, str]) -> Table:
    table = Table()
    for heading in headings:
        table.add_column(pick(heading), overflow="fold")
    return table


def _day(day: date | None) -> str:
    return "—" if day is None else day.isoformat()
