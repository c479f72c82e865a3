"""First plans: itineraries one after the other, each the best that the ones before leave."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scheduler.plan import Stay
from scheduler.sets.board import Board
from scheduler.sets.pricing import Itinerary, Pricer, Prices
from scheduler.sets.recursion import NEVER
from scheduler.sets.rules import Rules
from scheduler.sets.scope import Scope, make_scope
from scheduler.sets.search import Search
from scheduler.sets.wanted import wanted
from scheduler.sets.weeks import Bools, Ints


def greedy(search: Search, rules: Rules, seconds: float) -> list[int]:
    """Return itineraries, each kind's best in turn: pins, floors, then coverage.

    Where a plan is known already, no more than what is found in ``seconds`` from now on.
    """
    until = search.effort.now + seconds
    board, pool = search.board, search.pool
    pricers = [_pricer(search, row) for row in range(len(board.kinds))]
    order = sorted(range(len(board.kinds)), key=lambda row: all(pin.kind != row for pin in board.pins))
    result: list[int] = []
    for row in order:
        for base, home in pool.bases_of(row):
            for _ in range(int(make_scope(rules, pool, result).base_left[base])):
                late = search.best is not None and search.effort.now > until
                if late or search.effort.budget.cancelled():
                    return result
                scope = make_scope(rules, pool, result)
                item = _best(pricers[row], rules, scope, home, wanted(board, pool, result), once=True)
                if item is None:
                    break
                pool.add([item])
                result.append(pool.place(item))
    return result


def _pricer(search: Search, row: int) -> Pricer:
    """Return a pricer that need not send a set back to a county, unless pins ask a kind to come back."""
    board, known = search.board, search.pricers[row]
    pinned = [board.option_county()[pin.option] for pin in board.pins if pin.kind == row and pin.option >= 0]
    once = len({*pinned}) == len(pinned)
    return known if known.once == once else Pricer(board, row, once=once)


def _best(pricer: Pricer, rules: Rules, scope: Scope, home: int, reward: Ints, once: bool = False) -> Itinerary | None:
    """Return the best itinerary whose stays the rules allow together, or ``None`` where there is none.

    ``once``: it comes back to no county but for pinned stays: what a second stay earns is not what the first one did.
    """
    board = pricer.board
    lane = int(board.lane_of_kind[pricer.index]) * board.options.count
    reward = np.where(scope.barred[lane : lane + board.options.count], NEVER, reward)
    while True:
        values = pricer.values(Prices(reward=reward, per_fen=0))
        starts = pricer.starts(values, 0, home)
        if starts.max() <= 0:
            return None
        item = pricer.trace(values, 0, home, int(starts.argmax()))
        barred = _barred(board, rules, scope, item, once)
        if not barred.any():
            return item
        reward = np.where(barred, NEVER, reward)


def _barred(board: Board, rules: Rules, scope: Scope, item: Itinerary, once: bool) -> Bools:
    """Return, per option, whether it is barred so that ``item`` keeps one of each stays that cannot be held together.

    Pinned stays are kept first, then the earlier ones.
    """
    count = board.options.count
    lane = int(board.lane_of_kind[item.kind]) * count
    held = np.array(item.options, dtype=np.int64)
    activity = np.asarray(rules.matrix[:, lane + held].sum(axis=1)).reshape(-1)
    broken = np.flatnonzero(rules.packing & (activity > scope.high))
    entered = rules.matrix[broken][:, lane : lane + count].toarray() > 0
    county = board.option_county()
    pinned = np.isin(np.arange(count), [pin.option for pin in board.pins])
    barred = np.zeros(count, dtype=bool)
    for option in held[np.argsort(~pinned[held], kind="stable")]:
        if not barred[option]:
            apart = entered[entered[:, option]].any(axis=0) | (once & ~pinned & (county == county[option]))
            apart[option] = False
            if apart[held].any():
                barred |= apart
    return barred


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
        item = _best(pricers[row], rules, make_scope(rules, pool, result), home, reward)
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
