"""``python -m bench rounds``: how many weeks full rounds take in a province like Anhui, with a proven lower bound."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from bench.cases import table_of
from bench.record import machine, markdown_table, write_record, write_section
from bench.resume import Row
from core.calendar import DateSpan
from scheduler.plan import PLAN_SCHEMA_VERSION, Making, Plan
from scheduler.problem import Problem
from scheduler.rounds import RoundsPlan, plan_rounds, rounds_problem
from scheduler.verify import verify
from scheduler.wire import pinned_of
from services.sample import sample_problem

ANHUI = "34"
HEADER = ("counties", "sets", "teams", "rounds", "weeks", "at least", "stays", "seconds", "verified")
TOLD = """The counties of a real province, each with one hall that suits every set and is always open; sets, and one
set-up team for three of them, are invented. Stays of the shortest length allowed (8 weeks); moves, set-up, tear-down
and public holidays as in plans. At least: no plan is through in fewer weeks (scheduler/rounds_bound.py)."""


def register(app: typer.Typer) -> None:
    """Add the benchmark to ``app``."""
    app.command("rounds")(rounds_command)


def rounds_command(
    province: Annotated[str, typer.Option(help="two-digit province code")] = ANHUI,
    sets: int = 20,
    rounds: int = 2,
    seeds: Annotated[int, typer.Option(help="so many invented inventories")] = 1,
    data: Annotated[Path | None, typer.Option(help="folder with counties.csv; default DAPENG_DATA")] = None,
    json: Annotated[Path, typer.Option(help="file to write")] = Path("out/bench/rounds.json"),
    page: Annotated[bool, typer.Option(help="also write the section of docs/benchmarks.md")] = False,
) -> None:
    """Plan full rounds; print the weeks that they take, and below how many there is no plan."""
    table = table_of(data)
    rows = [_row(open_to_all(table, province, sets, seed), rounds) | {"seed": seed} for seed in range(1, seeds + 1)]
    write_record("rounds", rows, json)
    cells = markdown_table(HEADER, [_cells(row) for row in rows])
    typer.echo(cells)
    if page:
        facts = ", ".join(f"{key} {value}" for key, value in machine().items())
        command = f"`python -m bench rounds --province {province} --sets {sets} --rounds {rounds} --seeds {seeds}`"
        write_section("rounds", f"## Full rounds\n\n{command} ({facts}).\n{TOLD}\n\n{cells}")


def open_to_all(table: Path, province: str, sets: int, seed: int) -> Problem:
    """Return a sample in which every set may tour and every county has one hall at its seat, large and always open."""
    made = sample_problem(table, province, sets=sets, caravans=0, stops=0, seed=seed)
    whole = DateSpan(first=made.horizon.first_monday, last=made.horizon.last_day)
    hall = replace(made.halls[0], area_m2=1000.0, power_w=10**6, available=(whole,))
    halls = tuple(
        replace(hall, hall_id=f"H-{county.county_id}", county_id=county.county_id, lon=county.lon, lat=county.lat)
        for county in made.counties
    )
    rules = replace(made.set_rules, min_intact_percent=0)
    unlent = tuple(replace(one, unavailable=()) for one in made.sets)
    return replace(made, halls=halls, sets=unlent, set_rules=rules, stay_pins=(), not_asked=(), floors=())


def _row(problem: Problem, rounds: int) -> Row:
    started = time.process_time()
    made = plan_rounds(problem, rounds, weeks=60 * rounds)
    return {
        "counties": made.counties,
        "sets": made.sets,
        "teams": len(problem.setup_teams),
        "rounds": rounds,
        "weeks": made.weeks,
        "bound_weeks": made.bound_weeks,
        "stays": len(made.stays),
        "seconds": round(time.process_time() - started, 2),
        "verified": is_verified(problem, made),
    }


def is_verified(problem: Problem, made: RoundsPlan) -> bool:
    """Tell whether the verifier accepts the stays in rounds in which everyone comes once before anyone twice."""
    task = rounds_problem(problem, made)
    plan = Plan(
        schema_version=PLAN_SCHEMA_VERSION,
        plan_id="bench",
        pinned=pinned_of(task),
        making=Making(seed=0, deterministic=True, seconds=0.0, versions={}, stopped=False),
        stays=made.stays,
        overhauls=(),
        tours=(),
        stages=(),
    )
    return not any(violation.rule_id.startswith("set.") for violation in verify(task, plan))


def _cells(row: Row) -> list[str]:
    names = ("counties", "sets", "teams", "rounds", "weeks", "bound_weeks", "stays", "seconds")
    return [*(str(row[name]) for name in names), "yes" if row["verified"] else "no"]
