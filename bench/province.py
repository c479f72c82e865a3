"""``python -m bench province``: whole provinces at the demo's density, verified, with peak memory."""

from __future__ import annotations

import multiprocessing
import resource
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from bench.apart import PEERS
from bench.cases import ALL, Case, chosen
from bench.contest import Game, chosen_solvers, duels_table, gaps_table, play, preface
from bench.day_tours import day_tours, without_loads
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
    day_seconds: Annotated[float, typer.Option(help="for each solver on the one-day tours, on one core")] = 10,
    day_seeds: int = 1,
    peers: Annotated[str, typer.Option(help="peers, separated by commas, for the one-day tours")] = ",".join(PEERS),
    data: Annotated[Path | None, typer.Option(help="folder with counties.csv; default DAPENG_DATA")] = None,
    json: Annotated[Path, typer.Option(help="file to write; the one-day tours' stands beside it")] = Path(
        "out/bench/province.json"
    ),
    page: Annotated[bool, typer.Option(help="also write the sections of docs/benchmarks.md")] = False,
) -> None:
    """Play one-day tours against the peers; then plan whole provinces: value, bound, gap per stage, time, memory."""
    solvers = chosen_solvers(peers)
    games = [Game(case.name, without_loads(day_tours(case.problem(1, data), MONTH_WEEKS, 1))) for case in chosen(only)]
    days = play("province-days", games, solvers, day_seeds, day_seconds, _beside(json), typer.echo)
    day_tables = f"{gaps_table(days, solvers)}\n\n{duels_table(days, solvers)}"
    typer.echo(day_tables)
    rows = [_run_apart(case, seconds, seed, data) for case in chosen(only)]
    write_record("province", rows, json)
    table = markdown_table(HEADER, [_cells(row, stage) for row in rows for stage in row["stages"]])
    typer.echo(table)
    if page:
        write_section("province", f"## Provinces\n\n{_preface(seconds, seed)}\n\n{table}")
        command = f"python -m bench province --day-seconds {day_seconds:g} --day-seeds {day_seeds} --peers {peers}"
        sizes = "; ".join(f"{g.name} {len(g.problem.clients)} stops, {len(g.problem.vehicles)} days out" for g in games)
        text = f"{preface(command, days)}\n{DAYS_TOLD} {sizes}.\n\n{day_tables}"
        write_section("province-days", f"## Provinces: one-day tours\n\n{text}")


def _beside(json: Path) -> Path:
    return json.with_name(f"{json.stem}_days.json")


MONTH_WEEKS = 4
DAYS_TOLD = """A month of one-day tours, so that solvers without tours of several days can take part; demand is about
twice what the crews' days can serve. Costs are legs, days out and the worth of stops left out (what the plan knows
beyond that and these problems leave out: bench/day_tours.py); figures are costs above the best of the table. Every
answer was checked. Sizes:"""
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
    return f"{command} ({facts}). Inventory and stops are invented (Chongqing: real places), counties are real."


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
