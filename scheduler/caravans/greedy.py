"""The baseline: an insertion greedy that plans tour after tour and never takes anything back."""

from __future__ import annotations

import numpy as np

from scheduler.caravans.compiled import compiled
from scheduler.caravans.flat import Flat
from scheduler.caravans.insertion import Weights, score, visit_gain
from scheduler.caravans.state import State, close_tour
from scheduler.caravans.touring import free_crew, is_idle, tour_to

THRIFT = 4
"""Gain per minute, in steps of THRIFT_STEP."""


@compiled
def greedy_tours(flat: Flat, state: State, weights: Weights) -> int:
    """Open tours until nobody can go out any more; return their number.

    The caravans take turns. Each goes to the unvisited stop with the best gain per minute of the way there, on the
    first days that it and a crew are free; of the lengths 1 to ``tour_max`` the one with the best gain per day is kept,
    its days filled by inserting the stop with the best gain per minute added.
    """
    caravans, opened, going = state.size.shape[0], 0, True
    while going:
        going = False
        for caravan in range(caravans):
            if next_tour(flat, state, weights, caravan):
                opened += 1
                going = True
    return opened


@compiled
def next_tour(flat: Flat, state: State, weights: Weights, caravan: int) -> bool:
    """Open the next tour of a caravan; tell whether there was one."""
    anchor = best_anchor(flat, state, weights, caravan)
    if anchor < 0:
        return False
    county = int(flat.near_seats[flat.stop0 + anchor, 0])
    best, best_length = 0.0, 0
    for length in range(1, int(min(flat.tour_max, flat.out_max[caravan] - state.out[caravan])) + 1):
        before = score(flat, state, weights, 0)
        first = greedy_tour(flat, state, weights, caravan, length, county)
        if first >= 0:
            gain = (score(flat, state, weights, 0) - before) / state.length[caravan, first]
            close_tour(flat, state, caravan, first)
            if gain > best:
                best, best_length = gain, length
    if best_length == 0:
        return False
    return greedy_tour(flat, state, weights, caravan, best_length, county) >= 0


@compiled
def greedy_tour(flat: Flat, state: State, weights: Weights, caravan: int, length: int, county: int) -> int:
    """Open a tour on the first free days of caravan and crew; return its first day, or -1."""
    days = flat.free.shape[1]
    for first in range(days - length + 1):
        last = first + length - 1
        if is_idle(flat, state, caravan, first, last) and free_crew(flat, state, caravan, first, last) >= 0:
            made = tour_to(flat, state, weights, caravan, first, length, county, THRIFT, 0.0)
            if made >= 0:
                return made
    return -1


@compiled
def best_anchor(flat: Flat, state: State, weights: Weights, caravan: int) -> int:
    """Return the unvisited stop with the best gain per minute of the way there, or -1."""
    minutes = flat.minutes[flat.speed[caravan], flat.depot[caravan]]
    best, most = -1, 0.0
    for stop in range(len(state.where)):
        if state.where[stop] >= 0 or flat.fit[caravan, stop] == 0 or flat.pin_day[stop] >= 0:
            continue
        rating = visit_gain(flat, state, weights, stop) / (60.0 + minutes[flat.stop0 + stop])
        if rating > most and np.isfinite(rating):
            best, most = stop, rating
    return best
