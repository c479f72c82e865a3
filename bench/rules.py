"""``python -m bench rules``: what planning as it is really done costs: plain plans, each rule, all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from itertools import product
from pathlib import Path
from typing import Annotated

import typer

from bench.cases import Case, chosen
from bench.record import machine, markdown_table, write_section
from bench.resume import OwnTime, Row, resumed, solver_sources
from bench.rules_cases import CARAVAN_RULES, SET_RULES
from bench.sets import coverage_row, followed
from scheduler.campaigns.solve import solve_with_campaigns
from scheduler.caravans.solve import solve_caravans
from scheduler.narrow import for_caravans
from scheduler.plan import PLAN_SCHEMA_VERSION, Making, Plan, StageResult, Tour
from scheduler.problem import Problem
from scheduler.sets.result import SetsResult
from scheduler.verify import verify
from scheduler.wire import pinned_of, problem_fingerprint
from services.sample_parts import with_parts

PLAIN, ALL = "none", "all"
SETS_HEADER = (
    *("province", "seed", "rules", "coverage", "proven bound", "gap"),
    *("within 0.01 % s", "x plain", "proven s", "x plain", "all stages s", "verified"),
)
CARAVANS_HEADER = (
    "province",
    "seed",
    "rules",
    "coverage",
    "proven bound",
    "gap",
    "shortage",
    "all stages s",
    "verified",
)
TOLD = """Samples with what is planned beside tours (`dapeng sample --whole`: all but the counties invented), one
worker, seconds of the process itself. Museum sets: the plain sample, the same with each rule alone, and with all.
Seconds are those until a plan was within 0.01 % of the bound, and until it met it; times plain: against the plain
sample of the same run. A dash: not in the time given. CP-SAT's own limits are seconds of the clock: on a core of one's
own both clocks agree."""
CARAVANS_TOLD = """Caravans around the stays of one plan of the sets: all rules, and all but one. Gaps are those of
coverage, each against the bound of the problem without that rule."""


def register(app: typer.Typer) -> None:
    """Add the benchmark to ``app``."""
    app.command("rules")(rules_command)


def rules_command(
    only: Annotated[str, typer.Option(help="names, separated by commas")] = "guizhou,zhejiang",
    seconds: Annotated[float, typer.Option(help="for each plan of the sets; 0: none")] = 120,
    caravan_seconds: Annotated[float, typer.Option(help="for each plan of the caravans; 0: none")] = 60,
    seed: int = 1,
    seeds: Annotated[int, typer.Option(help="so many problems of each province")] = 1,
    data: Annotated[Path | None, typer.Option(help="folder with counties.csv; default DAPENG_DATA")] = None,
    json: Annotated[Path, typer.Option(help="record to write; what it holds already is not run again")] = Path(
        "out/bench/rules.json"
    ),
    page: Annotated[bool, typer.Option(help="also write the section of docs/benchmarks.md")] = False,
) -> None:
    """Measure what each rule of planning costs: time to prove the sets' coverage, gap of the caravans."""
    pairs = list(product(chosen(only), range(seed, seed + seeds)))
    wanted = [each for case, one in pairs for each in _wanted(case, one, (seconds, caravan_seconds), data)]
    rows = resumed("rules", json, wanted)
    tables = f"{TOLD}\n\n{_sets_table(rows)}\n\n{CARAVANS_TOLD}\n\n{_caravans_table(rows)}"
    typer.echo(tables)
    if page:
        facts = ", ".join(f"{key} {value}" for key, value in machine().items())
        command = (
            f"--only {only} --seconds {seconds:g} --caravan-seconds {caravan_seconds:g} --seed {seed} --seeds {seeds}"
        )
        write_section("rules", f"## What rules cost\n\n`python -m bench rules {command}` ({facts}).\n{tables}")


def _wanted(
    case: Case, seed: int, seconds: tuple[float, float], data: Path | None
) -> Iterator[tuple[Row, Callable[[], Row]]]:
    plain = case.problem(seed, data)
    whole = with_parts(plain)
    stays = cache(partial(_sets_plan, whole, seconds[1], seed))
    frame = {"province": case.name, "seed": seed, "sources": solver_sources(), "problem": problem_fingerprint(whole)}
    for name, change in SET_RULES.items() if seconds[0] else ():
        yield (
            frame | {"section": "sets", "rules": name, "budget_s": seconds[0]},
            partial(_sets_row, change(plain), seconds[0], seed),
        )
    for name, change in CARAVAN_RULES.items() if seconds[1] else ():
        yield (
            frame | {"section": "caravans", "rules": name, "budget_s": seconds[1]},
            partial(_caravans_row, change(whole), stays, seconds[1], seed),
        )


