"""Ruin and recreate over the sets' ways, compiled (after SISR: Christiaens and Vanden Berghe 2020).

A way is a row of halls in the order of the stays; every hall on it is opened as early as the ones before it allow.
Counties are left out only at a penalty for the value that is then missing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduler.glop import Floats
from scheduler.sets.recursion import compiled
from scheduler.sets.weeks import Ints

MEAN_REMOVED = 8
FAILURES = 6
"""Counties in a row that find no place before a plan is left as it is."""
BLINK = 0.02
"""Probability that a place for an insertion is overlooked."""


class Ground(NamedTuple):
    """What does not change; kinds k, halls h, sets s, counties c, weeks w."""

    kind: Ints
    """[s]."""
    entry: Ints
    """[s, h] first week in which a set from home can open."""
    entry_cost: Ints
    """[s, h]."""
    days: Ints
    """[k, h, next h] needed days."""
    cost: Ints
    """[k, h, next h]."""
    ready: Ints
    """[last week, days] first week in which the next stay can open."""
    latest_end: Ints
    """[week, days] last week of a stay after which the next one can still open in the week; -1 for none."""
    soon: Ints
    """[k, h, week] option that opens in the week or later and ends first; -1 for none."""
    late: Ints
    """[k, h, week] opening week of the latest option that ends in the week or before; -1 for none."""
    opens: Ints
    ends: Ints
    """[option]."""
    halls: Ints
    """Halls, county by county."""
    first_hall: Ints
    """[c + 1] where a county's halls begin."""
    county: Ints
    """[h]."""
    value: Ints
    """[c] what a stay in the county adds."""
    near: Ints
    """[c, rank] counties around, nearest first, itself included."""
    teams: Ints
    """[week]."""


class Ways(NamedTuple):
    """The ways, and what follows from them."""

    length: Ints
    """[s]."""
    hall: Ints
    option: Ints
    late: Ints
    """[s, place]: hall, option, latest opening week."""
    owner: Ints
    """[c] the set that comes to the county, -1 for none."""


@compiled
def time_way(ground: Ground, ways: Ways, one: int) -> bool:
    """Open every hall of a way as early as possible; return whether that is possible at all."""
    kind, count = ground.kind[one], ways.length[one]
    for place in range(count):
        hall = ways.hall[one, place]
        if place == 0:
            week = ground.entry[one, hall]
        else:
            before = ways.option[one, place - 1]
            week = ground.ready[ground.ends[before], ground.days[kind, ways.hall[one, place - 1], hall]]
        ways.option[one, place] = ground.soon[kind, hall, week]
        if ways.option[one, place] < 0:
            return False
    for place in range(count - 1, -1, -1):
        hall = ways.hall[one, place]
        end = ground.soon.shape[2] - 2
        if place + 1 < count:
            onward = ways.hall[one, place + 1]
            end = ground.latest_end[ways.late[one, place + 1], ground.days[kind, hall, onward]]
        ways.late[one, place] = ground.late[kind, hall, end] if end >= 0 else -1
    return True


@compiled
def insert(ground: Ground, ways: Ways, county: int) -> int:
    """Put a county where it costs least; return the set, -1 where it fits nowhere."""
    best, best_one, best_place, best_hall = 1 << 60, -1, -1, -1
    for item in range(ground.first_hall[county], ground.first_hall[county + 1]):
        added, one, place = _cheapest(ground, ways, ground.halls[item], best)
        if one >= 0:
            best, best_one, best_place, best_hall = added, one, place, ground.halls[item]
    if best_one >= 0:
        for place in range(ways.length[best_one], best_place, -1):
            ways.hall[best_one, place] = ways.hall[best_one, place - 1]
        ways.hall[best_one, best_place] = best_hall
        ways.length[best_one] += 1
        ways.owner[county] = best_one
        time_way(ground, ways, best_one)
    return best_one


@compiled
def _cheapest(ground: Ground, ways: Ways, hall: int, best: int) -> tuple[int, int, int]:
    """Return added cost, set and place of the cheapest way to open ``hall`` for less than ``best``; -1: there is none.

    Arrays that are read out of a tuple are counted each time, hence the names of their own.
    """
    length, halls, option, late, kinds = ways.length, ways.hall, ways.option, ways.late, ground.kind
    entry, entry_cost, days, cost = ground.entry, ground.entry_cost, ground.days, ground.cost
    ready, soon, ends = ground.ready, ground.soon, ground.ends
    best_one, best_place = -1, -1
    for one in range(len(length)):
        kind, count = kinds[one], length[one]
        for place in range(min(count + 1, halls.shape[1])):
            added = entry_cost[one, hall] if place == 0 else cost[kind, halls[one, place - 1], hall]
            if place < count:
                onward = halls[one, place]
                gone = entry_cost[one, onward] if place == 0 else cost[kind, halls[one, place - 1], onward]
                added += cost[kind, hall, onward] - gone
            if added >= best or np.random.random() < BLINK:
                continue
            week = entry[one, hall]
            if place > 0:
                week = ready[ends[option[one, place - 1]], days[kind, halls[one, place - 1], hall]]
            stay = soon[kind, hall, week]
            if stay < 0 or (
                place < count and ready[ends[stay], days[kind, hall, halls[one, place]]] > late[one, place]
            ):
                continue
            best, best_one, best_place = added, one, place
    return best, best_one, best_place


