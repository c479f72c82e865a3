"""Rules of a set's events through time: moves, absence, overhauls, set-up teams."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise

from core.calendar import DateSpan
from core.ids import hall_place, set_home_place
from exhibits.model import ExhibitSet
from scheduler.plan import Overhaul
from scheduler.rules import Violation, violation
from scheduler.verify.days import ONE_DAY, free_days, occupied, setup_week, within
from scheduler.verify.view import View, named


@dataclass(frozen=True)
class Event:
    """A set is somewhere: at home at the start, in a hall, or at home for overhaul."""

    path: str
    place: str
    first: date
    last: date
    days_in: int
    """Set-up days before it."""
    days_out: int
    """Tear-down days after it."""
    is_stay: bool


def events_of(view: View, museum_set: ExhibitSet) -> list[Event]:
    """Return the start and all events of a set that can be evaluated, in time order."""
    home = set_home_place(museum_set.set_id)
    day_before = view.problem.horizon.first_monday - ONE_DAY
    stays = [
        Event(
            placed.path,
            hall_place(placed.hall.hall_id),
            placed.stay.opens,
            placed.stay.last_day,
            museum_set.setup_days,
            museum_set.teardown_days,
            True,
        )
        for placed in view.stays
        if placed.museum_set.set_id == museum_set.set_id
    ]
    overhauls = [
        Event(path, home, overhaul.first_monday, overhaul.last_day, 0, 0, False)
        for path, overhaul in view.overhauls
        if overhaul.set_id == museum_set.set_id
    ]
    start = Event("/", home, day_before, day_before, 0, 0, False)
    return [start, *sorted(stays + overhauls, key=lambda event: (event.first, event.last))]


def set_move(view: View) -> Iterator[Violation]:
    """Between consecutive events of a set there are enough free days to tear down, drive and set up."""
    truck_day = view.problem.set_rules.truck_day_drive_max_min
    for museum_set in view.problem.sets:
        for one, two in pairwise(events_of(view, museum_set)):
            if two.first <= one.last:
                names = _between(view, museum_set, one, two)
                yield violation("set.move", "overlap", two.path, **names, last=one.last, first=two.first)
                continue
            drive_min = view.set_matrix.minutes(one.place, two.place)
            needed = one.days_out + -(-drive_min // truck_day) + two.days_in
            free = free_days(one.last, two.first, view.holidays)
            if free < needed:
                names = _between(view, museum_set, one, two)
                yield violation("set.move", "days", two.path, **names, needed=needed, free=free)


def _between(view: View, museum_set: ExhibitSet, one: Event, two: Event) -> dict[str, str]:
    places = {"origin": view.place_name(one.place), "destination": view.place_name(two.place)}
    return {"set": named(museum_set), **places}


def set_available(view: View) -> Iterator[Violation]:
    """No day of a stay (set-up to tear-down) or overhaul lies in a span in which the set is unavailable."""
    horizon = view.problem.horizon
    used = [(placed.path, placed.museum_set, within(occupied(placed), horizon)) for placed in view.stays]
    used += [(path, view.sets[o.set_id], (o.first_monday, o.last_day)) for path, o in view.overhauls]
    for path, museum_set, (first, last) in used:
        for span in museum_set.unavailable:
            if max(span.first, first) <= min(span.last, last):
                facts = {"first": max(span.first, first), "last": min(span.last, last), "reason": span.reason or "—"}
                yield violation("set.available", "span", path, set=named(museum_set), **facts)


def set_repair(view: View) -> Iterator[Violation]:
    """A set that tours has exactly one overhaul in each span of its repair cycle; no set has any other."""
    touring = {placed.museum_set.set_id for placed in view.stays}
    for museum_set in view.problem.sets:
        overhauls = [(path, o) for path, o in view.overhauls if o.set_id == museum_set.set_id]
        spans = _repair_spans(view, museum_set)
        yield from _extra(museum_set, overhauls, spans)
        for span in spans:
            found = sum(_lies_in(o, span) for _, o in overhauls)
            if found > 1 or (found == 0 and museum_set.set_id in touring):
                facts = {"first": span.first, "last": span.last, "weeks": museum_set.repair.weeks, "found": found}
                yield violation("set.repair", "missing", "/overhauls", set=named(museum_set), **facts)


def _repair_spans(view: View, museum_set: ExhibitSet) -> list[DateSpan]:
    horizon, cycle = view.problem.horizon, museum_set.repair
    if cycle.weeks == 0:
        return []
    return [span for span in cycle.within if horizon.first_monday <= span.first and span.last <= horizon.last_day]


def _lies_in(overhaul: Overhaul, span: DateSpan) -> bool:
    return span.first <= overhaul.first_monday and overhaul.last_day <= span.last


def _extra(museum_set: ExhibitSet, overhauls: list[tuple[str, Overhaul]], spans: list[DateSpan]) -> Iterator[Violation]:
    for path, overhaul in overhauls:
        if overhaul.weeks != museum_set.repair.weeks or not any(_lies_in(overhaul, span) for span in spans):
            facts = {"first": overhaul.first_monday, "weeks": overhaul.weeks}
            yield violation("set.repair", "extra", path, set=named(museum_set), **facts)


def set_crew(view: View) -> Iterator[Violation]:
    """A team sets up one stay a week, in the ISO week before it opens, and not while on leave."""
    staffed = [(placed.path, placed.stay) for placed in view.stays if placed.stay.team_id in view.teams]
    for path, stay in staffed:
        first, last = setup_week(stay)
        team = view.teams[stay.team_id]
        if any(max(span.first, first) <= min(span.last, last) for span in team.leave):
            yield violation("set.crew", "leave", path, team=team.name, first=first, last=last)
    for (_, one), (path, two) in combinations(staffed, 2):
        if one.team_id == two.team_id and setup_week(one) == setup_week(two):
            first, last = setup_week(two)
            yield violation("set.crew", "twice", path, team=view.teams[two.team_id].name, first=first, last=last)
