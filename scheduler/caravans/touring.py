"""Moves on whole tours: open, lengthen, shorten, choose where to sleep."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from scheduler.caravans.clock import day_departure
from scheduler.caravans.compiled import compiled
from scheduler.caravans.flat import Flat
from scheduler.caravans.insertion import Weights, fill_day, visit_gain
from scheduler.caravans.state import (
    HOME,
    IDLE,
    State,
    claim_day,
    close_tour,
    day_fits,
    destination_of,
    measure_day,
    open_tour,
    origin_of,
    release_day,
)

Ints = NDArray[Any]
ANCHORS = 12
"""Stops that a new tour's anchor is chosen from."""
DATES = 8
"""First days that are tried for a new tour."""


@compiled
def free_crew(flat: Flat, state: State, caravan: int, first: int, last: int) -> int:
    """Return the crew that can go out on ``first``..``last`` and drive the fewest other caravans, or -1.

    Of equals the one with most days left, so that the crews that can drive everything are kept for later.
    """
    best, fewest, most = -1, 1_000_000, 0
    for crew in range(len(flat.crew_max)):
        left = flat.crew_max[crew] - state.crew_out[crew]
        if flat.crew_ok[caravan, crew] == 0 or left <= last - first:
            continue
        if flat.crew_choice[crew] > fewest or (flat.crew_choice[crew] == fewest and left <= most):
            continue
        free = True
        for day in range(first, last + 1):
            if flat.crew_free[crew, day] == 0 or state.crew_busy[crew, day] == 1:
                free = False
                break
        if free:
            best, fewest, most = crew, flat.crew_choice[crew], left
    return best


@compiled
def is_idle(flat: Flat, state: State, caravan: int, first: int, last: int) -> bool:
    """Tell whether a caravan is at home and available on all days ``first``..``last``."""
    if first < 0 or last >= flat.free.shape[1]:
        return False
    for day in range(first, last + 1):
        if flat.free[caravan, day] == 0 or state.first[caravan, day] != IDLE:
            return False
    return True


@compiled
def choose_first_day(flat: Flat, state: State, caravan: int, length: int) -> int:
    """Return a first day for a tour, of some at random the one with most stops open, or -1."""
    best, most, days = -1, -1.0, flat.free.shape[1]
    for _ in range(DATES):
        first = np.random.randint(0, max(1, days - length + 1))
        last = first + length - 1
        if not is_idle(flat, state, caravan, first, last) or free_crew(flat, state, caravan, first, last) < 0:
            continue
        opened = 0.0
        for day in range(first, last + 1):
            opened += flat.open_stops[day]
        opened *= 1.0 - 0.1 * np.random.random()
        if opened > most:
            best, most = first, opened
    return best


@compiled
def choose_anchor(flat: Flat, state: State, weights: Weights, caravan: int, around: int) -> int:
    """Return an unvisited stop worth a tour, of some at random, near the stop ``around`` if that is >= 0; or -1."""
    minutes = flat.minutes[flat.speed[caravan], flat.depot[caravan]]
    best, most, power = -1, 0.0, 1.5 * np.random.random()
    for _ in range(ANCHORS):
        stop = int(np.random.randint(0, len(state.where)))
        if around >= 0:
            stop = int(flat.near_stops[flat.stop0 + around, np.random.randint(0, flat.near_stops.shape[1])])
        if state.where[stop] >= 0 or flat.fit[caravan, stop] == 0 or flat.pin_day[stop] >= 0:
            continue
        gain = visit_gain(flat, state, weights, stop)
        rating = gain / (60.0 + minutes[flat.stop0 + stop]) ** power
        if rating > most:
            best, most = stop, rating
    return best


@compiled
def try_new_tour(
    flat: Flat, state: State, weights: Weights, caravan: int, around: int, thrift: int, noise: float
) -> bool:
    """Open a tour of random length to a good region and fill it; tell whether it visits anything."""
    left = int(min(flat.out_max[caravan] - state.out[caravan], flat.tour_max))
    if left <= 0:
        return False
    anchor = choose_anchor(flat, state, weights, caravan, around)
    if anchor < 0:
        return False
    length = np.random.randint(1, left + 1)
    first = choose_first_day(flat, state, caravan, length)
    if first < 0:
        return False
    county = int(flat.near_seats[flat.stop0 + anchor, np.random.randint(0, min(2, flat.near_seats.shape[1]))])
    return tour_to(flat, state, weights, caravan, first, length, county, thrift, noise) >= 0


