"""Stays that would leave hard caravan floors or campaigns no room: under the town rule no plan has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from core.calendar import DateSpan
from core.errors import Fault, fault
from maps.model import Hall
from scheduler.campaigns.demands import Demand, demands_of
from scheduler.campaigns.options import Options
from scheduler.caravans.case import Case, make_case
from scheduler.caravans.possible import visitable
from scheduler.problem import Floor, Problem

WEEK, ONE_DAY = timedelta(days=7), timedelta(days=1)
Closable = list[tuple[date, date, int]]
"""First and last day on which each stop at a seat can be visited for what is asked, and how often."""


def with_room_for_caravans(problem: Problem, alone: Problem) -> Problem:
    """Return ``problem`` with halls closed to single stays beside which a hard floor or campaign cannot be met.

    Parameters
    ----------
    alone
        The problem for the caravans with no stay in their way.

    Notes
    -----
    A stay closes the stops at the seat on its days (rule ``visit.apart``). Every plan that obeys the rules has none of
    the stays taken away, so bounds of the sets' stages stay true. Left alone are counties whose pinned stays, or no
    stays at all, leave no room, which the caravans' part says, and what several stays do together.
    """
    floors = [each for each in problem.floors if each.service == "caravan" and each.hard]
    demands = [each for each in demands_of(problem) if each.service == "caravan" and each.hard]
    if not (problem.caravan_rules.apart_from_sets and (floors or demands) and problem.sets):
        return problem
    case = make_case(alone)
    found = [*(_of_floor(alone, case, each) for each in floors), *_of_demands(alone, case, demands)]
    may = {hall.county_id for hall in problem.halls}.difference(problem.joint_counties)
    for room in found:
        if room.county_id in may and 0 <= room.spare < sum(times for _, _, times in room.closable):
            problem = _cut(problem, room)
    return problem


def given_way(problem: Problem, seen: Problem) -> Iterator[Fault]:
    """Yield a fault that names the counties in which stays were taken away, for sets that find no plan then."""
    names = {county.county_id: county.name for county in problem.counties}
    cut = [one.county_id for one, two in zip(problem.halls, seen.halls, strict=True) if one.available != two.available]
    if cut:
        listed = "、".join(f"{names[county_id]} ({county_id})" for county_id in dict.fromkeys(cut))
        yield fault("stays-give-way", "/caravan_rules/apart_from_sets", listed=listed)


@dataclass(frozen=True)
class _Room:
    """What a county's stops leave a floor or demand."""

    county_id: str
    spare: int
    """Visits that stays may take away; below 0: too few without any."""
    closable: Closable

    def left_by(self, first: date, last: date) -> bool:
        """Tell whether a stay open from ``first`` to ``last`` leaves room."""
        return sum(times for one, two, times in self.closable if first <= one and two <= last) <= self.spare


def _of_floor(alone: Problem, case: Case, floor: Floor) -> _Room:
    vehicles = {convoy.stop_id: convoy.vehicles for convoy in alone.convoys}
    can, times, days = visitable(case), dict[int, int](), dict[int, list[int]]()
    for row, stop in enumerate(case.names.stops):
        if stop.county_id == floor.county_id and can[:, row].any():
            times[row] = vehicles.get(stop.stop_id, 1)
            days[row] = np.flatnonzero(can[:, row]).tolist()
    return _room(alone, case, floor.county_id, floor.minimum, times, days)


def _of_demands(alone: Problem, case: Case, demands: Sequence[Demand]) -> Iterator[_Room]:
    """Yield the rooms of each county of each demand, its other counties being as free as can be."""
    options = Options(alone, case, demands)
    for demand in demands:
        able, _, days, stops = options.able(demand)
        for county_id in sorted(demand.county_ids):
            times, open_on = dict[int, int](), dict[int, list[int]]()
            for n, row in enumerate(stops):
                if case.names.stops[row].county_id == county_id and able[:, :, n].any():
                    times[row] = int(able[:, :, n].any(axis=1).sum()) if demand.convoy_id else 1
                    open_on[row] = [days[m] for m in np.flatnonzero(able[:, :, n].any(axis=0)).tolist()]
            here = sum(times.values())
            if not demand.convoy_id:
                here = min(here, int(case.flat.ceiling[case.names.counties.index(county_id)]))
            elsewhere = options.most(demand) - here
            if demand.minimum > elsewhere:
                yield _room(alone, case, county_id, demand.minimum - elsewhere, times, open_on)


def _room(
    alone: Problem, case: Case, county_id: str, minimum: int, times: dict[int, int], days: dict[int, list[int]]
) -> _Room:
    """Return the room where ``minimum`` of the visits of some stops are asked for, each on some of its days."""
    pinned = {pin.stop_id for pin in alone.visit_pins}
    names, closable = case.names, Closable()
    for row, count in times.items():
        stop = names.stops[row]
        if stop.setting == "seat" and stop.stop_id not in pinned:
            closable.append((names.days[days[row][0]], names.days[days[row][-1]], count))
    enough = minimum <= case.flat.ceiling[names.counties.index(county_id)]
    return _Room(county_id, sum(times.values()) - minimum if enough else -1, closable)


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