@compiled
def _cut(ground: Ground, ways: Ways, one: int, first: int, count: int) -> None:
    """Take ``count`` stays out of a way."""
    for place in range(first, first + count):
        ways.owner[ground.county[ways.hall[one, place]]] = -1
    for place in range(first, ways.length[one] - count):
        ways.hall[one, place] = ways.hall[one, place + count]
    ways.length[one] -= count
    time_way(ground, ways, one)


@compiled
def ruin(ground: Ground, ways: Ways, touched: Ints) -> None:
    """Cut strings out of neighbouring ways; mark the ways."""
    stays = ways.length.sum()
    mean = max(1.0, stays / len(ways.length))
    longest = min(10.0, mean)
    strings = int(np.random.random() * max(1.0, 4 * MEAN_REMOVED / (1 + longest) - 1)) + 1
    centre = np.random.randint(len(ways.owner))
    for county in ground.near[centre]:
        one = ways.owner[county]
        if strings == 0:
            break
        if one < 0 or touched[one]:
            continue
        touched[one] = 1
        strings -= 1
        count = 1 + np.random.randint(max(1, min(ways.length[one], int(longest))))
        place = 0
        while ground.county[ways.hall[one, place]] != county:
            place += 1
        low, high = max(0, place - count + 1), min(place, ways.length[one] - count)
        _cut(ground, ways, one, low + np.random.randint(high - low + 1), count)


@compiled
def recreate(ground: Ground, ways: Ways, served: int, target: int, was: Ints, touched: Ints, missed: bool) -> int:
    """Put counties back until their value is at ``target``; return the value.

    Those just cut out come first, in any order or the most valuable ones first, then others; where value was ``missed``
    before, in half of all cases the most valuable ones first, wherever they come from.
    """
    order = np.random.random(len(ways.owner))
    lost = (ground.value.max() - ground.value) / max(1, ground.value.max())
    if missed and np.random.random() < 0.5:
        order = 0.1 * order + lost
    else:
        if np.random.random() < 0.3:
            order += 4.0 * lost
        order += np.where(was < 0, 10.0 + 100.0 * lost, 0.0)
    failures = 0
    for county in np.argsort(order):
        if served >= target or failures == FAILURES:
            break
        if ways.owner[county] < 0 and ground.value[county] > 0:
            one = insert(ground, ways, county)
            failures += one < 0
            if one >= 0:
                touched[one] = 1
                served += ground.value[county]
    return served


@compiled
def judge(ground: Ground, ways: Ways, target: int) -> tuple[int, int, int]:
    """Return cost, missing value, and stays that lack a team."""
    length, halls, option, county, value = ways.length, ways.hall, ways.option, ground.county, ground.value
    entry_cost, costs, opens, kinds = ground.entry_cost, ground.cost, ground.opens, ground.kind
    cost, served = 0, 0
    used = np.zeros(len(ground.teams), dtype=np.int64)
    for one in range(len(length)):
        for place in range(length[one]):
            hall = halls[one, place]
            cost += entry_cost[one, hall] if place == 0 else costs[kinds[one], halls[one, place - 1], hall]
            served += value[county[hall]]
            used[opens[option[one, place]]] += 1
    return cost, max(0, target - served), np.maximum(used - ground.teams, 0).sum()


@compiled
def copy_ways(source: Ways, target: Ways) -> None:
    """Overwrite ``target``."""
    target.length[:] = source.length
    target.hall[:] = source.hall
    target.option[:] = source.option
    target.late[:] = source.late
    target.owner[:] = source.owner


@compiled
def anneal(
    ground: Ground,
    ways: Ways,
    kept: Ways,
    best: Ways,
    target: int,
    dear: float,
    heat: float,
    rounds: int,
    scores: Floats,
) -> None:
    """Ruin and recreate ``rounds`` times at one temperature.

    ``ways`` and ``kept`` are equal at both ends; ``best`` holds the cheapest ways that reach ``target``, teams for all.
    ``scores``: penalised cost of ``kept``, cost of ``best``, value that ``kept`` misses.
    ``dear``: penalty of a missing value of one.
    """
    touched = np.zeros(len(ways.length), dtype=np.int64)
    for _ in range(rounds):
        touched[:] = 0
        ruin(ground, ways, touched)
        served = ground.value[ways.owner >= 0].sum()
        recreate(ground, ways, served, target, kept.owner, touched, scores[2] > 0)
        cost, missing, short = judge(ground, ways, target)
        worth = cost + dear * missing + (dear * ground.value.max()) * (0.5 * (missing > 0) + short)
        if worth < scores[0] - heat * np.log(np.random.random()):
            _take(ways, kept, touched)
            scores[0], scores[2] = worth, missing
            if missing == 0 and short == 0 and cost < scores[1]:
                scores[1] = cost
                copy_ways(ways, best)
        else:
            _take(kept, ways, touched)


@compiled
def _take(source: Ways, target: Ways, touched: Ints) -> None:
    """Overwrite the ways that were touched."""
    for one in range(len(touched)):
        if touched[one]:
            target.length[one] = source.length[one]
            target.hall[one] = source.hall[one]
            target.option[one] = source.option[one]
            target.late[one] = source.late[one]
    target.owner[:] = source.owner


@compiled
def seed(number: int) -> None:
    """Start the random stream of the compiled functions."""
    np.random.seed(number)
