"""``python -m bench province``: whole provinces at the demo's density, verified, with peak memory."""

from __future__ import annotations

import multiprocessing
import resource
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from bench.cases import ALL, Case, chosen
from bench.record import machine, markdown_table, write_record, write_section
from scheduler.plan import gap_text
from scheduler.progress import Budget
from services.planning import make_plan
from services.report import report_of


def register(app: typer.Typer) -> None:
    """Add the benchmark to ``app``."""
    app.command("province")(province_command)


def province_command(
    only: Annotated[str, typer.Option(help="names, separated by commas")] = ALL,
    seconds: Annotated[float, typer.Option(help="for both sections; a quarter of it for the sets")] = 240,
    seed: int = 1,
    data: Annotated[Path | None, typer.Option(help="folder with counties.csv; default DAPENG_DATA")] = None,
    json: Annotated[Path, typer.Option(help="file to write")] = Path("out/bench/province.json"),
    page: Annotated[bool, typer.Option(help="also write the section of docs/benchmarks.md")] = False,
) -> None:
    """Plan whole provinces; print value, bound and gap per stage, time and memory."""
    rows = [_run_apart(case, seconds, seed, data) for case in chosen(only)]
    write_record("province", rows, json)
    table = markdown_table(HEADER, [_cells(row, stage) for row in rows for stage in row["stages"]])
    typer.echo(table)
    if page:
        write_section("province", f"## Provinces\n\n{_preface(seconds, seed)}\n\n{table}")


HEADER = (
    "province",
    "counties",
    "section",
    "stage",
    "value",
    "proven bound",
    "gap",
    "stage s",
    "plan s",
    "peak MiB",
    "verified",
)


def _preface(seconds: float, seed: int) -> str:
    facts = ", ".join(f"{key} {value}" for key, value in machine().items())
    command = f"`python -m bench province --seconds {seconds:g} --seed {seed}`"
    return f"{command} ({facts}). Inventory and stops are invented, counties are real."


def _cells(row: dict[str, Any], stage: dict[str, Any]) -> list[str]:
    return [
        row["province"],
        str(row["counties"]),
        stage["section"],
        stage["stage"],
        f"{stage['value']:,}",
        f"{stage['bound']:,}",
        gap_text(stage["gap"]),
        f"{stage['seconds']:.1f}",
        f"{row['seconds']:.1f}",
        f"{row['peak_mib']:.0f}",
        "yes" if row["verified"] else "no",
    ]


def _run_apart(case: Case, seconds: float, seed: int, data: Path | None) -> dict[str, Any]:
    """Plan in a process of its own, so that its peak memory is its own."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        row: dict[str, Any] = pool.apply(_run, (case, seconds, seed, data))
        return row


def _run(case: Case, seconds: float, seed: int, data: Path | None) -> dict[str, Any]:
    problem = case.problem(seed, data)
    started = time.monotonic()
    plan = make_plan(problem, Budget(seconds, seed=seed))
    took = time.monotonic() - started
    report = report_of(problem, plan)
    return {
        "province": case.name,
        "counties": len(problem.counties),
        "seed": seed,
        "seconds": round(took, 2),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "verified": report["verified"],
        "stages": report["stages"],
        "sets": report["sets"],
        "caravans": report["caravans"],
    }
