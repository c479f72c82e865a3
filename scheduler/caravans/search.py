"""The search as Python sees it: chunks of compiled steps between looks at the clock, on one core or several."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from scheduler.caravans.anneal import MOVES, Moves, anneal
from scheduler.caravans.case import Case
from scheduler.caravans.insertion import Weights, score
from scheduler.caravans.pool import Pool
from scheduler.caravans.state import Board, columns_of, copy_state, empty_board, worst_permille

CHUNK_STEPS = 500
"""Steps between two looks at the clock: some 30 ms."""
STEPS_PER_SECOND = 16_000
"""Steps that a second of the budget stands for in deterministic solves: about what one core makes."""
COLLECT_EVERY = 4
"""Chunks between two looks at the tours for the pool."""
EPOCHS = 8
"""How often searches that run side by side go on from the better one."""


@dataclass(frozen=True)
class Cooling:
    """What the search looks for, and between which temperatures it cools (geometrically; in units of the weights)."""

    weights: Weights
    hot: float
    cold: float
    keep_stops: bool
    moves: Moves = MOVES


@dataclass
class Search:
    """Boards of one search: where it stands, its best, working room, and the tours it has seen."""

    case: Case
    seed: int
    now: Board = field(init=False)
    best: Board = field(init=False)
    spare: Board = field(init=False)
    pool: Pool = field(default_factory=Pool, init=False)
    steps: int = field(default=0, init=False)
    chunks: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.now, self.best, self.spare = (empty_board(self.case) for _ in range(3))

    def start_from(self, board: Board) -> None:
        """Stand on ``board`` and take it for the best."""
        copy_state(board.twin, self.now.twin)
        copy_state(board.twin, self.best.twin)

    def run(
        self, cooling: Cooling, progress: Callable[[], float], until: float, improved: Callable[[Board], None]
    ) -> None:
        """Anneal while ``progress()`` (0..1, from the clock or from steps) is below ``until``.

        ``improved`` is called with the best board after each chunk that found a better one.
        """
        while (done := progress()) < until:
            temperature = cooling.hot * (cooling.cold / cooling.hot) ** done
            self.chunks += 1
            better = anneal(
                self.case.twin,
                self.now.twin,
                self.best.twin,
                self.spare.twin,
                cooling.weights,
                cooling.moves,
                CHUNK_STEPS,
                temperature,
                cooling.keep_stops,
                self.seed + self.chunks,
            )
            self.steps += CHUNK_STEPS
            if self.chunks % COLLECT_EVERY == 0:
                self.pool.add(column for column, _ in columns_of(self.now))
            if better:
                improved(self.best)

    def worth(self, board: Board, weights: Weights) -> float:
        """Return what a board is worth under ``weights``."""
        return score(self.case.twin, board.twin, weights, worst_permille(self.case.twin, board.twin))


def run_together(
    searches: Sequence[Search], cooling: Cooling, progress: Callable[[], float], improved: Callable[[Board], None]
) -> Board:
    """Run searches side by side; after each epoch all go on from the one that stands best. Return the best board.

    The first search runs in the caller's thread and reports; compiled steps let the other threads run meanwhile.
    """
    first, *others = searches
    for epoch in range(1, EPOCHS + 1):
        until = epoch / EPOCHS
        threads = [
            threading.Thread(target=search.run, args=(cooling, progress, until, lambda _: None), daemon=True)
            for search in others
        ]
        for thread in threads:
            thread.start()
        first.run(cooling, progress, until, improved)
        for thread in threads:
            thread.join()
        leader = max(searches, key=lambda search: search.worth(search.now, cooling.weights))
        for search in searches:
            if search is not leader:
                copy_state(leader.now.twin, search.now.twin)
    return max(searches, key=lambda search: search.worth(search.best, cooling.weights)).best
