"""First plans: itineraries one after the other, each the best that the ones before leave."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scheduler.plan import Stay
from scheduler.sets.board import Board
from scheduler.sets.demands import counted, lacking
from scheduler.sets.pool import Pool
from scheduler.sets.pricing import Itinerary, Pricer, Prices
from scheduler.sets.recursion import NEVER
from scheduler.sets.rules import Rules
from scheduler.sets.scope import Scope, make_scope
from scheduler.sets.score import county_gains
from scheduler.sets.search import Search
from scheduler.sets.weeks import Ints


def greedy(search: Search, rules: Rules, until: float) -> list[int]:
    """Return itineraries, each kind's best in turn: pins, floors, then coverage.

    Where a plan is known already, no more than what is found by ``until``.
    """
    board, pricers, pool = search.board, search.pricers, search.pool
    order = sorted(range(len(board.kinds)), key=lambda row: all(pin.kind != row for pin in board.pins))
    result: list[int] = []
    for row in order:
        for base, home in pool.bases_of(row):
            for _ in range(int(make_scope(rules, pool, result).base_left[base])):
                late = search.best is not None and search.effort.now > until
                if late or search.effort.budget.cancelled():
                    return result
                item = _best(
                    board, pricers[row], pool, make_scope(rules, pool, result), home, _wanted(board, pool, result)
                )
                if item is None:
                    break
                pool.add([item])
                result.append(pool.place(item))
    return result


def _wanted(board: Board, pool: Pool, taken: Sequence[int]) -> Ints:
    """Return what each option earns: a pin most, then a county below its floor, then coverage."""
    held = [option for place in taken for option in pool.items[place].options]
    county, days = board.option_county(), board.options.effective_days
    before = np.zeros(len(board.counties), dtype=np.int64)
    np.add.at(before, county[held], days[held])
    curve = board.problem.set_rules.gain
    table = np.array([curve.gain_permille(day) for day in range(int(before.max(initial=0) + days.max(initial=0)) + 1)])
    reward: Ints = board.need[county] * (table[before[county] + days] - county_gains(board, held)[county]) + 1
    whole = int(1000 * board.need.sum()) + 1
    stays = np.bincount(county[held], minlength=len(board.counties))
    for index, floor in board.floors:
        if stays[index] < floor.minimum:
            reward[county == index] += 10 * whole if floor.hard else whole
    for number, demand in enumerate(board.demands):
        if lacking(board, [pool.items[place] for place in taken], number):
            reward[counted(board, demand)] += 10 * whole if demand.hard else whole
    for pin in board.pins:
        reward[pin.option] += 100 * whole
    return reward


def _best(board: Board, pricer: Pricer, pool: Pool, scope: Scope, home: int, reward: Ints) -> Itinerary | None:
    """Return the best itinerary that visits no county twice in a round, or ``None`` where there is none."""
    lane = int(board.lane_of_kind[pricer.index]) * board.options.count
    reward = np.where(scope.barred[lane : lane + board.options.count], NEVER, reward)
    while True:
        values = pricer.values(Prices(reward=reward, per_fen=0))
        starts = pricer.starts(values, 0, home)
        if starts.max() <= 0:
            return None
        item = pricer.trace(values, 0, home, int(starts.argmax()))
        if pool.is_sound(item):
            return item
        reward = _without_repeats(board, item, reward)


def _without_repeats(board: Board, item: Itinerary, reward: Ints) -> Ints:
    """Return rewards under which the counties that ``item`` visits twice in a round keep one of its stays alone."""
    county, reward = board.option_county(), reward.copy()
    held = list(item.options)
    for row, option in enumerate(held):
        rounds = board.round_of_option[option]
        same = (county == county[option]) & (board.round_of_option & rounds).any(axis=1)
        if same[held[row + 1 :]].any():
            same[option] = False
            reward[same] = NEVER
    return reward


def resume(search: Search, rules: Rules, stays: Sequence[Stay]) -> list[int]:
    """Return itineraries that hold as many of an earlier plan's stays as the rules allow."""
    board, pricers, pool = search.board, search.pricers, search.pool
    home_of = {
        set_id: (row, home) for row, kind in enumerate(board.kinds) for home, ids in kind.homes for set_id in ids
    }
    held = _by_set(board, stays)
    result: list[int] = []
    for set_id in sorted(held.keys() & home_of.keys()):
        row, home = home_of[set_id]
        reward = np.full(board.options.count, NEVER)
        reward[held[set_id]] = 1
        item = _best(board, pricers[row], pool, make_scope(rules, pool, result), home, reward)
        if item is not None:
            pool.add([item])
            result.append(pool.place(item))
    return result


def _by_set(board: Board, stays: Sequence[Stay]) -> dict[str, list[int]]:
    """Return the options that ``stays`` name, by set; stays that are no longer possible are left out."""
    halls = [board.halls[hall].hall_id for hall in board.options.hall]
    opens = [board.weeks.monday(week) for week in board.options.opens]
    weeks = (board.options.ends - board.options.opens + 1).tolist()
    option_of = {place: row for row, place in enumerate(zip(halls, opens, weeks, strict=True))}
    held: dict[str, list[int]] = {}
    for stay in stays:
        place = (stay.hall_id, stay.opens, stay.weeks)
        if place in option_of:
            held.setdefault(stay.set_id, []).append(option_of[place])
    return held
