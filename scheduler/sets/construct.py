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
    pricers = [Pricer(board, row, once=not _returns(board, row)) for row in range(len(board.kinds))]
    order = sorted(range(len(board.kinds)), key=lambda row: all(pin.kind != row for pin in board.pins))
    result: list[int] = []
    for row in order:
        for base, home in pool.bases_of(row):
            for _ in range(int(make_scope(rules, pool, result).base_left[base])):
                late = search.best is not None and search.effort.now > until
                if late or search.effort.budget.cancelled():
                    return result
                item = _best(board, pricers[row], make_scope(rules, pool, result), home, wanted(board, pool, result))
                if item is None:
                    break
                pool.add([item])
                result.append(pool.place(item))
    return result


def _returns(board: Board, row: int) -> bool:
    """Tell whether a kind has pinned stays in one county twice."""
    pinned = [board.option_county()[pin.option] for pin in board.pins if pin.kind == row and pin.option >= 0]
    return len({*pinned}) < len(pinned)


def _best(board: Board, pricer: Pricer, scope: Scope, home: int, reward: Ints) -> Itinerary | None:
    """Return the best itinerary that visits no county twice in a round, or ``None`` where there is none.

    Nor twice at all, but for pinned stays: what a second stay earns is not what the first one did.
    """
    lane = int(board.lane_of_kind[pricer.index]) * board.options.count
    reward = np.where(scope.barred[lane : lane + board.options.count], NEVER, reward)
    while True:
        values = pricer.values(Prices(reward=reward, per_fen=0))
        starts = pricer.starts(values, 0, home)
        if starts.max() <= 0:
            return None
        item = pricer.trace(values, 0, home, int(starts.argmax()))
        repeats = _repeats(board, item)
        if not repeats.any():
            return item
        reward = np.where(repeats, NEVER, reward)


def _repeats(board: Board, item: Itinerary) -> Bools:
    """Return, per option, whether it is barred, so that counties that ``item`` visits twice keep one of the stays."""
    county = board.option_county()
    pinned = np.isin(np.arange(len(county)), [pin.option for pin in board.pins])
    barred = np.zeros(len(county), dtype=bool)
    held = list(item.options)
    for row, option in enumerate(held):
        rounds = board.round_of_option[option]
        same = (county == county[option]) & ((board.round_of_option & rounds).any(axis=1) | ~pinned)
        if same[held[row + 1 :]].any():
            same[option] = False
            barred |= same
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
        item = _best(board, pricers[row], make_scope(rules, pool, result), home, reward)
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
