"""Slots for a caravan's visit: the one that is planned, places in the plan, the visit moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scheduler.explain.ground import Ground
from scheduler.plan import Tour
from scheduler.requests import Request
from scheduler.slots.board import Added, changed, day_of, without
from scheduler.slots.insert import Place, Places
from scheduler.slots.model import Slot
from scheduler.slots.worth import NOTHING, Price, Worth, both


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


def planned(ground: Ground, request: Request, stops: Sequence[int], caravans: Sequence[int]) -> Offer | None:
    """Return the visit that the plan has already on a day asked for, with a kit that suits."""
    for stop in stops:
        found = day_of(ground, stop) if stop in ground.visited else None
        if found is None:
            continue
        number, day = found
        out = ground.tours[number]
        if out.column.caravan in caravans and request.first <= ground.date(day) <= request.last:
            return Offer(_slot(ground, request, "planned", stop, day, out.tour, (), NOTHING), ground)
    return None


def offers(
    ground: Ground, request: Request, stops: Sequence[int], caravans: Sequence[int], days: Sequence[int]
) -> Iterator[Offer]:
    """Yield offers on ``days``, cheapest first: those that drop nothing, then those that take another's place."""
    fresh = [stop for stop in stops if stop not in ground.visited]
    bases: list[tuple[Ground, int, Price | None]] = [(ground, stop, None) for stop in fresh]
    bases = bases or [(base, stop, price) for stop in stops for base, price in _set_free(ground, stop)]
    for replacing in (False, True):
        found: list[tuple[Place, Ground, Price | None]] = []
        for base, stop, freed in bases:
            found += [(place, base, freed) for place in Places(base).of(stop, days, caravans, replacing=replacing)]
        for place, base, freed in sorted(found, key=lambda item: item[0].rank):
            yield _offer(base, request, place, freed)


def _set_free(ground: Ground, stop: int) -> Iterator[tuple[Ground, Price]]:
    """Yield the plan without the visit of a stop, where the rest of its tour still holds."""
    found = day_of(ground, stop)
    if found is None or ground.case.flat.pin_day[stop] >= 0:
        return
    number = found[0]
    column = ground.tours[number].column
    left = without(ground.case, column, frozenset({stop}))
    if left is not None or list(column.stops) == [stop]:
        price = Worth(ground).price(column, left, (), ())
        yield changed(ground, {number: left}), price


def _offer(base: Ground, request: Request, place: Place, freed: Price | None) -> Offer:
    names = base.case.names
    if place.number is None:
        tour_id = f"{request.request_id}-{names.stops[place.stop].stop_id}"
        after = changed(base, {}, [Added(place.column, place.crew, tour_id)])
        tour = after.tours[-1].tour
    else:
        after = changed(base, {place.number: place.column})
        tour = after.tours[place.number].tour
    price = both(freed, _moved(place.price)) if freed else place.price
    return Offer(_slot(base, request, place.kind, place.stop, place.day, tour, place.dropped, price), after)


def _moved(price: Price) -> Price:
    """Return the price of a visit that the plan has anyway: it adds no coverage."""
    return Price(
        drive_min=price.drive_min,
        length_m=price.length_m,
        cost_fen=price.cost_fen,
        coverage=min(0, price.coverage),
        share_millionths=min(0, price.share_millionths),
    )


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
