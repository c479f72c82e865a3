"""The four values of a plan, and what can be said of them without any search."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from core.record import record
from scheduler.caravans.case import Case
from scheduler.caravans.column import Column, cost_fen
from scheduler.plan import StageId


@record
class Figures:
    """Values of the four stages of the objective, in their order."""

    shortage: int
    coverage: int
    worst_prefecture: int
    cost: int

    @property
    def rank(self) -> tuple[int, int, int, int]:
        """Return a tuple that is greater for a better plan."""
        return -self.shortage, self.coverage, self.worst_prefecture, -self.cost

    def of(self, stage: StageId) -> int:
        """Return the value of a stage."""
        return int(getattr(self, stage))


def figures_of(case: Case, columns: Iterable[Column]) -> Figures:
    """Return the exact values of a set of columns."""
    flat, columns = case.flat, list(columns)
    stops = np.array([stop for column in columns for stop in column.stops], dtype=np.int64)
    counties = len(flat.need)
    reached = np.bincount(flat.county[stops], flat.audience[stops], counties).astype(np.int64)
    visits = np.bincount(flat.county[stops], minlength=counties)
    short = flat.short[np.arange(counties), np.minimum(visits, flat.short.shape[1] - 1)]
    value = flat.need * flat.gain[1000 * reached // flat.audience_all]
    return Figures(
        shortage=int(short.sum()),
        coverage=int(value.sum()),
        worst_prefecture=worst_of(case, value),
        cost=sum(cost_fen(flat, column) for column in columns),
    )


def worst_of(case: Case, value: np.ndarray) -> int:  # type: ignore[type-arg]
    """Return the least value of a prefecture with need, from values per county; 0 where there is none."""
    flat = case.flat
    total = np.bincount(flat.prefecture, value, len(flat.prefecture_need)).astype(np.int64)
    rows = flat.prefecture_need > 0
    return int((total[rows] // flat.prefecture_need[rows]).min()) if rows.any() else 0
