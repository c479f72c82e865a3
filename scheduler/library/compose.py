"""Answer a request to a library: what goes, proved best; or why it cannot be met, and what would make it possible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from core.calendar import DateSpan
from core.errors import fail
from exhibits.library import LoanRequest
from scheduler.absences import EVER, absences, bookings, movable
from scheduler.composition import Composition, Easing
from scheduler.library.carrier import carrier_away, carrier_of
from scheduler.library.index import Index
from scheduler.library.limits import Row, counts, rows_for
from scheduler.library.packing import SECONDS, Packed, Undecided, is_possible, pack
from scheduler.library.stock import Stock, ends_of, stock_for
from scheduler.library.whynot import eased_alone, eased_together, lacking
from scheduler.plan import Plan
from scheduler.problem import Problem

SLOTS_TRIED = 60
"""Later first days that are tried at most."""


def compose(problem: Problem, request_id: str, plan: Plan | None = None) -> Composition:
    """Decide a request.

    Parameters
    ----------
    problem
        A consistent problem.
    request_id
        Which of its ``loan_requests``.
    plan
        A plan of it: what tours on the days asked for cannot be had. Without one, a set whose exhibit goes stays at
        home, and the tour plan is made around the loan once it is booked.

    Returns
    -------
    Composition
        What goes (fewest sets and kits kept at home, then most exhibits shown, then least mass: each proved), or the
        days on which its caravan is away, the themes lacking, the nearest values of the limits, the first later day.

    Raises
    ------
    DapengError
        ``id-unknown`` for a request that the problem does not have; ``library-undecided`` where the time was too short
        to find a choice or to prove that there is none.
    """
    index = Index(problem)
    if request_id not in index.requests:
        raise fail("id-unknown", "/loan_requests", kind="loan request", id=request_id)
    request = index.requests[request_id]
    stock = stock_for(index, request, plan)
    if away := carrier_away(index, request):
        return _no_carrier(index, request, plan, stock, away)
    rows = rows_for(index, request, stock.exhibits)
    try:
        packed = pack(stock, rows, [int(counts(one, request)) for one in stock.exhibits])
    except Undecided as undecided:
        facts = {"id": request_id, "seconds": SECONDS, "count": len(stock.exhibits)}
        raise fail("library-undecided", "/loan_requests", **facts) from undecided
    if packed is not None:
        return _met(request, packed)
    return _refused(index, request, plan, stock, rows)


def _met(request: LoanRequest, packed: Packed) -> Composition:
    return Composition(
        request_id=request.request_id,
        met=True,
        exhibit_ids=packed.exhibit_ids,
        show_ids=packed.show_ids,
        stages=packed.stages,
        lacking=(),
        eased=(),
        together=(),
        other_first=None,
    )


def _no_carrier(
    index: Index, request: LoanRequest, plan: Plan | None, stock: Stock, away: tuple[DateSpan, ...]
) -> Composition:
    """Return the refusal of a request whose caravan is not there; no limit that could be eased would help."""
    return Composition(
        request_id=request.request_id,
        met=False,
        exhibit_ids=(),
        show_ids=(),
        stages=(),
        lacking=lacking(request, stock),
        eased=(),
        together=(),
        other_first=_other_first(index, request, plan),
        carrier_away=away,
    )


def _refused(index: Index, request: LoanRequest, plan: Plan | None, stock: Stock, rows: Sequence[Row]) -> Composition:
    alone, undecided = eased_alone(stock, rows)
    together: tuple[Easing, ...] = ()
    try:
        together = () if alone or undecided else eased_together(stock, rows)
    except Undecided:
        undecided = tuple(dict.fromkeys(row.limit for row in rows))
    return Composition(
        request_id=request.request_id,
        met=False,
        exhibit_ids=(),
        show_ids=(),
        stages=(),
        lacking=lacking(request, stock),
        eased=alone,
        together=together,
        other_first=_other_first(index, request, plan),
        undecided=undecided,
    )


def _other_first(index: Index, request: LoanRequest, plan: Plan | None) -> date | None:
    """Return the first later day on which the request can be met; something must become free on it.

    ``None``, too, where the time was too short to say of a day, so that a later one might not be the first.
    """
    length = request.span.last - request.span.first
    try:
        everything = stock_for(index, request, None, any_day=True)
        if not is_possible(everything, rows_for(index, request, everything.exhibits)):
            return None
        for first in _days_of_return(index, request, plan)[:SLOTS_TRIED]:
            later = replace(request, span=DateSpan(first=first, last=first + length))
            if carrier_away(index, later):
                continue
            stock = stock_for(index, later, plan)
            if is_possible(stock, rows_for(index, later, stock.exhibits)):
                return first
    except Undecided:
        return None
    return None


def _days_of_return(index: Index, request: LoanRequest, plan: Plan | None) -> list[date]:
    """Return the later first days on which something comes back, or its caravan in time; ascending."""
    library = index.libraries[request.library_id]
    ends = [ends_of(loan, library).last for loan in index.problem.loans]
    ends += [span.last for one in index.sets.values() for span in one.unavailable]
    for item in movable(index.problem):
        ends += [one.span.last for one in bookings(index.problem, item) if one.span.last < EVER.last]
    if (carrier := carrier_of(index, request)) is not None:
        length = request.span.last - request.span.first
        ends += [span.last - length for span in absences(index.problem, carrier)]  # it is back for the last day
    if plan is not None:
        ends += [stay.last_day + timedelta(days=index.sets[stay.set_id].teardown_days) for stay in plan.stays]
        ends += [overhaul.last_day for overhaul in plan.overhauls]
        ends += [day.day for tour in plan.tours for day in tour.days]
    return sorted({end + timedelta(days=1) for end in ends if end >= request.span.first})
