"""Slots for a caravan's visit: the one that is planned, places in the plan, the visit moved."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from scheduler.explain.ground import Ground
from scheduler.plan import Tour
from scheduler.requests import Request
from scheduler.slots.board import Added, changed, kept_stops, visits_of, without
from scheduler.slots.insert import Place, Places, Rank, rank_of
from scheduler.slots.model import Slot
from scheduler.slots.worth import NOTHING, Change, Price, Worth, visits_between


@dataclass(frozen=True)
class Offer:
    """A slot, and the plan with it."""

    slot: Slot
    ground: Ground


def days_of(ground: Ground, request: Request) -> tuple[list[int], list[int]]:
    """Return the days of the window that were asked for, and the others."""
    asked = [d for d in range(ground.days) if request.first <= ground.date(d) <= request.last]
    others = [d for d in range(ground.days) if not request.first <= ground.date(d) <= request.last]
    return asked, others


def planned(
    ground: Ground, request: Request, stops: Sequence[int], caravans: Sequence[int], days: Container[int]
) -> Offer | None:
    """Return the visit that the plan has already on one of ``days``, with a kit that suits."""
    for stop, (number, day) in ((each, visit) for each in stops for visit in visits_of(ground, each)):
        out = ground.tours[number]
        if out.column.caravan in caravans and day in days:
            return Offer(_slot(ground, request, "planned", stop, day, out.tour, (), NOTHING), ground)
    return None


@dataclass(frozen=True)
class Candidate:
    """A place for the visit, in the plan or in the plan without the stop's own visit, and its price beside the plan."""

    request: Request
    base: Ground
    place: Place
    changes: tuple[Change, ...]
    price: Price

    @property
    def rank(self) -> Rank:
        """Return what is least for the best place."""
        return rank_of(self.place, self.price)

    def offer(self) -> Offer:
        """Return the slot, and the plan with it."""
        place, names = self.place, self.base.case.names
        if place.number is None:
            tour_id = f"{self.request.request_id}-{names.stops[place.stop].stop_id}"
            after = changed(self.base, {}, [Added(place.column, place.crew, tour_id)])
            tour = after.tours[-1].tour
        else:
            after = changed(self.base, {place.number: place.column})
            tour = after.tours[place.number].tour
        slot = _slot(self.base, self.request, place.kind, place.stop, place.day, tour, place.dropped, self.price)
        return Offer(slot, after)


_Base = tuple[Ground, int, tuple[Change, ...]]
"""A plan in which a stop is not visited, the stop, and how the plan was changed for that."""


def candidates(
    ground: Ground, request: Request, stops: Sequence[int], caravans: Sequence[int], days: Sequence[int]
) -> Iterator[Candidate]:
    """Yield places on ``days``, the best first: those that drop nothing, then those that take another's place.

    Either way stops that the plan leaves out come before those whose visit is moved, to other days or caravans.
    """
    worth = Worth(ground)
    fresh: list[_Base] = [(ground, stop, ()) for stop in stops if stop not in ground.visited]
    freed: list[_Base] = [(base, stop, (change,)) for stop in stops for base, change in _set_free(ground, stop)]
    for replacing in (False, True):
        for bases in (fresh, freed):
            found = [
                _candidate(worth, request, base, place, change)
                for base, stop, change in bases
                for place in Places(base).of(stop, days, caravans, replacing=replacing)
                if not change or (stop, place.column.caravan, place.day) not in visits_between(change)[1]
            ]
            yield from sorted(found, key=lambda each: each.rank)


def _candidate(worth: Worth, request: Request, base: Ground, place: Place, freed: tuple[Change, ...]) -> Candidate:
    before = None if place.number is None else base.tours[place.number].column
    changes = (*freed, (before, place.column))
    return Candidate(request, base, place, changes, worth.price(*changes) if freed else place.price)


def _set_free(ground: Ground, stop: int) -> Iterator[tuple[Ground, Change]]:
    """Yield the plan without the visit of a stop, where it need not stay and the rest of its tour still holds."""
    found = next(visits_of(ground, stop), None)
    if found is None or stop in kept_stops(ground):
        return
    number = found[0]
    column = ground.tours[number].column
    left = without(ground.case, column, frozenset({stop}))
    if left is not None or list(column.stops) == [stop]:
        yield changed(ground, {number: left}), (column, left)


def _slot(
    ground: Ground,
    request: Request,
    kind: str,
    stop: int,
    day: int,
    tour: Tour,
    dropped: Sequence[int],
    price: Price,
) -> Slot:
    stops = ground.case.names.stops
    stop_id, date = stops[stop].stop_id, ground.date(day)
    visit = next(a for each in tour.days for a in each.activities if a.stop_id == stop_id)
    return Slot(
        kind=kind,  # type: ignore[arg-type]
        day=date,
        in_dates=request.first <= date <= request.last,
        place_id=stop_id,
        tour=tour,
        stay=None,
        overhauls=(),
        start_min=visit.start_min,
        dropped=tuple(stops[each].stop_id for each in dropped),
        price=price,
    )
