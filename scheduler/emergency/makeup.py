"""Visits that were dropped find a new place: whole tours on later days, then single visits wherever they fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from itertools import chain, count

from scheduler.caravans.column import Column, is_feasible
from scheduler.emergency.guard import Guard
from scheduler.emergency.model import Obstacle
from scheduler.explain.caravan_alone import free_crew
from scheduler.explain.ground import NOBODY, Ground
from scheduler.slots.board import Added, changed
from scheduler.slots.insert import Place, Places
from scheduler.slots.worth import Worth

Refused = Mapping[int, Obstacle]
"""Stop -> why it has no visit, where that is more than that no place was found."""


Gone = tuple[Column, int, str]
"""A tour, or a part of one, that does not take place: its visits, its crew, the id for it when it comes again."""


def tours_again(ground: Ground, gone: Sequence[Gone], first: int, guard: Guard) -> Ground:
    """Return the ground with whole tours put on later days, from ``first`` on, where caravan and a crew are free.

    What is visited by now is left out, and so are days at the ends without a visit, where the rest can be driven
    without their nights. ``guard`` has the last word.
    """
    for column, crew, tour_id in gone:
        left = replace(column, visits=tuple(tuple(s for s in day if s not in ground.visited) for day in column.visits))
        if not any(left.visits):
            continue
        found = _later(ground, _without_ends(left), crew, first) or _later(ground, left, crew, first)
        if found:
            tried = changed(ground, {}, [Added(*found, _free_id(ground, tour_id))])
            ground = tried if guard.allows(ground, tried) else ground
    return ground


def part_of(column: Column, stops: Set[int]) -> Column:
    """Return a column with the visits to some of its stops only."""
    return replace(column, visits=tuple(tuple(stop for stop in day if stop in stops) for day in column.visits))


def _without_ends(column: Column) -> Column:
    """Return a column from its first day with a visit to its last one."""
    busy = [number for number, visits in enumerate(column.visits) if visits]
    begin, end = busy[0], busy[-1] + 1
    return replace(
        column, first=column.first + begin, nights=column.nights[begin : end - 1], visits=column.visits[begin:end]
    )


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
    looks: int,
    frozen: frozenset[str] = frozenset(),
) -> tuple[Ground, Refused]:
    """Return the ground with each of ``stops`` at its best place on ``days`` that drops nothing and breaks no rule.

    With it, what refused the others, where that is known.

    Those that are worth most come first; what the township share forbids is tried once more after the others. New
    tours have ids that begin with ``prefix``; ``frozen`` ones stay as they are. ``looks``: so many days of caravans
    are looked at, at most; that is the same on every machine, which seconds are not.
    """
    worth = Worth(ground)
    left = sorted(
        (stop for stop in stops if stop not in ground.visited), key=lambda stop: (-worth.coverage((stop,), ()), stop)
    )
    everybody, waiting, refused = range(len(ground.case.flat.depot)), list[int](), dict[int, Obstacle]()
    for again in (False, True):
        for stop in waiting if again else left:
            if looks <= 0:
                refused[stop] = "untried"
                continue
            if _county_full(ground, stop):
                refused[stop] = "ceiling"
                continue
            if not guard.allows_setting(ground, stop):
                refused[stop] = "share"
                waiting += [] if again else [stop]
                continue
            looks -= len(days) * int(ground.case.flat.fit[:, stop].sum())
            places = sorted(Places(ground, frozen).of(stop, days, everybody), key=lambda place: place.rank)
            tour_id = f"{prefix}-{ground.case.names.stops[stop].stop_id}"
            ground, refusal = _best_placed(ground, places, guard, tour_id)
            refused.pop(stop, None)
            if refusal is not None:
                refused[stop] = refusal
    return ground, refused


def _best_placed(ground: Ground, places: Iterable[Place], guard: Guard, tour_id: str) -> tuple[Ground, Obstacle | None]:
    """Return the ground with the first place that is allowed, or why the best place is not.

    A caravan that is refused once is not asked again.
    """
    refused: set[int] = set()
    why: Obstacle | None = None
    for place in places:
        if place.column.caravan in refused:
            continue
        tried = _placed(ground, place, tour_id)
        refusal = guard.refusal(ground, tried)
        if refusal is None:
            return tried, None
        why = why or refusal
        refused.add(place.column.caravan)
    return ground, why


def _county_full(ground: Ground, stop: int) -> bool:
    """Tell whether the county has as many visits as its ceiling lets it have, each of a convoy's vehicles counted."""
    flat = ground.case.flat
    county = int(flat.county[stop])
    return sum(int(flat.county[each]) == county for each in ground.visits) >= int(flat.ceiling[county])


def _placed(ground: Ground, place: Place, tour_id: str) -> Ground:
    if place.number is None:
        return changed(ground, {}, [Added(place.column, place.crew, _free_id(ground, tour_id))])
    return changed(ground, {place.number: place.column})


def _free_id(ground: Ground, tour_id: str) -> str:
    """Return an id that no tour has: what was put off once may be put off again."""
    taken = {out.tour.tour_id for out in ground.tours}
    return next(free for free in chain([tour_id], (f"{tour_id}~{n}" for n in count(2))) if free not in taken)
