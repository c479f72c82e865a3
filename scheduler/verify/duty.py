"""Rules of driving: travel times, driving and duty minutes of a day, rests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from maps.travel import vehicle_minutes
from scheduler.plan import TourDay
from scheduler.rules import Violation, violation
from scheduler.verify.legs import legs_of
from scheduler.verify.tours import clock
from scheduler.verify.view import View


def tour_travel(view: View) -> Iterator[Violation]:
    """A leg takes at least the vehicle's minutes and has exactly the matrix's metres."""
    matrix = view.caravan_matrix
    for tour, day, path in view.days():
        vehicle = view.vehicle(tour)
        for leg in legs_of(day.activities) if vehicle else []:
            if leg.origin not in matrix.index or leg.destination not in matrix.index or leg.origin == leg.destination:
                continue
            here = f"{path}/activities/{leg.index}"
            names = {"origin": view.place_name(leg.origin), "destination": view.place_name(leg.destination)}
            drive_min = matrix.minutes(leg.origin, leg.destination)
            needed = vehicle_minutes(drive_min, vehicle[1].speed_percent) if vehicle else 0
            if leg.drive_min < needed:
                yield violation("tour.travel", "minutes", here, **names, needed=needed, found=leg.drive_min)
            if leg.length_m != (metres := matrix.metres(leg.origin, leg.destination)):
                yield violation("tour.travel", "metres", here, **names, needed=metres, found=leg.length_m)


def tour_drive_day(view: View) -> Iterator[Violation]:
    """Driving minutes of a day stay below the limit."""
    most = view.problem.duty.drive_day_max_min
    for _, day, path in view.days():
        found = sum(a.end_min - a.start_min for a in day.activities if a.kind == "drive")
        if found > most:
            yield violation("tour.drive_day", "over", path, day=day.day, found=found, max=most)


def tour_duty_day(view: View) -> Iterator[Violation]:
    """A day is not longer than allowed and lies within the hours allowed."""
    duty = view.problem.duty
    for _, day, path in view.days():
        if not day.activities:
            continue
        start, end = day.activities[0].start_min, day.activities[-1].end_min
        if end - start > duty.duty_day_max_min:
            facts = {"found": end - start, "max": duty.duty_day_max_min}
            yield violation("tour.duty_day", "long", path, day=day.day, **facts)
        if start < duty.day_start_min or end > duty.day_end_min:
            facts_hours: dict[str, Any] = {"start": clock(start), "end": clock(end)}
            hours = {"earliest": clock(duty.day_start_min), "latest": clock(duty.day_end_min)}
            yield violation("tour.duty_day", "hours", path, day=day.day, **facts_hours, **hours)


def tour_rest(view: View) -> Iterator[Violation]:
    """Between two breaks there is at most the continuous driving allowed (4 h / 20 min); a night is a break."""
    duty = view.problem.duty
    for _, day, path in view.days():
        longest = longest_stretch_min(day, duty.rest_min)
        if longest > duty.continuous_drive_max_min:
            facts = {"found": longest, "rest": duty.rest_min, "max": duty.continuous_drive_max_min}
            yield violation("tour.rest", "over", path, day=day.day, **facts)


def longest_stretch_min(day: TourDay, rest_min: int) -> int:
    """Return the most driving minutes between two breaks of at least ``rest_min``."""
    longest = stretch = 0
    for activity in day.activities:
        minutes = activity.end_min - activity.start_min
        if activity.kind == "drive":
            stretch += minutes
            longest = max(longest, stretch)
        elif minutes >= rest_min:
            stretch = 0
    return longest
