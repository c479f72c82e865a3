"""The search as Python sees it: chunks of compiled steps between looks at the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from scheduler.caravans.anneal import anneal
from scheduler.caravans.flat import Case
from scheduler.caravans.insertion import Weights
from scheduler.caravans.state import Board, copy_state, empty_board

CHUNK_STEPS = 250
"""Steps between two looks at the clock: some 50 ms."""
STEPS_PER_SECOND = 4000
"""Steps that a second of the budget stands for in deterministic solves (measured on one core of the demo's size)."""


@dataclass
class Search:
    """Boards of one search: where it stands, its best, and working room."""

    case: Case
    best: Board
    seed: int
    now: Board = field(init=False)
    spare: Board = field(init=False)
    steps: int = field(default=0, init=False)
    chunks: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.now, self.spare = empty_board(self.case), empty_board(self.case)

    def restart(self) -> None:
        """Go on from the best board."""
        copy_state(self.best.twin, self.now.twin)

    def run(
        self,
        weights: Weights,
        progress: Callable[[], float],
        hot: float,
        cold: float,
        *,
        keep_stops: bool,
        after: Callable[[int], None],
    ) -> None:
        """Anneal while ``progress()`` (0..1, from the clock or from steps) is below 1.

        ``after`` is called after each chunk with the number of improvements in it. The temperature falls geometrically
        from ``hot`` to ``cold``, in units of the weights.
        """
        while (done := progress()) < 1:
            temperature = hot * (cold / hot) ** done
            self.chunks += 1
            improved = anneal(
                self.case.twin,
                self.now.twin,
                self.best.twin,
                self.spare.twin,
                weights,
                CHUNK_STEPS,
                temperature,
                temperature,
                keep_stops,
                self.seed + self.chunks,
            )
            self.steps += CHUNK_STEPS
            after(improved)