def _sets_plan(problem: Problem, seconds: float, seed: int) -> SetsResult:
    result, _ = followed(problem, OwnTime(seconds, seed=seed, workers=1))
    return result


def _sets_row(problem: Problem, seconds: float, seed: int) -> Row:
    budget = OwnTime(seconds, seed=seed, workers=1)
    result, steps = followed(problem, budget)
    broken = [each for each in _broken(problem, result, (), result.stages) if each.startswith(("set.", "plan."))]
    return coverage_row(result, steps, budget) | {"verified": not broken, "broken": broken[:5]}


def _caravans_row(problem: Problem, stays_of: Callable[[], SetsResult], seconds: float, seed: int) -> Row:
    sets = stays_of()
    task = for_caravans(problem, sets.stays)
    solve_caravans(task, OwnTime(0.1, seed=seed, workers=1))  # compiles, where it was not done before
    budget = OwnTime(seconds, seed=seed, workers=1)
    result = solve_with_campaigns(task, sets.stays, budget)
    took = budget.elapsed()
    broken = [
        each
        for each in _broken(problem, sets, result.tours, result.stages)
        if not each.startswith(("set.", "plan.figures"))
    ]
    stages = {stage.stage: stage for stage in result.stages}
    coverage = stages["coverage"]
    return {
        "value": coverage.value,
        "bound": coverage.bound,
        "whole": coverage.trivial_bound,
        "gap": coverage.gap,
        "shortage": stages["shortage"].value,
        "seconds": took,
        "verified": not broken,
        "broken": broken[:5],
    }


def _broken(problem: Problem, sets: SetsResult, tours: tuple[Tour, ...], stages: tuple[StageResult, ...]) -> list[str]:
    """Return the rules that the verifier finds broken; the section that is not planned breaks some, too."""
    plan = Plan(
        schema_version=PLAN_SCHEMA_VERSION,
        plan_id="bench",
        pinned=pinned_of(problem),
        making=Making(seed=0, deterministic=False, seconds=0.0, versions={}, stopped=False),
        stays=sets.stays,
        overhauls=sets.overhauls,
        tours=tours,
        stages=stages,
    )
    return [each.rule_id for each in verify(problem, plan)]


def _sets_table(rows: Sequence[Row]) -> str:
    mine = [row for row in rows if row["section"] == "sets"]
    plain = {(row["province"], row["seed"]): row for row in mine if row["rules"] == PLAIN}
    return markdown_table(SETS_HEADER, [_sets_cells(row, plain[row["province"], row["seed"]]) for row in mine])


def _sets_cells(row: Row, plain: Row) -> list[str]:
    return [
        *_head(row),
        *(cell for key in ("near_seconds", "proven_seconds") for cell in _timed(row[key], plain[key])),
        f"{row['seconds']:.1f}",
        "yes" if row["verified"] else "no",
    ]


def _timed(seconds: float | None, plain: float | None) -> tuple[str, str]:
    """Return seconds, and how many times the plain ones they are."""
    if seconds is None:
        return "-", "-"
    return f"{seconds:.1f}", f"{seconds / plain:.2f}" if plain else "-"


def _caravans_table(rows: Sequence[Row]) -> str:
    mine = [row for row in rows if row["section"] == "caravans"]
    return markdown_table(CARAVANS_HEADER, [_caravans_cells(row) for row in mine])


def _caravans_cells(row: Row) -> list[str]:
    return [*_head(row), str(row["shortage"]), f"{row['seconds']:.1f}", "yes" if row["verified"] else "no"]


def _head(row: Row) -> list[str]:
    return [
        row["province"],
        str(row["seed"]),
        row["rules"],
        f"{row['value'] / row['whole']:.3%}",
        f"{row['bound'] / row['whole']:.3%}",
        f"{row['gap']:.4%}",
    ]
