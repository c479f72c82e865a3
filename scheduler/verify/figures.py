"""The objective's values, derived anew from stays and tours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise

from core.concave import GainCurve
from scheduler.plan import Plan, Section, StageId
from scheduler.problem import Problem
from scheduler.verify.campaigns import soft_shortage
from scheduler.verify.days import open_days
from scheduler.verify.moves import events_of
from scheduler.verify.repeats import without_first
from scheduler.verify.view import View


def figures(problem: Problem, plan: Plan) -> dict[tuple[Section, StageId], int]:
    """Return the value of each stage of the objective, for both sections, as ``docs/model.md`` defines it.

    Parts of the plan that name unknown things are left out.
    """
    view = View(problem, plan)
    return {**set_figures(view), **caravan_figures(view)}


def set_figures(view: View) -> dict[tuple[Section, StageId], int]:
    """Return the four values of the museum-set section."""
    stays: dict[str, int] = defaultdict(int)
    for placed in view.stays:
        stays[placed.hall.county_id] += 1
    gains = set_gains(view)
    return {
        ("sets", "shortage"): _shortage(view, "set", stays)
        + soft_shortage(view, "sets")
        + without_first(view, view.plan.stays),
        ("sets", "coverage"): _coverage(view, gains),
        ("sets", "worst_prefecture"): _worst_prefecture(view, gains),
        ("sets", "cost"): sum(_set_cost_fen(view, museum_set.set_id) for museum_set in view.problem.sets),
    }


def set_gains(view: View) -> dict[str, int]:
    """Return county id -> gain (permille) of its effective open days, for the counties that asked for a set."""
    rules, calendar = view.problem.set_rules, view.problem.calendar
    effective_days: dict[str, int] = defaultdict(int)
    for placed in view.stays:
        effective_days[placed.hall.county_id] += open_days(placed.stay, calendar, rules)
    asked = [c.county_id for c in view.problem.counties if c.county_id not in view.problem.not_asked]
    return {county_id: gain_permille(rules.gain, effective_days[county_id]) for county_id in asked}


def caravan_figures(view: View) -> dict[tuple[Section, StageId], int]:
    """Return the four values of the caravan section."""
    visits: dict[str, int] = defaultdict(int)
    for visit in view.visits:
        visits[visit.stop.county_id] += 1
    gains = caravan_gains(view)
    return {
        ("caravans", "shortage"): _shortage(view, "caravan", visits) + soft_shortage(view, "caravans"),
        ("caravans", "coverage"): _coverage(view, gains),
        ("caravans", "worst_prefecture"): _worst_prefecture(view, gains),
        ("caravans", "cost"): sum(view.cost_fen(tour) for tour in view.plan.tours),
    }


def caravan_gains(view: View) -> dict[str, int]:
    """Return county id -> gain (permille) of the share of its audience visited, for the counties with stops."""
    audience: dict[str, int] = defaultdict(int)
    reached: dict[str, int] = defaultdict(int)
    visited = {visit.stop.stop_id for visit in view.visits}
    for stop in view.problem.stops:
        audience[stop.county_id] += stop.audience
        reached[stop.county_id] += stop.audience * (stop.stop_id in visited)
    curve = view.problem.caravan_rules.gain
    return {
        county_id: gain_permille(curve, 1000 * reached[county_id] // total if total else 0)
        for county_id, total in audience.items()
    }


def trivial_bounds(view: View) -> dict[tuple[Section, StageId], int]:
    """Return what coverage and the worst prefecture would be at full gain; the stages that are minimised have 0.

    Coverage is printed as a share of this: counties that asked for sets, counties with stops.
    """
    counties: dict[Section, set[str]] = {
        "sets": {county.county_id for county in view.problem.counties} - set(view.problem.not_asked),
        "caravans": {stop.county_id for stop in view.problem.stops},
    }
    bounds: dict[tuple[Section, StageId], int] = {}
    for section, county_ids in counties.items():
        bounds[section, "coverage"] = 1000 * sum(view.need[county_id] for county_id in county_ids)
        bounds[section, "worst_prefecture"] = 1000
    return bounds


def gain_permille(curve: GainCurve, argument: int) -> int:
    """Return floor of the curve at ``argument``: linear between corners, constant after the last."""
    x0 = y0 = 0
    for corner in curve.corners:
        if argument < corner.at:
            return y0 + (argument - x0) * (corner.gain_permille - y0) // (corner.at - x0)
        x0, y0 = corner.at, corner.gain_permille
    return y0


def _shortage(view: View, service: str, found: Mapping[str, int]) -> int:
    soft = [floor for floor in view.problem.floors if floor.service == service and not floor.hard]
    return sum(max(0, floor.minimum - found[floor.county_id]) for floor in soft)


def _coverage(view: View, gains: Mapping[str, int]) -> int:
    return sum(view.need[county_id] * gain for county_id, gain in gains.items())


def _worst_prefecture(view: View, gains: Mapping[str, int]) -> int:
    value: dict[str, int] = defaultdict(int)
    need: dict[str, int] = defaultdict(int)
    for county_id, gain in gains.items():
        prefecture_id = view.counties[county_id].prefecture_id
        value[prefecture_id] += view.need[county_id] * gain
        need[prefecture_id] += view.need[county_id]
    return min((1000 * value[p] // (1000 * need[p]) for p in need if need[p]), default=0)


def _set_cost_fen(view: View, set_id: str) -> int:
    museum_set = view.sets[set_id]
    cost = 0
    for one, two in pairwise(events_of(view, museum_set)):
        length_m = view.set_matrix.metres(one.place, two.place)
        cost += -(-length_m * museum_set.cost_fen_per_km // 1000)
        cost += museum_set.cost_fen_per_move * two.is_stay
    return cost
