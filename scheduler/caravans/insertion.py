"""Putting visits into days: the best stop for a day, the best day for a stop."""

from __future__ import annotations

from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from scheduler.caravans.clock import day_departure, first_start, last_start
from scheduler.caravans.compiled import WeightsTwin, WeightsType, compiled, twins, weights_twin
from scheduler.caravans.flat import Flat
from scheduler.caravans.state import (
    COST,
    SHORT,
    SHORT_HARD,
    TOWNSHIPS,
    VALUE,
    VISITS,
    State,
    destination_of,
    insert_visit,
    origin_of,
)

Ints = NDArray[Any]
NEARBY = 0.9
"""Share of fillings that look only at stops near the places of the day."""
NEAR_WIDTH = 50
"""Stops near a place that such a filling looks at."""


class Weights(NamedTuple):
    """What a unit of each term is worth to the search, in coverage units (permille of need x permille)."""

    coverage: float
    short: float
    short_hard: float
    share: float
    """Price of one township visit too few."""
    cost: float
    """Price of a fen."""
    keep_value: float
    """Coverage that must be kept; below it each unit costs ``keep_price``."""
    keep_worst: float
    """Value of the worst prefecture that must be kept."""
    keep_price: float


twins(Weights, WeightsTwin, WeightsType)


def make_weights(**values: float) -> Weights:
    """Return weights for compiled functions; what is not named counts nothing."""
    return cast(Weights, weights_twin(*(float(values.get(name, 0.0)) for name in Weights._fields)))


@compiled
def share_lack(flat: Flat, visits: int, townships: int) -> float:
    """Return how many township visits are missing."""
    return max(0.0, (flat.share * visits - 100.0 * townships) / 100.0)


@compiled
def share_price(flat: Flat, state: State, weights: Weights, township: int) -> float:
    """Return what one more visit costs by the township share; ``township`` 1 where it counts as one."""
    visits, townships = state.totals[VISITS], state.totals[TOWNSHIPS]
    return weights.share * (share_lack(flat, visits + 1, townships + township) - share_lack(flat, visits, townships))


@compiled
def visit_gain(flat: Flat, state: State, weights: Weights, stop: int) -> float:
    """Return what one more visit is worth now; negative infinity where the county's ceiling is reached."""
    county = int(flat.county[stop])
    if state.visits[county] >= flat.ceiling[county]:
        return -np.inf
    worth = weights.coverage * state.more[stop]
    worth += weights.short * state.fall[county] + weights.short_hard * state.fall_hard[county]
    return worth - share_price(flat, state, weights, flat.township[stop])


@compiled
def may_visit(flat: Flat, caravan: int, day: int, stop: int) -> bool:
    """Tell whether a caravan may visit a stop on a day at all."""
    if flat.pattern[day, stop] == 0 or flat.fit[caravan, stop] == 0:
        return False
    if flat.pin_day[stop] < 0:
        return True
    return flat.pin_day[stop] == day and flat.pin_caravan[stop] in (-1, caravan)


@compiled
def fits_at(flat: Flat, state: State, caravan: int, day: int, position: int, stop: int, scratch: Ints) -> bool:
    """Tell whether a day still obeys its rules with ``stop`` at ``position``."""
    size = state.size[caravan, day]
    scratch[:position] = state.sequence[caravan, day, :position]
    scratch[position] = stop
    scratch[position + 1 : size + 1] = state.sequence[caravan, day, position:size]
    ends = origin_of(flat, state, caravan, day), destination_of(flat, state, caravan, day)
    return day_departure(flat, int(flat.speed[caravan]), day, ends[0], scratch, size + 1, ends[1]) >= 0


@compiled
def day_path(flat: Flat, state: State, caravan: int, day: int, path: Ints) -> int:
    """Write the places of a day into ``path`` and return their number."""
    size = state.size[caravan, day]
    path[0] = origin_of(flat, state, caravan, day)
    for position in range(size):
        path[position + 1] = flat.stop0 + state.sequence[caravan, day, position]
    path[size + 1] = destination_of(flat, state, caravan, day)
    return size + 2


@compiled
def day_room(flat: Flat, speed: int, day: int, path: Ints, places: int, early: Ints, late: Ints) -> tuple[int, int]:
    """Write the earliest departure from and the latest arrival at each place of a day; return its driving and its work.

    Rests and the day's length are left out, so that what does not fit between the two cannot fit at all.
    """
    minutes, pattern, visit_min, stop0 = flat.minutes[speed], flat.pattern[day], flat.visit_min, flat.stop0
    opens, latest, windows = flat.opens, flat.latest, flat.windows
    drive, work = 0, 0
    early[0] = flat.day_start
    for position in range(1, places):
        leg = minutes[path[position - 1], path[position]]
        drive += leg
        early[position] = early[position - 1] + leg
        if position < places - 1:
            stop = path[position] - stop0
            work += visit_min[stop]
            early[position] = first_start(opens, latest, windows, pattern[stop], early[position]) + visit_min[stop]
    late[places - 1] = flat.day_end
    for position in range(places - 2, 0, -1):
        stop = path[position] - stop0
        until = late[position + 1] - minutes[path[position], path[position + 1]] - visit_min[stop]
        late[position] = last_start(opens, latest, windows, pattern[stop], until)
    return drive, work + drive


