"""Is a suspension's plan what it was to be? Read from both plans, sharing nothing with what decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time

from scheduler.plan import Plan, Stay
from scheduler.problem import Problem
from scheduler.verify.dispatch import Breach, Told, past_breaches, told_breaches

ToldStays = dict[tuple[str, date], tuple[str, date, int] | None]
"""Set and planned opening of a stay -> set, opening and weeks of the county's stay now; ``None``: it is dropped."""


def suspension_breaches(
    problem: Problem,
    before: Plan,
    after: Plan,
    area: frozenset[str],
    suspended: tuple[date, date],
    told: Told,
    changed_stays: ToldStays,
) -> list[Breach]:
    """Return every breach.

    Parameters
    ----------
    problem
        Any problem with the counties of stops: the suspended one or the one before.
    area, suspended
        County ids; first and last suspended day.
    told
        Visits that do not take place as planned.
    changed_stays
        Stays that do not take place as planned.
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


def _stays(before: Plan, after: Plan, told: ToldStays) -> Iterator[Breach]:
    """Every stay is what it was, or what it is said to be, and there is no other."""
    there = list(after.stays)
    plain = [_plain(stay) for stay in there]
    for stay in before.stays:
        if (stay.set_id, stay.opens) in told:
            continue
        if _plain(stay) in plain:
            del there[plain.index(_plain(stay))]
            plain.remove(_plain(stay))
        else:
            yield Breach(case="untold", about=stay.set_id)
    left = Counter((stay.county_id, stay.set_id, stay.opens, stay.weeks) for stay in there)
    for stay in before.stays:
        now = told.get((stay.set_id, stay.opens))
        if now is not None:
            if not left[stay.county_id, *now]:
                yield Breach(case="not_there", about=stay.set_id)
            left[stay.county_id, *now] -= 1
    yield from (Breach(case="invented", about=each[1]) for each, times in left.items() if times > 0)


def _plain(stay: Stay) -> tuple[str, str, date, int, str]:
    return stay.set_id, stay.hall_id, stay.opens, stay.weeks, stay.team_id
