"""Chosen stays -> itineraries: which set goes from where to where, at the least cost."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from scheduler.sets.board import Board
from scheduler.sets.pricing import Itinerary, Pricer
from scheduler.sets.weeks import Ints

UNSERVED = 1e13
"""Cost of a stay that no set can come to, dearer than any move; an impossible move costs more still."""


def itineraries(board: Board, pricer: Pricer, stays: Sequence[int], gain: Ints) -> list[Itinerary]:
    """Return itineraries of a kind without overhauls that hold as many of ``stays`` as its sets can, cheaply.

    A minimum-cost path cover: every stay comes after another one or first from a home (an assignment problem; for
    fixed stays it is exact). Where the sets do not suffice, paths that begin with little gain get none, and the stay of
    the least gain on each of them is left out.
    """
    left = sorted(stays, key=lambda option: (int(board.options.opens[option]), option))
    starts = [home for home, ids in pricer.kind.homes for _ in ids]
    while left:
        before = _assign(board, pricer, left, starts, gain[left])
        orphans = [place for place, origin in enumerate(before) if origin >= len(starts) + len(left)]
        if not orphans:
            return _paths(pricer, left, starts, before)
        dropped = {min(_path(place, before, len(starts)), key=lambda item: int(gain[left[item]])) for place in orphans}
        left = [option for place, option in enumerate(left) if place not in dropped]
    return []


def _assign(board: Board, pricer: Pricer, stays: Sequence[int], starts: Sequence[int], gain: Ints) -> list[int]:
    """Return what comes before each stay: a set (from 0), another stay (from the number of sets), or nothing."""
    options = board.options
    hall = pricer.seat[list(stays)]
    opens, ends = options.opens[list(stays)], options.ends[list(stays)]
    cost = np.full((len(starts) + 2 * len(stays), len(stays)), 4 * UNSERVED)
    for row, home in enumerate(starts):
        ready, fen = pricer.enter[home]
        possible = ready[0, hall] <= opens
        cost[row, possible] = fen[hall[possible]]
    ready = pricer.ready[ends[:, None], pricer.days[np.ix_(hall, hall)]]
    onward = np.where(ready <= opens[None, :], pricer.move_cost[np.ix_(hall, hall)], 4 * UNSERVED)
    cost[len(starts) : len(starts) + len(stays)] = onward
    np.fill_diagonal(cost[len(starts) + len(stays) :], UNSERVED * (1 + gain / max(1, int(gain.max()))))
    origin, place = linear_sum_assignment(cost)
    before = np.empty(len(stays), dtype=np.int64)
    before[place] = origin
    return [int(item) for item in before]


def _path(last: int, before: Sequence[int], starts: int) -> list[int]:
    """Return the stays that follow an orphan, itself included."""
    after = {origin - starts: place for place, origin in enumerate(before) if 0 <= origin - starts < len(before)}
    path = [last]
    while path[-1] in after:
        path.append(after[path[-1]])
    return path


def _paths(pricer: Pricer, stays: Sequence[int], starts: Sequence[int], before: Sequence[int]) -> list[Itinerary]:
    result: list[Itinerary] = []
    for place, origin in enumerate(before):
        if origin < len(starts):
            held = [stays[item] for item in _path(place, before, len(starts))]
            hall = pricer.seat[held]
            cost = int(pricer.enter[starts[origin]][1][hall[0]]) + int(pricer.move_cost[hall[:-1], hall[1:]].sum())
            result.append(
                Itinerary(kind=pricer.index, home=starts[origin], options=tuple(held), overhauls=(), cost_fen=cost)
            )
    return result
