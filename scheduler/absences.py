"""What keeps a set or caravan away, or out of a county, beside its own data: journeys, exchange, contracts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from core.calendar import DateSpan, uncovered
from exhibits.model import ExhibitSet
from fleet.model import Caravan
from fleet.people import Operator
from scheduler.exchange import SetLoan
from scheduler.journeys import away_span, away_spans
from scheduler.problem import Problem

ONE_DAY = timedelta(days=1)
EVER = DateSpan(first=date(1900, 1, 1), last=date(2200, 12, 31))
"""Longer than any data (``check_values``)."""


@dataclass(frozen=True)
class Booking:
    """Days on which a set or caravan is booked elsewhere and cannot be lent, shown or seen at home."""

    kind: Literal["journey", "exchange"]
    booking_id: str
    """Id of the journey or of the loan between organisations."""
    span: DateSpan
    place: str
    """Destination, or the organisation that has it."""


def movable(problem: Problem) -> tuple[ExhibitSet | Caravan, ...]:
    """Return the sets and caravans: what journeys, exchange and contracts are about."""
    return (*problem.sets, *problem.caravans)


def bookings(problem: Problem, item: ExhibitSet | Caravan) -> tuple[Booking, ...]:
    """Return when a set or caravan is on a journey or with another organisation, by first day.

    A set lent in is with its owner outside the windows of its loans.
    """
    is_set = isinstance(item, ExhibitSet)
    resource_id = item.set_id if isinstance(item, ExhibitSet) else item.caravan_id
    mine = [one for one in problem.journeys if (one.service == "set", one.resource_id) == (is_set, resource_id)]
    found = [
        Booking("journey", one.journey_id, away_span(one, problem.timezone), f"{one.name} · {one.destination}")
        for one in mine
    ]
    if isinstance(item, ExhibitSet):
        found += _exchanged(problem, [loan for loan in problem.set_loans if loan.set_id == item.set_id])
    return tuple(sorted(found, key=lambda each: (each.span.first, each.booking_id)))


def _exchanged(problem: Problem, loans: Sequence[SetLoan]) -> Iterator[Booking]:
    names = {org.org_id: org.name for org in problem.organisations}
    for loan in loans:
        if loan.direction == "out":
            yield Booking("exchange", loan.loan_id, loan.window, names[loan.borrower_id])
    here = sorted((loan for loan in loans if loan.direction == "in"), key=lambda loan: loan.window.first)
    for gap in uncovered(EVER, [loan.window for loan in here]) if here else ():
        onward = next((loan for loan in here if loan.window.first > gap.last), here[-1])
        yield Booking("exchange", onward.loan_id, gap, names[onward.lender_id])


def absences(problem: Problem, item: Caravan) -> tuple[DateSpan, ...]:
    """Return the days on which a caravan cannot be planned: its own, journeys, days outside its contract."""
    if not (problem.journeys or problem.operators):
        return item.unavailable
    return (*item.unavailable, *journeys_of(problem, item), *without_contract(problem, item))


def journeys_of(problem: Problem, item: ExhibitSet | Caravan) -> tuple[DateSpan, ...]:
    """Return the days at home of a set's or caravan's journeys; they may lie outside the horizon."""
    if isinstance(item, ExhibitSet):
        return away_spans(problem.journeys, "set", item.set_id, problem.timezone)
    return away_spans(problem.journeys, "caravan", item.caravan_id, problem.timezone)


def operator_of(problem: Problem, item: ExhibitSet | Caravan) -> Operator | None:
    """Return the contracted operator that has a set or caravan in its custody."""
    return next((one for one in problem.operators if one.org_id == item.custodian_id), None)


def in_territory(problem: Problem, item: ExhibitSet | Caravan, county_ids: Sequence[str]) -> list[bool]:
    """Tell for each county whether a set or caravan may serve it."""
    operator = operator_of(problem, item)
    return [operator is None or county_id in operator.county_ids for county_id in county_ids]


def without_contract(problem: Problem, item: ExhibitSet | Caravan) -> tuple[DateSpan, ...]:
    """Return the days of the horizon that a set's or caravan's contract leaves out: it serves on none of them."""
    operator = operator_of(problem, item)
    if operator is None:
        return ()
    first, last = problem.horizon.first_monday, problem.horizon.last_day
    span = operator.contract
    before = _span(first, min(last, span.first - ONE_DAY), operator.org_id)
    return (*before, *_span(max(first, span.last + ONE_DAY), last, operator.org_id))


def _span(first: date, last: date, reason: str) -> Iterator[DateSpan]:
    if first <= last:
        yield DateSpan(first=first, last=last, reason=reason)
