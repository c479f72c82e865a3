"""Is a suspension's plan what it was to be? Read from both plans, sharing nothing with what decides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from scheduler.plan import Plan, Stay
from scheduler.problem import Problem
from scheduler.verify.dispatch import Breach, Told, past_breaches, told_breaches


def suspension_breaches(
    problem: Problem,
    before: Plan,
    after: Plan,
    area: frozenset[str],
    suspended: tuple[date, date],
    told: Told,
    changed_stays: frozenset[tuple[str, date]],
) -> list[Breach]:
    """Return every breach.

    Parameters
    ----------
    problem
        Any problem with the counties of stops: the suspended one or the one before.
    area, suspended
        County ids; first and last suspended day.
    told
        Stop id -> new day and caravan of a visit that does not take place as planned; ``None``: it is dropped.
    changed_stays
        Set and planned opening of each stay that does not take place as planned.
    """
    return [
        *_gatherings(problem, after, area, suspended),
        *past_breaches(before, after, datetime.combine(suspended[0], time())),
        *told_breaches(before, after, told),
        *_stays(before, after, changed_stays),
    ]


def _gatherings(problem: Problem, after: Plan, area: frozenset[str], suspended: tuple[date, date]) -> Iterator[Breach]:
    first, last = suspended
    county = {stop.stop_id: stop.county_id for stop in problem.stops}
    for tour in after.tours:
        for day in tour.days:
            for activity in day.activities:
                if activity.stop_id and county[activity.stop_id] in area and first <= day.day <= last:
                    yield Breach(case="open", about=activity.stop_id)
    for stay in after.stays:
        if stay.county_id in area and stay.opens <= last and first <= stay.last_day:
            yield Breach(case="open", about=stay.set_id)


def _stays(before: Plan, after: Plan, changed: frozenset[tuple[str, date]]) -> Iterator[Breach]:
    kept = {_plain(stay) for stay in after.stays}
    for stay in before.stays:
        if (stay.set_id, stay.opens) not in changed and _plain(stay) not in kept:
            yield Breach(case="untold", about=stay.set_id)


def _plain(stay: Stay) -> tuple[str, str, date, int, str]:
    return stay.set_id, stay.hall_id, stay.opens, stay.weeks, stay.team_id
