"""What each part of the caravan solver is worth: the same problems with one part left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import product
from pathlib import Path
from statistics import mean

import typer

from bench.cases import Case
from bench.record import markdown_table
from bench.resume import OwnTime, Row, resumed, solver_sources
from scheduler.caravans.parts import ALL_PARTS, PARTS
from scheduler.caravans.solve import solve_caravans
from scheduler.problem import Problem
from scheduler.progress import Budget

WHOLE = "nothing"
"""Name of the row with all parts."""
HEADER = ("province", "without", "coverage", "gap", "part is worth", "least", "most", "seeds that lose")


def chosen_parts(names: str) -> list[str]:
    """Return the parts named in ``names``, separated by commas, or all; raises ``BadParameter`` for others."""
    wanted = list(PARTS) if names == "all" else names.split(",")
    if unknown := set(wanted) - set(PARTS):
        raise typer.BadParameter(f"{', '.join(sorted(unknown))}: parts are {', '.join(PARTS)}")
    return wanted


def ablation(
    cases: Sequence[Case],
    without: Sequence[str],
    seeds: Sequence[int],
    seconds: float,
    data: Path | None,
    path: Path,
) -> list[Row]:
    """Plan the problems of all seeds whole and without each part in turn, on one core; return a row each.

    The record ``path`` is written after each plan; what it holds already, by the same sources, is not made again.
    """
    return resumed("caravan-parts", path, _wanted(cases, without, seeds, seconds, data))


def _wanted(
    cases: Sequence[Case], without: Sequence[str], seeds: Sequence[int], seconds: float, data: Path | None
) -> Iterator[tuple[Row, Callable[[], Row]]]:
    for case, seed in product(cases, seeds):
        problem = case.problem(seed, data)
        solve_caravans(problem, Budget(0.1, seed=seed))  # compiles, where it was not done before
        for name in (WHOLE, *without):
            frame = {"province": case.name, "seed": seed, "without": name, "budget_s": seconds}
            yield frame | {"sources": solver_sources()}, partial(_plan, problem, name, seconds, seed)


def _plan(problem: Problem, without: str, seconds: float, seed: int) -> Row:
    budget = OwnTime(seconds, seed=seed, workers=1)
    parts = ALL_PARTS if without == WHOLE else replace(ALL_PARTS, **{without: False})
    result = solve_caravans(problem, budget, parts=parts)
    stage = next(stage for stage in result.stages if stage.stage == "coverage")
    return {
        "value": stage.value,
        "bound": stage.bound,
        "whole": stage.trivial_bound,
        "steps": result.facts["steps"],
    }


def worth_table(rows: Sequence[Row]) -> str:
    """Return province by province what is lost without each part: means over the seeds, each against its own whole."""
    whole = {(row["province"], row["seed"]): row["value"] for row in rows if row["without"] == WHOLE}
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row["province"], row["without"]), []).append(row)
    cells = []
    for (province, without), group in groups.items():
        lost = [1 - row["value"] / whole[province, row["seed"]] for row in group]
        cells.append(
            (
                province,
                without,
                f"{mean(row['value'] / row['whole'] for row in group):.2%}",
                f"{mean(1 - row['value'] / row['bound'] for row in group):.2%}",
                *(("", "", "", "") if without == WHOLE else _lost_cells(lost)),
            )
        )
    return markdown_table(HEADER, cells)


def _lost_cells(lost: Sequence[float]) -> tuple[str, ...]:
    losing = f"{sum(part > 0 for part in lost)} of {len(lost)}"
    return f"{mean(lost):+.2%}", f"{min(lost):+.2%}", f"{max(lost):+.2%}", losing
