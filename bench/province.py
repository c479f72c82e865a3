"""``python -m bench province``: whole provinces at the demo's density, verified, with peak memory."""

from __future__ import annotations

import multiprocessing
import resource
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from bench.record import machine, markdown_table, write_record, write_section
from core.errors import fail
from core.outside import find_outside
from scheduler.progress import Budget
from services.planning import make_plan
from services.report import report_of
from services.sample import sample_problem

DEMO_COUNTIES = 88
"""Counties of the demo, with 10 sets, 20 caravans and 1,500 stops; other provinces in proportion."""


@dataclass(frozen=True)
class Case:
    """A province to plan."""

    name: str
    province: str


CASES = (Case("guizhou", "52"), Case("zhejiang", "33"), Case("yunnan", "53"))


def register(app: typer.Typer) -> None:
    """Add the benchmark to ``app``."""
    app.command("province")(province_command)


def province_command(
    only: Annotated[str, typer.Option(help="names, separated by commas")] = "guizhou,zhejiang,yunnan",
    seconds: Annotated[float, typer.Option(help="for both sections; a quarter of it for the sets")] = 240,
    seed: int = 1,
    data: Annotated[Path | None, typer.Option(help="folder with counties.csv; default DAPENG_DATA")] = None,
    json: Annotated[Path, typer.Option(help="file to write")] = Path("out/bench/province.json"),
    page: Annotated[bool, typer.Option(help="also write the section of docs/benchmarks.md")] = False,
) -> None:
    """Plan whole provinces; print value, bound and gap per stage, time and memory."""
    chosen = [case for case in CASES if case.name in only.split(",")]
    rows = [_run_apart(case, seconds, seed, data) for case in chosen]
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
        f"{stage['gap']:.2%}",
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
    table = _outside("counties.csv", data)
    size = _size(table, case.province)
    problem = sample_problem(
        table,
        case.province,
        sets=round(10 * size / DEMO_COUNTIES),
        caravans=round(20 * size / DEMO_COUNTIES),
        stops=round(1500 * size / DEMO_COUNTIES),
        seed=seed,
        boundaries=_outside(f"counties_{case.province}.geojson", data),
    )
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


def _size(table: Path, province: str) -> int:
    with table.open(encoding="utf-8") as stream:
        return sum(line.startswith(province) for line in stream)


def _outside(name: str, data: Path | None) -> Path:
    found = find_outside(name, data)
    if found is None:
        raise fail("file-missing", "DAPENG_DATA", path=name)
    return found
