"""Stays under a suspension: those that were open close before it, the others come afterwards where they can."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from core.calendar import DateSpan
from scheduler.emergency.model import ChangedStay
from scheduler.explain.set_trials import StayTrial, halls_of, try_stay, weeks_to_try
from scheduler.explain.sets import with_stay
from scheduler.plan import Plan, Stay
from scheduler.problem import Problem
from scheduler.verify import between, exchange, repeats
from scheduler.verify.view import View

ONCE_FIRST = "set.once_first"
WHOLE = (repeats.set_once_first, exchange.set_ring, between.visit_apart)
"""Rules that a stay can break together with all others, or with visits: asked about with the whole plan."""


def hit_stays(problem: Problem, plan: Plan) -> list[Stay]:
    """Return the stays that halls of the suspended ``problem`` have no room for, the earliest first.

    Those that would be open in a week that the suspension touches; and those beside it whose set needs so much longer
    than others to be set up or taken down that a hall closed for the others is closed for them too.
    """
    return sorted((s for s in plan.stays if not lies_in_hall(problem, s)), key=lambda stay: (stay.opens, stay.set_id))


def lies_in_hall(problem: Problem, stay: Stay) -> bool:
    """Tell whether a stay lies, from set-up to tear-down, within one span of its hall, days in the horizon counted."""
    museum_set = next(one for one in problem.sets if one.set_id == stay.set_id)
    hall = next(one for one in problem.halls if one.hall_id == stay.hall_id)
    first = max(stay.opens - timedelta(days=museum_set.setup_days), problem.horizon.first_monday)
    last = min(stay.last_day + timedelta(days=museum_set.teardown_days), problem.horizon.last_day)
    return any(span.first <= first and last <= span.last for span in hall.available)


def weeks_before(problem: Problem, stay: Stay) -> int:
    """Return the whole weeks that a stay can be open before the suspension, its set taken down in time; 0 for none."""
    shorter = (weeks for weeks in range(stay.weeks - 1, 0, -1) if lies_in_hall(problem, replace(stay, weeks=weeks)))
    return next(shorter, 0)


def with_lengths(problem: Problem, stays: Iterable[Stay]) -> Problem:
    """Return the problem in which stays may also be as short as the suspension leaves them: those that were open, and
    those that open late, by half of the rules' shortest stay at least.
    """
    rules = problem.set_rules
    least = rules.stay_weeks[0]
    late = range(-(-least // 2), least)
    weeks = {weeks_before(problem, stay) for stay in stays} - {0}
    return replace(problem, set_rules=replace(rules, stay_weeks=tuple(sorted(weeks.union(late, rules.stay_weeks)))))


def settle_stays(
    view: View, stays: Iterable[Stay], span: DateSpan, lengths: tuple[int, ...]
) -> tuple[Plan, tuple[ChangedStay, ...]]:
    """Return the view's plan with ``stays`` shortened, postponed or dropped, and what became of each.

    The view is of the suspended problem; ``lengths``: those that the rules had before it.
    """
    short = {stay: weeks_before(view.problem, stay) for stay in stays}
    kept = [replace(stay, weeks=short.get(stay) or stay.weeks) for stay in view.plan.stays if short.get(stay, 1)]
    plan = replace(view.plan, stays=tuple(kept))
    told = [_told(stay, "shortened", replace(stay, weeks=weeks)) for stay, weeks in short.items() if weeks]
    late = range(-(-lengths[0] // 2), lengths[0])
    for stay in (each for each, weeks in short.items() if not weeks):
        now = view.with_plan(plan)
        trial = _later(now, stay, span, lengths) or _later(now, stay, span, tuple(late))
        if trial is not None:
            plan = with_stay(plan, trial.stay, trial.overhauls)
        told.append(_told(stay, "postponed" if trial else "lost", trial.stay if trial else None))
    return plan, tuple(told)


def _later(view: View, stay: Stay, span: DateSpan, lengths: tuple[int, ...]) -> StayTrial | None:
    """Return the longest stay in the county after the suspension began, by its own set where that can be; else none."""
    own = view.sets[stay.set_id]
    others = [one for one in view.problem.sets if one.set_id != own.set_id]
    for choice in ([own], others):
        found = [
            trial for museum_set in choice for trial in _trials(view, museum_set.set_id, stay.county_id, span, lengths)
        ]
        if found:
            return max(found, key=lambda trial: (trial.stay.weeks, -trial.stay.opens.toordinal()))
    return None


def _trials(view: View, set_id: str, county_id: str, span: DateSpan, lengths: tuple[int, ...]) -> Iterator[StayTrial]:
    """Yield what is possible, the longest of each hall and Monday."""
    for hall in halls_of(view, county_id):
        for monday, inside in weeks_to_try(view):
            if monday <= span.last:
                continue
            for weeks in sorted(set(inside).intersection(lengths), reverse=True):
                trial = try_stay(view, view.sets[set_id], hall, (monday, weeks))
                if _suits(view, trial):
                    yield trial
                    break


def _suits(view: View, trial: StayTrial) -> bool:
    """Tell whether a trial breaks nothing, visits of caravans and the whole plan's order of counties included."""
    if any(each.rule_id != ONCE_FIRST for each in trial.violations):
        return False
    return _broken(view.with_plan(with_stay(view.plan, trial.stay, trial.overhauls))) <= _broken(view)


def _broken(view: View) -> Counter[str]:
    return Counter(each.rule_id for check in WHOLE for each in check(view))


def _told(stay: Stay, outcome: str, now: Stay | None) -> ChangedStay:
    return ChangedStay(
        set_id=stay.set_id,
        county_id=stay.county_id,
        hall_id=stay.hall_id,
        opens=stay.opens,
        weeks=stay.weeks,
        outcome=outcome,  # type: ignore[arg-type]
        new_set_id=now.set_id if now else None,
        new_opens=now.opens if now else None,
        new_weeks=now.weeks if now else None,
    )
