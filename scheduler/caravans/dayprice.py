"""The best days at given prices: which stops, from which night to which. Exact for days of at most two visits.

A day goes from a place where a night was spent (or the depot) to one, two or no stops and on to such a place. What is
relaxed: opening hours of any date count, and a stop suits where it suits one caravan of the depot.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduler.caravans.compiled import compiled
from scheduler.caravans.flat import Flat
from scheduler.caravans.windows import any_day_windows
from scheduler.progress import Budget

Ints = NDArray[Any]
Floats = NDArray[Any]
Clock = tuple[Ints, Ints, Ints, Ints, Ints, Ints, Ints]
"""Of :class:`Hours` what is after ``onward``, minutes of visits, and day's start and end, duty and driving at most."""
WORTH_ADDING = 1e-7
"""Reduced values up to this one count as none."""
VIAS = 64
"""Places by which ways are shortened at a stroke, before the budget is asked again: 0.05 s with 1,500 places."""


class Hours(NamedTuple):
    """What a day's clock depends on, for caravans of one speed."""

    between: Ints  # [place, place] least driving minutes, over other places where that is shorter
    onward: Ints  # [s, s] the same between stops
    with_rests: Ints  # [minutes driven without a visit] minutes with the rests that they need
    reach: Ints  # [minutes with rests, at least 0] minutes driven in them at most
    opens: Ints  # [s, n] first start in each window of any date
    latest: Ints  # [s, n] last start
    windows: Ints  # [s]


class Nights(NamedTuple):
    """Places where days begin or end, as every stop sees them: nearest first."""

    minutes: Ints  # [s, n] driving minutes between stop and place
    place: Ints  # [s, n] number of the place in the list that it was made of


