"""The command that says how long full rounds take."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from api.commands.options import ProblemArg
from api.console import out, pick, say

if TYPE_CHECKING:
    from scheduler.rounds import RoundsPlan


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command("rounds")(rounds_command)


def rounds_command(
    problem: ProblemArg,
    rounds: Annotated[int, typer.Option("--rounds", min=1, help="轮数 / number of rounds")] = 2,
    weeks: Annotated[int, typer.Option(min=1, max=520, help="最多排几周 / weeks to plan in")] = 520,
    path: Annotated[Path | None, typer.Option("--json", help="写出站次 / write the stays")] = None,
) -> None:
    """每县各一站共几轮要几周，附已证明的下界 / weeks of full rounds: a plan, and a proven lower bound."""
    from scheduler.rounds import plan_rounds
    from scheduler.wire import read_problem, write_json

    task = read_problem(problem)
    made = plan_rounds(task, rounds, weeks)
    out.print(_table(made))
    zh = f"{made.counties} 个县、{made.sets} 套、{rounds} 轮：{made.weeks} 周可完成"
    en = f"{made.counties} counties, {made.sets} sets, {rounds} rounds: done in {made.weeks} weeks"
    least = made.bound_weeks
    if made.impossible:
        names = {county.county_id: county.name for county in task.counties}
        listed, count = "、".join(names[county_id] for county_id in made.impossible), len(made.impossible)
        say(
            f"{count} 个县没有可用的展厅，不计在内：{listed}",
            f"{count} counties have no hall that would do and are not counted: {listed}",
        )
    say(f"{zh}，少于 {least} 周不可能（已证明）", f"{en}, impossible in fewer than {least} (proven)")
    if path:
        write_json(_content(made), path)


def _table(made: RoundsPlan) -> Table:
    table = Table(title=pick(("轮次", "Rounds")))
    for name in (("轮", "round"), ("首站", "first opening"), ("末站", "last opening"), ("站", "stays")):
        table.add_column(pick(name), justify="right")
    for one in made.rounds:
        opens = [stay.opens for stay in made.stays if stay.opens in one.span]
        table.add_row(one.round_id, str(min(opens)), str(max(opens)), str(len(opens)))
    return table


def _content(made: RoundsPlan) -> dict[str, object]:
    from pydantic import TypeAdapter

    content: dict[str, object] = TypeAdapter(type(made)).dump_python(made, mode="json")
    return content
