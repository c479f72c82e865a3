"""Ruin and recreate under simulated annealing (after Schrimpf et al. 2000; Christiaens & Vanden Berghe 2020).

A step takes visits, days or whole tours out of a region, fills the days that became free, and opens or lengthens tours
where caravans and crews have days left. One shape for every stage: only the weights differ.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduler.caravans.compiled import compiled
from scheduler.caravans.flat import THRIFTS, Flat
from scheduler.caravans.insertion import Weights, fill_day, insert_cheapest, score
from scheduler.caravans.state import IDLE, State, close_tour, copy_state, remove_visit, worst_permille
from scheduler.caravans.touring import lengthen, reseat, trim, try_new_tour

Ints = NDArray[Any]
RUIN_MEAN = 8
TOURS_OUT = 3
OPENINGS = 6
"""New tours that are tried in one step at most."""


class Moves(NamedTuple):
    """What steps are drawn from."""

    days: float = 0.2
    """Share of steps that empty whole days."""
    tours: float = 0.15
    """Share of steps that cancel whole tours; all others take single visits out."""
    thrifts: int = THRIFTS
    """Powers of minutes that days are filled by: 0, THRIFT_STEP ..."""
    noise: float = 0.3
    """Share of a rating that chance may take away."""


MOVES = Moves()


@compiled
def ruin_visits(flat: Flat, state: State, seed_stop: int, cells: Ints, mean: int, taken: Ints) -> tuple[int, int]:
    """Take visits near a stop out; write their caravan-days and stops, return both numbers."""
    cell_count, count = 0, 0
    wanted = np.random.randint(1, 2 * mean)
    skip = 0.5 * np.random.random()
    for stop in flat.near_stops[flat.stop0 + seed_stop]:
        cell = state.where[stop]
        if cell < 0 or flat.pin_day[stop] >= 0 or np.random.random() < skip:
            continue
        remove_visit(flat, state, int(stop))
        taken[count] = stop
        count += 1
        cell_count = note(cells, cell_count, cell)
        if count >= wanted:
            break
    return cell_count, count


@compiled
def note(cells: Ints, count: int, cell: int) -> int:
    """Add a caravan-day to a list unless it is there; return the list's length."""
    for place in range(count):
        if cells[place] == cell:
            return count
    cells[count] = cell
    return count + 1


