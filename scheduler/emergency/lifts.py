"""Limits that an emergency exceeds, raised by just as much as it needs, and named."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from scheduler.emergency.model import Lift
from scheduler.explain.ground import Ground
from scheduler.problem import Ceiling, Problem
from scheduler.verify.view import View


def lifted(problem: Problem, ground: Ground) -> tuple[Problem, tuple[Lift, ...]]:
    """Return the problem with limits on days out and visits raised by what the dispatch needs, and what was raised."""
    out = Counter(tour.caravan_id for tour in ground.view.plan.tours for _ in tour.days)
    crew = Counter(tour.crew_id for tour in ground.view.plan.tours for _ in tour.days)
    visits = Counter(visit.stop.county_id for visit in ground.view.visits)
    lifts: list[Lift] = []

    def most(rule_id: str, target_id: str, before: int, found: int) -> int:
        if found > before:
            lifts.append(Lift(rule_id=rule_id, target_id=target_id, before=before, after=found))
        return max(before, found)

    raised = replace(
        problem,
        caravans=tuple(
            replace(c, out_days_max=most("caravan.out_days", c.caravan_id, c.out_days_max, out[c.caravan_id]))
            for c in problem.caravans
        ),
        crews=tuple(
            replace(c, out_days_max=most("crew.days", c.crew_id, c.out_days_max, crew[c.crew_id]))
            for c in problem.crews
        ),
        ceilings=tuple(
            Ceiling(county_id=c.county_id, maximum=most("county.ceiling", c.county_id, c.maximum, visits[c.county_id]))
            for c in problem.ceilings
        ),
    )
    return raised, tuple(lifts)


def share_lifted(problem: Problem, view: View) -> tuple[Problem, tuple[Lift, ...]]:
    """Return the problem with the township share lowered to that of the view's plan, where it is less."""
    everything = len(view.visits)
    townships = sum(visit.stop.setting in ("township", "village") for visit in view.visits)
    before = problem.caravan_rules.township_share_min_percent
    found = 100 * townships // everything if everything else 100
    if found >= before:
        return problem, ()
    lift = Lift(rule_id="share.township", target_id="", before=before, after=found)
    return replace(problem, caravan_rules=replace(problem.caravan_rules, township_share_min_percent=found)), (lift,)
