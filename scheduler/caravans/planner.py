"""One solve from the first tour to the last: who works when, and which plan is the best so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from core.errors import DapengError, fail
from scheduler.caravans.case import Case
from scheduler.caravans.clockwork import Timetable
from scheduler.caravans.figures import Figures, figures_of
from scheduler.caravans.greedy import greedy_tours
from scheduler.caravans.insertion import Weights, make_weights
from scheduler.caravans.master import Crewed, Goal
from scheduler.caravans.mend import broken_by_nothing, broken_rules, mend
from scheduler.caravans.parts import Parts
from scheduler.caravans.pick import pick_tours
from scheduler.caravans.pool import Pool
from scheduler.caravans.search import STEPS_PER_SECOND, Cooling, Search, run_together
from scheduler.caravans.stages import Stages
from scheduler.caravans.start import add_pins, add_tours
from scheduler.caravans.state import (
    COST,
    VALUE,
    VISITS,
    Board,
    add_column,
    columns_of,
    copy_state,
    empty_board,
    worst_permille,
)
from scheduler.caravans.state import (
    SHORT as SHORTAGE,
)
from scheduler.caravans.warm import compile_all
from scheduler.plan import StageId, Tour
from scheduler.problem import Problem
from scheduler.progress import Budget

SHORT, SHORT_HARD, SHARE = 2e6, 1e8, 1e8
"""Worth of a visit short, of one short of a hard floor, and of a township visit too few: more than any visit gives.

The last two are hard rules alike and weigh the same: were one lost in the other, floors would be met with visits that
the share forbids.
"""
TIE_COST = 1e-6
"""Worth of a fen while coverage is sought: it only breaks ties."""
KEEP = 1e5
"""Price in fen of a unit of coverage lost while cost is sought."""
COVER, PICK, COVER_AGAIN, WORST, CHEAPEN, PICK_CHEAP = 0.56, 0.1, 0.14, 0.03, 0.12, 0.05
"""Shares of the time, in the order of the steps. Bounds are proved before and after."""
FLOW, FLOW_MIN = 0.12, 2.0
"""Share that the day-flow LP gets of the first search, where it can lower the bound; seconds below which it cannot."""
TOURS_KNOWN = 2000
"""Tours of the pool whose days it starts from."""
HOT, COLD = 0.2, 0.02
"""Temperatures of the coverage search, in units of what a visit of the plan gives on average."""
HOT_AGAIN = 0.03
FROZEN = 1e-9
"""Temperature at which nothing worse is accepted."""
HOT_COST_FEN, COLD_COST_FEN = 20_000.0, 200.0
LATE_SECONDS = 0.1
"""How much longer than its time a step may take (building a model, leaving a solver) before it is left behind."""
PICK_MIN = 0.2
"""Seconds below which the master is not worth building."""
LATE_BOUNDS, LATE_BOUNDS_PART = 6, 0.2
"""Time kept back for the bounds of the later stages, in units of the first one's."""

Rank = tuple[int, tuple[int, int, int, int]]
"""Greater for a better plan: hard rules broken, negated; then the stages."""


@dataclass(frozen=True)
class Answer:
    """Tours with their crews as other threads may read them at any time."""

    tours: Crewed
    broken: list[str]
    """Hard rules that they break."""
    rank: Rank | None
    """``None`` before the first plan."""


