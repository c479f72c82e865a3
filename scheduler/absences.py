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


def absences(problem: Problem, item: ExhibitSet | Caravan) -> tuple[DateSpan, ...]:
    """Return the days on which a set or caravan cannot be planned: its own, journeys, days outside its contract."""
    if not (problem.journeys or problem.operators):
        return item.unavailable
    is_set = isinstance(item, ExhibitSet)
    resource_id = item.set_id if isinstance(item, ExhibitSet) else item.caravan_id
    away = away_spans(problem.journeys, "set" if is_set else "caravan", resource_id, problem.timezone)
    return (*item.unavailable, *away, *_without_contract(problem, item))


def operator_of(problem: Problem, item: ExhibitSet | Caravan) -> Operator | None:
    """Return the contracted operator that has a set or caravan in its custody."""
    return next((one for one in problem.operators if one.org_id == item.custodian_id), None)


def in_territory(problem: Problem, item: ExhibitSet | Caravan, county_ids: Sequence[str]) -> list[bool]:
    """Tell for each county whether a set or caravan may serve it."""
    operator = operator_of(problem, item)
    return [operator is None or county_id in operator.county_ids for county_id in county_ids]


def _without_contract(problem: Problem, item: ExhibitSet | Caravan) -> Iterator[DateSpan]:
    operator = operator_of(problem, item)
    if operator is None:
        return
    first, last = problem.horizon.first_monday, problem.horizon.last_day
    span = operator.contract
    yield from _span(first, min(last, span.first - ONE_DAY), operator.org_id)
    yield from _span(max(first, span.last + ONE_DAY), last, operator.org_id)


def _span(first: date, last: date, reason: str) -> Iterator[DateSpan]:
    if first <= last:
        yield DateSpan(first=first, last=last, reason=reason)
