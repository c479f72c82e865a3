"""Rules of contracted operators and of booked journeys."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from exhibits.model import ExhibitSet
from fleet.model import Caravan
from fleet.people import Operator
from scheduler.journeys import Journey
from scheduler.rules import Violation, violation
from scheduler.verify.view import View


def set_away(view: View) -> Iterator[Violation]:
    """No day of a stay, its set-up and tear-down, and of an overhaul lies in a journey of the set."""
    for placed in view.stays:
        first = placed.stay.opens - timedelta(days=placed.museum_set.setup_days)
        last = placed.stay.last_day + timedelta(days=placed.museum_set.teardown_days)
        yield from _set_away(view, placed.path, placed.museum_set, first, last)
    for path, overhaul in view.overhauls:
        yield from _set_away(view, path, view.sets[overhaul.set_id], overhaul.first_monday, overhaul.last_day)


def _set_away(view: View, path: str, museum_set: ExhibitSet, first: date, last: date) -> Iterator[Violation]:
    for journey in view.problem.journeys:
        if journey.service == "set" and journey.resource_id == museum_set.set_id:
            leaves, returns = away_days(journey, view.problem.timezone)
            if first <= returns and leaves <= last:
                facts = {"set": museum_set.name, "journey": journey.name, "leaves": leaves, "returns": returns}
                yield violation("set.away", "away", path, **facts)


def caravan_away(view: View) -> Iterator[Violation]:
    """No tour day lies in a journey of the caravan."""
    for tour, day, path in view.days():
        for journey in view.problem.journeys:
            if journey.service == "caravan" and journey.resource_id == tour.caravan_id:
                leaves, returns = away_days(journey, view.problem.timezone)
                if leaves <= day.day <= returns and tour.caravan_id in view.caravans:
                    name = view.caravans[tour.caravan_id].name
                    facts = {"journey": journey.name, "leaves": leaves, "returns": returns}
                    yield violation("caravan.away", "away", path, caravan=name, day=day.day, **facts)


def away_days(journey: Journey, home_zone: str) -> tuple[date, date]:
    """Return the days of departure and return at home, by way of universal time."""
    moments = [
        _utc_minutes(journey.opens, journey.opens_min, journey.timezone),
        _utc_minutes(journey.closes, journey.closes_min, journey.timezone) - timedelta(minutes=1),  # last open one
    ]
    opens, closes = ((moment.astimezone(ZoneInfo(home_zone))).date() for moment in moments)
    leaves = opens - timedelta(days=journey.transport_out_days) - timedelta(days=journey.customs_out_days)
    return leaves, closes + timedelta(days=journey.transport_back_days) + timedelta(days=journey.customs_back_days)


def _utc_minutes(day: date, minute: int, zone: str) -> datetime:
    next_day, minute = divmod(minute, 24 * 60)
    hour, minute = divmod(minute, 60)
    there = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone))
    return (there + timedelta(days=next_day)).astimezone(ZoneInfo("UTC"))


def set_territory(view: View) -> Iterator[Violation]:
    """A set in an operator's custody stands in its territory, and under its contract."""
    for placed in view.stays:
        operator = _operator(view, placed.museum_set)
        if operator is None:
            continue
        facts = {"set": placed.museum_set.name, "operator": operator.org_id}
        if placed.hall.county_id not in operator.county_ids:
            county = view.county_name(placed.hall.county_id)
            yield violation("set.territory", "county", placed.path, county=county, **facts)
        first = placed.stay.opens - timedelta(days=placed.museum_set.setup_days)
        last = placed.stay.last_day + timedelta(days=placed.museum_set.teardown_days)
        horizon = view.problem.horizon
        begins, ends = max(first, horizon.first_monday), min(last, horizon.last_day)
        if begins < operator.contract.first or ends > operator.contract.last:
            yield violation("set.territory", "contract", placed.path, first=begins, last=ends, **facts)


def caravan_territory(view: View) -> Iterator[Violation]:
    """A caravan in an operator's custody visits its territory, and goes out under its contract."""
    for visit in view.visits:
        caravan = view.caravans.get(visit.tour.caravan_id)
        operator = _operator(view, caravan) if caravan else None
        if caravan and operator and visit.stop.county_id not in operator.county_ids:
            facts = {"caravan": caravan.name, "operator": operator.org_id}
            county = view.county_name(visit.stop.county_id)
            yield violation("caravan.territory", "county", visit.path, county=county, **facts)
    for tour, day, path in view.days():
        caravan = view.caravans.get(tour.caravan_id)
        operator = _operator(view, caravan) if caravan else None
        if caravan and operator and not operator.contract.first <= day.day <= operator.contract.last:
            facts = {"caravan": caravan.name, "operator": operator.org_id, "day": str(day.day)}
            yield violation("caravan.territory", "contract", path, **facts)


def caravan_budget(view: View) -> Iterator[Violation]:
    """The tours of an operator's caravans cost no more than its budget."""
    for operator in view.problem.operators:
        if operator.budget_fen is None:
            continue
        spent = 0
        for tour in view.plan.tours:
            vehicle = view.vehicle(tour)
            if vehicle and vehicle[0].custodian_id == operator.org_id:
                spent += view.cost_fen(tour)
        if spent > operator.budget_fen:
            facts = {"operator": operator.org_id, "found": spent, "budget": operator.budget_fen}
            yield violation("caravan.budget", "over", "/tours", **facts)


def _operator(view: View, item: ExhibitSet | Caravan) -> Operator | None:
    found = [one for one in view.problem.operators if one.org_id == item.custodian_id]
    return found[0] if found else None
