"""How soon any dispatch at all can begin: bounds that no way of nights, tours or counties in between can beat.

Relaxed: lengths of tours, where nights are spent, absences, promises. Kept: which caravans suit, where each one is,
when it can leave, the shortest driving time, driving minutes, rests and hours of a day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from scheduler.caravans.clock import rests_on
from scheduler.caravans.flat import FAR_MIN, Flat
from scheduler.emergency.candidates import Call
from scheduler.emergency.journey import Journey


@dataclass(frozen=True)
class Moment:
    """Where a caravan is, when, and what it has driven on that day."""

    day: int
    now: int
    place: int
    speed: int
    driven: int = 0
    stretch: int = 0


class Clock:
    """Tells how soon a caravan can begin at a stop, nights spent wherever a day ends."""

    def __init__(self, call: Call) -> None:
        self.call, self._flat = call, call.ground.case.flat
        self._drives: dict[tuple[int, int], NDArray[np.int64]] = {}

    def soonest(self, start: Moment, stop: int) -> int | None:
        """Return minutes from the call until a service can begin; ``None``: never in the window."""
        flat, visit_min = self._flat, int(self._flat.visit_min[stop])
        away = int(self._to(start.speed, flat.stop0 + stop)[start.place])
        day, now, driven, stretch = start.day, start.now, start.driven, start.stretch
        while away < FAR_MIN and day < self.call.ground.days:
            arrives = now + away + rests_on(stretch, away, flat.stretch_max) * int(flat.rest)
            if driven + away <= flat.drive_max and arrives + visit_min <= flat.day_end:
                return self.call.after(day, arrives)
            away -= _driven_today(flat, min(away, int(flat.drive_max) - driven), int(flat.day_end) - now, stretch)
            day, now, driven, stretch = day + 1, int(flat.day_start), 0, 0
        return None

    def both(self, start: Moment, stops: tuple[int, int]) -> int | None:
        """Return minutes from the call until the later of two services can begin, in the better order."""
        times = [self._in_order(start, *order) for order in permutations(stops)]
        return min((each for each in times if each is not None), default=None)

    def _in_order(self, start: Moment, first: int, second: int) -> int | None:
        after = self.soonest(start, first)
        if after is None:
            return None
        day, minute = divmod(self.call.now + after + int(self._flat.visit_min[first]), 1440)
        there = replace(start, day=day, now=minute, place=int(self._flat.stop0) + first, driven=0, stretch=0)
        return self.soonest(there, second)

    def _to(self, speed: int, place: int) -> NDArray[np.int64]:
        if (speed, place) not in self._drives:
            self._drives[speed, place] = shortest_drives(self._flat.minutes[speed], place)
        return self._drives[speed, place]


def moment_of(start: Journey) -> Moment:
    """Return where and when a journey could begin."""
    return Moment(start.day, start.now, start.place, start.speed, start.driven, start.stretch)


def soonest(clock: Clock) -> list[int | None]:
    """Return for each of the emergency's stops the fewest minutes after the call; ``None``: nobody could ever go."""
    call = clock.call
    fit = call.ground.case.flat.fit
    starts = [(caravan, moment_of(start)) for caravan, start, _ in call.starts()]
    found: list[int | None] = []
    for stop in call.stops:
        times = [clock.soonest(start, stop) for caravan, start in starts if fit[caravan, stop]]
        found.append(min((each for each in times if each is not None), default=None))
    return found


def _driven_today(flat: Flat, most: int, left_min: int, stretch: int) -> int:
    """Return how many of ``most`` minutes can be driven in what is left of a day, rests included."""
    most = max(0, min(most, left_min))
    while most and most + rests_on(stretch, most, flat.stretch_max) * int(flat.rest) > left_min:
        most -= 1
    return most


def shortest_drives(minutes: NDArray[np.int16], place: int) -> NDArray[np.int64]:
    """Return the least driving minutes from every place to one, by way of any others (Dijkstra 1959, dense)."""
    least = minutes[:, place].astype(np.int64)
    least[place] = 0
    open_ = np.ones(len(least), dtype=bool)
    for _ in range(len(least)):
        nearest = int(np.where(open_, least, FAR_MIN).argmin())
        if not open_[nearest] or least[nearest] >= FAR_MIN:
            break
        open_[nearest] = False
        np.minimum(least, minutes[:, nearest] + least[nearest], out=least)
    return least
