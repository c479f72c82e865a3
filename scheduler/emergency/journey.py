"""A caravan's way through an emergency, minute by minute: on from wherever it is, by way of the counties, home.

Every rule of a crew's day holds (docs/model.md): hours of the day, driving and duty of a day, rests, nights at seats.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from scheduler.caravans.case import Case
from scheduler.plan import Activity, TourDay


@dataclass
class Journey:
    """Days written so far, and the day that is being written. Copies are independent."""

    case: Case
    speed: int
    day: int
    """Number of the present day in the window."""
    place: int
    now: int
    started: int
    """When the present day began."""
    driven: int = 0
    stretch: int = 0
    activities: tuple[Activity, ...] = ()
    days: tuple[TourDay, ...] = ()
    drive_min: int = 0
    """Of the whole journey."""
    visits: tuple[tuple[int, int, int], ...] = field(default=())
    """Stop, day, start of each service."""

    def visit(self, stop: int) -> bool:
        """Go to a stop and serve there; ``False`` where no number of days allowed would do."""
        place = self.case.flat.stop0 + stop
        if not self._reach(place, int(self.case.flat.visit_min[stop])):
            return False
        self.visits += ((stop, self.day, self.now),)
        self._add("visit", int(self.case.flat.visit_min[stop]), place, stop_id=self.case.names.stops[stop].stop_id)
        if self.case.flat.visit_min[stop] >= self.case.flat.rest:
            self.stretch = 0
        return True

    def finish(self, depot: int) -> bool:
        """Go home; ``False`` where no number of days allowed would do."""
        if not self._reach(depot, 0):
            return False
        self._end_day(None)
        return True

    def branch(self) -> Journey:
        """Return a copy to go on from."""
        return copy(self)

    def _reach(self, place: int, stay_min: int) -> bool:
        flat = self.case.flat
        while not self._fits(place, stay_min):
            if len(self.days) + 1 >= flat.tour_max or self.day + 1 >= len(self.case.names.days):
                return False
            if not self._sleep_towards(place):
                return False
        self._drive(place)
        return True

    def _fits(self, place: int, stay_min: int) -> bool:
        """Tell whether driving to a place and staying there fits the present day."""
        flat = self.case.flat
        leg = int(flat.minutes[self.speed, self.place, place])
        end = self.now + leg + self._rests(leg) * int(flat.rest) + stay_min
        return self.driven + leg <= flat.drive_max and end <= flat.day_end and end - self.started <= flat.duty_max

    def _rests(self, leg: int) -> int:
        most = int(self.case.flat.stretch_max)
        return 0 if self.stretch + leg <= most else (self.stretch + leg - 1) // most

    def _sleep_towards(self, place: int) -> bool:
        """End the day at the seat from which it is least to go on; a journey not begun waits at its depot instead."""
        flat = self.case.flat
        left = flat.minutes[self.speed, flat.seat0 : flat.stop0, place]
        seats = (int(flat.seat0 + seat) for seat in np.argsort(left, kind="stable"))
        here = int(flat.minutes[self.speed, self.place, place])
        begun = bool(self.days or self.activities)
        for seat in seats:
            if not begun and int(flat.minutes[self.speed, seat, place]) >= here:
                break
            if self._fits(seat, 0):
                if seat != self.place or not self.activities:
                    self._drive(seat)
                self._end_day(self.case.names.counties[seat - int(flat.seat0)])
                self._morning(seat)
                return True
        if begun:
            return False
        self._morning(self.place)
        return True

    def _morning(self, place: int) -> None:
        self.day += 1
        self.now = self.started = int(self.case.flat.day_start)
        self.driven = self.stretch = 0
        self.place = place

    def _end_day(self, county_id: str | None) -> None:
        names = self.case.names
        written = TourDay(day=names.days[self.day], activities=self.activities, overnight_county_id=county_id)
        self.days += (written,)
        self.activities = ()

    def _drive(self, to: int) -> None:
        """Drive to a place, with a rest wherever the stretch without a break is full."""
        flat, leg = self.case.flat, (self.place, to)
        left, left_m = int(flat.minutes[self.speed][leg]), int(flat.metres[leg])
        self.driven += left
        self.drive_min += left
        minutes, metres = left, left_m
        for _ in range(self._rests(minutes)):
            piece = int(flat.stretch_max) - self.stretch
            if piece:
                piece_m = metres * piece // minutes
                self._add("drive", piece, to, length_m=piece_m)
                left, left_m = left - piece, left_m - piece_m
            self._add("rest", int(flat.rest), to if left < minutes else self.place)
            self.stretch = 0
        self._add("drive", left, to, length_m=left_m)
        self.stretch += left
        self.place = to

    def _add(
        self,
        kind: Literal["drive", "rest", "visit", "wait"],
        minutes: int,
        to: int,
        *,
        stop_id: str | None = None,
        length_m: int = 0,
    ) -> None:
        names = self.case.names
        made = Activity(
            kind=kind,
            start_min=self.now,
            end_min=self.now + minutes,
            from_place=names.places[self.place],
            to_place=names.places[to],
            stop_id=stop_id,
            length_m=length_m,
        )
        self.activities += (made,)
        self.now += minutes


def from_depot(case: Case, caravan: int, day: int, ready_min: int) -> Journey:
    """Return the journey of a caravan that stands at its depot and can leave at ``ready_min`` of ``day``."""
    flat = case.flat
    while ready_min >= 24 * 60:
        day, ready_min = day + 1, ready_min - 24 * 60
    now = max(int(flat.day_start), ready_min)
    place = int(flat.depot[caravan])
    return Journey(case=case, speed=int(flat.speed[caravan]), day=day, place=place, now=now, started=now)


def from_tour(case: Case, caravan: int, days: Sequence[TourDay], day: int, called_min: int) -> Journey | None:
    """Return the journey of a caravan that is called on ``day`` of its tour; ``None`` where it is home by then.

    What is going on is finished: a leg, a visit. What has not begun is dropped.
    """
    flat = case.flat
    at = next(n for n, each in enumerate(days) if each.day == case.names.days[day])
    kept = _begun(days[at].activities, called_min)
    whole = len(kept) == len(days[at].activities) and kept[-1].end_min <= called_min
    if whole and at == len(days) - 1:
        return None
    places = {place: number for number, place in enumerate(case.names.places)}
    speed = int(flat.speed[caravan])
    before = Journey(
        case=case, speed=speed, day=day, place=0, now=max(int(flat.day_start), called_min), started=0,
        days=tuple(days[:at]),
    )  # fmt: skip
    if whole:
        seat = places[days[at].activities[-1].to_place]
        before.days = tuple(days[: at + 1])
        before._morning(seat)
        return before
    before.place = places[kept[-1].to_place if kept else days[at].activities[0].from_place]
    before.activities = kept
    before.now = before.started = kept[-1].end_min if kept else before.now
    if kept:
        before.started = kept[0].start_min
    for activity in kept:
        minutes = activity.end_min - activity.start_min
        if activity.kind == "drive":
            before.driven += minutes
            before.stretch += minutes
        elif minutes >= flat.rest:
            before.stretch = 0
    return before


def _begun(activities: Sequence[Activity], called_min: int) -> tuple[Activity, ...]:
    """Return what has begun by the call: legs and visits to their end, waiting cut short."""
    kept: list[Activity] = []
    for activity in activities:
        goes_on = bool(kept) and _same_leg(kept, activity)
        if activity.start_min >= called_min and not goes_on:
            break
        kept.append(activity)
    if kept and kept[-1].kind == "wait" and kept[-1].end_min > called_min:
        cut = kept.pop()
        if called_min > cut.start_min:
            kept.append(replace(cut, end_min=called_min))
    return tuple(kept)


def _same_leg(kept: Sequence[Activity], following: Activity) -> bool:
    """Tell whether an activity goes on with the leg that the last ones began."""
    if following.kind == "rest" and following.from_place != following.to_place:
        return True
    ends = (following.from_place, following.to_place)
    before = kept[-1]
    on_the_way = before.kind == "rest" and before.from_place != before.to_place
    return following.kind == "drive" and on_the_way and (before.from_place, before.to_place) == ends
