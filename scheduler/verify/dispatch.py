"""Is an emergency's plan what it was to be? Read from both plans, sharing nothing with what decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Literal

from core.record import record
from scheduler.plan import Activity, Plan, Tour
from scheduler.problem import Problem

Told = dict[tuple[str, str], tuple[date, str] | None]
"""Stop and planned caravan of a visit -> its new day and caravan; ``None``: it is dropped. A convoy's stop has many."""
Case = Literal[
    "not_served", "too_early", "too_late", "theme", "past", "untold", "not_there", "invented", "open", "lift", "told"
]


@record
class Breach:
    """One thing that is not as it was to be."""

    case: Case
    """``not_served``, ``too_early``, ``too_late``: of a county; ``theme``: the kit does not show it.
    ``past``: something before the call is changed. ``untold``: a visit is gone or moved and nobody says so.
    ``not_there``: a visit is not where it is said to be made up. ``invented``: one that nobody planned or told of.
    ``open``: a gathering where they are suspended. ``lift``: a limit is not what is told, or changed without need.
    ``told``: something else is told of it than the plans hold."""
    about: str
    """Id of the county, tour or stop."""


@record
class Ask:
    """What was asked for, and what is told of it, as plain facts."""

    stops: dict[str, str]
    """County id -> the stop where it is to be served."""
    themes: tuple[str, ...]
    called: datetime
    deadline: datetime
    told: Told
    """Visits that do not take place as planned."""


def dispatch_breaches(before: Plan, problem: Problem, after: Plan, ask: Ask) -> list[Breach]:
    """Return every breach; ``problem`` is the one with the emergency's stops, which ``after`` is a plan of."""
    return [
        *_counties(problem, after, ask),
        *past_breaches(before, after, ask.called),
        *told_breaches(before, after, ask.told, frozenset(ask.stops.values())),
    ]


def _counties(problem: Problem, after: Plan, ask: Ask) -> Iterator[Breach]:
    kits = {kit.kit_id: kit.exhibit_ids for kit in problem.kits}
    kit_of = {caravan.caravan_id: caravan.kit_id for caravan in problem.caravans}
    theme_of = {exhibit.exhibit_id: exhibit.theme for exhibit in problem.exhibits if exhibit.condition == "working"}
    for county_id, stop_id in ask.stops.items():
        served = [(tour, starts) for tour, starts, activity in _visits(after) if activity.stop_id == stop_id]
        if not served:
            yield Breach(case="not_served", about=county_id)
        for tour, starts in served:
            if starts < ask.called:
                yield Breach(case="too_early", about=county_id)
            if starts > ask.deadline:
                yield Breach(case="too_late", about=county_id)
            themes = {theme_of[name] for name in kits[kit_of[tour.caravan_id]] if name in theme_of}
            if not themes.intersection(ask.themes):
                yield Breach(case="theme", about=county_id)


def past_breaches(before: Plan, after: Plan, called: datetime) -> Iterator[Breach]:
    """Whatever ended before the call is as it was, and nothing new began before it."""
    old = {each for each in _happenings(before) if each[2] <= called}
    new = set(_happenings(after))
    yield from (Breach(case="past", about=each[0]) for each in sorted(old - new, key=str))
    known = set(_happenings(before))
    invented = {each for each in new - known if each[1] < called and not _goes_on(each, known)}
    yield from (Breach(case="past", about=each[0]) for each in sorted(invented, key=str))


Happening = tuple[str, datetime, datetime, str, str, str | None]
"""Caravan, start, end, from, to, stop."""


def _goes_on(each: Happening, known: set[Happening]) -> bool:
    """Tell whether something is what was planned, only cut short."""
    return any(each[:2] == other[:2] and each[2] <= other[2] and each[3:] == other[3:] for other in known)


def _happenings(plan: Plan) -> Iterator[Happening]:
    for tour in plan.tours:
        for day in tour.days:
            for a in day.activities:
                start, end = _at(day.day, a.start_min), _at(day.day, a.end_min)
                yield tour.caravan_id, start, end, a.from_place, a.to_place, a.stop_id


def told_breaches(before: Plan, after: Plan, told: Told, added: frozenset[str] = frozenset()) -> Iterator[Breach]:
    """Every visit is where it was, or where it is said to be, and there is no other, but to the stops ``added``."""
    planned, expected = Counter(_where(before)), Counter[Where]()
    for (stop_id, day, caravan_id), times in planned.items():
        now = told.get((stop_id, caravan_id), (day, caravan_id))
        if now is not None:
            expected[stop_id, now[0], now[1]] += times
    there = Counter(each for each in _where(after) if each[0] not in added)
    told_of = {stop_id for stop_id, _ in told}
    for stop_id, _, _ in expected - there:
        yield Breach(case="not_there" if stop_id in told_of else "untold", about=stop_id)
    for stop_id, _, _ in there - expected:
        yield Breach(case="not_there" if stop_id in told_of else "invented", about=stop_id)
    known = {(stop_id, caravan_id) for stop_id, _, caravan_id in planned}
    yield from (Breach(case="not_there", about=stop_id) for stop_id, _ in sorted(told.keys() - known))


Where = tuple[str, date, str]
"""Stop, day, caravan."""


def _where(plan: Plan) -> Iterator[Where]:
    for tour, starts, activity in _visits(plan):
        yield activity.stop_id or "", starts.date(), tour.caravan_id


def _visits(plan: Plan) -> Iterator[tuple[Tour, datetime, Activity]]:
    for tour in plan.tours:
        for day in tour.days:
            for activity in day.activities:
                if activity.kind == "visit":
                    yield tour, _at(day.day, activity.start_min), activity


def _at(day: date, minute: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minute)
