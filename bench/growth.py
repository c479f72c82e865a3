"""``python -m bench growth``: time, memory and quality as the work doubles, with the fitted exponent."""

from __future__ import annotations

import math
import multiprocessing
import resource
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean
from typing import Annotated, Any

import typer

from bench.record import machine, markdown_table, write_record, write_section
from core.errors import fail
from core.outside import find_outside
from maps.counties import read_counties
from scheduler.check import check_problem
from scheduler.problem import Problem
from scheduler.progress import Budget, Progress
from scheduler.verify import verify
from services.planning import make_plan
from services.sample import make_sample

Row = dict[str, Any]
PROVINCE = "52"
SIZES = "11,22,44,88"
PER_COUNTY = {"sets": 10 / 88, "caravans": 20 / 88, "stops": 1500 / 88}
"""The demo's density."""
MEASURED = {
    "build_s": "build s",
    "first_plan_s": "first tours s",
    "plan_s": "plan s",
    "verify_s": "verify s",
    "peak_mib": "peak MiB",
}
GAPS = {"sets coverage": "gap: sets", "caravans coverage": "gap: caravans"}


def register(app: typer.Typer) -> None:
    """Add the benchmark to ``app``."""
    app.command("growth")(growth_command)


def growth_command(
    sizes: Annotated[str, typer.Option(help="numbers of Guizhou's counties, separated by commas")] = SIZES,
    seconds: Annotated[float, typer.Option(help="for each plan; the whole takes about sizes x this")] = 40,
    seed: int = 1,
    data: Annotated[Path | None, typer.Option(help="folder with counties.csv; default DAPENG_DATA")] = None,
    json: Annotated[Path, typer.Option(help="file to write")] = Path("out/bench/growth.json"),
    page: Annotated[bool, typer.Option(help="also write the section of docs/benchmarks.md")] = False,
) -> None:
    """Plan ever larger parts of a province in the same time; print what grows how fast."""
    table = find_outside("counties.csv", data)
    if table is None:
        raise fail("file-missing", "DAPENG_DATA", path="counties.csv")
    rows = [_run_apart(table, int(size), seconds, seed) for size in sizes.split(",")]
    write_record("growth", rows, json)
    text = markdown_table(_header(), [*map(_cells, rows), _exponents(rows)])
    typer.echo(text)
    if page:
        facts = ", ".join(f"{key} {value}" for key, value in machine().items())
        told = f"""`python -m bench growth --sizes {sizes} --seconds {seconds:g} --seed {seed}` ({facts}). The first
counties of Guizhou's table with sets, caravans and stops in proportion, outlines schematic. Every plan has the same
time, so what grows with size is its gap. The last line is the exponent p of a fit a * counties ** p."""
        write_section("growth", f"## Growth\n\n{told}\n\n{text}")


def part_of_province(table: Path, counties: int, seed: int) -> Problem:
    """Return a sample of the first ``counties`` counties at the demo's density."""
    rows = read_counties(table, PROVINCE)[:counties]
    count = {name: max(1, round(share * counties)) for name, share in PER_COUNTY.items()}
    return make_sample(rows, PROVINCE, count["sets"], count["caravans"], count["stops"], seed)


def _run_apart(table: Path, counties: int, seconds: float, seed: int) -> Row:
    """Plan in a process of its own, so that its peak memory is its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        row: Row = pool.apply(_run, (table, counties, seconds, seed))
        return row


def _run(table: Path, counties: int, seconds: float, seed: int) -> Row:
    smallest = part_of_province(table, 2, seed)
    make_plan(smallest, Budget(1.0, seed=seed))  # compiles, where it was not done before
    started = time.monotonic()
    problem = part_of_province(table, counties, seed)
    faults = check_problem(problem)
    built = time.monotonic()
    seen: list[Progress] = []
    plan = make_plan(problem, Budget(seconds, seed=seed, report=seen.append))
    planned = time.monotonic()
    violations = verify(problem, plan)
    first = [p.seconds for p in seen if p.section == "caravans" and p.incumbent is not None]
    return {
        "counties": counties,
        "sets": len(problem.sets),
        "caravans": len(problem.caravans),
        "stops": len(problem.stops),
        "build_s": built - started,
        "first_plan_s": min(first, default=None),
        "plan_s": planned - built,
        "verify_s": time.monotonic() - planned,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "gaps": {f"{stage.section} {stage.stage}": stage.gap for stage in plan.stages},
        "verified": not faults and not violations,
    }


def _header() -> list[str]:
    return ["counties", "sets", "caravans", "stops", *MEASURED.values(), *GAPS.values(), "verified"]


def _cells(row: Row) -> list[str]:
    sizes = [str(row[name]) for name in ("counties", "sets", "caravans", "stops")]
    figures = ["-" if row[name] is None else f"{row[name]:.2f}" for name in MEASURED]
    return [*sizes, *figures, *(f"{row['gaps'].get(name, 0):.2%}" for name in GAPS), "yes" if row["verified"] else "no"]


def _exponents(rows: Sequence[Row]) -> list[str]:
    fits = []
    for name in MEASURED:
        points = [(row["counties"], row[name]) for row in rows if row[name]]
        fits.append(f"**{exponent(points):.2f}**" if len(points) > 1 else "-")
    return ["exponent", "", "", "", *fits, *[""] * len(GAPS), ""]


def exponent(points: Sequence[tuple[float, float]]) -> float:
    """Return p of the least-squares fit of log y = log a + p log x."""
    xs, ys = [math.log(x) for x, _ in points], [math.log(y) for _, y in points]
    x_mean, y_mean = fmean(xs), fmean(ys)
    spread = sum((x - x_mean) ** 2 for x in xs)
    return sum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True)) / spread