class Planner:
    """The steps of one solve. ``facts`` collects figures for reports."""

    def __init__(
        self,
        problem: Problem,
        case: Case,
        budget: Budget,
        stages: Stages,
        warm_start: tuple[Tour, ...],
        pinned_tours: tuple[Tour, ...],
        parts: Parts,
    ) -> None:
        self.problem, self.case, self.budget, self.stages = problem, case, budget, stages
        self.warm_start, self.pinned_tours, self.parts = warm_start, pinned_tours, parts
        self.pool = Pool()
        self.facts: dict[str, float] = {}
        self.answer = Answer(tours=[], broken=broken_by_nothing(case), rank=None)
        self.times = Timetable(budget, 0.0)
        self.searches: list[Search] = []

    def plan(self) -> Crewed:
        """Return the best tours with their crews.

        Raises
        ------
        DapengError
            Where no plan that obeys pins, hard floors and township share was found.
        """
        self._compile()
        self._timed("coverage", self._start)
        self.stages.prove_coverage()
        left = self.budget.seconds if self.budget.deterministic else self.budget.left()
        for_bounds = 0.0 if self.budget.deterministic else LATE_BOUNDS * self.stages.bound_seconds
        self.times = Timetable(self.budget, left - min(for_bounds, LATE_BOUNDS_PART * left))
        self._timed("coverage", self._cover)
        self._timed("worst_prefecture", lambda: self._pick("worst_prefecture", WORST))
        self._timed("cost", self._cheapen)
        self._require(broken_rules(self.case, self.best))
        self.stages.prove_rest(self._figures(self.best))
        self.facts["columns"] = len(self.pool)
        self.facts["steps"] = sum(search.steps for search in self.searches)
        return columns_of(self.best)

    def so_far(self) -> Crewed:
        """Return the best tours so far, from any thread; raises :class:`DapengError` where they break a hard rule."""
        answer = self.answer
        self._require(answer.broken)
        return answer.tours

    def can_answer(self) -> bool:
        """Tell whether the best tours so far obey every rule."""
        return not self.answer.broken

    def is_late(self) -> bool:
        """Tell whether the time was over a moment ago although a plan that obeys every rule is known."""
        budget, answer = self.budget, self.answer
        known = answer.rank is not None and not answer.broken
        return known and not budget.deterministic and budget.elapsed() > budget.seconds + LATE_SECONDS

    def _compile(self) -> None:
        """Compile what was never compiled on this machine, the budget apart; only then can boards be written."""
        took = compile_all(self.case)
        self.compiling = 0.0 if self.budget.deterministic else took
        self.budget = self.stages.budget = replace(self.budget, seconds=self.budget.seconds + self.compiling)
        self.facts["compiling_seconds"] = round(self.compiling, 3)
        self.best = empty_board(self.case)
        self.weights = make_weights(coverage=1, short=SHORT, short_hard=SHORT_HARD, share=SHARE, cost=TIE_COST)

    def _timed(self, stage: StageId, step: Callable[[], None]) -> None:
        started = self.budget.elapsed()
        step()
        self.stages.seconds[stage] += self.budget.elapsed() - started

    def _start(self) -> None:
        """The baseline, and the earlier plan where there is one; the better of them is where the search starts."""
        self._adopt(self._filled(()))
        self.facts["greedy_coverage"] = int(self.best.state.totals[VALUE])
        if self.warm_start:
            self._adopt(self._filled(self.warm_start))
        self.facts["first_plan_seconds"] = 0.0 if self.budget.deterministic else self._first_plan_seconds()

    def _first_plan_seconds(self) -> float:
        return round(self.budget.elapsed() - self.compiling, 3)

    def _filled(self, tours: tuple[Tour, ...]) -> Board:
        """Return a board with these tours, the pins, and what the greedy adds.

        Where the tours leave a pin no room, the pins come first, and of the tours those that still fit.
        """
        try:
            board = self._pinned((*tours, *self.pinned_tours))
        except DapengError:
            if not tours:
                raise
            board = self._pinned(self.pinned_tours)
            add_tours(self.case, board, tours)
        greedy_tours(self.case.twin, board.twin, self.weights)
        mend(self.case, board)
        return board

    def _pinned(self, tours: tuple[Tour, ...]) -> Board:
        """Return a board with these tours and the pins."""
        board = empty_board(self.case)
        add_tours(self.case, board, tours)
        add_pins(self.problem, self.case, board, self.budget.seed)
        return board

    def _figures(self, board: Board) -> Figures:
        return figures_of(self.case, [column for column, _ in columns_of(board)])

    def _adopt(self, board: Board) -> None:
        """Make a board the best one if it is: hard rules first, then the stages in order."""
        self.pool.add(column for column, _ in columns_of(board))
        if self._rank(board) > self._rank(self.best):
            copy_state(board.twin, self.best.twin)
            self.stages.report("coverage", int(board.state.totals[VALUE]))
        self._remember(board)

    def _remember(self, board: Board) -> None:
        """Make a board what a cancel is answered with, if it is better."""
        rank = self._rank(board)
        if self.answer.rank is None or rank > self.answer.rank:
            self.answer = Answer(tours=columns_of(board), broken=broken_rules(self.case, board), rank=rank)

    def _rank(self, board: Board) -> Rank:
        return -len(broken_rules(self.case, board)), self._figures(board).rank

    def _cover(self) -> None:
        """Search for coverage, let the master recombine what was seen, prove more, and search on from there."""
        worth = self._visit_worth()
        flow = FLOW if self.stages.can_tighten() and FLOW * self.times.seconds >= FLOW_MIN else 0.0
        again = COVER_AGAIN if self.parts.second_search else 0.0
        self._anneal(COVER - flow + COVER_AGAIN - again, self._cooling(self.weights, HOT * worth, COLD * worth))
        self._pick("coverage", PICK)
        if flow and not self._all_covered():
            self._tighten(self.times.next_step(flow))
        if again:
            self._anneal(again, self._cooling(self.weights, HOT_AGAIN * worth, COLD * worth))

    def _tighten(self, seconds: float) -> None:
        """Lower the bound on coverage, days of known tours first."""
        tours = [*(column for column, _ in columns_of(self.best)), *list(self.pool)[-TOURS_KNOWN:]]
        self.stages.tighten_coverage(tours, seconds)

    def _cooling(self, weights: Weights, hot: float, cold: float, *, keep_stops: bool = False) -> Cooling:
        """Return how a search cools; without annealing it is cold from the start."""
        start, end = (hot, cold) if self.parts.annealing else (FROZEN, FROZEN)
        return Cooling(weights, start, end, keep_stops, self.parts.moves)

    def _all_covered(self) -> bool:
        """Tell whether shortage and coverage of the best plan are proved best."""
        totals, proofs = self.best.state.totals, self.stages.proofs
        short, value = proofs["shortage"].bound, proofs["coverage"].bound
        return bool(totals[SHORTAGE] == short and totals[VALUE] == value) and not broken_rules(self.case, self.best)

    def _visit_worth(self) -> float:
        totals = self.best.state.totals
        return max(1.0, float(totals[VALUE]) / max(1, int(totals[VISITS])))

    def _anneal(self, part: float, cooling: Cooling) -> None:
        """Search from the best plan on, on as many cores as the budget allows."""
        workers = 1 if self.budget.deterministic else max(1, self.budget.workers)
        self.searches = self.searches or [Search(self.case, 1_000_003 * (self.budget.seed + n)) for n in range(workers)]
        for search in self.searches:
            search.start_from(self.best)
        stage: StageId = "cost" if cooling.keep_stops else "coverage"
        seconds, first = self.times.next_step(part), self.searches[0]
        enough = self._all_covered if stage == "coverage" else lambda: False
        progress = self.times.progress(seconds, lambda: first.steps, STEPS_PER_SECOND, enough)

        def improved(board: Board) -> None:
            totals = board.state.totals
            self._remember(board)
            self.stages.report(stage, int(totals[COST]) // 1000 if stage == "cost" else int(totals[VALUE]))

        board = run_together(self.searches, cooling, progress, improved)
        mend(self.case, board)
        self._adopt(board)
        for search in self.searches:
            self.pool.add(search.pool)

    def _pick(self, stage: StageId, part: float) -> None:
        """Let the master improve a stage over the pool, the stages before it kept."""
        seconds = self.times.next_step(part)
        if not self.parts.master or self.budget.over() or seconds < PICK_MIN or broken_rules(self.case, self.best):
            return
        if stage == "coverage" and self._all_covered():
            return
        now = self._figures(self.best)
        goal = Goal(stage, now.shortage, now.coverage, now.worst_prefecture)
        incumbent = columns_of(self.best)
        curve = self.problem.caravan_rules.gain
        picked = pick_tours(self.case, curve, self.pool, incumbent, goal, self.budget, seconds)
        if picked is not None:
            board = empty_board(self.case)
            for column, crew in picked:
                add_column(self.case, board, column, crew)
            self._adopt(board)

    def _cheapen(self) -> None:
        """Make the plan cheaper, its coverage and its worst prefecture kept."""
        state = self.best.state
        weights = make_weights(
            short=SHORT * KEEP,
            short_hard=SHORT_HARD * KEEP,
            share=SHARE * KEEP,
            cost=1,
            keep_value=int(state.totals[VALUE]),
            keep_worst=worst_permille(self.case.twin, self.best.twin),
            keep_price=KEEP,
        )
        self._anneal(CHEAPEN, self._cooling(weights, HOT_COST_FEN, COLD_COST_FEN, keep_stops=True))
        self._pick("cost", PICK_CHEAP)

    def _require(self, broken: list[str]) -> None:
        if broken:
            raise fail("caravan-rules-unmet", "/", rules=", ".join(broken), seconds=round(self.budget.elapsed(), 1))
