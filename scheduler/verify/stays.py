"""Rules of single stays and of a county's stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from scheduler.plan import Stay
from scheduler.rules import Violation, violation
from scheduler.verify.view import View, named


def set_reference(view: View) -> Iterator[Violation]:
    """Set, hall, county (the hall's) and team exist; the set of an overhaul exists."""
    for index, stay in enumerate(view.plan.stays):
        yield from _stay_reference(view, f"/stays/{index}", stay)
    for index, overhaul in enumerate(view.plan.overhauls):
        if overhaul.set_id not in view.sets:
            yield violation("set.reference", "set", f"/overhauls/{index}", id=overhaul.set_id)


def _stay_reference(view: View, path: str, stay: Stay) -> Iterator[Violation]:
    if stay.set_id not in view.sets:
        yield violation("set.reference", "set", path, id=stay.set_id)
    if stay.team_id not in view.teams:
        yield violation("set.reference", "team", path, id=stay.team_id)
    hall = view.halls.get(stay.hall_id)
    if hall is None:
        yield violation("set.reference", "hall", path, id=stay.hall_id)
    elif hall.county_id != stay.county_id:
        expected = view.county_name(hall.county_id)
        yield violation("set.reference", "county", path, hall=named(hall), expected=expected, id=stay.county_id)


def set_week(view: View) -> Iterator[Violation]:
    """Stays and overhauls start on Mondays within the horizon; stays have an allowed length."""
    allowed = view.problem.set_rules.stay_weeks
    for index, stay in enumerate(view.plan.stays):
        path = f"/stays/{index}"
        yield from _weeks_in_horizon(view, path, stay.opens, stay.weeks)
        if stay.weeks not in allowed:
            listed = "/".join(map(str, allowed))
            yield violation("set.week", "length", path, weeks=stay.weeks, allowed=listed)
    for index, overhaul in enumerate(view.plan.overhauls):
        yield from _weeks_in_horizon(view, f"/overhauls/{index}", overhaul.first_monday, overhaul.weeks)


def _weeks_in_horizon(view: View, path: str, first: date, weeks: int) -> Iterator[Violation]:
    horizon = view.problem.horizon
    if first.isoweekday() != 1:
        yield violation("set.week", "monday", path, first=first)
    inside = view.is_near(first, weeks) and horizon.first_monday <= first
    if not inside or first + timedelta(days=7 * weeks - 1) > horizon.last_day:
        span = {"horizon_first": horizon.first_monday, "horizon_last": horizon.last_day}
        yield violation("set.week", "horizon", path, first=first, weeks=weeks, **span)


def set_intact(view: View) -> Iterator[Violation]:
    """A touring set has at least ``min_intact_percent`` of its exhibits working."""
    minimum = view.problem.set_rules.min_intact_percent
    for placed in view.stays:
        shown = view.set_shown[placed.museum_set.set_id]
        if 100 * shown.count < minimum * shown.all_count:
            facts = {"working": shown.count, "all": shown.all_count, "min_percent": minimum}
            yield violation("set.intact", "share", placed.path, set=named(placed.museum_set), **facts)


def set_round(view: View) -> Iterator[Violation]:
    """Each stay opens in a round, and a county has at most one stay per round."""
    seen: set[tuple[str, str]] = set()
    for placed in view.stays:
        first, county_id = placed.stay.opens, placed.hall.county_id
        rounds = [r.round_id for r in view.problem.rounds if r.span.first <= first <= r.span.last]
        if not rounds:
            yield violation("set.round", "outside", placed.path, first=first)
        for round_id in rounds:
            if (county_id, round_id) in seen:
                county = view.county_name(county_id)
                yield violation("set.round", "twice", placed.path, county=county, round=round_id)
            seen.add((county_id, round_id))


def set_pin(view: View) -> Iterator[Violation]:
    """Every pinned stay is a stay of the plan."""
    planned = {(stay.set_id, stay.hall_id, stay.opens, stay.weeks) for stay in view.plan.stays}
    for pin in view.problem.stay_pins:
        if (pin.set_id, pin.hall_id, pin.opens, pin.weeks) not in planned:
            place = {"set": named(view.sets[pin.set_id]), "hall": named(view.halls[pin.hall_id])}
            yield violation("set.pin", "missing", "/stays", **place, first=pin.opens, weeks=pin.weeks)


def set_not_asked(view: View) -> Iterator[Violation]:
    """No stay in a county that did not ask."""
    for placed in view.stays:
        if placed.hall.county_id in view.problem.not_asked:
            yield violation("set.not_asked", "county", placed.path, county=view.county_name(placed.hall.county_id))


def set_floor(view: View) -> Iterator[Violation]:
    """Hard floors for sets hold; a stay whose set is unknown still counts for its county."""
    counties = [view.halls[s.hall_id].county_id if s.hall_id in view.halls else s.county_id for s in view.plan.stays]
    for floor in view.problem.floors:
        found = counties.count(floor.county_id)
        if floor.service == "set" and floor.hard and found < floor.minimum:
            county = view.county_name(floor.county_id)
            yield violation("set.floor", "short", "/stays", county=county, minimum=floor.minimum, found=found)
