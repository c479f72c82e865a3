"""Where the search starts: an earlier plan's tours that still obey the rules, and a place for every pinned visit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

import numpy as np

from core.errors import DapengError, fault
from scheduler.caravans.case import Case
from scheduler.caravans.column import Column, is_feasible
from scheduler.caravans.insertion import fits_at, may_visit
from scheduler.caravans.state import IDLE, Board, add_column, insert_visit
from scheduler.caravans.touring import free_crew, is_idle
from scheduler.plan import Tour
from scheduler.problem import Problem

ORDERS = 40
"""Orders in which the pins are tried before giving up."""


def add_tours(case: Case, board: Board, tours: Iterable[Tour]) -> None:
    """Put the tours of an earlier plan on a board, leaving out what the problem no longer allows."""
    for tour in tours:
        column = _column_of(case, board, tour)
        if column is None or not is_feasible(case, column):
            continue
        first, last = column.first, column.days.stop - 1
        if not is_idle(case.twin, board.twin, column.caravan, first, last):
            continue
        if board.state.out[column.caravan] + len(column.visits) > case.flat.out_max[column.caravan]:
            continue
        crew = _crew_of(case, board, tour, column)
        if crew >= 0:
            add_column(case, board, column, crew)


def _crew_of(case: Case, board: Board, tour: Tour, column: Column) -> int:
    """Return the tour's own crew where it can go, else another, -1 where none can.

    Tours that were possible beside each other stay so with the crews that they had.
    """
    flat, state, days = case.flat, board.state, slice(column.first, column.days.stop)
    for crew, own in enumerate(case.names.crews):
        if own.crew_id == tour.crew_id and flat.crew_ok[column.caravan, crew]:
            free = flat.crew_free[crew, days].all() and not state.crew_busy[crew, days].any()
            if free and flat.crew_max[crew] - state.crew_out[crew] >= len(column.visits):
                return crew
    return int(free_crew(case.twin, board.twin, column.caravan, column.first, column.days.stop - 1))


def _column_of(case: Case, board: Board, tour: Tour) -> Column | None:
    """Return the tour in numbers with the visits that are still allowed; ``None`` where caravan or days are unknown."""
    names, flat = case.names, case.flat
    caravans = [caravan.caravan_id for caravan in names.caravans]
    nights = [day.overnight_county_id for day in tour.days[:-1]]
    first = (tour.days[0].day - names.days[0]).days
    if tour.caravan_id not in caravans or not all(night in names.counties for night in nights) or first < 0:
        return None
    if first + len(tour.days) > len(names.days):
        return None
    caravan, room = caravans.index(tour.caravan_id), flat.ceiling - board.state.visits
    stop_row = {stop.stop_id: row for row, stop in enumerate(names.stops)}
    visits, seen = [], set[int]()
    for day, tour_day in enumerate(tour.days, start=first):
        kept = []
        for activity in tour_day.activities:
            stop = stop_row.get(activity.stop_id or "", -1)
            if stop < 0 or stop in seen or board.state.where[stop] >= 0 or not may_visit(case.twin, caravan, day, stop):
                continue
            if room[flat.county[stop]] > 0:
                room[flat.county[stop]] -= 1
                seen.add(stop)
                kept.append(stop)
        visits.append(tuple(kept[: board.state.sequence.shape[2]]))
    seats = tuple(names.counties.index(night) for night in nights if night is not None)
    return Column(caravan=caravan, first=first, nights=seats, visits=tuple(visits))


def add_pins(problem: Problem, case: Case, board: Board, seed: int) -> None:
    """Give every pinned visit that the board lacks a place.

    Raises
    ------
    DapengError
        Code ``visit-pins-unmet`` with the pins that found no place: none was found, which proves nothing.
    """
    rng = np.random.default_rng(seed)
    wanted = [int(s) for s in np.flatnonzero(case.flat.pin_day >= 0) if board.state.where[s] < 0]
    pending = sorted(wanted, key=lambda stop: (case.flat.pin_day[stop], stop))
    for _ in range(ORDERS):
        pending = [stop for stop in pending if not _place_pin(case, board, stop)]
        if not pending:
            return
        pending = [pending[place] for place in rng.permutation(len(pending))]
    ids = {case.names.stops[stop].stop_id for stop in pending}
    pins = [(index, pin) for index, pin in enumerate(problem.visit_pins) if pin.stop_id in ids]
    raise DapengError(fault("visit-pins-unmet", f"/visit_pins/{i}", stop=pin.stop_id, day=pin.day) for i, pin in pins)


def _place_pin(case: Case, board: Board, stop: int) -> bool:
    flat, day = case.flat, int(case.flat.pin_day[stop])
    wanted = int(flat.pin_caravan[stop])
    caravans = [wanted] if wanted >= 0 else range(len(flat.out_max))
    return any(
        may_visit(case.twin, caravan, day, stop)
        and (_join(case, board, stop, caravan, day) or _new_tour(case, board, stop, caravan, day))
        for caravan in caravans
    )


def _join(case: Case, board: Board, stop: int, caravan: int, day: int) -> bool:
    """Put the stop into a tour that is out already."""
    state, scratch = board.state, np.empty(board.state.sequence.shape[2] + 1, np.int64)
    if state.first[caravan, day] == IDLE or state.size[caravan, day] == state.sequence.shape[2]:
        return False
    for position in range(int(state.size[caravan, day]) + 1):
        if fits_at(case.twin, board.twin, caravan, day, position, stop, scratch):
            insert_visit(case.twin, board.twin, caravan, day, position, stop)
            return True
    return False


def _new_tour(case: Case, board: Board, stop: int, caravan: int, day: int) -> bool:
    """Open the shortest tour that brings a caravan to the stop on its day."""
    for column in _pin_columns(case, board, stop, caravan, day):
        first, last = column.first, column.days.stop - 1
        if not is_idle(case.twin, board.twin, caravan, first, last) or not is_feasible(case, column):
            continue
        crew = free_crew(case.twin, board.twin, caravan, first, last)
        if crew >= 0:
            add_column(case, board, column, crew)
            return True
    return False


def _pin_columns(case: Case, board: Board, stop: int, caravan: int, day: int) -> Iterator[Column]:
    flat = case.flat
    left = min(flat.tour_max, int(flat.out_max[caravan] - board.state.out[caravan]))
    for length in range(1, left + 1):
        seats = flat.near_seats[flat.stop0 + stop] if length > 1 else [-1]
        for offset, seat in product(range(length), seats):
            visits = tuple((stop,) if place == offset else () for place in range(length))
            yield Column(caravan=caravan, first=day - offset, nights=(int(seat),) * (length - 1), visits=visits)


def shortest_way(case: Case, board: Board, stop: int, caravan: int, day: int) -> Column | None:
    """Return the shortest tour that brings a caravan to a stop on a day; ``None`` where none was found."""
    if not may_visit(case.twin, caravan, day, stop):
        return None
    return next((each for each in _pin_columns(case, board, stop, caravan, day) if is_feasible(case, each)), None)
