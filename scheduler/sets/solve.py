"""Problem -> stays and overhauls of the museum sets, stage by stage, with proven bounds."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from core.calendar import DateSpan
from core.errors import DapengError
from scheduler.plan import ShadowPrice, StageId, StageResult, Stay
from scheduler.problem import Problem
from scheduler.progress import Budget, Progress
from scheduler.sets.board import Board, make_board
from scheduler.sets.clashes import require_possible, when_none_found
from scheduler.sets.construct import greedy, resume
from scheduler.sets.deal import deal
from scheduler.sets.effort import Effort
from scheduler.sets.narrow import narrow, narrowed
from scheduler.sets.result import SetsResult
from scheduler.sets.rules import Targets, make_rules
from scheduler.sets.score import STAGES
from scheduler.sets.search import Search, trivial_bound
from scheduler.sets.stage import StageSearch
from scheduler.sets.timetable import timetable
from scheduler.sets.worth import shadow_prices

SHARES: dict[StageId, float] = {"shortage": 0.2, "coverage": 0.65, "worst_prefecture": 0.75, "cost": 1.0}
"""Part of the budget that has passed at the latest when a stage ends."""
GREEDY_SECONDS, GREEDY_SHARE = 1.0, 0.1
"""How long the first plan takes at most, whole or not: seconds, or if that is longer, part of the budget. Whatever came
before on a busy machine does not count."""
HOPEFUL = 0.4
"""Part of the budget by which a plan without avoidable shortage is hoped for while coverage is improved."""
ONCE_EACH, ONCE_EACH_SECONDS, ONCE_EACH_MOST = 0.15, 2.5, 0.5
"""Part of the budget, where there are several rounds, for a first plan that visits no county twice; at least so many
seconds, unless that is more than the last part."""
STALE = 5000
"""Itineraries of the stages before up to which the cost stage goes on with them: few of them are cheap."""
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
    prices: tuple[ShadowPrice, ...] = ()
    """From the duals of the stage's bound; of the coverage stage only."""


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
    return _solved(problem, budget, warm_start, STAGES)


def _solved(problem: Problem, budget: Budget, warm_start: tuple[Stay, ...], stages: tuple[StageId, ...]) -> SetsResult:
    """Plan the museum sets by the first ``stages``."""
    board = make_board(problem, by_cost=False)
    require_possible(board)

    def report(stage: StageId, value: int | None, bound: int) -> None:
        seconds = budget.elapsed()
        budget.report(Progress(section="sets", stage=stage, incumbent=value, bound=bound, seconds=seconds))

    search = Search(board, Effort(budget, budget.seconds), report)
    free = make_rules(board, Targets())
    search.offer(free, ())
    search.offer(free, resume(search, free, warm_start))
    search.offer(free, greedy(search, free, max(GREEDY_SECONDS, GREEDY_SHARE * budget.seconds)))
    if board.several_rounds:
        search.offer(free, resume(search, free, _once_each(problem, budget)))
    finished: list[Finished] = []
    for stage in stages:
        if stage == "cost":
            search = _by_cost(search)
        if search.best is not None and budget.cancelled():
            finished.append(Finished(stage=stage, bound=trivial_bound(board, stage), seconds=0.0))
            continue
        if stage == "coverage":
            _hope(search, finished[0].bound, budget.seconds * HOPEFUL)
        bound = _mean(search.board, finished[-1].bound) if stage == "worst_prefecture" else None
        search, done = _run_stage(search, stage, budget.seconds * SHARES[stage], bound)
        finished.append(done)
    return _result(search, finished)


def _once_each(problem: Problem, budget: Budget) -> tuple[Stay, ...]:
    """Return the stays of a plan that visits no county twice; none where that cannot be.

    A search over several rounds finds few plans as good: most of what second visits bring is less than a first one.
    """
    spans = [each.span for each in problem.rounds]
    whole = DateSpan(first=min(span.first for span in spans), last=max(span.last for span in spans))
    merged = replace(problem, rounds=(replace(problem.rounds[0], span=whole),))
    seconds = min(max(ONCE_EACH * budget.seconds, ONCE_EACH_SECONDS), ONCE_EACH_MOST * budget.seconds)
    part = replace(budget.part(seconds), report=lambda _: None)
    try:
        return _solved(merged, part, (), STAGES[:2]).stays
    except DapengError:
        return ()


