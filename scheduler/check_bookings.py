"""Nothing is booked twice: journeys, windows of exchange and loans of libraries against each other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from core.calendar import DateSpan
from core.errors import Fault, fault
from exhibits.model import ExhibitSet
from fleet.model import Caravan
from scheduler.absences import Booking, bookings, movable
from scheduler.check_library import made_up_kits, things_of
from scheduler.check_times import known_zones
from scheduler.problem import Problem


def bookings_apart(problem: Problem) -> Iterator[Fault]:
    """Yield a fault for each set or caravan that two bookings take on one day, whole or in part.

    Windows of exchange among themselves are asked about in ``check_exchange``, loans of libraries in ``check_library``.
    """
    if any(one.timezone not in known_zones() for one in problem.journeys):
        return  # said elsewhere; which days they take is not known
    for item in movable(problem):
        taken = bookings(problem, item)
        for one, two in combinations(taken, 2):
            if two.span.first <= one.span.last and "journey" in (one.kind, two.kind):
                yield _twice(problem, item, two, one.booking_id, one.span)
        if taken:
            yield from _beside_loans(problem, item, taken)


def _beside_loans(problem: Problem, item: ExhibitSet | Caravan, taken: tuple[Booking, ...]) -> Iterator[Fault]:
    """Yield a fault for each loan of a library that takes ``item`` or its exhibits while it is elsewhere."""
    parts = _things(problem, item)
    for loan in problem.loans:
        if parts & things_of(problem, loan):
            for one in taken:
                if loan.span.overlaps(one.span.first, one.span.last):
                    yield _twice(problem, item, one, loan.loan_id, loan.span)


def _things(problem: Problem, item: ExhibitSet | Caravan) -> set[tuple[str, str]]:
    """Return kind and id of a set or caravan and of the exhibits that go with it."""
    if isinstance(item, ExhibitSet):
        return {("set", item.set_id), *(("exhibit", name) for name in item.exhibit_ids)}
    kit = next(kit for kit in problem.kits if kit.kit_id == item.kit_id)
    own = () if kit.kit_id in made_up_kits(problem) else kit.exhibit_ids
    return {("caravan", item.caravan_id), *(("exhibit", name) for name in own)}


def _twice(problem: Problem, item: ExhibitSet | Caravan, one: Booking, other: str, span: DateSpan) -> Fault:
    named = ("set", item.set_id) if isinstance(item, ExhibitSet) else ("caravan", item.caravan_id)
    facts = {"kind": named[0], "id": named[1], "booking": one.booking_id, "other": other}
    return fault("booked-twice", _path(problem, one), first=max(one.span.first, span.first), **facts)


def _path(problem: Problem, one: Booking) -> str:
    if one.kind == "journey":
        return f"/journeys/{[each.journey_id for each in problem.journeys].index(one.booking_id)}"
    return f"/set_loans/{[each.loan_id for each in problem.set_loans].index(one.booking_id)}"
