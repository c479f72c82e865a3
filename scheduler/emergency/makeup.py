"""Visits that were dropped find a new place: whole tours on later days, then single visits wherever they fit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from scheduler.caravans.column import Column, is_feasible
from scheduler.emergency.guard import Guard
from scheduler.explain.caravan_alone import free_crew
from scheduler.explain.ground import NOBODY, Ground
from scheduler.slots.board import Added, changed
from scheduler.slots.insert import Place, Places
from scheduler.slots.worth import Worth

LOOKS = 2_000_000
"""Days of caravans at which is looked for a place, at most: a few seconds, and the same on a busy machine."""


def tours_again(ground: Ground, columns: Sequence[tuple[Column, int, str]], first: int, guard: Guard) -> Ground:
    """Return the ground with whole tours put on later days, from ``first`` on, where caravan and a crew are free.

    Each tour is a column, its crew and its id; what is visited by now is left out. ``guard`` has the last word.
    """
    for column, crew, tour_id in columns:
        left = replace(column, visits=tuple(tuple(s for s in day if s not in ground.visited) for day in column.visits))
        if any(left.visits) and (found := _later(ground, left, crew, first)):
            tried = changed(ground, {}, [Added(*found, tour_id)])
            ground = tried if guard.allows(ground, tried) else ground
    return ground


def _later(ground: Ground, column: Column, crew: int, first: int) -> tuple[Column, int] | None:
    length = len(column.visits)
    if ground.out_left(column.caravan) < length:
        return None
    for day in range(first, ground.days - length + 1):
        moved = replace(column, first=day)
        if (ground.tour_at[column.caravan, day : day + length] == NOBODY).all() and is_feasible(ground.case, moved):
            free = free_crew(ground, column.caravan, day, day + length)
            if free is not None:
                own = not ground.crew_busy[crew, day : day + length].any() and ground.crew_left(crew) >= length
                able = own and ground.case.flat.crew_free[crew, day : day + length].all()
                return moved, crew if able else free
    return None


def visits_again(
    ground: Ground,
    stops: Iterable[int],
    days: Sequence[int],
    guard: Guard,
    *,
    prefix: str,
    frozen: frozenset[str] = frozenset(),
) -> Ground:
    """Return the ground with each of ``stops`` at its best place on ``days`` that drops nothing and breaks no rule.

    Those that are worth most come first; what the township share forbids is tried once more after the others. New
    tours have ids that begin with ``prefix``; ``frozen`` ones stay as they are.
    """
    worth = Worth(ground)
    left = sorted(
        (stop for stop in stops if stop not in ground.visited), key=lambda stop: (-worth.coverage((stop,), ()), stop)
    )
    looks, everybody = LOOKS, range(len(ground.case.flat.depot))
    waiting: list[int] = []
    for again in (False, True):
        for stop in waiting if again else left:
            if looks <= 0 or _county_full(ground, stop):
                continue
            if not guard.allows_setting(ground, stop):
                waiting += [] if again else [stop]
                continue
            looks -= len(days) * int(ground.case.flat.fit[:, stop].sum())
            places = sorted(Places(ground, frozen).of(stop, days, everybody), key=lambda place: place.rank)
            ground = _best_placed(ground, places, guard, f"{prefix}-{ground.case.names.stops[stop].stop_id}")
    return ground


def _best_placed(ground: Ground, places: Iterable[Place], guard: Guard, tour_id: str) -> Ground:
    """Return the ground with the first place that is allowed; a caravan that is refused once is not asked again."""
    refused: set[int] = set()
    for place in places:
        if place.column.caravan in refused:
            continue
        tried = _placed(ground, place, tour_id)
        if guard.allows(ground, tried):
            return tried
        refused.add(place.column.caravan)
    return ground


def _county_full(ground: Ground, stop: int) -> bool:
    """Tell whether the county has as many visits as its ceiling lets it have."""
    flat = ground.case.flat
    county = int(flat.county[stop])
    return sum(int(flat.county[each]) == county for each in ground.visited) >= int(flat.ceiling[county])


def _placed(ground: Ground, place: Place, tour_id: str) -> Ground:
    if place.number is None:
        return changed(ground, {}, [Added(place.column, place.crew, tour_id)])
    return changed(ground, {place.number: place.column})
