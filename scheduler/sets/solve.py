"""Problem -> stays and overhauls of the museum sets, stage by stage, with proven bounds."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from scheduler.plan import StageId, StageResult, Stay
from scheduler.problem import Problem
from scheduler.progress import Budget, Progress
from scheduler.sets.board import Board, make_board
from scheduler.sets.clashes import require_possible, when_none_found
from scheduler.sets.construct import greedy, resume
from scheduler.sets.effort import Effort
from scheduler.sets.result import SetsResult
from scheduler.sets.rules import Rules, Targets, make_rules
from scheduler.sets.score import STAGES
from scheduler.sets.search import Search, StageSearch
from scheduler.sets.timetable import timetable

SHARES: dict[StageId, float] = {"shortage": 0.2, "coverage": 0.7, "worst_prefecture": 0.8, "cost": 1.0}
"""Part of the budget that has passed at the latest when a stage ends."""
UNITS: dict[StageId, str] = {
    "shortage": "stays",
    "coverage": "permille of need",
    "worst_prefecture": "permille",
    "cost": "fen",
}


@dataclass(frozen=True)
class Finished:
    """What a stage has proven."""

    stage: StageId
    bound: int
    seconds: float


def solve_sets(problem: Problem, budget: Budget, warm_start: tuple[Stay, ...] = ()) -> SetsResult:
    """Plan the museum sets.

    Parameters
    ----------
    problem
        A problem that :func:`scheduler.check.check_problem` finds no fault with.
    budget
        Seconds, seed, cancelling and progress. A cancelled solve answers with the best plan so far.
    warm_start
        Stays of an earlier plan; those that the rules allow are where the search begins.

    Returns
    -------
    SetsResult
        Stays, overhauls, and value and proven bound of each stage of the objective.

    Raises
    ------
    DapengError
        ``pin-impossible``, ``pins-clash``, ``floor-impossible`` or ``sets-impossible`` where hard rules contradict
        each other; ``sets-none-found`` where they left no plan to be found in the time given.
    """
    board = make_board(problem)
    require_possible(board)

    def report(stage: StageId, value: int | None, bound: int) -> None:
        seconds = budget.elapsed()
        budget.report(Progress(section="sets", stage=stage, incumbent=value, bound=bound, seconds=seconds))

    search = Search(board, Effort(budget, budget.seconds), report)
    free = make_rules(board, Targets())
    for start in ((), resume(search, free, warm_start), greedy(search, free)):
        search.offer(free, start)
    finished = [_run_stage(search, stage, budget.seconds * SHARES[stage]) for stage in STAGES]
    return _result(board, search, finished)


def _run_stage(search: Search, stage: StageId, until: float) -> Finished:
    """Improve one stage, what the stages before have reached being kept."""
    started = time.monotonic()
    rules = make_rules(search.board, _targets(search, stage))
    run = StageSearch(search, rules, stage, until)
    run.search_on()
    if search.best is None:
        raise when_none_found(search.board, proven=run.impossible, unmet=_names(search.board, rules, run.unmet()))
    return Finished(stage=stage, bound=run.reported_bound, seconds=time.monotonic() - started)


def _names(board: Board, rules: Rules, unmet: tuple[int, ...]) -> list[str]:
    """Return pins and hard floors by their rows: pins come first, then floors, as in the problem."""
    pins = [f"{pin.set_id}/{pin.hall_id}/{pin.opens}" for pin in board.problem.stay_pins]
    floors = [floor.county_id for _, floor in board.floors if floor.hard and floor.minimum > 0]
    by_row = dict(zip(np.flatnonzero(rules.demands).tolist(), pins + floors, strict=True))
    return [by_row[row] for row in unmet]


def _targets(search: Search, stage: StageId) -> Targets:
    """Return the values of the stages before ``stage``."""
    if search.best is None:
        return Targets()
    before = STAGES[: STAGES.index(stage)]
    held = {name: search.best.score.of(name) for name in before}
    if "shortage" in held:
        held["shortage"] -= search.board.lost_shortage
    return Targets(
        shortage=held.get("shortage"),
        coverage=held.get("coverage"),
        worst_prefecture=held.get("worst_prefecture"),
    )


def _result(board: Board, search: Search, finished: list[Finished]) -> SetsResult:
    if search.best is None:
        raise when_none_found(board, proven=False, unmet=())
    items = search.items(search.best.taken)
    stays, overhauls = timetable(board, items)
    reached = search.best.score
    return SetsResult(
        stays=stays,
        overhauls=overhauls,
        stages=tuple(_stage_result(board, done, reached.of(done.stage)) for done in finished),
        stopped=search.effort.budget.cancelled(),
        facts={
            "counties_served": len({stay.county_id for stay in stays}),
            "sets_used": len({stay.set_id for stay in stays}),
            "itineraries": len(search.pool),
        },
    )


def _stage_result(board: Board, done: Finished, value: int) -> StageResult:
    trivial: dict[StageId, int] = {"coverage": int(1000 * board.need.sum()), "worst_prefecture": 1000}
    return StageResult(
        section="sets",
        stage=done.stage,
        sense="max" if done.stage in trivial else "min",
        unit=UNITS[done.stage],
        value=value,
        bound=done.bound,
        trivial_bound=trivial.get(done.stage, 0),
        status="optimal" if done.bound == value else "feasible",
        seconds=round(done.seconds, 3),
        method="itinerary columns, exact pricing",
    )
