"""A day as somebody would write it down who does not look at the rules; the verifier then says which it breaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from core.ids import stop_place
from maps.model import Stop
from maps.travel import vehicle_minutes
from scheduler.explain.ground import Ground
from scheduler.plan import Activity, Tour, TourDay
from scheduler.rules import Violation
from scheduler.verify import between, duty, visits
from scheduler.verify.registry import Check

DAY_RULES: tuple[Check, ...] = (
    visits.tour_window,
    between.visit_apart,
    between.visit_class_times,
    duty.tour_drive_day,
    duty.tour_duty_day,
    duty.tour_rest,
)
"""Rules that single days of a tour can break."""


class DayWriter:
    """Writes activities one after the other, resting wherever the law asks for it."""

    def __init__(self, ground: Ground, caravan: int, origin: str, departure_min: int) -> None:
        self.view = ground.view
        vehicle = ground.case.names.caravans[caravan]
        self.speed_percent = self.view.types[vehicle.type_id].speed_percent
        self.now, self.place, self.stretch = departure_min, origin, 0
        self.activities: list[Activity] = []

    def drive(self, to: str) -> None:
        """Drive to a place, with a rest wherever the stretch without a break is full."""
        policy, matrix = self.view.problem.duty, self.view.caravan_matrix
        left = vehicle_minutes(matrix.minutes(self.place, to), self.speed_percent)
        length_m = matrix.metres(self.place, to)
        while self.stretch + left > policy.continuous_drive_max_min:
            part = policy.continuous_drive_max_min - self.stretch
            self._add("drive", part, to)
            self._add("rest", policy.rest_min, to)
            left, self.stretch = left - part, 0
        self._add("drive", left, to, length_m=length_m)
        self.stretch += left
        self.place = to

    def visit(self, stop: Stop, opens_min: Sequence[int], latest_min: Sequence[int]) -> None:
        """Visit a stop as soon as it lets one in; at once where it does not any more."""
        self.drive(stop_place(stop.stop_id))
        starts = [max(self.now, first) for first, last in zip(opens_min, latest_min, strict=True) if self.now <= last]
        if starts and starts[0] > self.now:
            self._add("wait", starts[0] - self.now, self.place)
        self._add("visit", stop.visit_min, self.place, stop_id=stop.stop_id)
        self.stretch = 0 if stop.visit_min >= self.view.problem.duty.rest_min else self.stretch

    def _add(
        self,
        kind: Literal["drive", "rest", "wait", "visit"],
        minutes: int,
        to: str,
        stop_id: str | None = None,
        length_m: int = 0,
    ) -> None:
        activity = Activity(
            kind=kind,
            start_min=self.now,
            end_min=self.now + minutes,
            from_place=self.place,
            to_place=to,
            stop_id=stop_id,
            length_m=length_m,
        )
        self.activities.append(activity)
        self.now += minutes


def day_violations(
    ground: Ground, caravan: int, day: int, origin: int, stops: Sequence[int], destination: int
) -> list[Violation]:
    """Return the rules that a day with these stops breaks, leaving so as not to wait at the first of them."""
    flat, names = ground.case.flat, ground.case.names
    departure = flat.day_start
    for attempt in range(2):
        writer = DayWriter(ground, caravan, names.places[origin], departure)
        for stop in stops:
            pattern = int(ground.openings(stop)[day])
            count = int(flat.windows[pattern])
            writer.visit(names.stops[stop], flat.opens[pattern, :count].tolist(), flat.latest[pattern, :count].tolist())
        writer.drive(names.places[destination])
        if attempt == 0:
            departure += _first_wait(writer.activities)
    written = TourDay(day=ground.date(day), activities=tuple(writer.activities), overnight_county_id=None)
    caravan_id = names.caravans[caravan].caravan_id
    tour = Tour(tour_id="", caravan_id=caravan_id, crew_id="", days=(written,))
    tried = ground.view.with_plan(replace(ground.view.plan, tours=(tour,), stages=()))
    return [each for check in DAY_RULES for each in check(tried)]


def _first_wait(activities: Sequence[Activity]) -> int:
    """Return the minutes waited before the first visit."""
    waited = 0
    for activity in activities:
        if activity.kind == "visit":
            return waited
        waited += (activity.end_min - activity.start_min) * (activity.kind == "wait")
    return 0
