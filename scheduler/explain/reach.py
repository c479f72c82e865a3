"""Ways to a single stop: out from the depot, sleeping at seats where one day is not enough, and home."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.caravans.column import Column, departure_of, is_feasible
from scheduler.explain.ground import Ground

NEAR = 4
"""Seats near the stop, besides its own county's, that are tried for the nights before and after the visit."""
Way = tuple[tuple[int, ...], int]
"""Nights in order (county numbers), and on which day the visit is (0: the first)."""


class Ways:
    """Ways to stops, by caravan speed and depot; nights by breadth-first search over days of driving only."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self._nights: dict[tuple[int, int], dict[int, tuple[int, ...]]] = {}

    def to_stop(self, caravan: int, stop: int) -> Iterator[Way]:
        """Yield ways to a stop, shortest first, up to the longest tour allowed."""
        flat = self.ground.case.flat
        kind = int(flat.speed[caravan]), int(flat.depot[caravan])
        if kind not in self._nights:
            self._nights[kind] = self._nights_from_depot(caravan)
        nights = self._nights[kind]
        own = int(flat.county[stop])
        near = [own, *(int(county) for county in flat.near_seats[flat.stop0 + stop][:NEAR] if county != own)]
        paths = [(), *(nights[county] for county in near if county in nights)]
        ways = [((*out, *reversed(home)), len(out)) for out in paths for home in paths]
        yield from sorted(ways, key=lambda way: (len(way[0]), way))

    def shortest_days(self, caravan: int, stop: int, first: int) -> int | None:
        """Return the days of the shortest way that fits the clock, longer tours than allowed included."""
        for way in self.to_stop(caravan, stop):
            if self._fits_clock(caravan, stop, way, first):
                return len(way[0]) + 1
        return None

    def _fits_clock(self, caravan: int, stop: int, way: Way, day: int) -> bool:
        """Tell whether the visit's day fits, its nights given, if the visit were on ``day``."""
        flat = self.ground.case.flat
        nights, position = way
        depot = int(flat.depot[caravan])
        origin = flat.seat0 + nights[position - 1] if position else depot
        destination = flat.seat0 + nights[position] if position < len(nights) else depot
        return departure_of(self.ground.case, caravan, day, origin, destination, (stop,)) >= 0

    def _nights_from_depot(self, caravan: int) -> dict[int, tuple[int, ...]]:
        """Return, per county, the seats to sleep at on the way from a depot, the county's own seat last."""
        flat = self.ground.case.flat
        minutes = flat.minutes[flat.speed[caravan]]
        found: dict[int, tuple[int, ...]] = {}
        frontier: list[tuple[int, tuple[int, ...]]] = [(int(flat.depot[caravan]), ())]
        for _ in range(max(1, flat.tour_max - 1)):
            following: list[tuple[int, tuple[int, ...]]] = []
            for place, path in frontier:
                for county in range(len(flat.need)):
                    seat = flat.seat0 + county
                    if county in found or minutes[place, seat] > flat.drive_max:
                        continue
                    if departure_of(self.ground.case, caravan, 0, place, seat, ()) >= 0:
                        found[county] = (*path, county)
                        following.append((seat, found[county]))
            frontier = following
        return found


def columns_to(
    ways: Ways, caravan: int, stop: int, first: int, longest: int, *, anywhere: bool = False
) -> Iterator[Column]:
    """Yield feasible tours to a stop that begin on day ``first`` (or, ``anywhere``, whose visit is on that day)."""
    for nights, position in ways.to_stop(caravan, stop):
        if len(nights) + 1 > longest:
            return
        start = first - position if anywhere else first
        visits = tuple((stop,) if day == position else () for day in range(len(nights) + 1))
        column = Column(caravan=caravan, first=start, nights=nights, visits=visits)
        if is_feasible(ways.ground.case, column):
            yield column
