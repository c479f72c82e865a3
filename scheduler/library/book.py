"""Enter a composition as a booking: the loan, and for a caravan the kit that it makes up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from core.errors import DapengError, fail
from exhibits.library import Loan, LoanRequest
from exhibits.model import Kit
from scheduler.check import check_problem
from scheduler.composition import Composition
from scheduler.library.index import Index
from scheduler.problem import Problem


def book(problem: Problem, composition: Composition) -> Problem:
    """Return ``problem`` with the booking that a composition asks for.

    The loan carries the id of its request. For a caravan, a kit of that id takes the place of the one on board, and
    the caravan tours on the days of the loan only.

    Raises
    ------
    DapengError
        ``request-unmet`` for a composition that does not meet its request; every fault of the problem that would
        result, such as ``loan-twice`` where somebody was faster.
    """
    request = Index(problem).requests[composition.request_id]
    place = f"/loan_requests/{problem.loan_requests.index(request)}"
    if not composition.met:
        raise fail("request-unmet", place, id=request.request_id)
    loan = _loan(request, composition, _in_shows(problem, composition.show_ids))
    booked = replace(problem, loans=(*problem.loans, loan))
    if loan.kit_id is not None:
        booked = _aboard(booked, request, loan.kit_id, composition)
    if faults := check_problem(booked):
        raise DapengError(faults)
    return booked


def _in_shows(problem: Problem, show_ids: Iterable[str]) -> set[str]:
    wanted = set(show_ids)
    return {name for show in problem.theme_shows if show.show_id in wanted for name in show.exhibit_ids}


def _loan(request: LoanRequest, composition: Composition, with_shows: set[str]) -> Loan:
    on_board = request.purpose == "on_board" and request.caravan_id is not None
    return Loan(
        loan_id=request.request_id,
        library_id=request.library_id,
        borrower_id=request.borrower_id,
        county_id=request.county_id,
        stop_id=request.stop_id,
        span=request.span,
        exhibit_ids=tuple(name for name in composition.exhibit_ids if name not in with_shows),
        show_ids=composition.show_ids,
        set_ids=(),
        caravan_ids=(),
        kit_id=request.request_id if on_board else None,
        splits_set=False,
        request_id=request.request_id,
    )


def _aboard(problem: Problem, request: LoanRequest, kit_id: str, composition: Composition) -> Problem:
    caravan = next(one for one in problem.caravans if one.caravan_id == request.caravan_id)
    kit = Kit(
        kit_id=kit_id,
        name=request.request_id,
        exhibit_ids=composition.exhibit_ids,
        owner_id=caravan.owner_id,
        custodian_id=request.borrower_id,
    )
    carried = tuple(replace(one, kit_id=kit_id) if one is caravan else one for one in problem.caravans)
    return replace(problem, kits=(*problem.kits, kit), caravans=carried)
