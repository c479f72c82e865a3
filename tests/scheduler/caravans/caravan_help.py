"""Tools of the caravan tests: a plan around tours, broken rules, small problems with room for change."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from core.calendar import DateSpan
from scheduler.caravans.case import Case, make_case
from scheduler.caravans.column import tours_of
from scheduler.caravans.insertion import make_weights
from scheduler.caravans.planner import SHARE, SHORT, SHORT_HARD
from scheduler.caravans.search import Cooling, Search
from scheduler.caravans.state import Board, columns_of
from scheduler.plan import PLAN_SCHEMA_VERSION, Making, Plan, StageResult, Tour
from scheduler.problem import Problem
from scheduler.verify import figures, verify
from scheduler.wire import pinned_of
from tests.small import small_problem

MAKING = Making(seed=0, deterministic=True, seconds=0.0, versions={}, stopped=False)


def plan_of(problem: Problem, tours: tuple[Tour, ...], stages: tuple[StageResult, ...] = ()) -> Plan:
    return Plan(
        schema_version=PLAN_SCHEMA_VERSION,
        plan_id="test",
        pinned=pinned_of(problem),
        making=MAKING,
        stays=(),
        overhauls=(),
        tours=tours,
        stages=stages,
    )


def broken(problem: Problem, tours: tuple[Tour, ...], stages: tuple[StageResult, ...] = ()) -> list[str]:
    """Return what the verifier finds in the caravan section (museum sets are left out of these plans)."""
    found = verify(problem, plan_of(problem, tours, stages))
    unstaged = () if stages else ("plan.figures",)
    return [v.line("en") for v in found if not v.rule_id.startswith("set.") and v.rule_id not in unstaged]


def values(problem: Problem, tours: tuple[Tour, ...]) -> dict[str, int]:
    """Return the verifier's values of the caravan section."""
    return {
        stage: v for (section, stage), v in figures(problem, plan_of(problem, tours)).items() if section == "caravans"
    }


def searched(problem: Problem, steps: int, seed: int = 1, hot: float = 2e4) -> tuple[Case, Board]:
    """Return a board after some steps of the search."""
    case = make_case(problem)
    search = Search(case, seed)
    weights = make_weights(coverage=1, short=SHORT, short_hard=SHORT_HARD, share=SHARE)
    cooling = Cooling(weights, hot, hot / 10, keep_stops=False)
    search.run(cooling, lambda: search.steps / steps, 1.0, lambda _: None)
    return case, search.now


def tours_on(case: Case, board: Board) -> tuple[Tour, ...]:
    return tours_of(case, columns_of(board))


def short_window(problem: Problem, days: int, **changes: Any) -> Problem:
    """Return ``problem`` with a caravan window of ``days`` days, pins left out."""
    first = problem.caravan_rules.window.first
    window = DateSpan(first=first, last=first + timedelta(days=days - 1))
    rules = replace(problem.caravan_rules, window=window)
    return replace(problem, caravan_rules=rules, visit_pins=(), **changes)


def bare(counties: int = 6, caravans: int = 2, stops: int = 24, seed: int = 1, **changes: Any) -> Problem:
    """Return a small problem without pins, floors and ceilings."""
    made = small_problem(counties=counties, sets=0, caravans=caravans, stops=stops, weeks=13, seed=seed)
    return replace(made, **({"visit_pins": (), "stay_pins": (), "floors": (), "ceilings": ()} | changes))
