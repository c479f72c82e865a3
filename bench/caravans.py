"""``python -m bench caravans``: the tour solver against its own insertion greedy, same problem, same run."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from bench.cases import ALL, Case, chosen
from bench.record import machine, markdown_table, write_record, write_section
from scheduler.caravans.solve import solve_caravans
from scheduler.progress import Budget

HEADER = ("province", "greedy", "solver", "margin", "proven bound", "gap", "first plan s", "tours by days")


def register(app: typer.Typer) -> None:
    """Add the benchmark to ``app``."""
    app.command("caravans")(caravans_command)


def caravans_command(
    only: Annotated[str, typer.Option(help="names, separated by commas")] = ALL,
    seconds: float = 60,
    seed: int = 1,
    data: Annotated[Path | None, typer.Option(help="folder with counties.csv; default DAPENG_DATA")] = None,
    json: Annotated[Path, typer.Option(help="file to write")] = Path("out/bench/caravans.json"),
    page: Annotated[bool, typer.Option(help="also write the section of docs/benchmarks.md")] = False,
) -> None:
    """Plan caravans; print coverage against the greedy baseline, the bound, the first plan, how long tours are."""
    rows = [_run(case, seconds, seed, data) for case in chosen(only)]
    write_record("caravans", rows, json)
    table = markdown_table(HEADER, [_cells(row) for row in rows])
    typer.echo(table)
    if page:
        facts = ", ".join(f"{key} {value}" for key, value in machine().items())
        told = (
            f"`python -m bench caravans --seconds {seconds:g} --seed {seed}` ({facts}). Coverage, share of all served."
        )
        write_section("caravans", f"## Caravans against the insertion greedy\n\n{told}\n\n{table}")


def _run(case: Case, seconds: float, seed: int, data: Path | None) -> dict[str, Any]:
    result = solve_caravans(case.problem(seed, data), Budget(seconds, seed=seed))
    coverage = next(stage for stage in result.stages if stage.stage == "coverage")
    return {
        "province": case.name,
        "greedy": result.facts["greedy_coverage"],
        "value": coverage.value,
        "bound": coverage.bound,
        "whole": coverage.trivial_bound,
        "gap": coverage.gap,
        "first_plan_seconds": result.facts["first_plan_seconds"],
        "tours_by_days": dict(sorted(Counter(len(tour.days) for tour in result.tours).items())),
    }


def _cells(row: dict[str, Any]) -> list[str]:
    whole = row["whole"]
    return [
        row["province"],
        f"{row['greedy'] / whole:.2%}",
        f"{row['value'] / whole:.2%}",
        f"{row['value'] / row['greedy'] - 1:+.1%}",
        f"{row['bound'] / whole:.2%}",
        f"{row['gap']:.2%}",
        f"{row['first_plan_seconds']:.1f}",
        ", ".join(f"{days} d: {count}" for days, count in row["tours_by_days"].items()),
    ]
