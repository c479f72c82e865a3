"""The search's own picture of a plan: what each caravan does on each day. Public tours are made anew from it.

A tour is a run of days of one caravan that are joined by nights; every rule within a tour is a rule of single days with
given ends, so the state is a table of caravan-days.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from scheduler.caravans.case import Case
from scheduler.caravans.clock import day_departure
from scheduler.caravans.column import Column
from scheduler.caravans.compiled import StateTwin, StateType, compiled, state_twin, twins
from scheduler.caravans.flat import Flat

Ints = NDArray[Any]

VISITS, TOWNSHIPS, VALUE, SHORT, SHORT_HARD, COST = range(6)
"""Entries of :attr:`State.totals`; the cost in thousandths of a fen, not rounded per tour."""
IDLE = -1
HOME = -1


class State(NamedTuple):
    """Axes: v caravan, d day, s stop, c county, w crew, f prefecture, n position in the day."""

    sequence: Ints  # [v, d, n] stops in order
    size: Ints  # [v, d] number of visits
    first: Ints  # [v, d] first day of the tour that the day belongs to, or IDLE
    length: Ints  # [v, d] days of the tour that begins here
    crew: Ints  # [v, d] crew of the tour that begins here
    night: Ints  # [v, d] county at whose seat the night after the day is spent, or HOME
    metres: Ints  # [v, d] driven
    where: Ints  # [s] v * days + d of the visit, or -1
    reached: Ints  # [c] audience visited
    visits: Ints  # [c]
    prefecture_value: Ints  # [f]
    more: Ints  # [s] coverage that one more visit would add, were it not made
    fall: Ints  # [c] by how much one more visit lessens the shortage of soft floors
    fall_hard: Ints  # [c] the same of hard floors
    out: Ints  # [v] days out
    crew_out: Ints  # [w]
    crew_busy: Ints  # [w, d]
    totals: Ints  # [6]
    memory: Ints  # the memory of all arrays above, so that a state is copied in one stroke


twins(State, StateTwin, StateType)


@dataclass(frozen=True)
class Board:
    """A state that Python reads and compiled code writes."""

    state: State
    twin: State
    """What compiled functions take: a numba structure with the fields of ``state`` and the same arrays."""


def empty_board(case: Case) -> Board:
    """Return the board on which nobody goes out."""
    state = _empty_state(case.flat, case.visits_max)
    return Board(state=state, twin=cast(State, state_twin(*state)))


def _empty_state(flat: Flat, longest: int) -> State:
    caravans, days = flat.free.shape
    stops, counties, crews = len(flat.county), len(flat.need), len(flat.crew_max)
    shape = (caravans, days)
    shapes: dict[str, tuple[int, ...]] = {
        "sequence": (*shape, longest),
        **dict.fromkeys(("size", "first", "length", "crew", "night", "metres"), shape),
        "where": (stops,),
        "reached": (counties,),
        "visits": (counties,),
        "prefecture_value": (len(flat.prefecture_need),),
        "more": (stops,),
        "fall": (counties,),
        "fall_hard": (counties,),
        "out": (caravans,),
        "crew_out": (crews,),
        "crew_busy": (crews, days),
        "totals": (6,),
    }
    memory, used = np.zeros(sum(map(prod, shapes.values())), np.int64), 0
    views = {}
    for name, extent in shapes.items():
        views[name] = memory[used : used + prod(extent)].reshape(extent)
        used += prod(extent)
    state = State(**views, memory=memory)
    for view, idle in ((state.first, IDLE), (state.crew, -1), (state.night, HOME), (state.where, -1)):
        view[:] = idle
    state.more[:] = flat.need[flat.county] * flat.gain[1000 * flat.audience // flat.audience_all[flat.county]]
    nobody = np.zeros(counties, np.int64)
    state.fall[:] = _fall(flat.short, nobody)
    state.fall_hard[:] = _fall(flat.short_hard, nobody)
    state.totals[SHORT] = flat.short[:, 0].sum()
    state.totals[SHORT_HARD] = flat.short_hard[:, 0].sum()
    return state


def _fall(table: Ints, visits: Ints) -> Ints:
    """Return [c] by how much one visit more than ``visits`` lessens the shortage in ``table``."""
    rows, most = np.arange(len(visits)), table.shape[1] - 1
    fall: Ints = table[rows, np.minimum(visits, most)] - table[rows, np.minimum(visits + 1, most)]
    return fall


@compiled
def copy_state(source: State, target: State) -> None:
    """Make ``target`` equal to ``source``."""
    there, here = target.memory, source.memory
    for place in range(len(here)):
        there[place] = here[place]


@compiled
def origin_of(flat: Flat, state: State, caravan: int, day: int) -> int:
    """Return the place where a day out begins."""
    if state.first[caravan, day] == day:
        return int(flat.depot[caravan])
    return flat.seat0 + state.night[caravan, day - 1]


@compiled
def destination_of(flat: Flat, state: State, caravan: int, day: int) -> int:
    """Return the place where a day out ends."""
    if state.night[caravan, day] == HOME:
        return int(flat.depot[caravan])
    return flat.seat0 + state.night[caravan, day]


@compiled
def day_fits(flat: Flat, state: State, caravan: int, day: int) -> bool:
    """Tell whether a day of the state obeys the rules of a day."""
    ends = origin_of(flat, state, caravan, day), destination_of(flat, state, caravan, day)
    sequence, size = state.sequence[caravan, day], state.size[caravan, day]
    return day_departure(flat, int(flat.speed[caravan]), day, ends[0], sequence, size, ends[1]) >= 0


@compiled
def measure_day(flat: Flat, state: State, caravan: int, day: int) -> None:
    """Bring the metres of a day and the cost up to date."""
    metres, place = 0, origin_of(flat, state, caravan, day)
    for position in range(state.size[caravan, day]):
        following = flat.stop0 + state.sequence[caravan, day, position]
        metres += flat.metres[place, following]
        place = following
    metres += flat.metres[place, destination_of(flat, state, caravan, day)]
    set_metres(flat, state, caravan, day, metres)


@compiled
def set_metres(flat: Flat, state: State, caravan: int, day: int, metres: int) -> None:
    """Set the metres of a day and keep the cost in step."""
    state.totals[COST] += (metres - state.metres[caravan, day]) * flat.km_fen[caravan]
    state.metres[caravan, day] = metres


@compiled
def count_visit(flat: Flat, state: State, stop: int, sign: int) -> None:
    """Add (``sign`` 1) or take away (-1) one visit in every total."""
    county, gain, totals = int(flat.county[stop]), flat.gain, state.totals
    audience, everybody, need = flat.audience, flat.audience_all[county], flat.need[county]
    before = gain[1000 * state.reached[county] // everybody]
    state.reached[county] += sign * audience[stop]
    reached = state.reached[county]
    after = gain[1000 * reached // everybody]
    change = (after - before) * need
    totals[VALUE] += change
    state.prefecture_value[flat.prefecture[county]] += change
    totals[VISITS] += sign
    totals[TOWNSHIPS] += sign * flat.township[stop]
    count_floors(flat, state, county, sign)
    stops_of, more = flat.stops_of, state.more
    for place in range(flat.stops_from[county], flat.stops_from[county + 1]):
        other = stops_of[place]
        share = min(1000, 1000 * (reached + audience[other]) // everybody)
        more[other] = (gain[share] - after) * need


@compiled
def count_floors(flat: Flat, state: State, county: int, sign: int) -> None:
    """Bring the visits of a county and its shortages up to date."""
    visits = state.visits[county] + sign
    state.visits[county] = visits
    short, then = shortage(flat.short, county, visits), shortage(flat.short, county, visits + 1)
    state.totals[SHORT] += short - shortage(flat.short, county, visits - sign)
    state.fall[county] = short - then
    short, then = shortage(flat.short_hard, county, visits), shortage(flat.short_hard, county, visits + 1)
    state.totals[SHORT_HARD] += short - shortage(flat.short_hard, county, visits - sign)
    state.fall_hard[county] = short - then


@compiled
def shortage(table: Ints, county: int, visits: int) -> int:
    """Return the shortage of a county at ``visits`` visits."""
    return int(table[county, min(visits, table.shape[1] - 1)])


@compiled
def worst_permille(flat: Flat, state: State) -> int:
    """Return the value of the worst prefecture."""
    worst = -1
    for prefecture in range(len(flat.prefecture_need)):
        need = flat.prefecture_need[prefecture]
        if need > 0:
            value = state.prefecture_value[prefecture] // need
            if worst < 0 or value < worst:
                worst = value
    return max(worst, 0)


@compiled
def insert_visit(flat: Flat, state: State, caravan: int, day: int, position: int, stop: int) -> None:
    """Put a visit into a day; whether it fits has been asked before."""
    size = state.size[caravan, day]
    for place in range(size, position, -1):
        state.sequence[caravan, day, place] = state.sequence[caravan, day, place - 1]
    state.sequence[caravan, day, position] = stop
    state.size[caravan, day] = size + 1
    state.where[stop] = caravan * state.size.shape[1] + day
    count_visit(flat, state, stop, 1)
    measure_day(flat, state, caravan, day)


@compiled
def remove_visit(flat: Flat, state: State, stop: int) -> None:
    """Take a visit out of its day."""
    days = state.size.shape[1]
    caravan, day = int(state.where[stop] // days), int(state.where[stop] % days)
    size, kept = state.size[caravan, day], 0
    for position in range(size):
        if state.sequence[caravan, day, position] != stop:
            state.sequence[caravan, day, kept] = state.sequence[caravan, day, position]
            kept += 1
    state.size[caravan, day] = kept
    state.where[stop] = -1
    count_visit(flat, state, stop, -1)
    measure_day(flat, state, caravan, day)


@compiled
def claim_day(flat: Flat, state: State, caravan: int, day: int, first: int, crew: int) -> None:
    """Book a day for caravan and crew."""
    state.first[caravan, day] = first
    state.out[caravan] += 1
    state.crew_out[crew] += 1
    state.crew_busy[crew, day] = 1
    state.totals[COST] += 1000 * flat.day_fen[caravan]


@compiled
def release_day(flat: Flat, state: State, caravan: int, day: int, crew: int) -> None:
    """Give a day without visits back."""
    set_metres(flat, state, caravan, day, 0)
    state.first[caravan, day] = IDLE
    state.night[caravan, day] = HOME
    state.out[caravan] -= 1
    state.crew_out[crew] -= 1
    state.crew_busy[crew, day] = 0
    state.totals[COST] -= 1000 * flat.day_fen[caravan]


@compiled
def open_tour(flat: Flat, state: State, caravan: int, first: int, nights: Ints, crew: int) -> None:
    """Open a tour without visits; ``nights`` are counties, one fewer than its days."""
    length = len(nights) + 1
    state.length[caravan, first] = length
    state.crew[caravan, first] = crew
    for offset in range(length):
        claim_day(flat, state, caravan, first + offset, first, crew)
        state.night[caravan, first + offset] = nights[offset] if offset < length - 1 else HOME
    for offset in range(length):
        measure_day(flat, state, caravan, first + offset)


@compiled
def close_tour(flat: Flat, state: State, caravan: int, first: int) -> None:
    """Take a tour and all its visits away."""
    crew, after = state.crew[caravan, first], first + state.length[caravan, first]
    for day in range(first, after):
        while state.size[caravan, day] > 0:
            remove_visit(flat, state, state.sequence[caravan, day, 0])
    for day in range(first, after):
        release_day(flat, state, caravan, day, crew)
    state.length[caravan, first] = 0
    state.crew[caravan, first] = -1


def add_column(case: Case, board: Board, column: Column, crew: int) -> None:
    """Put a column's tour on a board whose days and stops are free for it."""
    nights = np.array(column.nights, np.int64)
    open_tour(case.twin, board.twin, column.caravan, column.first, nights, crew)
    for day, stops in zip(column.days, column.visits, strict=True):
        for position, stop in enumerate(stops):
            insert_visit(case.twin, board.twin, column.caravan, day, position, stop)


def columns_of(board: Board) -> list[tuple[Column, int]]:
    """Return the board's tours as columns with their crews."""
    state, found = board.state, []
    for caravan, first in np.argwhere(state.length > 0).tolist():
        days = range(first, first + state.length[caravan, first])
        column = Column(
            caravan=caravan,
            first=first,
            nights=tuple(state.night[caravan, day] for day in days[:-1]),
            visits=tuple(tuple(state.sequence[caravan, day, : state.size[caravan, day]].tolist()) for day in days),
        )
        found.append((column, state.crew[caravan, first]))
    return found
