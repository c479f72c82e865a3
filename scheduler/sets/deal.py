"""Itineraries planned for kinds that ignore cost are dealt out to kinds that do not, at the least cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from scheduler.sets.board import Board
from scheduler.sets.kinds import Kind
from scheduler.sets.pricing import Itinerary


def deal(coarse: Board, fine: Board, items: Sequence[Itinerary]) -> list[Itinerary]:
    """Return ``items`` of ``coarse``'s kinds as itineraries of the kinds of ``fine``; options are the same in both."""
    owner = {set_id: row for row, kind in enumerate(fine.kinds) for set_id in kind.set_ids}
    dealt: list[Itinerary] = []
    for row, kind in enumerate(coarse.kinds):
        for home, ids in kind.homes:
            mine = [item for item in items if (item.kind, item.home) == (row, home)]
            ways = [[_of_kind(fine, owner[set_id], item) for set_id in ids] for item in mine]
            cost = np.array([[way.cost_fen for way in each] for each in ways]).reshape(len(mine), len(ids))
            dealt += [ways[a][b] for a, b in zip(*linear_sum_assignment(cost), strict=True)]
    return dealt


def _of_kind(board: Board, kind_index: int, item: Itinerary) -> Itinerary:
    kind = board.kinds[kind_index]
    cost = sum(_leg_fen(board, kind, *leg) for leg in _legs(board, item))
    return Itinerary(kind=kind_index, home=item.home, options=item.options, overhauls=item.overhauls, cost_fen=cost)


def _legs(board: Board, item: Itinerary) -> Iterator[tuple[int, int, bool]]:
    """Yield matrix rows of both ends of each leg, and whether it moves the set into a stay."""
    events = [
        (int(board.options.opens[option]), int(board.hall_row[board.options.hall[option]])) for option in item.options
    ]
    events += [(week, -1) for week in item.overhauls]
    here = item.home
    for _, row in sorted(events):
        there = item.home if row < 0 else row
        yield here, there, row >= 0
        here = there


def _leg_fen(board: Board, kind: Kind, origin: int, destination: int, moves_in: bool) -> int:
    metres = int(board.metres[origin, destination])
    return -(-metres * kind.cost_fen_per_km // 1000) + kind.cost_fen_per_move * moves_in
