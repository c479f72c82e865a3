"""The best day for a caravan at given prices of stops: sequences of visits are enumerated, pruned by exact bounds.

Relaxed in what a day of the bound may do: opening hours are the union over all dates of the window, and every visit
counts as a break. Exact otherwise: windows, noon closure, driving and duty minutes, rests on long legs, no stop twice.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from scheduler.caravans.clock import NO_SLACK_YET, rests_on
from scheduler.caravans.compiled import compiled
from scheduler.caravans.flat import Case, Flat

Ints = NDArray[Any]
Floats = NDArray[Any]
SLOT_MIN = 15
"""Minutes that share one entry of the bound on what the rest of a day can bring."""


def any_day_windows(case: Case) -> tuple[Ints, Ints, Ints]:
    """Return [s, n] first and last starts and [s] their number: the union over all dates."""
    flat = case.flat
    spans = [_union(flat, set(flat.pattern[stop].tolist()) - {0}) for stop in range(len(flat.county))]
    width = max(1, max((len(span) for span in spans), default=1))
    opens, latest = (np.zeros((len(spans), width), np.int64) for _ in range(2))
    for row, span in enumerate(spans):
        for column, (first, last) in enumerate(span):
            opens[row, column], latest[row, column] = first, last
    return opens, latest, np.array([len(span) for span in spans], np.int64)


def _union(flat: Flat, patterns: set[int]) -> list[tuple[int, int]]:
    rows = [(flat.opens[p, n], flat.latest[p, n]) for p in patterns for n in range(flat.windows[p])]
    spans: list[tuple[int, int]] = []
    for first, last in sorted((int(a), int(b)) for a, b in rows):
        if spans and first <= spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        else:
            spans.append((first, last))
    return spans


@compiled
def leg_length(flat: Flat, speed: int, origin: int, destination: int) -> int:
    """Return minutes of a leg with the rests that it needs by itself."""
    leg = int(flat.minutes[speed, origin, destination])
    return leg + rests_on(0, leg, flat.stretch_max) * flat.rest


@compiled
def rest_of_day(
    flat: Flat,
    speed: int,
    bases: Ints,
    end_worth: Floats,
    order: Ints,
    price: Floats,
    metre_price: float,
    opens: Ints,
    latest: Ints,
    windows: Ints,
    visits_max: int,
) -> tuple[Floats, Floats, Floats]:
    """Return [stop, slot] the most that a day can still bring on leaving a stop at the slot's start or later: without
    and with a further visit.

    Visits' prices less metres, plus ``end_worth`` of the base where it ends; the day's length in all, driving minutes
    and repeated stops are left out, so both are upper bounds.
    """
    slots = flat.day_end // SLOT_MIN + 2
    home = np.full((len(price), slots), -np.inf)
    for stop in order:
        for base in range(len(bases)):
            last = (flat.day_end - leg_length(flat, speed, flat.stop0 + stop, bases[base])) // SLOT_MIN
            value = end_worth[base] - metre_price * flat.metres[flat.stop0 + stop, bases[base]]
            for slot in range(last + 1):
                home[stop, slot] = max(home[stop, slot], value)
    more, arrive = np.full((len(price), slots), -np.inf), np.full((len(price), slots), -np.inf)
    slot_of_last = 0
    for stop in order:
        for window in range(windows[stop]):
            slot_of_last = max(slot_of_last, latest[stop, window] // SLOT_MIN)
    for _ in range(visits_max - 1):
        for stop in order:
            for slot in range(slots):
                arrive[stop, slot] = -np.inf
                for window in range(windows[stop]):
                    if slot * SLOT_MIN <= latest[stop, window]:
                        end = (max(slot * SLOT_MIN, opens[stop, window]) + flat.visit_min[stop]) // SLOT_MIN
                        if end < slots:
                            arrive[stop, slot] = price[stop] + max(home[stop, end], more[stop, end])
                        break
        for stop in order:
            row, best = flat.minutes[speed, flat.stop0 + stop], more[stop]
            metres = flat.metres[flat.stop0 + stop]
            for other in order:
                shift = int(row[flat.stop0 + other]) // SLOT_MIN
                if other == stop or shift > slot_of_last:
                    continue
                toll, later = metre_price * metres[flat.stop0 + other], arrive[other]
                for slot in range(slot_of_last + 1 - shift):
                    best[slot] = max(best[slot], later[slot + shift] - toll)
    for stop in order:
        for slot in range(slots):
            arrive[stop, slot] = -np.inf
            for window in range(windows[stop]):
                if slot * SLOT_MIN <= latest[stop, window]:
                    end = (max(slot * SLOT_MIN, opens[stop, window]) + flat.visit_min[stop]) // SLOT_MIN
                    if end < slots:
                        arrive[stop, slot] = price[stop] + max(home[stop, end], more[stop, end])
                    break
    return home, more, arrive


@compiled
def price_days(
    flat: Flat,
    speed: int,
    fit: Ints,
    bases: Ints,
    stop_price: Floats,
    metre_price: float,
    start_cost: Floats,
    end_worth: Floats,
    opens: Ints,
    latest: Ints,
    windows: Ints,
    routes: Ints,
) -> tuple[Floats, int]:
    """Return the best value of a day between any two bases, at least ``needed``; and the partial days looked at.

    ``bases`` are places (depot first, then seats); a day from base b to base e matters where its value exceeds
    ``start_cost[b] - end_worth[e]``. ``routes[b, e]`` gets the stops of such a day, -1 behind the last one.
    """
    count = len(bases)
    value = start_cost.reshape(-1, 1) - end_worth.reshape(1, -1)
    routes[:] = -1
    order = np.flatnonzero((stop_price > 0.0) & (fit == 1) & (windows > 0))
    minutes, total = flat.minutes[speed], 0
    depth_max = routes.shape[2]
    path, turn, option = np.empty(depth_max + 1, np.int64), np.empty(depth_max + 1, np.int64), np.empty(depth_max + 1, np.int64)
    now, moved, slack, drive = np.empty(depth_max + 1, np.int64), np.empty(depth_max + 1, np.int64), np.empty(depth_max + 1, np.int64), np.empty(depth_max + 1, np.int64)
    prize = np.empty(depth_max + 1, np.float64)
    home_worth, more_worth, arrive = rest_of_day(flat, speed, bases, end_worth, order, stop_price, metre_price, opens, latest, windows, depth_max)
    slots = arrive.shape[1]
    ranked = np.empty((slots, len(order)), np.int64)
    for slot in range(slots):
        ranked[slot] = order[np.argsort(-arrive[order, slot])]
    for row in range(count):
        for column in range(count):
            leg = int(minutes[bases[row], bases[column]])
            alone = -metre_price * flat.metres[bases[row], bases[column]]
            if leg <= flat.drive_max and leg_length(flat, speed, bases[row], bases[column]) <= flat.duty_max and alone > value[row, column]:
                value[row, column] = alone
        depth = 0
        if start_cost[row] == np.inf:
            continue
        path[0], now[0], moved[0], slack[0], drive[0], prize[0] = bases[row], flat.day_start, flat.day_start, NO_SLACK_YET, 0, 0.0
        turn[0], option[0] = 0, 0
        while depth >= 0:
            if turn[depth] >= len(order) or depth == depth_max:
                depth -= 1
                continue
            stop = ranked[now[depth] // SLOT_MIN, turn[depth]]
            window = option[depth]
            if prize[depth] + arrive[stop, now[depth] // SLOT_MIN] <= start_cost[row]:
                depth -= 1
                continue
            option[depth] += 1
            if option[depth] >= windows[stop]:
                turn[depth] += 1
                option[depth] = 0
            place = flat.stop0 + stop
            leg = int(minutes[path[depth], place])
            arrival = now[depth] + leg + rests_on(0, leg, flat.stretch_max) * flat.rest
            start = max(arrival, opens[stop, window])
            if start > latest[stop, window] or drive[depth] + leg > flat.drive_max:
                continue
            end = start + flat.visit_min[stop]
            gained = prize[depth] + stop_price[stop] - metre_price * flat.metres[path[depth], place]
            if end > flat.day_end or gained + max(home_worth[stop, end // SLOT_MIN], more_worth[stop, end // SLOT_MIN]) <= start_cost[row]:
                continue
            total += 1
            taken = min(start - arrival, slack[depth])
            left = moved[depth] + taken
            repeated = False
            for before in range(1, depth + 1):
                if path[before] == place:
                    repeated = True
            if repeated or end - left > flat.duty_max:
                continue
            depth += 1
            path[depth], now[depth], moved[depth] = place, end, left
            slack[depth] = min(slack[depth - 1] - taken, latest[stop, window] - start)
            drive[depth], prize[depth], turn[depth], option[depth] = drive[depth - 1] + leg, gained, 0, 0
            for column in range(count):
                home = int(minutes[place, bases[column]])
                back = end + home + rests_on(0, home, flat.stretch_max) * flat.rest
                if drive[depth] + home > flat.drive_max or back > flat.day_end or back - left > flat.duty_max:
                    continue
                result = gained - metre_price * flat.metres[place, bases[column]]
                if result > value[row, column]:
                    value[row, column] = result
                    routes[row, column] = -1
                    for position in range(depth):
                        routes[row, column, position] = path[position + 1] - flat.stop0
            if gained + more_worth[stop, end // SLOT_MIN] <= start_cost[row]:
                depth -= 1
    return value, total