def hours_of(flat: Flat, speed: int, budget: Budget) -> Hours | None:
    """Return the clock of caravans of one speed class; ``None`` where the budget is over before."""
    between = least_minutes(flat.minutes[speed].astype(np.int32), budget)
    if between is None:
        return None
    driven = np.arange(flat.drive_max + 1)
    with_rests = driven + flat.rest * np.maximum(0, (driven - 1) // flat.stretch_max)
    reach = np.searchsorted(with_rests, np.arange(flat.day_end + 1), side="right") - 1
    onward = np.ascontiguousarray(between[flat.stop0 :, flat.stop0 :])
    return Hours(between, onward, with_rests, reach, *any_day_windows(flat))


def nights_of(to_stops: Ints) -> Nights:
    """Return places in the order of their distance from each stop; ``to_stops`` [place, s] are minutes."""
    order = np.argsort(to_stops.T, axis=1, kind="stable")
    return Nights(np.take_along_axis(to_stops.T, order, axis=1).astype(np.int64), order)


def least_minutes(minutes: Ints, budget: Budget) -> Ints | None:
    """Return the least minutes over any way through other places (Floyd and Warshall), in place.

    ``None`` where the budget is over before: what was not compared with all ways bounds nothing.
    """
    for first in range(0, len(minutes), VIAS):
        if budget.over():
            return None
        _shorten(minutes, first, min(first + VIAS, len(minutes)))
    return minutes


@compiled
def _shorten(minutes: Ints, first: int, end: int) -> None:
    """Let ways lead over the places from ``first`` to before ``end``, too."""
    for via in range(first, end):
        onward = minutes[via]
        for row in range(len(minutes)):
            there, mine = minutes[row, via], minutes[row]
            for to in range(len(mine)):
                mine[to] = min(mine[to], there + onward[to])


def best_so_far(nights: Nights, value: Floats) -> tuple[Floats, Ints]:
    """Return [s, n] the greatest value among the n + 1 nearest places, and which place it is."""
    values = value[nights.place]
    best = np.maximum.accumulate(values, axis=1)
    first = np.where(values >= best, np.arange(values.shape[1]), 0)
    return best, np.take_along_axis(nights.place, np.maximum.accumulate(first, axis=1), axis=1)


class Priced(NamedTuple):
    """Per first stop the day of greatest reduced value; where there is none worth adding, the value is 0."""

    value: Floats  # [s]
    second: Ints  # [s] the stop after it, -1 where there is none
    start: Ints  # [s] place where the day begins
    end: Ints  # [s] place where the day ends


def best_days(
    flat: Flat, hours: Hours, stops: Ints, prize: Floats, starts: tuple[Nights, Floats], ends: tuple[Nights, Floats]
) -> Priced:
    """Return the best day of each first stop among ``stops``: prizes of its stops and values of both its places."""
    (inward, in_value), (outward, out_value) = starts, ends
    out_best, out_place = best_so_far(outward, out_value)
    rank = np.asarray(stops)[np.argsort(-(prize + out_best[:, -1])[stops], kind="stable")]
    limits = np.array([flat.day_start, flat.day_end, flat.duty_max, flat.drive_max])
    clock = (hours.with_rests, hours.reach, hours.opens, hours.latest, hours.windows, flat.visit_min, limits)
    value, second, first, last = _best_days(
        rank, prize, hours.onward, clock, (inward.minutes, in_value[inward.place]), (outward.minutes, out_best)
    )
    rows = np.arange(len(prize))
    return Priced(value, second, inward.place[rows, first], out_place[np.where(second < 0, rows, second), last])


@compiled
def _best_days(
    rank: Ints, prize: Floats, onward: Ints, clock: Clock, inward: tuple[Ints, Floats], outward: tuple[Ints, Floats]
) -> tuple[Floats, Ints, Ints, Ints]:
    """Search all pairs, those first whose values could be greatest; places are positions in their lists."""
    count = len(prize)
    value, second = np.zeros(count), np.full(count, -1)
    start, end = np.zeros(count, np.int64), np.zeros(count, np.int64)
    with_rests, reach, opens, latest, windows, visit_min, limits = clock
    day_start, day_end, duty, drive_max = limits[0], limits[1], limits[2], limits[3]
    (in_minutes, in_value), (out_minutes, out_best) = inward, outward
    most_after = prize + out_best[:, -1]
    for one in rank:
        most_before, top = prize[one] + in_value[one].max(), WORTH_ADDING
        for turn in range(-1, len(rank)):
            alone = turn < 0
            two = one if alone else rank[turn]
            if not alone and (two == one or most_before + most_after[two] <= top):
                if two == one:
                    continue
                break
            driven = 0 if alone else onward[one, two]
            if driven > drive_max:
                continue
            both = prize[one] if alone else prize[one] + prize[two]
            way = 0 if alone else visit_min[one] + with_rests[driven]
            for n in range(windows[one]):
                for k in range(windows[two]):
                    if alone and k != n:
                        continue
                    last = min(latest[one, n], latest[two, k] - way)
                    if last < opens[one, n]:
                        continue
                    before = last - day_start
                    after = day_end - visit_min[two] - max(opens[two, k], opens[one, n] + way)
                    around = duty - visit_min[two] - max(way, opens[two, k] - last)
                    for x in range(in_minutes.shape[1]):
                        there = in_minutes[one, x]
                        if there > drive_max - driven:
                            break
                        spent = with_rests[there]
                        if spent > before or spent > around:
                            break
                        head = both + in_value[one, x]
                        if head + out_best[two, -1] <= top or after < 0:
                            continue
                        way_out = min(reach[min(after, around - spent)], drive_max - driven - there)
                        y = np.searchsorted(out_minutes[two], way_out, side="right") - 1
                        if y >= 0 and head + out_best[two, y] > top:
                            top = head + out_best[two, y]
                            value[one], second[one], start[one], end[one] = top, -1 if alone else two, x, y
    return value, second, start, end


def load_pricing() -> None:
    """Compile or load what pricing needs, on no stop at all."""
    none, line = np.zeros(0, np.int64), np.zeros((0, 1), np.int64)
    driven, limits, worth = np.zeros(1, np.int64), np.zeros(4, np.int64), np.zeros((0, 1))
    _shorten(np.zeros((1, 1), np.int32), 0, 1)
    clock = (driven, driven, line, line, none, none, limits)
    _best_days(none, np.zeros(0), line.astype(np.int32), clock, (line, worth), (line, worth))
