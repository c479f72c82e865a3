"""The command that decides rings of counties and themed sets (区域换展)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from api.commands.options import ProblemArg
from api.console import out, pick, say

if TYPE_CHECKING:
    from scheduler.exchange import Ring
    from scheduler.problem import Problem
    from scheduler.ring import RingPlan


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command("ring")(ring_command)


def ring_command(
    problem: ProblemArg,
    seconds: Annotated[float, typer.Option("--time", min=1, help="每环求解秒数 / seconds for each ring")] = 10,
    path: Annotated[
        Path | None, typer.Option("-o", "--out", help="写出固定了环内各站的问题 / problem with the ring pinned")
    ] = None,
) -> None:
    """排定换展环；排不成的指出冲突 / decide rings: who shows what when; an impossible one is named with its clash."""
    from core.errors import fail
    from scheduler.ring import Clash, plan_ring, with_ring
    from scheduler.wire import dump_problem, read_problem, write_json

    task = read_problem(problem)
    if not task.rings:
        raise fail("ring-none", str(problem))
    for ring in task.rings:
        made = plan_ring(task, ring, seconds)
        if isinstance(made, Clash):
            raise made.error()
        before, task = task, with_ring(task, made)
        out.print(_table(task, ring, made))
        kept = pick(("（已证明最短）", " (proven the shortest)")) if made.shortest else ""
        _tell_moved(before, task)
        say(f"搬运 {made.length_m / 1000:,.0f} 公里{kept}", f"Moved {made.length_m / 1000:,.0f} km{kept}")
    if path:
        write_json(dump_problem(task), path)
        say(f"已写入 {path}；再运行 dapeng plan", f"Written to {path}; now run dapeng plan")


def _tell_moved(before: Problem, after: Problem) -> None:
    """Say which pinned stays of the ring stood elsewhere before: nothing that a planner pinned goes without a word."""
    for pin in before.stay_pins:
        if pin not in after.stay_pins:
            where = f"{pin.set_id} · {pin.hall_id} · {pin.opens}"
            say(f"原有的环内固定站期已改排：{where}", f"A pinned stay of the ring is decided anew: {where}")


def _table(task: Problem, ring: Ring, made: RingPlan) -> Table:
    """Return the square: a row a county, a column a step."""
    table = Table(title=f"{ring.name} ({ring.ring_id})")
    table.add_column(pick(("县", "county")), overflow="fold")
    for step in range(ring.steps):
        table.add_column(str(ring.opens(step)), overflow="fold")
    names = {county.county_id: county.name for county in task.counties}
    sets = {item.set_id: item.name for item in task.sets}
    county = {hall.hall_id: hall.county_id for hall in task.halls}
    held = {(county[pin.hall_id], pin.opens): sets[pin.set_id] for pin in made.stays}
    for county_id in ring.county_ids:
        cells = [held.get((county_id, ring.opens(step)), "—") for step in range(ring.steps)]
        table.add_row(names[county_id], *cells)
    return table
