"""What operators and journeys were to bring, beside what a plan and the reports say: targets and results."""

from __future__ import annotations

from collections import Counter
from datetime import date

from core.calendar import DateSpan
from core.record import record
from fleet.people import Operator
from scheduler.journeys import away_span
from scheduler.plan import Plan, Tour
from scheduler.problem import Problem
from scheduler.tour_cost import tour_cost_fen


@record
class OperatorResult:
    """A contract and what a plan brings under it."""

    org_id: str
    name: str
    contract: DateSpan
    counties: int
    """Of its territory."""
    counties_served: int
    """Of these, by a visit or stay of what is in its custody."""
    visits: int
    visits_target: int | None
    """``None``: none is set."""
    cost_fen: int
    """Of the tours of its caravans."""
    budget_fen: int | None
    """``None``: no limit."""
    stays: int
    """Of the sets in its custody."""


@record
class JourneyResult:
    """A booked journey, what it was to reach and what was reported."""

    journey_id: str
    name: str
    destination: str
    leaves: date
    returns: date
    """First and last day away, at home."""
    stays_done: int | None
    """``None``: not reported."""
    stays_target: int | None
    """``None``: none is set."""
    audience_done: int | None
    audience_target: int | None


def operator_results(problem: Problem, plan: Plan) -> tuple[OperatorResult, ...]:
    """Return what a plan brings under each contract, in the problem's order."""
    return tuple(_result(problem, plan, operator) for operator in problem.operators)


def _result(problem: Problem, plan: Plan, operator: Operator) -> OperatorResult:
    names = {org.org_id: org.name for org in problem.organisations}
    caravans = {one.caravan_id for one in problem.caravans if one.custodian_id == operator.org_id}
    sets = {one.set_id for one in problem.sets if one.custodian_id == operator.org_id}
    tours = [tour for tour in plan.tours if tour.caravan_id in caravans]
    stays = [stay for stay in plan.stays if stay.set_id in sets]
    county_of = {stop.stop_id: stop.county_id for stop in problem.stops}
    visits = Counter(
        county_of[part.stop_id]
        for tour in tours
        for day in tour.days
        for part in day.activities
        if part.stop_id is not None
    )
    return OperatorResult(
        org_id=operator.org_id,
        name=names[operator.org_id],
        contract=operator.contract,
        counties=len(operator.county_ids),
        counties_served=len({*visits, *(stay.county_id for stay in stays)}.intersection(operator.county_ids)),
        visits=visits.total(),
        visits_target=operator.visits_target,
        cost_fen=sum(_cost_fen(problem, tour) for tour in tours),
        budget_fen=operator.budget_fen,
        stays=len(stays),
    )


def _cost_fen(problem: Problem, tour: Tour) -> int:
    caravan = next(one for one in problem.caravans if one.caravan_id == tour.caravan_id)
    kind = next(one for one in problem.vehicle_types if one.type_id == caravan.type_id)
    return tour_cost_fen(tour.days, km_fen=kind.cost_fen_per_km, day_fen=kind.cost_fen_per_day)


def journey_results(problem: Problem) -> tuple[JourneyResult, ...]:
    """Return each journey with its days at home, targets and reported results, by departure."""
    found = []
    for one in problem.journeys:
        away = away_span(one, problem.timezone)
        found.append(
            JourneyResult(
                journey_id=one.journey_id,
                name=one.name,
                destination=one.destination,
                leaves=away.first,
                returns=away.last,
                stays_done=one.stays_done,
                stays_target=one.stays_target,
                audience_done=one.audience_done,
                audience_target=one.audience_target,
            )
        )
    return tuple(sorted(found, key=lambda each: (each.leaves, each.journey_id)))
