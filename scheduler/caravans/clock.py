"""The day of a caravan, to the minute: does a sequence of visits fit, and when does everything happen.

Compiled, because the search asks it millions of times. A leg driven after ``stretch`` minutes without a break is cut
by a rest wherever ``stretch_max`` is reached; a visit of at least ``rest`` minutes is a break (rule ``tour.rest``).
The departure is the latest one that does not delay the return (rule ``tour.duty_day`` counts from departure); where the
day is still too long, the departure is put off until the visit that blocks falls into its next window.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from scheduler.caravans.compiled import compiled
from scheduler.caravans.flat import Flat

Ints = NDArray[Any]
NO_SLACK_YET = 100_000


@compiled
def rests_on(stretch: int, leg: int, stretch_max: int) -> int:
    """Return the rests that a leg of ``leg`` minutes needs after ``stretch`` minutes of driving without a break."""
    if stretch + leg <= stretch_max:
        return 0
    return (stretch + leg - 1) // stretch_max


@compiled
def day_departure(
    flat: Flat, speed: int, day: int, origin: int, sequence: NDArray[np.int64], size: int, destination: int
) -> int:
    """Return the departure (minutes after midnight) of a day that obeys every rule of a day, or -1.

    ``sequence[:size]`` are stops, ``origin`` and ``destination`` places.
    """
    minutes, pattern, visit_min, stop0 = flat.minutes[speed], flat.pattern[day], flat.visit_min, flat.stop0
    opens, latest, windows = flat.opens, flat.latest, flat.windows
    rest, stretch_max = flat.rest, flat.stretch_max
    departure = flat.day_start
    while True:
        now, stretch, drive, idle, moved, slack = departure, 0, 0, 0, 0, NO_SLACK_YET
        place = origin
        for position in range(size + 1):
            last = position == size
            stop = 0 if last else int(sequence[position])
            following = destination if last else stop0 + stop
            leg = int(minutes[place, following])
            rests = rests_on(stretch, leg, stretch_max)
            stretch += leg - rests * stretch_max
            now += leg + rests * rest
            drive += leg
            place = following
            if last:
                break
            start = first_start(opens, latest, windows, pattern[stop], now)
            if start < 0:
                return -1
            wait = start - now
            taken = min(wait, slack)
            moved += taken
            idle += wait - taken
            slack = min(slack - taken, _close(latest, windows, pattern[stop], start) - start)
            now = start + visit_min[stop]
            if visit_min[stop] >= rest:
                stretch = 0
        if drive > flat.drive_max or now > flat.day_end:
            return -1
        if now - departure - moved <= flat.duty_max:
            return departure + moved
        if idle == 0:
            return -1
        departure += moved + 1


@compiled
def first_start(opens: Ints, latest: Ints, windows: Ints, pattern: int, now: int) -> int:
    """Return the first start of a visit at or after ``now`` in an opening pattern, or -1."""
    for window in range(windows[pattern]):
        if now <= latest[pattern, window]:
            return max(now, int(opens[pattern, window]))
    return -1


@compiled
def last_start(opens: Ints, latest: Ints, windows: Ints, pattern: int, until: int) -> int:
    """Return the last start of a visit at or before ``until`` in an opening pattern, or -1."""
    for window in range(windows[pattern] - 1, -1, -1):
        if opens[pattern, window] <= until:
            return min(until, latest[pattern, window])
    return -1


@compiled
def _close(latest: Ints, windows: Ints, pattern: int, start: int) -> int:
    """Return the last start in the first window that still holds ``start``."""
    for window in range(windows[pattern]):
        if start <= latest[pattern, window]:
            return int(latest[pattern, window])
    return start


@compiled
def visit_starts(
    flat: Flat, speed: int, day: int, origin: int, sequence: NDArray[np.int64], size: int, departure: int
) -> NDArray[np.int64]:
    """Return when each visit starts on a day that leaves at ``departure`` (a value of :func:`day_departure`)."""
    starts = np.empty(size, np.int64)
    now, stretch, place = departure, 0, origin
    for position in range(size):
        stop = int(sequence[position])
        leg = int(flat.minutes[speed, place, flat.stop0 + stop])
        rests = rests_on(stretch, leg, flat.stretch_max)
        stretch += leg - rests * flat.stretch_max
        arrival, pattern = now + leg + rests * flat.rest, flat.pattern[day, stop]
        starts[position] = first_start(flat.opens, flat.latest, flat.windows, pattern, arrival)
        now = starts[position] + flat.visit_min[stop]
        if flat.visit_min[stop] >= flat.rest:
            stretch = 0
        place = flat.stop0 + stop
    return starts
