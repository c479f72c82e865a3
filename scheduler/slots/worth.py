"""What a change of tours adds and costs, from the numbers that it touches only."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np

from core.record import record
from scheduler.caravans.case import Case
from scheduler.caravans.column import Column, cost_fen
from scheduler.explain.ground import Ground


@record
class Price:
    """What a slot costs beside the plan as it stands."""

    drive_min: int
    """Driving minutes more."""
    length_m: int
    cost_fen: int
    """As the cost stage counts it: kilometres, and days out."""
    coverage: int
    """Coverage more (permille of need x permille), below 0 where something is dropped for it."""
    share_millionths: int
    """The same in millionths of full coverage."""


NOTHING = Price(drive_min=0, length_m=0, cost_fen=0, coverage=0, share_millionths=0)


class Worth:
    """Prices changes against one plan."""

    def __init__(self, ground: Ground) -> None:
        flat = ground.case.flat
        self._case = ground.case
        visited = np.array(sorted(ground.visited), dtype=np.int64)
        counties = len(flat.need)
        self._reached = np.bincount(flat.county[visited], flat.audience[visited], counties).astype(np.int64)
        self._whole = max(1, 1000 * int(flat.need.sum()))

    def coverage(self, gained: Iterable[int], dropped: Iterable[int]) -> int:
        """Return the coverage that some visits more and others fewer add."""
        flat = self._case.flat
        change: dict[int, int] = {}
        for sign, stops in ((1, gained), (-1, dropped)):
            for stop in stops:
                county = int(flat.county[stop])
                change[county] = change.get(county, 0) + sign * int(flat.audience[stop])
        return sum(self._value(county, more) - self._value(county, 0) for county, more in change.items())

    def price(
        self, before: Column | None, after: Column | None, gained: Iterable[int], dropped: Iterable[int]
    ) -> Price:
        """Return the price of a tour changed, added (no ``before``) or dropped (no ``after``)."""
        old, new = _figures(self._case, before), _figures(self._case, after)
        coverage = self.coverage(gained, dropped)
        return Price(
            drive_min=new[0] - old[0],
            length_m=new[1] - old[1],
            cost_fen=new[2] - old[2],
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


def both(one: Price, two: Price) -> Price:
    """Return the price of two changes together, the coverage of the second being that of both."""
    return Price(
        drive_min=one.drive_min + two.drive_min,
        length_m=one.length_m + two.length_m,
        cost_fen=one.cost_fen + two.cost_fen,
        coverage=two.coverage,
        share_millionths=two.share_millionths,
    )
