"""Nothing is booked twice: journeys, exchange and loans of libraries against each other, loans against workshops."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from core.calendar import DateSpan, uncovered
from core.errors import Fault, fault
from exhibits.library import Loan
from exhibits.model import ExhibitSet
from fleet.model import Caravan
from scheduler.absences import Booking, bookings, movable, without_contract
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


def lent_from_workshop(problem: Problem) -> Iterator[Fault]:
    """Yield a fault for each loan of what cannot be had then, as no request would be met: whichever was entered first.

    Exhibits lent singly or in theme exhibitions, of a set that is unavailable on a day of the loan; a kit made up for a
    caravan that is there on none of them. A set or caravan lent whole may well be unavailable because it is lent.
    """
    shows = {one.show_id: one.exhibit_ids for one in problem.theme_shows}
    for index, loan in enumerate(problem.loans):
        singly = {*loan.exhibit_ids, *(name for show_id in loan.show_ids for name in shows[show_id])}
        for one in problem.sets:
            shut = next((each for each in one.unavailable if each.overlaps(loan.span.first, loan.span.last)), None)
            if shut is not None and singly.intersection(one.exhibit_ids):
                facts = {"loan": loan.loan_id, "set": one.set_id, "first": shut.first, "last": shut.last}
                yield fault("loan-set-shut", f"/loans/{index}", **facts)
        for caravan in problem.caravans:
            if loan.kit_id == caravan.kit_id and not _carried_on_some_day(problem, caravan, loan):
                facts = {"loan": loan.loan_id, "id": loan.kit_id, "caravan": caravan.caravan_id}
                yield fault("loan-kit-away", f"/loans/{index}/kit_id", **facts)


def _carried_on_some_day(problem: Problem, caravan: Caravan, loan: Loan) -> bool:
    """Tell whether a caravan is there on some day of a loan, journeys apart: these are asked about above."""
    gone = (*caravan.unavailable, *without_contract(problem, caravan))
    return bool(list(uncovered(loan.span, [each for each in gone if each.overlaps(loan.span.first, loan.span.last)])))


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