def _hope(search: Search, shortage: int, until: float) -> None:
    """Where the least shortage was not reached, look for plans that cover much with no more than its bound."""
    if search.best is not None and search.best.score.shortage > shortage:
        wanted = Targets(shortage=shortage - search.board.lost_shortage)
        StageSearch(search, wanted, "coverage", until).search_on(until_met=True)


def _narrowed(search: Search, run: StageSearch) -> Search:
    """Return a search over the stays that a plan as good as the best one can hold, as far as ``run`` has proven."""
    if not search.board.kinds or search.best is None or run.proof is None or run.value is None:
        return search
    kept = narrow(run.master, run.proof, run.value, search.effort.over)
    if kept is None or (kept >= search.board.options.allowed).all():
        return search
    finer = Search(narrowed(search.board, kept, search.board), search.effort, search.report)
    finer.random = search.random
    allowed = finer.board.options.allowed
    finer.pool.add(item for item in search.pool.items if allowed[list(item.options), item.kind].all())
    places = [finer.pool.place(item) for item in search.items(search.best.taken)]
    finer.offer(make_rules(finer.board, Targets()), places)
    return finer


def _by_cost(search: Search) -> Search:
    """Return a search over kinds that differ in cost too, or with a fresh pool, from the best plan so far."""
    board = make_board(search.board.problem, by_cost=True)
    if search.best is None or (len(board.kinds) == len(search.board.kinds) and len(search.pool) <= STALE):
        return search
    finer = Search(narrowed(board, search.board.options.allowed, search.board), search.effort, search.report)
    finer.pool.add(deal(search.board, board, search.items(search.best.taken)))
    finer.offer(make_rules(board, Targets()), range(len(finer.pool)))
    return finer


def _mean(board: Board, coverage: int) -> int:
    """Return the share of need, in permille, at a bound of the coverage: the worst prefecture's is no larger."""
    return coverage // max(1, int(board.need.sum()))


def _run_stage(search: Search, stage: StageId, until: float, bound: int | None = None) -> tuple[Search, Finished]:
    """Improve one stage, what the stages before have reached being kept; narrow the search whenever it is stuck.

    ``bound``: proven already, of the objective to be maximised.
    """
    started = time.monotonic()
    prices: tuple[ShadowPrice, ...] = ()
    while True:
        run = StageSearch(search, _targets(search, stage), stage, until, bound)
        run.search_on()
        if search.best is None and (run.impossible or run.effort.over()):
            raise when_none_found(search.board, proven=run.impossible, unmet=_names(run))
        bound = run.bound
        if stage == "coverage" and run.proof is not None and not prices and not search.effort.over():
            prices = shadow_prices(run.master, run.proof)
        search = search if stage == "cost" and run.effort.over() else _narrowed(search, run)
        if run.proven or run.effort.over() or (stage == "shortage" and search.best is not None):
            seconds = time.monotonic() - started
            return search, Finished(stage=stage, bound=run.reported_bound, seconds=seconds, prices=prices)


def _names(run: StageSearch) -> list[str]:
    """Return unmet pins and hard floors by their rows: pins come first, then floors, as in the problem."""
    board = run.search.board
    pins = [f"{pin.set_id}/{pin.hall_id}/{pin.opens}" for pin in board.problem.stay_pins]
    floors = [floor.county_id for _, floor in board.floors if floor.hard and floor.minimum > 0]
    campaigns = [f"{demand.what} {demand.where}" for demand in board.demands if demand.hard]
    by_row = dict(zip(np.flatnonzero(run.rules.demands).tolist(), pins + floors + campaigns, strict=True))
    return [by_row[row] for row in run.unmet()]


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


def _result(search: Search, finished: list[Finished]) -> SetsResult:
    board = search.board
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
        prices=tuple(price for done in finished for price in done.prices),
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
