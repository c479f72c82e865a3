"""A plan that is changed tour by tour: the numbers stay in step, and untouched tours keep every minute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scheduler.caravans.case import Case
from scheduler.caravans.column import Column, departure_of, tours_of
from scheduler.explain.ground import NOBODY, Ground, Out
from scheduler.plan import Tour


@dataclass(frozen=True)
class Added:
    """A tour to be added."""

    column: Column
    crew: int
    tour_id: str


def changed(ground: Ground, columns: Mapping[int, Column | None], added: Sequence[Added] = ()) -> Ground:
    """Return the ground with tours changed (number -> new column; ``None``: the tour is dropped) and others added."""
    outs = [
        out if number not in columns else _remade(ground.case, out, column)
        for number, out in enumerate(ground.tours)
        if (column := columns.get(number, out.column)) is not None
    ]
    outs += [
        Out(tour=written(ground.case, item.column, item.crew, item.tour_id), column=item.column, crew=item.crew)
        for item in added
    ]
    return with_outs(ground, outs)


def with_outs(ground: Ground, outs: Iterable[Out]) -> Ground:
    """Return a ground of the same problem in which exactly these tours go out."""
    outs = tuple(outs)
    tour_at = np.full(ground.tour_at.shape, NOBODY, dtype=np.int64)
    crew_busy = np.zeros(ground.crew_busy.shape, dtype=np.bool_)
    for number, out in enumerate(outs):
        tour_at[out.column.caravan, out.column.first : out.column.days.stop] = number
        crew_busy[out.crew, out.column.first : out.column.days.stop] = True
    plan = replace(ground.view.plan, tours=tuple(out.tour for out in outs))
    return Ground(
        view=ground.view.with_plan(plan),
        case=ground.case,
        tours=outs,
        tour_at=tour_at,
        crew_busy=crew_busy,
        visited=frozenset(stop for out in outs for stop in out.column.stops),
    )


def written(case: Case, column: Column, crew: int, tour_id: str) -> Tour:
    """Return a column as the tour that people read."""
    return replace(tours_of(case, [(column, crew)])[0], tour_id=tour_id)


def _remade(case: Case, out: Out, column: Column) -> Out:
    """Return a tour with other visits; days on which nothing changes keep every minute, however they were written."""
    tour = written(case, column, out.crew, out.tour.tour_id)
    before = dict(zip(out.column.legs(case.flat), out.tour.days, strict=True))
    days = tuple(before.get(leg, new) for leg, new in zip(column.legs(case.flat), tour.days, strict=True))
    return Out(tour=replace(tour, days=days), column=column, crew=out.crew)


def with_day(column: Column, day: int, stops: tuple[int, ...]) -> Column:
    """Return a column with other visits on one of its days."""
    at = day - column.first
    return replace(column, visits=(*column.visits[:at], stops, *column.visits[at + 1 :]))


def without(case: Case, column: Column, stops: frozenset[int]) -> Column | None:
    """Return a column without some of its visits; ``None`` where none is left or a day no longer fits the clock.

    Fewer visits can be too much: a visit may have been the break that the driving needed.
    """
    left = replace(column, visits=tuple(tuple(stop for stop in day if stop not in stops) for day in column.visits))
    fits = any(left.visits) and all(departure_of(case, left.caravan, *leg) >= 0 for leg in left.legs(case.flat))
    return left if fits else None


def trimmed(case: Case, column: Column, first: int) -> Column:
    """Return a column without days at its ends on which nothing is visited any more, from day ``first`` on.

    A day goes only where the rest can be driven without its night.
    """
    while len(column.visits) > 1:
        shorter = [
            replace(column, first=column.first + 1, nights=column.nights[1:], visits=column.visits[1:]),
            replace(column, nights=column.nights[:-1], visits=column.visits[:-1]),
        ]
        gone, rewritten = [column.first, column.days.stop - 1], [column.first, column.days.stop - 2]
        fitting = [
            left
            for left, day, earliest in zip(shorter, gone, rewritten, strict=True)
            if earliest >= first
            and not column.visits[day - column.first]
            and all(departure_of(case, left.caravan, *leg) >= 0 for leg in left.legs(case.flat))
        ]
        if not fitting:
            break
        column = fitting[0]
    return column


def visits_of(ground: Ground, stop: int) -> Iterator[tuple[int, int]]:
    """Yield tour number and day of each visit to a stop: one, or those of a convoy's vehicles."""
    for number, out in enumerate(ground.tours):
        for day, stops in zip(out.column.days, out.column.visits, strict=True):
            if stop in stops:
                yield number, day


def kept_stops(ground: Ground) -> frozenset[int]:
    """Return the stops whose visits stay where they are: those of pinned visits and of convoys."""
    meeting = {convoy.stop_id for convoy in ground.view.problem.convoys}
    convoys = {row for row, stop in enumerate(ground.case.names.stops) if stop.stop_id in meeting}
    return frozenset(convoys.union(np.flatnonzero(ground.case.flat.pin_day >= 0).tolist()))
