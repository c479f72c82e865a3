"""Commands for campaigns: known days, what is due."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from api.commands.options import ProblemArg
from api.console import out, pick, say

DateOption = Annotated[datetime, typer.Option("--date", formats=["%Y-%m-%d"], help="哪一天 / seen from this day")]
LogOption = Annotated[
    Path | None, typer.Option("--log", help="已办事项与公众反馈的记录 / records of what was done", metavar="LOG")
]
JsonOption = Annotated[Path | None, typer.Option("--json", help="同时写入 JSON / write it as JSON too", metavar="FILE")]
DUTY = {
    "register": ("登记", "register"),
    "complete": ("完善信息", "complete"),
    "summary": ("总结", "sum up"),
    "recommend": ("推荐", "recommend"),
}
STATE = {
    "done": ("已办", "done"),
    "done_late": ("已办（逾期）", "done late"),
    "overdue": ("逾期未办", "overdue"),
    "due": ("待办", "due"),
    "to_come": ("未到时候", "to come"),
    "unknown": ("期限不详", "no date known"),
}


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    group = typer.Typer(help="主题活动 / campaigns: days, deadlines", no_args_is_help=True)
    group.command("dates")(dates_command)
    group.command("due")(due_command)
    app.add_typer(group, name="campaigns")


def dates_command(year: Annotated[int, typer.Option(min=1950, max=2200, help="年 / year")]) -> None:
    """某年已知的活动日期及依据 / the known days of campaigns in a year, with their sources."""
    from core.campaign_dates import campaign_dates

    basis = {"announced": ("当年通知", "notice"), "rule": ("惯例", "rule"), "unknown": ("待填", "to be entered")}
    table = _table(("活动", "campaign"), ("首日", "first"), ("末日", "last"), ("依据", "basis"), ("来源", "source"))
    for item in campaign_dates(year):
        first, last = (item.span.first, item.span.last) if item.span else (None, None)
        name = pick((item.name_zh, item.name_en))
        table.add_row(name, _day(first), _day(last), pick(basis[item.basis]), item.source)
    out.print(table)


def due_command(problem: ProblemArg, day: DateOption, log: LogOption = None, file: JsonOption = None) -> None:
    """某日应办、逾期的活动事项 / what is due and overdue for campaigns on a day."""
    from pydantic import TypeAdapter

    from scheduler.campaigns.due import DueItem, due_items
    from scheduler.campaigns.log import NOTHING, read_log
    from scheduler.wire import read_problem, write_json

    task, seen = read_problem(problem), day.date()
    items = due_items(task.campaigns, read_log(log) if log else NOTHING, seen)
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


def _table(*headings: tuple[str, str]) -> Table:
    table = Table()
    for heading in headings:
        table.add_column(pick(heading), overflow="fold")
    return table


def _day(day: date | None) -> str:
    return "—" if day is None else day.isoformat()