@compiled
def best_visit(
    flat: Flat,
    state: State,
    weights: Weights,
    caravan: int,
    day: int,
    thrift: int,
    noise: float,
    near: bool,
    path: Ints,
    early: Ints,
    late: Ints,
) -> tuple[int, int]:
    """Return the stop to put into a day and its position, -1 where none fits.

    ``path``, ``early`` and ``late`` are working room.
    Arrays are taken out of the structures once: inside the loop every look into them would be counted (numba).
    """
    speed, scratch = int(flat.speed[caravan]), np.empty(len(path), np.int64)
    places = day_path(flat, state, caravan, day, path)
    drive, work = day_room(flat, speed, day, path, places, early, late)
    where, more_of, visits, ceiling = state.where, state.more, state.visits, flat.ceiling
    fall, fall_hard, county_of, township = state.fall, state.fall_hard, flat.county, flat.township
    fit, pattern, pin_day, visit_min = flat.fit[caravan], flat.pattern[day], flat.pin_day, flat.visit_min
    opens, latest, windows, ease, stop0 = flat.opens, flat.latest, flat.windows, flat.ease[thrift], flat.stop0
    in_town, elsewhere = share_price(flat, state, weights, 1), share_price(flat, state, weights, 0)
    coverage, short, short_hard = weights.coverage, weights.short, weights.short_hard
    drive_left, work_left = flat.drive_max - drive, flat.duty_max - work
    best, best_stop, best_position = 0.0, -1, -1
    for position in range(places - 1):
        one, two = path[position], path[position + 1]
        there_from, onward_to, near_one, near_two = (
            flat.minutes[speed, one],
            flat.inward[speed, two],
            flat.near_stops[one],
            flat.near_stops[two],
        )
        direct = int(there_from[two])
        for turn in range(min(2 * NEAR_WIDTH, 2 * len(near_one)) if near else len(where)):
            stop = int(near_one[turn // 2] if turn % 2 == 0 else near_two[turn // 2]) if near else turn
            county = county_of[stop]
            if where[stop] >= 0 or pattern[stop] == 0 or fit[stop] == 0 or visits[county] >= ceiling[county]:
                continue
            there, onward = int(there_from[stop0 + stop]), int(onward_to[stop0 + stop])
            more = there + onward - direct
            if more > work_left - visit_min[stop] or more > drive_left:
                continue
            gain = coverage * more_of[stop] + short * fall[county] + short_hard * fall_hard[county]
            gain -= in_town if township[stop] == 1 else elsewhere
            rating = gain * ease[visit_min[stop] + max(more, 0)]
            if rating <= best or (pin_day[stop] >= 0 and not may_visit(flat, caravan, day, stop)):
                continue
            rating *= 1.0 - noise * np.random.random()
            start = first_start(opens, latest, windows, pattern[stop], early[position] + there)
            if start < 0 or start + visit_min[stop] + onward > late[position + 1]:
                continue
            if rating > best and fits_at(flat, state, caravan, day, position, stop, scratch):
                best, best_stop, best_position = rating, stop, position
    return best_stop, best_position


@compiled
def fill_day(flat: Flat, state: State, weights: Weights, caravan: int, day: int, thrift: int, noise: float) -> None:
    """Put unvisited stops into a day until none fits, the best gain per minutes ** (thrift * THRIFT_STEP) first.

    With ``noise`` most calls look only at stops near the places of the day.
    """
    longest = state.sequence.shape[2]
    path, early, late = (
        np.empty(longest + 2, np.int64),
        np.empty(longest + 2, np.int64),
        np.empty(longest + 2, np.int64),
    )
    near = noise > 0.0 and np.random.random() < NEARBY
    while state.size[caravan, day] < longest:
        args = (caravan, day, thrift, noise, near, path, early, late)
        stop, position = best_visit(flat, state, weights, *args)
        if stop < 0:
            break
        insert_visit(flat, state, caravan, day, position, stop)


@compiled
def insert_cheapest(flat: Flat, state: State, stop: int, noise: float) -> bool:
    """Put a stop where it adds the least cost, on any day that is out already; tell whether there was room."""
    caravans, days = state.size.shape
    path, scratch = np.empty(state.sequence.shape[2] + 2, np.int64), np.empty(state.sequence.shape[2] + 1, np.int64)
    best, best_caravan, best_day, best_position = np.inf, -1, -1, -1
    place = flat.stop0 + stop
    for caravan in range(caravans):
        inward, minutes = flat.inward[flat.speed[caravan]], flat.minutes[flat.speed[caravan]]
        for day in range(days):
            if state.first[caravan, day] < 0 or not may_visit(flat, caravan, day, stop):
                continue
            if state.size[caravan, day] >= state.sequence.shape[2]:
                continue
            places = day_path(flat, state, caravan, day, path)
            for position in range(places - 1):
                one, two = path[position], path[position + 1]
                if int(minutes[one, place]) + int(inward[two, place]) - int(minutes[one, two]) > flat.drive_max:
                    continue
                more = flat.metres[one, place] + flat.metres[place, two] - flat.metres[one, two]
                price = more * flat.km_fen[caravan] * (1.0 + noise * np.random.random())
                if price < best and fits_at(flat, state, caravan, day, position, stop, scratch):
                    best, best_caravan, best_day, best_position = price, caravan, day, position
    if best_caravan < 0:
        return False
    insert_visit(flat, state, best_caravan, best_day, best_position, stop)
    return True


@compiled
def score(flat: Flat, state: State, weights: Weights, worst: int) -> float:
    """Return the state's worth to the search; more is better. ``worst``: value of the worst prefecture."""
    totals = state.totals
    value = weights.coverage * totals[VALUE]
    value -= weights.short * totals[SHORT] + weights.short_hard * totals[SHORT_HARD]
    value -= weights.share * share_lack(flat, totals[VISITS], totals[TOWNSHIPS])
    value -= weights.cost * totals[COST] / 1000.0
    value -= weights.keep_price * max(0.0, weights.keep_value - totals[VALUE])
    return value - weights.keep_price * max(0.0, weights.keep_worst - worst)
