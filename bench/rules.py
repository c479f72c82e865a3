"""``python -m bench rules``: what planning as it is really done costs: plain plans, each rule, all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
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
from bench.timetable import warm
from core.errors import DapengError
from scheduler.campaigns.solve import solve_with_campaigns
from scheduler.caravans.solve import solve_caravans
from scheduler.narrow import for_caravans
from scheduler.plan import PLAN_SCHEMA_VERSION, Making, Plan, Section, StageResult, Tour
from scheduler.problem import Problem
from scheduler.rules import Violation, rules
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
Seconds are those until a plan was within 0.01 % of the bound, and until it met it, loading and compiling left out;
times plain: against the plain sample on the same machine with the same sources. A dash: not in the time given. CP-SAT's
own limits are seconds of the clock: on a core of one's own both clocks agree. Verified: no rule is broken that can be
asked of this section alone, the figures of its stages among them. A row without figures: no plan, and why."""
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
    here = {key: value for key, value in machine().items() if key != "day"}
    frame = {"province": case.name, "seed": seed, "sources": solver_sources(), "machine": here}
    for name, change in SET_RULES.items() if seconds[0] else ():
        problem = change(plain)
        made = partial(_sets_row, problem, seconds[0], seed)
        yield frame | _measured("sets", name, seconds[0], problem), partial(_or_lost, made)
    for name, change in CARAVAN_RULES.items() if seconds[1] else ():
        problem = change(whole)
        made = partial(_caravans_row, problem, stays, seconds[1], seed)
        yield frame | _measured("caravans", name, seconds[1], problem), partial(_or_lost, made)


def _measured(section: Section, name: str, seconds: float, problem: Problem) -> Row:
    return {"section": section, "rules": name, "budget_s": seconds, "problem": problem_fingerprint(problem)}


def _or_lost(measure: Callable[[], Row]) -> Row:
    """Return the row, or one that says why there is none."""
    try:
        return measure() | {"lost": ""}
    except DapengError as error:
        return {"lost": ", ".join(each.code for each in error.faults)}


def _sets_plan(problem: Problem, seconds: float, seed: int) -> SetsResult:
    result, _ = followed(problem, OwnTime(seconds, seed=seed, workers=1))
    return result


def _sets_row(problem: Problem, seconds: float, seed: int) -> Row:
    warm()
    budget = OwnTime(seconds, seed=seed, workers=1)
    result, steps = followed(problem, budget)
    broken = _broken("sets", sets_alone(problem), result, (), result.stages)
    return coverage_row(result, steps, budget) | {"verified": not broken, "broken": broken[:5]}


def sets_alone(problem: Problem) -> Problem:
    """Return the problem without what campaigns ask of caravans."""
    joint = (replace(each, caravans=0) for each in problem.joint_actions if each.with_set)
    targets = (each for each in problem.campaign_targets if each.service == "set")
    return replace(problem, campaign_targets=tuple(targets), joint_actions=tuple(joint), convoys=())


def _caravans_row(problem: Problem, stays_of: Callable[[], SetsResult], seconds: float, seed: int) -> Row:
    sets = stays_of()
    task = for_caravans(problem, sets.stays)
    solve_caravans(task, OwnTime(0.1, seed=seed, workers=1))  # compiles, where it was not done before
    budget = OwnTime(seconds, seed=seed, workers=1)
    result = solve_with_campaigns(task, sets.stays, budget)
    took = budget.elapsed()
    broken = _broken("caravans", problem, sets, result.tours, result.stages)
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


def _broken(
    section: Section, problem: Problem, sets: SetsResult, tours: tuple[Tour, ...], stages: tuple[StageResult, ...]
) -> list[str]:
    """Return the rules that the verifier finds broken, those of the other section, which is not planned, left out."""
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
    return [each.rule_id for each in verify(problem, plan) if _section(each) in (section, "plan")]


def _section(broken: Violation) -> str:
    """Return the section that a broken rule is about: figures are those of one."""
    return broken.facts.get("section", rules()[broken.rule_id].section)


def _sets_table(rows: Sequence[Row]) -> str:
    mine = [row for row in rows if row["section"] == "sets"]
    plain = {(row["province"], row["seed"]): row for row in mine if row["rules"] == PLAIN}
    return markdown_table(SETS_HEADER, [_sets_cells(row, plain[row["province"], row["seed"]]) for row in mine])


def _sets_cells(row: Row, plain: Row) -> list[str]:
    if row["lost"]:
        return _lost(row, SETS_HEADER)
    return [
        *_head(row),
        *(cell for key in ("near_seconds", "proven_seconds") for cell in _timed(row[key], plain.get(key))),
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
    if row["lost"]:
        return _lost(row, CARAVANS_HEADER)
    return [*_head(row), str(row["shortage"]), f"{row['seconds']:.1f}", "yes" if row["verified"] else "no"]


def _lost(row: Row, header: Sequence[str]) -> list[str]:
    return [row["province"], str(row["seed"]), row["rules"], *("-" for _ in header[4:]), row["lost"]]


def _head(row: Row) -> list[str]:
    return [
        row["province"],
        str(row["seed"]),
        row["rules"],
        f"{row['value'] / row['whole']:.3%}",
        f"{row['bound'] / row['whole']:.3%}",
        f"{row['gap']:.4%}",
    ]
