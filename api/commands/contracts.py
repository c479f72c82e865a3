"""The command that holds operators' contracts and booked journeys against their targets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from api.commands.options import ProblemArg
from api.console import out, pick, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.contracts import JourneyResult, OperatorResult


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command("contracts")(contracts_command)


def contracts_command(
    problem: ProblemArg,
    plan: Annotated[Path, typer.Argument(help="plan.json", metavar="PLAN")],
    json_path: Annotated[Path | None, typer.Option("--json", help="写出 JSON / write JSON")] = None,
) -> None:
    """承办合同与外出：指标、预算与结果 / operators' contracts and journeys: targets, budgets, results."""
    from pydantic import TypeAdapter

    from scheduler.wire import read_problem, write_json
    from services.contracts import JourneyResult, OperatorResult, journey_results, operator_results
    from services.plan_of import read_plan_of

    task = read_problem(problem)
    operators, journeys = operator_results(task, read_plan_of(task, plan)), journey_results(task)
    if operators:
        out.print(_operator_table(operators))
    if journeys:
        out.print(_journey_table(journeys))
    if not operators and not journeys:
        say("该问题中没有承办合同，也没有外出", "the problem has neither operators nor journeys")
    if json_path is not None:
        content = {
            "operators": TypeAdapter(tuple[OperatorResult, ...]).dump_python(operators, mode="json"),
            "journeys": TypeAdapter(tuple[JourneyResult, ...]).dump_python(journeys, mode="json"),
        }
        write_json(content, json_path)


def _operator_table(found: Sequence[OperatorResult]) -> Table:
    table = Table(title=pick(("承办单位", "Operators")))
    table.add_column(pick(("单位", "operator")), overflow="fold")
    table.add_column(pick(("合同期", "contract")), no_wrap=True)
    names = (("到县 / 区域", "counties / territory"), ("到访 / 指标", "visits / target"))
    for name in (*names, ("元：费用 / 预算", "yuan: cost / budget"), ("站期", "stays")):
        table.add_column(pick(name), justify="right", overflow="fold")
    for one in found:
        spent = f"{one.cost_fen / 100:,.0f}", "—" if one.budget_fen is None else f"{one.budget_fen / 100:,.0f}"
        table.add_row(
            one.name,
            f"{one.contract.first} – {one.contract.last}",
            f"{one.counties_served} / {one.counties}",
            f"{one.visits} / {_told(one.visits_target, '—')}",
            " / ".join(spent),
            str(one.stays),
        )
    return table


def _journey_table(found: Sequence[JourneyResult]) -> Table:
    table = Table(title=pick(("外出", "Journeys")))
    for name in (("外出", "journey"), ("目的地", "destination")):
        table.add_column(pick(name), overflow="fold")
    table.add_column(pick(("离开 – 返回", "away")), no_wrap=True)
    for name in (("站数 / 指标", "places / target"), ("观众 / 指标", "audience / target")):
        table.add_column(pick(name), justify="right")
    unknown = pick(("未报", "not reported"))
    for one in found:
        table.add_row(
            one.name,
            one.destination,
            f"{one.leaves} – {one.returns}",
            f"{_told(one.stays_done, unknown)} / {_told(one.stays_target, '—')}",
            f"{_told(one.audience_done, unknown)} / {_told(one.audience_target, '—')}",
        )
    return table


def _told(number: int | None, otherwise: str) -> str:
    return otherwise if number is None else f"{number:,}"
