"""``python -m bench caravans``: the tour solver against its own greedy, with bounds, use of the fleet and memory."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from bench.caravan_parts import ablation, chosen_parts, worth_table
from bench.cases import ALL, Case, chosen
from bench.record import machine, markdown_table, write_record, write_section
from scheduler.caravans.result import CaravansResult
from scheduler.caravans.solve import solve_caravans
from scheduler.plan import PLAN_SCHEMA_VERSION, Making, Plan
from scheduler.problem import Problem
from scheduler.progress import Budget
from scheduler.verify import verify
from scheduler.wire import pinned_of

HEADER = (
    "province",
    "budget s",
    "greedy",
    "solver",
    "margin",
    "proven bound",
    "gap: coverage",
    "worst prefecture",
    "cost",
    "crew days used",
    "stops visited",
    "first plan s",
    "plan s",
    "peak MiB",
    "tours by days",
    "verified",
)

RECORD, PARTS_RECORD = Path("out/bench/caravans.json"), Path("out/bench/caravan_parts.json")
PARTS_TOLD = """Each row leaves one part of the solver out and gives its time to the others; seconds are those of the
process itself, on one core. A part is worth the share of coverage that is lost without it: mean over problems of
several seeds, each against its own plan with all parts; a negative one is a gain without it."""


def register(app: typer.Typer) -> None:
    """Add the benchmark to ``app``."""
    app.command("caravans")(caravans_command)


def caravans_command(
    only: Annotated[str, typer.Option(help="names, separated by commas")] = ALL,
    seconds: Annotated[str, typer.Option(help="budgets, separated by commas")] = "20,60,180",
    seed: int = 1,
    without: Annotated[str, typer.Option(help="instead: leave each of these parts out in turn, or `all`")] = "",
    seeds: Annotated[int, typer.Option(help="with --without: so many problems of each province")] = 3,
    data: Annotated[Path | None, typer.Option(help="folder with counties.csv; default DAPENG_DATA")] = None,
    json: Annotated[
        Path | None, typer.Option(help="file to write; default out/bench/caravans.json, or caravan_parts.json")
    ] = None,
    page: Annotated[bool, typer.Option(help="also write the section of docs/benchmarks.md")] = False,
) -> None:
    """Plan caravans; print coverage against greedy and bounds, the use of the fleet, time and memory."""
    budgets = [float(budget) for budget in seconds.split(",")]
    if without:
        path = json or PARTS_RECORD
        rows = ablation(chosen(only), chosen_parts(without), range(seed, seed + seeds), budgets[0], data, path)
        told = f"`python -m bench caravans --without {without} --only {only} --seconds {budgets[0]:g} --seeds {seeds}`"
        _show("caravan-parts", f"## Caravans: what each part is worth\n\n{told}", PARTS_TOLD, worth_table(rows), page)
        return
    rows = [_run_apart(case, budget, seed, data) for case in chosen(only) for budget in budgets]
    write_record("caravans", rows, json or RECORD)
    told = f"## Caravans against the insertion greedy\n\n`python -m bench caravans --seconds {seconds} --seed {seed}`"
    table = markdown_table(HEADER, [_cells(row) for row in rows])
    _show("caravans", told, "Coverage: share of all served.", table, page)


def _show(section: str, head: str, told: str, table: str, page: bool) -> None:
    """Print a table, and write it into its section of the page where that is wanted."""
    typer.echo(table)
    if page:
        facts = ", ".join(f"{key} {value}" for key, value in machine().items())
        write_section(section, f"{head} ({facts}). {told}\n\n{table}")


def _run_apart(case: Case, seconds: float, seed: int, data: Path | None) -> dict[str, Any]:
    """Plan in a process of its own, so that its peak memory is its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        row: dict[str, Any] = pool.apply(_run, (case, seconds, seed, data))
        return row


def _run(case: Case, seconds: float, seed: int, data: Path | None) -> dict[str, Any]:
    problem = case.problem(seed, data)
    solve_caravans(problem, Budget(0.1, seed=seed))  # compiles, where it was not done before
    started = time.monotonic()
    result = solve_caravans(problem, Budget(seconds, seed=seed))
    took = time.monotonic() - started
    visits = [a for tour in result.tours for day in tour.days for a in day.activities if a.kind == "visit"]
    return {
        "province": case.name,
        "seed": seed,
        "budget_s": seconds,
        "took_s": round(took, 2),
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "verified": _is_verified(problem, result),
        "facts": result.facts,
        "stages": {
            s.stage: {"value": s.value, "bound": s.bound, "trivial": s.trivial_bound, "gap": s.gap}
            for s in result.stages
        },
        "crew_days": sum(len(tour.days) for tour in result.tours),
        "crew_days_max": sum(crew.out_days_max for crew in problem.crews),
        "visits": len(visits),
        "stops": len(problem.stops),
        "tours_by_days": dict(sorted(Counter(len(tour.days) for tour in result.tours).items())),
    }


def _is_verified(problem: Problem, result: CaravansResult) -> bool:
    """Tell whether the verifier accepts the tours (museum sets are not planned here)."""
    making = Making(seed=0, deterministic=False, seconds=0.0, versions={}, stopped=False)
    plan = Plan(
        schema_version=PLAN_SCHEMA_VERSION,
        plan_id="bench",
        pinned=pinned_of(problem),
        making=making,
        stays=(),
        overhauls=(),
        tours=result.tours,
        stages=result.stages,
    )
    return all(violation.rule_id.startswith("set.") for violation in verify(problem, plan))


def _cells(row: dict[str, Any]) -> list[str]:
    stages, greedy = row["stages"], row["facts"]["greedy_coverage"]
    coverage = stages["coverage"]
    return [
        row["province"],
        f"{row['budget_s']:g}",
        f"{greedy / coverage['trivial']:.2%}",
        f"{coverage['value'] / coverage['trivial']:.2%}",
        f"{coverage['value'] / greedy - 1:+.1%}",
        f"{coverage['bound'] / coverage['trivial']:.2%}",
        f"{coverage['gap']:.2%}",
        f"{stages['worst_prefecture']['gap']:.1%}",
        f"{stages['cost']['gap']:.1%}",
        f"{row['crew_days']} of {row['crew_days_max']}",
        f"{row['visits']} of {row['stops']}",
        f"{row['facts']['first_plan_seconds']:.1f}",
        f"{row['took_s']:.1f}",
        str(row["peak_mib"]),
        ", ".join(f"{days} d: {count}" for days, count in row["tours_by_days"].items()),
        "yes" if row["verified"] else "no",
    ]
