"""A plan by OR-Tools routing: tours of several days, caravan after caravan, to seed pool and search."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from scheduler.caravans.case import Case
from scheduler.caravans.column import Column, is_feasible
from scheduler.caravans.greedy import best_anchor
from scheduler.caravans.insertion import Weights, visit_gain
from scheduler.caravans.routing import TourFrame, routed_column
from scheduler.caravans.state import Board, add_column
from scheduler.caravans.touring import free_crew, is_idle

TOURS_PER_SECOND = 12.0
"""Tours that a second of the budget stands for in deterministic solves."""


def add_routed_tours(
    case: Case, board: Board, weights: Weights, progress: Callable[[], float], made: list[int]
) -> None:
    """Add routed tours to a board until ``progress()`` reaches 1 or nobody can go out; count them in ``made[0]``."""
    waiting = list(range(len(case.flat.out_max)))
    while waiting and progress() < 1:
        caravan = waiting.pop(0)
        column = _next_tour(case, board, weights, caravan)
        if column is None:
            continue
        last = column.days.stop - 1
        add_column(case, board, column, free_crew(case.twin, board.twin, caravan, column.first, last))
        waiting.append(caravan)
        made[0] += 1


def _next_tour(case: Case, board: Board, weights: Weights, caravan: int) -> Column | None:
    """Return a routed tour to the best anchor's seat, as long as the caravan can be out."""
    anchor = best_anchor(case.twin, board.twin, weights, caravan)
    left = int(min(case.flat.tour_max, case.flat.out_max[caravan] - board.state.out[caravan]))
    if anchor < 0:
        return None
    seat = int(case.flat.near_seats[case.flat.stop0 + anchor, 0])
    gains = _gains(case, board, weights)
    for length in range(left, 0, -1):
        first = _first_day(case, board, caravan, length)
        if first >= 0:
            column = routed_column(case, TourFrame(caravan, first, (seat,) * (length - 1)), gains)
            if column is not None:
                column = _within_ceilings(case, board, column)
                if is_feasible(case, column):
                    return column
    return None


def _within_ceilings(case: Case, board: Board, column: Column) -> Column:
    """Return the column without the visits that its counties' ceilings do not allow (routing does not know them)."""
    room, visits = case.flat.ceiling - board.state.visits, []
    for day in column.visits:
        kept = []
        for stop in day:
            county = case.flat.county[stop]
            room[county] -= 1
            kept += [stop] if room[county] >= 0 else []
        visits.append(tuple(kept))
    return replace(column, visits=tuple(visits))


def _gains(case: Case, board: Board, weights: Weights) -> list[float]:
    """Return [s] what each unvisited stop is worth now, 0 for the others."""
    gains = []
    for stop, where in enumerate(board.state.where.tolist()):
        free = where < 0 and case.flat.pin_day[stop] < 0
        gain = visit_gain(case.twin, board.twin, weights, stop) if free else 0.0
        gains.append(gain if np.isfinite(gain) else 0.0)
    return gains


def _first_day(case: Case, board: Board, caravan: int, length: int) -> int:
    """Return the first day on which caravan and a crew are free for ``length`` days, or -1."""
    for first in range(case.flat.free.shape[1] - length + 1):
        last = first + length - 1
        if (
            is_idle(case.twin, board.twin, caravan, first, last)
            and free_crew(case.twin, board.twin, caravan, first, last) >= 0
        ):
            return first
    return -1
