"""The caravan that is to carry what a request asks for: whether it is there at all on those days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from core.calendar import DateSpan, uncovered
from exhibits.library import LoanRequest
from fleet.model import Caravan
from scheduler.absences import absences, bookings
from scheduler.library.index import Index


def carrier_away(index: Index, request: LoanRequest) -> tuple[DateSpan, ...]:
    """Return what keeps the caravan of an on-board request from carrying it, with reasons; empty: nothing.

    A journey or a loan of the caravan on any of the days asked for; else its absences, where they leave none of the
    days. A kit on board is the caravan's own for days on which it tours.
    """
    caravan = carrier_of(index, request)
    if caravan is None:
        return ()
    asked = request.span
    booked = tuple(span for span in _booked(index, request, caravan) if span.overlaps(asked.first, asked.last))
    gone = tuple(span for span in absences(index.problem, caravan) if span.overlaps(asked.first, asked.last))
    return booked or (() if list(uncovered(asked, gone)) else gone)


def carrier_of(index: Index, request: LoanRequest) -> Caravan | None:
    """Return the caravan for which a kit is to be made up."""
    if request.purpose != "on_board" or request.caravan_id is None:
        return None
    return index.caravans[request.caravan_id]


def _booked(index: Index, request: LoanRequest, caravan: Caravan) -> Iterator[DateSpan]:
    """Yield the days of the caravan's journeys, and of its loans with the turnaround between one and the next."""
    for each in bookings(index.problem, caravan):
        yield DateSpan(first=each.span.first, last=each.span.last, reason=each.booking_id)
    before = timedelta(days=index.libraries[request.library_id].turnaround_days)
    for loan in index.problem.loans:
        if caravan.caravan_id in loan.caravan_ids:
            after = timedelta(days=index.libraries[loan.library_id].turnaround_days)
            yield DateSpan(first=loan.span.first - before, last=loan.span.last + after, reason=loan.loan_id)
