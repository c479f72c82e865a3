"""How many visits a day can hold at most, from opening hours alone."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from scheduler.caravans.compiled import compiled
from scheduler.caravans.flat import Flat

Ints = NDArray[Any]


def any_day_windows(flat: Flat) -> tuple[Ints, Ints, Ints]:
    """Return [s, n] first and last starts and [s] their number: the union over all dates."""
    spans = [_union(flat, set(flat.pattern[:, stop].tolist()) - {0}) for stop in range(len(flat.county))]
    width = max(1, max((len(span) for span in spans), default=1))
    opens, latest = (np.zeros((len(spans), width), np.int64) for _ in range(2))
    for row, span in enumerate(spans):
        for column, (first, last) in enumerate(span):
            opens[row, column], latest[row, column] = first, last
    return opens, latest, np.array([len(span) for span in spans], np.int64)


def _union(flat: Flat, patterns: set[int]) -> list[tuple[int, int]]:
    rows = [(int(flat.opens[p, n]), int(flat.latest[p, n])) for p in patterns for n in range(flat.windows[p])]
    spans: list[tuple[int, int]] = []
    for first, last in sorted(rows):
        if spans and first <= spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        else:
            spans.append((first, last))
    return spans


def least_way_in(flat: Flat, speed: int) -> Ints:
    """Return [s] the least driving minutes into a stop from any other place."""
    into = flat.inward[speed, flat.stop0 :].astype(np.int64)
    rows = np.arange(len(into))
    into[rows, flat.stop0 + rows] = np.iinfo(np.int64).max
    return into.min(axis=1)


def visits_a_day(flat: Flat, twin: Flat, speed: int, stops: Ints) -> int:
    """Return the most visits a day that any sequence of ``stops`` allows (an upper bound).

    Opening hours of any date, lengths of visits, the least way into each stop and the limits on the day's length count;
    where the stops lie, and that none is visited twice, does not.
    """
    opens, latest, windows = any_day_windows(flat)
    way_in = least_way_in(flat, speed)
    return int(most_visits(twin, stops, way_in, opens, latest, windows))


@compiled
def most_visits(flat: Flat, stops: Ints, way_in: Ints, opens: Ints, latest: Ints, windows: Ints) -> int:
    """Return the most visits of a day: for every departure, repeatedly the earliest end of one visit more."""
    best = 0
    for departure in range(flat.day_start, flat.day_end + 1):
        home, now, count = min(flat.day_end, departure + flat.duty_max), departure, 0
        while True:
            end = home + 1
            for stop in stops:
                for window in range(windows[stop]):
                    start = max(now + way_in[stop], opens[stop, window])
                    if start <= latest[stop, window]:
                        end = min(end, start + flat.visit_min[stop])
                        break
            if end > home or count == len(stops):
                break
            now, count = end, count + 1
        best = max(best, count)
    return best


@compiled
def least_metres(metres: Ints, origin: int) -> Ints:
    """Return the least metres from ``origin`` to every place over any way through other places (Dijkstra, dense)."""
    size = len(metres)
    least, done = np.full(size, np.iinfo(np.int64).max // 4), np.zeros(size, np.bool_)
    least[origin] = 0
    for _ in range(size):
        place, nearest = -1, np.iinfo(np.int64).max
        for other in range(size):
            if not done[other] and least[other] < nearest:
                place, nearest = other, least[other]
        done[place] = True
        for other in range(size):
            least[other] = min(least[other], nearest + metres[place, other])
    return least
