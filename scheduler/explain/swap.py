"""A first plan that serves a county: one stay taken from elsewhere; where the second solve begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from scheduler.explain.set_trials import StayTrial, halls_of, try_stay
from scheduler.explain.sets import newly_broken, with_stay
from scheduler.plan import Plan, Stay
from scheduler.rules import rules
from scheduler.verify.figures import set_figures
from scheduler.verify.registry import RULES
from scheduler.verify.view import View

EARLIER_WEEKS = 3
"""How much earlier than the stay that it replaces a stay may open, and later."""

OF_SETS = tuple(rule_id for rule_id in RULES if rules()[rule_id].section == "sets")


def best_swap(view: View, county_id: str) -> tuple[Stay, ...] | None:
    """Return the stays of the plan with one exchanged for a stay in the county, the best of these by shortage, then
    coverage; ``None`` where no single exchange is possible.
    """
    plans = [plan for given_up in view.plan.stays for plan in _swaps(view, county_id, given_up)]
    ranked = sorted(plans, key=lambda plan: _rank(view, plan), reverse=True)
    return next((plan.stays for plan in ranked if not newly_broken(view, plan, OF_SETS)), None)


def _rank(view: View, plan: Plan) -> tuple[int, int]:
    values = set_figures(view.with_plan(plan))
    return -values["sets", "shortage"], values["sets", "coverage"]


def _swaps(view: View, county_id: str, given_up: Stay) -> Iterator[Plan]:
    """Yield the plan without a stay, with the best stay of the same set in the county, for each hall there."""
    without = replace(view.plan, stays=tuple(stay for stay in view.plan.stays if stay != given_up))
    rest = view.with_plan(without)
    for hall in halls_of(view, county_id):
        trials = [trial for trial in _trials(rest, given_up, hall.hall_id) if not trial.violations]
        if trials:
            best = max(trials, key=lambda trial: trial.stay.weeks)
            yield with_stay(without, best.stay, best.overhauls)


def _trials(rest: View, given_up: Stay, hall_id: str) -> Iterator[StayTrial]:
    """Yield trials of the set that is set free, opening about when it would have."""
    museum_set, hall, horizon = rest.sets[given_up.set_id], rest.halls[hall_id], rest.problem.horizon
    for offset in range(-EARLIER_WEEKS, EARLIER_WEEKS + 1):
        opens = given_up.opens + timedelta(weeks=offset)
        for weeks in rest.problem.set_rules.stay_weeks:
            if opens < horizon.first_monday or opens + timedelta(days=7 * weeks - 1) > horizon.last_day:
                continue
            trial = try_stay(rest, museum_set, hall, (opens, weeks))
            yield trial
            if trial.violations:
                break
