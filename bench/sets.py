"""``python -m bench sets``: how soon coverage of the museum sets is proven, and what each added rule costs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from bench.cases import chosen
from bench.record import machine, markdown_table, write_record, write_section
from scheduler.narrow import for_sets
from scheduler.problem import Problem
from scheduler.progress import Budget, Progress
from scheduler.sets.result import SetsResult
from scheduler.sets.solve import solve_sets

NEAR = 1e-4
"""A gap that hardly matters."""
HEADER = ("province", "rules", "coverage", "proven bound", "gap", "first plan s", "last change s", "all stages s")


def _one_length(problem: Problem) -> Problem:
    return replace(problem, set_rules=replace(problem.set_rules, stay_weeks=problem.set_rules.stay_weeks[:1]))


def _no_crews(problem: Problem) -> Problem:
    team = replace(problem.setup_teams[0], leave=())
    teams = tuple(replace(team, team_id=f"free-{number}") for number in range(len(problem.sets)))
    return replace(problem, setup_teams=teams)


def _no_distance(problem: Problem) -> Problem:
    return replace(problem, set_rules=replace(problem.set_rules, truck_day_drive_max_min=100_000))


def _plain(problem: Problem) -> Problem:
    return _no_distance(_no_crews(_one_length(problem)))


VARIANTS: dict[str, Callable[[Problem], Problem]] = {
    "all": lambda problem: problem,
    "one stay length": _one_length,
    "crews without limit": _no_crews,
    "moves without distance": _no_distance,
    "none of the three": _plain,
}


def register(app: typer.Typer) -> None:
    """Add the benchmark to ``app``."""
    app.command("sets")(sets_command)


def sets_command(
    only: Annotated[str, typer.Option(help="names, separated by commas")] = "guizhou",
    seconds: float = 60,
    seed: int = 1,
    data: Annotated[Path | None, typer.Option(help="folder with counties.csv; default DAPENG_DATA")] = None,
    json: Annotated[Path, typer.Option(help="file to write")] = Path("out/bench/sets.json"),
    page: Annotated[bool, typer.Option(help="also write the section of docs/benchmarks.md")] = False,
) -> None:
    """Plan museum sets with all rules and with single rules lifted; print gap and seconds of the coverage stage."""
    rows = [
        {"province": case.name, "rules": name}
        | coverage_of(variant(case.problem(seed, data)), Budget(seconds, seed=seed))
        for case in chosen(only)
        for name, variant in VARIANTS.items()
    ]
    write_record("sets", rows, json)
    table = markdown_table(HEADER, [_cells(row) for row in rows])
    typer.echo(table)
    if page:
        facts = ", ".join(f"{key} {value}" for key, value in machine().items())
        told = f"`python -m bench sets --seconds {seconds:g} --seed {seed} --only {only}` ({facts})."
        write_section("sets", f"## Museum sets and the cost of each rule\n\n{told}\n\n{table}")


def coverage_of(problem: Problem, budget: Budget) -> dict[str, Any]:
    """Plan the sets; return value and bound of their coverage, and seconds by the budget's clock."""
    return coverage_row(*followed(problem, budget), budget)


def followed(problem: Problem, budget: Budget) -> tuple[SetsResult, list[Progress]]:
    """Plan the sets; return the result and the reports of the coverage stage."""
    seen: list[Progress] = []
    result = solve_sets(for_sets(problem), replace(budget, report=seen.append))
    return result, [report for report in seen if report.stage == "coverage"]


def coverage_row(result: SetsResult, steps: list[Progress], budget: Budget) -> dict[str, Any]:
    """Return value and bound of the coverage, and when which gap was reached."""
    coverage = next(stage for stage in result.stages if stage.stage == "coverage")
    return {
        "value": coverage.value,
        "bound": coverage.bound,
        "whole": coverage.trivial_bound,
        "gap": coverage.gap,
        "first_plan_seconds": _seconds_to(steps, 1.0),
        "near_seconds": _seconds_to(steps, NEAR),
        "proven_seconds": _seconds_to(steps, 0.0),
        "last_change_seconds": steps[-1].seconds if steps else None,
        "seconds": budget.elapsed(),
    }


def _seconds_to(steps: list[Progress], gap: float) -> float | None:
    """Return when a plan was within ``gap`` of the bound for the first time; ``None`` where none was."""
    for step in steps:
        if step.incumbent and step.bound is not None and step.bound - step.incumbent <= gap * step.bound:
            return step.seconds
    return None


def _cells(row: dict[str, Any]) -> list[str]:
    return [
        row["province"],
        row["rules"],
        f"{row['value'] / row['whole']:.3%}",
        f"{row['bound'] / row['whole']:.3%}",
        f"{row['gap']:.4%}",
        *(_seconds(row[key]) for key in ("first_plan_seconds", "last_change_seconds", "seconds")),
    ]


def _seconds(value: float | None) -> str:
    """Return seconds for the table; a dash where there was no time for it."""
    return "-" if value is None else f"{value:.1f}"
