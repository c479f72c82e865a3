"""Stays that would leave a hard caravan floor no room: under the town rule no plan has them, so the sets get none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from core.calendar import DateSpan
from maps.model import Hall
from scheduler.caravans.case import Case, make_case
from scheduler.caravans.possible import visitable
from scheduler.problem import Floor, Problem

WEEK, ONE_DAY = timedelta(days=7), timedelta(days=1)


def with_room_for_floors(problem: Problem, alone: Problem) -> Problem:
    """Return ``problem`` with halls closed to single stays beside which a hard caravan floor cannot be met.

    Parameters
    ----------
    alone
        The problem for the caravans with no stay in their way.

    Notes
    -----
    A stay closes the stops at the seat on its days (rule ``visit.apart``). Every plan that obeys the rules has none of
    the stays taken away, so bounds of the sets' stages stay true. Left alone are counties whose pinned stays, or no
    stays at all, leave a floor no room, which the caravans' part says, and what several stays do together.
    """
    floors = [each for each in problem.floors if each.service == "caravan" and each.hard]
    halls = {hall.county_id for hall in problem.halls}
    floors = [each for each in floors if each.county_id in halls.difference(problem.joint_counties)]
    if not (problem.caravan_rules.apart_from_sets and floors and problem.sets):
        return problem
    case = make_case(alone)
    rooms = [room for floor in floors if (room := _room(alone, case, floor)) is not None]
    for room in rooms:
        problem = _cut(problem, room)
    return problem


@dataclass(frozen=True)
class _Room:
    """What a county's stops leave a floor."""

    county_id: str
    spare: int
    """Visits that stays may take away."""
    closable: tuple[tuple[date, date, int], ...]
    """First and last day on which each stop at the seat can be visited at all, and how often."""

    def left_by(self, first: date, last: date) -> bool:
        """Tell whether a stay open from ``first`` to ``last`` leaves the floor room."""
        return sum(times for one, two, times in self.closable if first <= one and two <= last) <= self.spare


def _room(alone: Problem, case: Case, floor: Floor) -> _Room | None:
    """Return the room of a floor; ``None`` where no single stay can take too much of it, or there is none."""
    flat, names = case.flat, case.names
    pinned = {pin.stop_id for pin in alone.visit_pins}
    vehicles = {convoy.stop_id: convoy.vehicles for convoy in alone.convoys}
    can, total, closable = visitable(case), 0, []
    for row, stop in enumerate(names.stops):
        days = np.flatnonzero(can[:, row]) if stop.county_id == floor.county_id else np.zeros(0, np.int64)
        if days.size:
            times = vehicles.get(stop.stop_id, 1)
            total += times
            if stop.setting == "seat" and stop.stop_id not in pinned:
                closable.append((names.days[days[0]], names.days[days[-1]], times))
    reachable = floor.minimum <= flat.ceiling[names.counties.index(floor.county_id)]
    spare = total - floor.minimum if reachable else -1
    lost = sum(times for _, _, times in closable)
    return _Room(floor.county_id, spare, tuple(closable)) if 0 <= spare < lost else None


def _cut(problem: Problem, room: _Room) -> Problem:
    """Return the problem with the county's halls open only for stays that leave the room."""
    of_hall = {hall.hall_id: hall.county_id for hall in problem.halls}
    pins = [pin for pin in problem.stay_pins if of_hall[pin.hall_id] == room.county_id]
    if not all(room.left_by(pin.opens, pin.opens + pin.weeks * WEEK - ONE_DAY) for pin in pins):
        return problem
    before = timedelta(days=max(item.setup_days for item in problem.sets))
    after = timedelta(days=max(item.teardown_days for item in problem.sets))
    spans = [DateSpan(first=one - before, last=two + after) for one, two in _longest(problem, room)]
    halls = (
        replace(hall, available=tuple(_within(hall, spans))) if hall.county_id == room.county_id else hall
        for hall in problem.halls
    )
    return replace(problem, halls=tuple(halls))


def _longest(problem: Problem, room: _Room) -> Iterator[tuple[date, date]]:
    """Yield the longest stays, Monday to Sunday, that leave the room, none within another."""
    first, end = problem.horizon.first_monday, problem.horizon.last_day
    last = first - ONE_DAY
    while first <= end:
        ends = max(last, first + WEEK - ONE_DAY)
        if room.left_by(first, ends):
            while ends < end and room.left_by(first, ends + WEEK):
                ends += WEEK
            if ends > last:
                yield first, ends
                last = ends
        first += WEEK


def _within(hall: Hall, spans: list[DateSpan]) -> Iterator[DateSpan]:
    """Yield the parts of a hall's spans; they may overlap, and a stay lies within one."""
    for span in hall.available:
        for each in spans:
            if span.overlaps(each.first, each.last):
                yield replace(span, first=max(span.first, each.first), last=min(span.last, each.last))
