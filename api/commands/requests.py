"""Command that answers requests from a plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.table import Table

from api.commands.options import PlanArg, ProblemArg, require_one
from api.console import language, out, pick, say
from core.errors import fail

if TYPE_CHECKING:
    from scheduler.problem import Problem
    from scheduler.requests import Request
    from scheduler.slots.answer import Granted

REASONS_SHOWN = 4


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command("slots")(slots_command)


def slots_command(
    problem: ProblemArg,
    plan: PlanArg,
    request: Annotated[str | None, typer.Option(help="点单编号；不写则全部 / request id; else all")] = None,
    file: Annotated[Path | None, typer.Option(help="一张点单的 JSON / one request as JSON", metavar="FILE")] = None,
    most: Annotated[int, typer.Option(min=1, help="至多列几个时段 / slots to list")] = 3,
    cost_max: Annotated[int | None, typer.Option(help="费用上限，元 / decline what costs more yuan")] = None,
    json_path: Annotated[Path | None, typer.Option("--json", help="答复写成 JSON / write the answers")] = None,
    path: Annotated[Path | None, typer.Option("-o", "--out", help="写出采用首选时段的计划 / plan with slot 1")] = None,
) -> None:
    """答复点单：接受、改期或婉拒并说明原因 / answer requests from a plan: slots with their prices, or why not."""
    from scheduler.slots.answer import Desk, repinned
    from scheduler.wire import dump_plan, write_json
    from services.granted import require_granted
    from services.plan_of import read_plan_of
    from services.requests import answers_json, asked

    require_one("--request", "--file", both=request is not None and file is not None)
    task, requests = asked(problem, request, file)
    if path and len(requests) != 1:
        raise fail("slots-one-request", "-o", count=len(requests))
    desk = Desk(task, read_plan_of(task, plan))
    limit = None if cost_max is None else 100 * cost_max
    granted = [desk.answer(each, most=most, cost_max_fen=limit) for each in requests]
    for each, found in zip(requests, granted, strict=True):
        require_granted(task, each, found)
        _show(task, each, found)
    if not requests:
        say("没有点单", "There are no requests.")
    if path and not granted[0].plans:
        raise fail("slots-none", "-o", request=requests[0].request_id, path=path)
    if json_path:
        write_json(answers_json([each.answer for each in granted]), json_path)
    if path:
        write_json(dump_plan(repinned(task, granted[0].plans[0])), path)
        say(f"含首选时段的计划已通过校验并写入 {path}", f"The verifier accepts the plan; written to {path}")


def _show(task: Problem, request: Request, granted: Granted) -> None:
    from services.requests import LIMITS, VERDICTS, slot_cells

    answer = granted.answer
    out.print(f"{request.request_id} {request.asker}: {pick(VERDICTS[answer.verdict])}", markup=False)
    if answer.limit:
        out.print(f"  {pick(LIMITS[answer.limit])}", markup=False)
    if answer.cheapest:
        yuan = f"{answer.cheapest.cost_fen / 100:,.0f}"
        say(f"  最便宜的也要 {yuan} 元", f"  the cheapest costs {yuan} yuan")
    for reason in answer.reasons[:REASONS_SHOWN]:
        out.print(f"  {reason.text(language())}", markup=False)
    if answer.slots:
        table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
        table.add_column(pick(("日期", "when")), no_wrap=True)
        for name in (("办法", "how"), ("地点", "where"), ("谁去", "who"), ("替下", "drops")):
            table.add_column(pick(name), overflow="fold")
        for name in (("缺口", "short"), ("驾驶分", "min"), ("公里", "km"), ("元", "yuan"), ("覆盖点", "cov. pt")):
            table.add_column(pick(name), justify="right", no_wrap=True)
        for slot in answer.slots:
            table.add_row(*slot_cells(task, slot, language()))
        out.print(table)
