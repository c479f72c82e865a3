"""What a selection of itineraries is worth, stage by stage, in exact integers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.plan import StageId
from scheduler.sets.board import Board
from scheduler.sets.demands import soft_lack
from scheduler.sets.pricing import Itinerary
from scheduler.sets.weeks import Ints

STAGES: tuple[StageId, ...] = ("shortage", "coverage", "worst_prefecture", "cost")


@dataclass(frozen=True)
class Score:
    """The objective's four values."""

    shortage: int
    coverage: int
    worst_prefecture: int
    cost: int

    @property
    def rank(self) -> tuple[int, int, int, int]:
        """Return a key by which better scores are larger."""
        return (-self.shortage, self.coverage, self.worst_prefecture, -self.cost)

    def of(self, stage: StageId) -> int:
        """Return the value of a stage."""
        return int(getattr(self, stage))


def county_gains(board: Board, held: Sequence[int]) -> Ints:
    """Return f(E_c) in permille of every county, for the options in ``held``."""
    days = np.zeros(len(board.counties), dtype=np.int64)
    np.add.at(days, board.option_county()[list(held)], board.options.effective_days[list(held)])
    gain = board.problem.set_rules.gain
    return np.array([gain.gain_permille(int(day)) for day in days], dtype=np.int64)


def score(board: Board, items: Sequence[Itinerary]) -> Score:
    """Return the score of a selection."""
    held = [option for item in items for option in item.options]
    value = board.need * county_gains(board, held)
    return Score(
        shortage=board.lost_shortage + _shortage(board, held) + soft_lack(board, items),
        coverage=int(value.sum()),
        worst_prefecture=_worst(board, value),
        cost=sum(item.cost_fen for item in items),
    )


def _shortage(board: Board, held: Sequence[int]) -> int:
    stays = np.bincount(board.option_county()[list(held)], minlength=len(board.counties))
    return sum(max(0, floor.minimum - int(stays[county])) for county, floor in board.floors if not floor.hard)


def _worst(board: Board, value: Ints) -> int:
    served = np.zeros(int(board.prefecture.max(initial=-1)) + 1, dtype=np.int64)
    needs = np.zeros_like(served)
    np.add.at(served, board.prefecture, value)
    np.add.at(needs, board.prefecture, board.need)
    return min((int(part) // int(whole) for part, whole in zip(served, needs, strict=True) if whole), default=0)
