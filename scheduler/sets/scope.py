"""A part of the master: some itineraries are taken, the rest must fit in what they leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.sets.pool import Pool
from scheduler.sets.program import FREE
from scheduler.sets.rules import Rules
from scheduler.sets.weeks import Bools, Ints


@dataclass(frozen=True)
class Scope:
    """Limits that are left to further itineraries."""

    taken: tuple[int, ...]
    """Places of itineraries in the pool."""
    low: Ints
    high: Ints
    """Per global row."""
    base_left: Ints
    """Sets left per base."""
    barred: Bools
    """Per stay (lane by lane): no further itinerary may hold it."""
    parted: bool = False
    """It leaves less than the rules do."""

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing is taken or left out: bounds then hold for the whole stage."""
        return not (self.taken or self.parted)


def make_scope(rules: Rules, pool: Pool, taken: Sequence[int], within: Scope | None = None) -> Scope:
    """Return what is left of ``within``, by default of everything, when the itineraries at ``taken`` are held."""
    activity = np.zeros(len(rules.table.low), dtype=np.int64)
    if taken:
        activity = np.asarray(rules.entries(pool.incidence()[:, list(taken)]).sum(axis=1)).reshape(-1)
    least, most = (rules.table.low, rules.table.high) if within is None else (within.low, within.high)
    high = np.where(most >= FREE, FREE, most - activity)
    low = np.where(least <= -FREE, -FREE, least - activity)
    left = pool.base_sizes()
    np.subtract.at(left, pool.base_of()[list(taken)], 1)
    full = np.flatnonzero(rules.packing & (high <= 0))
    barred = np.asarray(rules.matrix[full][:, : rules.stays].sum(axis=0)).reshape(-1) > 0
    if within is not None:
        barred |= within.barred
    parted = within is not None and within.parted
    return Scope(taken=tuple(taken), low=low, high=high, base_left=left, barred=barred, parted=parted)


def fitting(pool: Pool, scope: Scope) -> Ints:
    """Return the places of itineraries that hold no barred stay and have a set left."""
    barred = scope.barred.astype(np.int64) @ pool.incidence() > 0
    return np.flatnonzero(~barred & (scope.base_left[pool.base_of()] > 0))
