"""Why is a county not served? Four stages: not asked, impossible alone, no gap, price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scheduler.explain.caravans import explain_caravans
from scheduler.explain.county import CountyExplanation, names_for
from scheduler.explain.ground import Ground, make_ground
from scheduler.explain.model import ServiceExplanation
from scheduler.explain.price import price_of
from scheduler.explain.sets import explain_sets
from scheduler.need import need_of
from scheduler.plan import Plan, Section
from scheduler.problem import Problem
from scheduler.progress import Budget
from scheduler.verify.view import View

SECTIONS: tuple[Section, ...] = ("sets", "caravans")


def explain_county(problem: Problem, plan: Plan, county_id: str, budget: Budget) -> CountyExplanation:
    """Explain why a county gets, or does not get, each of the two services.

    Parameters
    ----------
    problem, plan
        A problem and a plan of it that the verifier accepts.
    county_id
        A county of the problem.
    budget
        Time for the prices (second solves), shared by the services that need one; the other stages take what they
        take, a second or so on a whole province.
    """
    return _explain(problem, plan, [county_id], budget, [county_id])[0]


def explain_unserved(
    problem: Problem, plan: Plan, budget: Budget, *, everybody: bool = False
) -> tuple[CountyExplanation, ...]:
    """Explain every county in the top fifth of need that lacks a stay or a visit, neediest first.

    Prices share the time that ``budget`` leaves after the other stages of all counties. With ``everybody`` the counties
    below the top fifth follow, without prices.
    """
    served_sets = {stay.county_id for stay in plan.stays}
    stops = {stop.stop_id: stop.county_id for stop in problem.stops}
    activities = (activity for tour in plan.tours for day in tour.days for activity in day.activities)
    served_caravans = {stops[activity.stop_id] for activity in activities if activity.stop_id is not None}
    served = served_sets & served_caravans
    ranked = by_need(problem) if everybody else neediest(problem)
    return tuple(_explain(problem, plan, [name for name in ranked if name not in served], budget, neediest(problem)))


def neediest(problem: Problem) -> list[str]:
    """Return the counties in the top fifth of need (rounded up), neediest first."""
    ranked = by_need(problem)
    return ranked[: -(-len(ranked) // 5)]


def by_need(problem: Problem) -> list[str]:
    """Return all counties, neediest first."""
    return [row.county_id for row in sorted(need_of(problem).rows, key=lambda row: row.rank)]


def _explain(
    problem: Problem, plan: Plan, county_ids: Sequence[str], budget: Budget, priced: Sequence[str]
) -> list[CountyExplanation]:
    ground = _ground(problem, plan)
    cheap = {county_id: _cheap(ground, county_id) for county_id in county_ids}
    waiting = [
        (name, section)
        for name in priced
        if name in cheap
        for section in SECTIONS
        if _needs_price(cheap[name][section])
    ]
    for number, (county_id, section) in enumerate(waiting):
        share = budget.left() if not budget.deterministic else budget.seconds
        part = budget.part(share / (len(waiting) - number))
        if budget.over():
            break
        price = price_of(ground.view, section, county_id, part)
        cheap[county_id][section] = replace(cheap[county_id][section], stage="price", price=price)
    return [_county(ground, county_id, found) for county_id, found in cheap.items()]


def _ground(problem: Problem, plan: Plan) -> Ground:
    view = View(problem, plan)
    view.warm_up()
    return make_ground(view)


def _cheap(ground: Ground, county_id: str) -> dict[Section, ServiceExplanation]:
    return {"sets": explain_sets(ground.view, county_id), "caravans": explain_caravans(ground, county_id)}


def _needs_price(service: ServiceExplanation) -> bool:
    return service.stage == "no_gap"


def _county(ground: Ground, county_id: str, found: dict[Section, ServiceExplanation]) -> CountyExplanation:
    problem = ground.view.problem
    return CountyExplanation(
        county_id=county_id,
        name=ground.view.counties[county_id].name,
        sets=found["sets"],
        caravans=found["caravans"],
        names=names_for(problem, found["sets"], found["caravans"]),
    )
