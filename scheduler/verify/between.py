"""Rules between the sections and of schools: caravans and sets in one town, class times."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.rules import Violation, violation
from scheduler.verify.days import is_school_day
from scheduler.verify.tours import clock
from scheduler.verify.view import View, named


def visit_apart(view: View) -> Iterator[Violation]:
    """No visit at a county's seat while a set stays in the county, unless it is pinned or the county asked for both."""
    if not view.problem.caravan_rules.apart_from_sets:
        return
    pinned = {(pin.stop_id, pin.day) for pin in view.problem.visit_pins}
    for visit in view.visits:
        county_id = visit.stop.county_id
        if visit.stop.setting != "seat" or county_id in view.problem.joint_counties:
            continue
        if (visit.stop.stop_id, visit.day) in pinned:
            continue
        for placed in view.stays:
            if placed.hall.county_id == county_id and placed.stay.opens <= visit.day <= placed.stay.last_day:
                facts = {"day": visit.day, "set": named(placed.museum_set), "last": placed.stay.last_day}
                yield violation("visit.apart", "set", visit.path, stop=named(visit.stop), **facts)


def visit_class_times(view: View) -> Iterator[Violation]:
    """A visit to a school lies in class time of a school day."""
    times = view.problem.caravan_rules.class_times
    for visit in view.visits if times else ():
        if visit.stop.kind != "school":
            continue
        start, end, day = visit.activity.start_min, visit.activity.end_min, visit.day
        taught = is_school_day(day, view.problem.calendar)
        if not taught or not any(
            day.isoweekday() in time.weekdays
            and (time.first is None or time.first <= day)
            and (time.last is None or day <= time.last)
            and time.open_min <= start
            and end <= time.close_min
            for time in times
        ):
            facts = {"day": day, "start": clock(start), "end": clock(end)}
            yield violation("visit.class_times", "closed", visit.path, stop=named(visit.stop), **facts)