@compiled
def tour_to(
    flat: Flat,
    state: State,
    weights: Weights,
    caravan: int,
    first: int,
    length: int,
    county: int,
    thrift: int,
    noise: float,
) -> int:
    """Open a tour that sleeps at one county's seat and fill its days; return its first day, or -1.

    The days are filled in turn, with ``noise`` from a random one on.
    """
    depot, seat, speed = int(flat.depot[caravan]), flat.seat0 + county, int(flat.speed[caravan])
    nobody = np.empty(0, np.int64)
    if length > 1:
        there = day_departure(flat, speed, first, depot, nobody, len(nobody), seat)
        if there < 0 or day_departure(flat, speed, first, seat, nobody, len(nobody), depot) < 0:
            return -1
    crew = free_crew(flat, state, caravan, first, first + length - 1)
    if crew < 0:
        return -1
    open_tour(flat, state, caravan, first, np.full(length - 1, county), crew)
    start = np.random.randint(0, length) if noise > 0.0 else 0
    for offset in range(length):
        fill_day(flat, state, weights, caravan, first + (start + offset) % length, thrift, noise)
    return trim(flat, state, caravan, first)


@compiled
def trim(flat: Flat, state: State, caravan: int, first: int) -> int:
    """Drop days without visits at both ends of a tour where the rest can do without; return its first day, or -1."""
    visits = 0
    for day in range(first, first + state.length[caravan, first]):
        visits += state.size[caravan, day]
    if visits == 0:
        close_tour(flat, state, caravan, first)
        return -1
    while state.length[caravan, first] > 1:
        last = first + state.length[caravan, first] - 1
        if state.size[caravan, last] == 0 and _drop_last(flat, state, caravan, first, last):
            continue
        if state.size[caravan, first] == 0 and _drop_first(flat, state, caravan, first):
            first += 1
            continue
        break
    return first


@compiled
def _drop_last(flat: Flat, state: State, caravan: int, first: int, last: int) -> bool:
    night = state.night[caravan, last - 1]
    state.night[caravan, last - 1] = HOME
    if not day_fits(flat, state, caravan, last - 1):
        state.night[caravan, last - 1] = night
        return False
    release_day(flat, state, caravan, last, state.crew[caravan, first])
    state.length[caravan, first] -= 1
    measure_day(flat, state, caravan, last - 1)
    return True


@compiled
def _drop_first(flat: Flat, state: State, caravan: int, first: int) -> bool:
    state.first[caravan, first + 1] = first + 1
    if not day_fits(flat, state, caravan, first + 1):
        state.first[caravan, first + 1] = first
        return False
    length, crew = state.length[caravan, first], state.crew[caravan, first]
    release_day(flat, state, caravan, first, crew)
    state.length[caravan, first], state.crew[caravan, first] = 0, -1
    state.length[caravan, first + 1], state.crew[caravan, first + 1] = length - 1, crew
    for day in range(first + 1, first + length):
        state.first[caravan, day] = first + 1
    measure_day(flat, state, caravan, first + 1)
    return True


@compiled
def lengthen(flat: Flat, state: State, caravan: int, first: int) -> int:
    """Add a day at the end of a tour, sleeping near its last visit; return the new day, or -1."""
    length = state.length[caravan, first]
    day, crew = first + length, state.crew[caravan, first]
    if length >= flat.tour_max or state.out[caravan] >= flat.out_max[caravan]:
        return -1
    if state.crew_out[crew] >= flat.crew_max[crew] or not is_idle(flat, state, caravan, day, day):
        return -1
    if state.crew_busy[crew, day] == 1 or flat.crew_free[crew, day] == 0:
        return -1
    size = state.size[caravan, day - 1]
    place = int(flat.depot[caravan]) if size == 0 else flat.stop0 + state.sequence[caravan, day - 1, size - 1]
    for county in flat.near_seats[place]:
        state.night[caravan, day - 1] = county
        if day_fits(flat, state, caravan, day - 1):
            claim_day(flat, state, caravan, day, first, crew)
            state.night[caravan, day] = HOME
            state.length[caravan, first] += 1
            if day_fits(flat, state, caravan, day):
                measure_day(flat, state, caravan, day - 1)
                measure_day(flat, state, caravan, day)
                return day
            state.length[caravan, first] -= 1
            release_day(flat, state, caravan, day, crew)
    state.night[caravan, day - 1] = HOME
    return -1


@compiled
def reseat(flat: Flat, state: State, caravan: int, day: int) -> None:
    """Sleep after ``day`` where the two days around the night drive least."""
    here, size, after = state.night[caravan, day], state.size[caravan, day], state.size[caravan, day + 1]
    one = origin_of(flat, state, caravan, day)
    if size > 0:
        one = flat.stop0 + state.sequence[caravan, day, size - 1]
    two = destination_of(flat, state, caravan, day + 1)
    if after > 0:
        two = flat.stop0 + state.sequence[caravan, day + 1, 0]
    minutes = flat.minutes[flat.speed[caravan]]
    best = int(minutes[one, flat.seat0 + here]) + int(minutes[flat.seat0 + here, two])
    for side in range(2):
        for county in flat.near_seats[one if side == 0 else two]:
            drive = int(minutes[one, flat.seat0 + county]) + int(minutes[flat.seat0 + county, two])
            if drive >= best:
                continue
            state.night[caravan, day] = county
            if day_fits(flat, state, caravan, day) and day_fits(flat, state, caravan, day + 1):
                best, here = drive, county
    state.night[caravan, day] = here
    measure_day(flat, state, caravan, day)
    measure_day(flat, state, caravan, day + 1)
