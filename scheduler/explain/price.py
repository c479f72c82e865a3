"""What it costs to serve a county: a second solve with a hard floor for it, beside the plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from core.errors import DapengError
from scheduler.campaigns.solve import solve_with_campaigns
from scheduler.explain.model import Price, PricedStage
from scheduler.explain.swap import best_swap
from scheduler.narrow import for_sets
from scheduler.plan import Plan, Section, StageResult, Stay, Tour
from scheduler.problem import Floor, Problem
from scheduler.progress import Budget
from scheduler.sets.solve import solve_sets
from scheduler.verify.view import View

PROOFS = frozenset(
    {
        "floor-impossible",
        "pin-impossible",
        "pins-clash",
        "pins-crew",
        "sets-impossible",
        "visit-floor-beside-pins",
        "visit-floor-impossible",
        "visit-pin-closed",
        "visit-pin-no-caravan",
        "visit-pins-above-ceiling",
        "visit-pins-contradict",
    }
)
"""Codes by which the solvers prove that no plan exists. Any other, a new one too, only says that none was found."""


def forced_in(problem: Problem, section: Section, county_id: str) -> Problem:
    """Return ``problem`` with a hard floor of one stay or visit for a county."""
    service: dict[Section, Floor] = {
        "sets": Floor(county_id=county_id, service="set", minimum=1, hard=True),
        "caravans": Floor(county_id=county_id, service="caravan", minimum=1, hard=True),
    }
    return replace(problem, floors=(*problem.floors, service[section]))


def price_of(view: View, section: Section, county_id: str, budget: Budget) -> Price:
    """Return the price of serving a county that the view's plan does not serve.

    Both plans have a value and a bound per stage, so that the true price of a stage lies between
    ``planned - forced_bound`` and ``planned_bound - forced`` (for stages that are maximised).
    """
    problem, plan = view.problem, view.plan
    forced = forced_in(problem, section, county_id)
    stop_ids = {stop.stop_id for stop in problem.stops if stop.county_id == county_id}
    try:
        if section == "sets":
            sets = solve_sets(for_sets(forced), budget, best_swap(view, county_id) or plan.stays)
            after, stages = _stays(sets.stays), sets.stages
            served = any(stay.county_id == county_id for stay in sets.stays)
        else:
            caravans = solve_with_campaigns(forced, plan.stays, budget, plan.tours)
            after, stages = _visits(problem, caravans.tours), caravans.stages
            served = bool(stop_ids & _visited(caravans.tours))
    except DapengError as error:
        return _refused(error, budget, proved=any(each.code in PROOFS for each in error.faults))
    if not served:
        return Price(outcome="none_found", stages=(), displaced=(), seconds=budget.seconds, faults=())
    before = _stays(plan.stays) if section == "sets" else _visits(problem, plan.tours)
    return Price(
        outcome="priced",
        stages=_compared(plan, section, stages),
        displaced=_losers(before, after),
        seconds=budget.seconds,
        faults=(),
    )


def _refused(error: DapengError, budget: Budget, *, proved: bool) -> Price:
    """Return the price where the solver gave no plan: a proof, or only no time."""
    return Price(
        outcome="proved_impossible" if proved else "none_found",
        stages=(),
        displaced=(),
        seconds=budget.seconds,
        faults=error.faults,
    )


def _stays(stays: Iterable[Stay]) -> Counter[str]:
    return Counter(stay.county_id for stay in stays)


def _visited(tours: Iterable[Tour]) -> set[str]:
    activities = (activity for tour in tours for day in tour.days for activity in day.activities)
    return {activity.stop_id for activity in activities if activity.stop_id is not None}


def _visits(problem: Problem, tours: Iterable[Tour]) -> Counter[str]:
    county = {stop.stop_id: stop.county_id for stop in problem.stops}
    return Counter(county[stop_id] for stop_id in _visited(tours))


def _losers(before: Counter[str], after: Counter[str]) -> tuple[str, ...]:
    """Return the counties with fewer stays or visits than before, those that lose most first."""
    lost = {county_id: count - after[county_id] for county_id, count in before.items() if count > after[county_id]}
    return tuple(sorted(lost, key=lambda county_id: (-lost[county_id], county_id)))


def _compared(plan: Plan, section: Section, stages: Iterable[StageResult]) -> tuple[PricedStage, ...]:
    """Return both values and bounds of each stage.

    A plan with the county forced in is a plan of the problem as well: as long as it is as good in the stages before,
    what was proved of all plans holds for it, and the tighter of the two bounds is told.
    """
    planned = {stage.stage: stage for stage in plan.stages if stage.section == section}
    found: list[PricedStage] = []
    as_good = True
    for forced in stages:
        if (mine := planned.get(forced.stage)) is None:
            continue
        tighter = min if forced.sense == "max" else max
        bound = tighter(forced.bound, mine.bound) if as_good else forced.bound
        found.append(
            PricedStage(
                stage=forced.stage,
                planned=mine.value,
                planned_bound=mine.bound,
                forced=forced.value,
                forced_bound=bound,
                whole=mine.trivial_bound if forced.sense == "max" else 0,
            )
        )
        as_good = as_good and tighter(forced.value, mine.value) == mine.value
    return tuple(found)
