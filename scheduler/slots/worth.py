"""What a change of tours adds and costs, from the numbers that it touches only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise

import numpy as np

from core.record import record
from scheduler.caravans.case import Case
from scheduler.caravans.column import Column, cost_fen
from scheduler.explain.ground import Ground
from scheduler.slots.wishes import Visit, Wishes

Change = tuple[Column | None, Column | None]
"""A tour before and after; ``None``: it is not there."""


@record
class Price:
    """What a slot costs beside the plan as it stands."""

    shortage: int
    """Visits or stays more that soft floors and targets lack; below 0: fewer."""
    drive_min: int
    """Driving minutes more."""
    length_m: int
    cost_fen: int
    """As the cost stage counts it: kilometres, and days out."""
    coverage: int
    """Coverage more (permille of need x permille), below 0 where something is dropped for it."""
    share_millionths: int
    """The same in millionths of full coverage."""


NOTHING = Price(shortage=0, drive_min=0, length_m=0, cost_fen=0, coverage=0, share_millionths=0)


def visits_between(changes: Iterable[Change]) -> tuple[Counter[Visit], Counter[Visit]]:
    """Return the visits that changes add and those that they take away."""
    before, after = Counter[Visit](), Counter[Visit]()
    for one, two in changes:
        before.update(_visits(one))
        after.update(_visits(two))
    return after - before, before - after


def _visits(column: Column | None) -> list[Visit]:
    if column is None:
        return []
    numbered = zip(column.days, column.visits, strict=True)
    return [(stop, column.caravan, day) for day, stops in numbered for stop in stops]


class Worth:
    """Prices changes against one plan."""

    def __init__(self, ground: Ground) -> None:
        flat = ground.case.flat
        self._ground, self._case = ground, ground.case
        self._times = Counter(ground.visits)
        visited = np.array(sorted(self._times), dtype=np.int64)
        counties = len(flat.need)
        self._reached = np.bincount(flat.county[visited], flat.audience[visited], counties).astype(np.int64)
        self._whole = max(1, 1000 * int(flat.need.sum()))

    @cached_property
    def _wishes(self) -> Wishes:
        return Wishes(self._ground)

    def coverage(self, gained: Iterable[int], dropped: Iterable[int]) -> int:
        """Return the coverage that some visits more and others fewer add; several at a stop (a convoy) count once."""
        flat = self._case.flat
        visits, change = Counter(gained), Counter[int]()
        visits.subtract(Counter(dropped))
        for stop, more in visits.items():
            times = self._times[stop]
            change[int(flat.county[stop])] += ((times + more > 0) - (times > 0)) * int(flat.audience[stop])
        return sum(self._value(county, more) - self._value(county, 0) for county, more in change.items())

    def price(self, *changes: Change) -> Price:
        """Return the price of tours changed, added or dropped, all together; a stop that only moves stays covered."""
        gained, lost = visits_between(changes)
        new_stops, old_stops = (Counter(stop for stop, _, _ in each.elements()) for each in (gained, lost))
        coverage = self.coverage((new_stops - old_stops).elements(), (old_stops - new_stops).elements())
        old = [_figures(self._case, before) for before, _ in changes]
        new = [_figures(self._case, after) for _, after in changes]
        more = [sum(each[n] for each in new) - sum(each[n] for each in old) for n in range(3)]
        return Price(
            shortage=self._wishes.lacking_more(gained, lost),
            drive_min=more[0],
            length_m=more[1],
            cost_fen=more[2],
            coverage=coverage,
            share_millionths=round(1_000_000 * coverage / self._whole),
        )

    def _value(self, county: int, more: int) -> int:
        flat = self._case.flat
        permille = 1000 * (int(self._reached[county]) + more) // int(flat.audience_all[county])
        return int(flat.need[county]) * int(flat.gain[permille])


def _figures(case: Case, column: Column | None) -> tuple[int, int, int]:
    """Return driving minutes, metres and fen of a column."""
    if column is None:
        return 0, 0, 0
    flat = case.flat
    minutes, metres = flat.minutes[flat.speed[column.caravan]], flat.metres
    legs = [
        pair
        for _, origin, destination, stops in column.legs(flat)
        for pair in pairwise([origin, *(flat.stop0 + stop for stop in stops), destination])
    ]
    driven = sum(int(minutes[leg]) for leg in legs)
    return driven, sum(int(metres[leg]) for leg in legs), cost_fen(flat, column)