@compiled
def ruin_days(flat: Flat, state: State, seed_stop: int, cells: Ints, taken: Ints) -> tuple[int, int]:
    """Empty whole days near a stop; write their caravan-days and the stops, return both numbers."""
    days, cell_count, count = state.size.shape[1], 0, 0
    wanted = np.random.randint(1, TOURS_OUT + 1)
    for near in flat.near_stops[flat.stop0 + seed_stop]:
        cell = state.where[near]
        if cell < 0:
            continue
        cell_count = note(cells, cell_count, cell)
        sequence = state.sequence[cell // days, cell % days, : state.size[cell // days, cell % days]].copy()
        for stop in sequence:
            if flat.pin_day[stop] < 0:
                remove_visit(flat, state, int(stop))
                taken[count] = stop
                count += 1
        if cell_count >= wanted:
            break
    return cell_count, count


@compiled
def has_pin(flat: Flat, state: State, caravan: int, first: int) -> bool:
    """Tell whether a tour carries a pinned visit."""
    for day in range(first, first + state.length[caravan, first]):
        for position in range(state.size[caravan, day]):
            if flat.pin_day[state.sequence[caravan, day, position]] >= 0:
                return True
    return False


@compiled
def ruin_tours(flat: Flat, state: State, seed_stop: int, taken: Ints) -> int:
    """Cancel whole tours near a stop; write their stops and return the number."""
    days, count, closed = state.size.shape[1], 0, 0
    wanted = np.random.randint(1, TOURS_OUT + 1)
    for near in flat.near_stops[flat.stop0 + seed_stop]:
        cell = state.where[near]
        if cell < 0:
            continue
        caravan, first = int(cell // days), state.first[cell // days, cell % days]
        if has_pin(flat, state, caravan, first):
            continue
        for day in range(first, first + state.length[caravan, first]):
            for position in range(state.size[caravan, day]):
                taken[count] = state.sequence[caravan, day, position]
                count += 1
        close_tour(flat, state, caravan, first)
        closed += 1
        if closed >= wanted:
            break
    return count


@compiled
def mend_cells(flat: Flat, state: State, weights: Weights, cells: Ints, count: int, thrift: int, noise: float) -> None:
    """Choose nights anew around the given caravan-days, then fill them in random order."""
    days = state.size.shape[1]
    for place in range(count):
        caravan, day = int(cells[place] // days), int(cells[place] % days)
        if state.night[caravan, day] >= 0:
            reseat(flat, state, caravan, day)
        if state.first[caravan, day] != day:
            reseat(flat, state, caravan, day - 1)
    for place in range(count - 1, -1, -1):
        other = np.random.randint(0, place + 1)
        cells[place], cells[other] = cells[other], cells[place]
        fill_day(flat, state, weights, int(cells[place] // days), int(cells[place] % days), thrift, noise)


@compiled
def trim_cells(flat: Flat, state: State, cells: Ints, count: int) -> None:
    """Drop days that stayed empty at the ends of tours."""
    days = state.size.shape[1]
    for place in range(count):
        caravan, day = int(cells[place] // days), int(cells[place] % days)
        if state.first[caravan, day] != IDLE and state.size[caravan, day] == 0:
            trim(flat, state, caravan, state.first[caravan, day])


@compiled
def has_crew_days(flat: Flat, state: State) -> bool:
    """Tell whether any crew may still go out."""
    return bool((state.crew_out < flat.crew_max).any())


@compiled
def use_free_days(flat: Flat, state: State, weights: Weights, around: int, thrift: int, noise: float) -> None:
    """Open or lengthen tours while caravans and crews have days left."""
    caravans, days = state.size.shape
    if not has_crew_days(flat, state):
        return
    for _ in range(OPENINGS):
        caravan = np.random.randint(0, caravans)
        if state.out[caravan] >= flat.out_max[caravan]:
            continue
        if np.random.random() < 0.3:
            first = state.first[caravan, np.random.randint(0, days)]
            if first >= 0:
                day = lengthen(flat, state, caravan, first)
                if day >= 0:
                    fill_day(flat, state, weights, caravan, day, thrift, noise)
                    fill_day(flat, state, weights, caravan, day - 1, thrift, noise)
                    trim(flat, state, caravan, first)
                continue
        near = around if np.random.random() < 0.5 else -1
        try_new_tour(flat, state, weights, caravan, near, thrift, noise)


@compiled
def ruin_and_recreate(
    flat: Flat, state: State, weights: Weights, moves: Moves, keep_stops: bool, cells: Ints, taken: Ints
) -> None:
    """Make one step. ``keep_stops``: put the stops taken out back in first, where they cost least.

    Days hold few visits, so that what a visit gives often counts for more than its minutes: thrift 0 comes twice as
    often as each of the others.
    """
    seed_stop = np.random.randint(0, len(state.where))
    kind = np.random.random()
    thrift, noise = max(0, np.random.randint(-1, moves.thrifts)), moves.noise * np.random.random()
    cell_count = 0
    if kind < moves.tours:
        count = ruin_tours(flat, state, seed_stop, taken)
    elif kind < moves.tours + moves.days:
        cell_count, count = ruin_days(flat, state, seed_stop, cells, taken)
    else:
        cell_count, count = ruin_visits(flat, state, seed_stop, cells, RUIN_MEAN, taken)
    if keep_stops:
        trim_cells(flat, state, cells, cell_count)
        for place in range(count - 1, -1, -1):
            other = np.random.randint(0, place + 1)
            taken[place], taken[other] = taken[other], taken[place]
            insert_cheapest(flat, state, int(taken[place]), noise)
        if kind >= moves.tours:
            return
    mend_cells(flat, state, weights, cells, cell_count, thrift, noise)
    trim_cells(flat, state, cells, cell_count)
    use_free_days(flat, state, weights, seed_stop, thrift, noise)


@compiled
def anneal(
    flat: Flat,
    state: State,
    best: State,
    spare: State,
    weights: Weights,
    moves: Moves,
    steps: int,
    temperature: float,
    keep_stops: bool,
    seed: int,
) -> int:
    """Make ``steps`` steps at one temperature; ``state`` is where the search stands, ``best`` the best it has seen.

    ``spare`` is working room. Returns how often ``best`` was improved.
    """
    np.random.seed(seed)
    cells, taken = np.empty(state.size.size + 1, np.int64), np.empty(len(state.where) + 1, np.int64)
    now = score(flat, state, weights, worst_permille(flat, state))
    top = score(flat, best, weights, worst_permille(flat, best))
    copy_state(state, spare)
    improved = 0
    for _ in range(steps):
        ruin_and_recreate(flat, state, weights, moves, keep_stops, cells, taken)
        then = score(flat, state, weights, worst_permille(flat, state))
        if then > now + temperature * np.log(1e-12 + np.random.random()):
            now = then
            copy_state(state, spare)
            if then > top:
                top = then
                copy_state(state, best)
                improved += 1
        else:
            copy_state(spare, state)
    return improved
