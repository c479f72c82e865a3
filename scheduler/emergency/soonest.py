"""How soon any dispatch at all can begin: a bound that no way of nights, crews or counties in between can beat.

Relaxed: crews, absences, lengths of tours, where nights are spent, and who serves the other counties. Kept: which
caravans suit, where each one is, when it can leave, the shortest driving time, driving minutes, rests and hours of a
day.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from scheduler.caravans.clock import rests_on
from scheduler.caravans.flat import FAR_MIN, Flat
from scheduler.emergency.candidates import Call
from scheduler.emergency.journey import Journey

Drives = Callable[[int, int], NDArray[np.int64]]
"""Speed class and place -> driving minutes from every place to that one."""


def soonest(call: Call) -> list[int | None]:
    """Return for each of the emergency's stops the fewest minutes after the call; ``None``: nobody could ever go."""
    known: dict[tuple[int, int], NDArray[np.int64]] = {}

    def drives(speed: int, place: int) -> NDArray[np.int64]:
        if (speed, place) not in known:
            known[speed, place] = shortest_drives(call.ground.case.flat.minutes[speed], place)
        return known[speed, place]

    return [min(_arrivals(call, stop, drives), default=None) for stop in call.stops]


def _arrivals(call: Call, stop: int, drives: Drives) -> list[int]:
    flat = call.ground.case.flat
    starts = [start for caravan, start in call.starts() if flat.fit[caravan, stop]]
    found = (_arrival(call, start, stop, drives) for start in starts)
    return [minutes for minutes in found if minutes is not None]


def _arrival(call: Call, start: Journey, stop: int, drives: Drives) -> int | None:
    """Return minutes from the call until a caravan could begin at a stop, nights spent wherever the day ends."""
    flat, visit_min = call.ground.case.flat, int(call.ground.case.flat.visit_min[stop])
    away = int(drives(start.speed, flat.stop0 + stop)[start.place])
    day, now, driven, stretch = start.day, start.now, start.driven, start.stretch
    while away < FAR_MIN and day < call.ground.days:
        arrives = now + away + rests_on(stretch, away, flat.stretch_max) * int(flat.rest)
        if driven + away <= flat.drive_max and arrives + visit_min <= flat.day_end:
            return call.after(day, arrives)
        away -= _driven_today(flat, min(away, int(flat.drive_max) - driven), int(flat.day_end) - now, stretch)
        day, now, driven, stretch = day + 1, int(flat.day_start), 0, 0
    return None


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
