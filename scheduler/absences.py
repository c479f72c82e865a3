"""What keeps a set or caravan away or out of a county beside its own data: booked journeys, contracts of operators."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from core.calendar import DateSpan
from exhibits.model import ExhibitSet
from fleet.model import Caravan
from fleet.people import Operator
from scheduler.journeys import away_spans
from scheduler.problem import Problem

ONE_DAY = timedelta(days=1)


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
