"""What the stages of the sets share: the pool of itineraries, the pricers and the best plan so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from scheduler.plan import StageId
from scheduler.sets.board import Board
from scheduler.sets.effort import Effort
from scheduler.sets.pool import Pool
from scheduler.sets.pricing import Itinerary, Pricer
from scheduler.sets.rules import Rules
from scheduler.sets.scope import make_scope
from scheduler.sets.score import Score, score


@dataclass
class Incumbent:
    """The best plan so far: places in the pool, and its score."""

    taken: tuple[int, ...]
    score: Score


class Search:
    """What the stages share: pool, pricers and the best plan."""

    def __init__(self, board: Board, effort: Effort, report: Callable[[StageId, int | None, int], None]) -> None:
        self.board, self.effort, self.report = board, effort, report
        self.pricers = [Pricer(board, row) for row in range(len(board.kinds))]
        self.pool = Pool(board)
        self.best: Incumbent | None = None
        self.random = Random(effort.budget.seed)

    def items(self, taken: Sequence[int]) -> list[Itinerary]:
        """Return the itineraries at places ``taken``."""
        return [self.pool.items[place] for place in taken]

    def offer(self, rules: Rules, taken: Sequence[int]) -> bool:
        """Keep a plan where it obeys all hard rules and is the best so far; return whether it is."""
        scope = make_scope(rules, self.pool, taken)
        if (scope.high[rules.packing] < 0).any() or (scope.low[rules.demands] > 0).any():
            return False
        if not self._in_order(taken):
            return False
        found = score(self.board, self.items(taken))
        if self.best is not None and found.rank <= self.best.score.rank:
            return False
        self.best = Incumbent(taken=tuple(taken), score=found)
        return True

    def _in_order(self, taken: Sequence[int]) -> bool:
        """Tell whether nobody is served again before everyone has been: rows of further columns, hence asked apart."""
        board = self.board
        held = [option for item in self.items(taken) for option in item.options] if board.order.hard else []
        county = board.option_county()[held]
        opens = [board.weeks.monday(week) for week in board.options.opens[held]]
        rounds = [board.order.round_of(day) for day in opens]
        return board.order.is_kept(zip((board.counties[row] for row in county), rounds, strict=True))


def trivial_bound(board: Board, stage: StageId) -> int:
    """Return the value of a plan that serves everybody for nothing."""
    whole = {"shortage": board.lost_shortage, "coverage": int(1000 * board.need.sum()), "worst_prefecture": 1000}
    return whole.get(stage, 0)
