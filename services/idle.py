"""Sets and caravans that a plan leaves at home, with the fact that keeps each there, where one rule alone does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Literal

from core.record import record
from fleet.model import Caravan, Crew
from scheduler.plan import Plan
from scheduler.problem import Problem

Why = Literal["intact", "no_crew", "crews_used", "chosen"]
"""Too few exhibits work; no crew may drive it; its crews' days are used up; or none of these."""


@record
class Idle:
    """A set or a caravan that stays at home."""

    item_id: str
    name: str
    why: Why
    part: int
    """Of a set: exhibits that work. Of a caravan: days that the crews for it are out."""
    whole: int
    """Of a set: its exhibits. Of a caravan: days that the crews for it may be out."""
    limit: int
    """Of a set: per cent of its exhibits that must work; of a caravan 0."""


def idle_of(problem: Problem, plan: Plan) -> tuple[Idle, ...]:
    """Return what the plan does not use: sets, then caravans, in the problem's order."""
    return (*_idle_sets(problem, plan), *_idle_caravans(problem, plan))


def _idle_sets(problem: Problem, plan: Plan) -> Iterator[Idle]:
    used = {stay.set_id for stay in plan.stays}
    working = {one.exhibit_id for one in problem.exhibits if one.condition == "working"}
    limit = problem.set_rules.min_intact_percent
    for one in problem.sets:
        if one.set_id not in used:
            part, whole = sum(item in working for item in one.exhibit_ids), len(one.exhibit_ids)
            why: Why = "intact" if 100 * part < limit * whole else "chosen"
            yield Idle(item_id=one.set_id, name=one.name, why=why, part=part, whole=whole, limit=limit)


def _idle_caravans(problem: Problem, plan: Plan) -> Iterator[Idle]:
    used = {tour.caravan_id for tour in plan.tours}
    out = Counter(tour.crew_id for tour in plan.tours for _ in tour.days)
    for one in problem.caravans:
        if one.caravan_id not in used:
            crews = _crews_for(problem, one)
            part, whole = sum(out[crew.crew_id] for crew in crews), sum(crew.out_days_max for crew in crews)
            why: Why = "no_crew" if not crews else "crews_used" if part >= whole else "chosen"
            yield Idle(item_id=one.caravan_id, name=one.name, why=why, part=part, whole=whole, limit=0)


def _crews_for(problem: Problem, caravan: Caravan) -> list[Crew]:
    """Return the crews of the caravan's depot that may drive it and are large enough."""
    least = next(one.crew_size for one in problem.vehicle_types if one.type_id == caravan.type_id)
    return [
        crew
        for crew in problem.crews
        if crew.depot_id == caravan.depot_id and caravan.type_id in crew.licensed_type_ids and crew.size >= least
    ]
