"""Dates and hours: order, horizon, rounds, windows, time zone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from itertools import pairwise
from zoneinfo import available_timezones

from core.calendar import DateSpan
from core.errors import Fault, fault
from scheduler.check_walk import walk_records
from scheduler.problem import Problem

DATE_PAIRS = (("first", "last"), ("valid_from", "valid_to"), ("effective_from", "effective_to"))


def reversed_spans(problem: Problem) -> Iterator[Fault]:
    """Yield a fault for each pair of dates whose last lies before its first."""
    for path, item in walk_records(problem):
        for first_name, last_name in DATE_PAIRS:
            first, last = getattr(item, first_name, None), getattr(item, last_name, None)
            if isinstance(first, date) and isinstance(last, date) and last < first:
                yield fault("dates-reversed", path, first=first, last=last)


@cache
def known_zones() -> frozenset[str]:
    """Return the names of the IANA time zones."""
    return frozenset(available_timezones())


def timezone(problem: Problem) -> Iterator[Fault]:
    """Yield a fault where the time zone is not an IANA zone."""
    if problem.timezone not in known_zones():
        yield fault("zone-unknown", "/timezone", zone=problem.timezone)


def horizon(problem: Problem) -> Iterator[Fault]:
    """Yield faults of the horizon, of rounds and of the caravan window, which lie within it."""
    frame = problem.horizon
    if frame.first_monday.isoweekday() != 1:
        yield fault("not-monday", "/horizon/first_monday", day=frame.first_monday)
    inner = [(f"/rounds/{index}/span", item.span) for index, item in enumerate(problem.rounds)]
    inner.append(("/caravan_rules/window", problem.caravan_rules.window))
    for path, span in inner:
        if span.first < frame.first_monday or span.last > frame.last_day:
            frame_span = {"outer_first": frame.first_monday, "outer_last": frame.last_day}
            yield fault("span-outside", path, first=span.first, last=span.last, **frame_span)


def spans(problem: Problem) -> Iterator[Fault]:
    """Yield faults of spans that must not overlap, and of repair spans too short for an overhaul."""
    yield from _overlaps([(f"/rounds/{index}/span", item.span) for index, item in enumerate(problem.rounds)])
    for index, museum_set in enumerate(problem.sets):
        cycle, path = museum_set.repair, f"/sets/{index}/repair/within"
        placed = [(f"{path}/{number}", span) for number, span in enumerate(cycle.within)]
        yield from _overlaps(placed)
        for where, span in placed:
            if (length := (span.last - span.first).days + 1) < 7 * cycle.weeks:
                yield fault("span-short", where, days=length, needed=7 * cycle.weeks)


def _overlaps(placed: Iterable[tuple[str, DateSpan]]) -> Iterator[Fault]:
    ordered = sorted(placed, key=lambda item: (item[1].first, item[1].last))
    for (_, one), (path, two) in pairwise(ordered):
        if two.first <= one.last:
            yield fault("spans-overlap", path, first=two.first, last=two.last, other_first=one.first)


def windows(problem: Problem) -> Iterator[Fault]:
    """Yield faults of opening hours, duty hours and ages whose end does not lie after their start."""
    duty = problem.duty
    times = [("/duty", duty.day_start_min, duty.day_end_min)]
    for index, stop in enumerate(problem.stops):
        for number, window in enumerate(stop.windows):
            times.append((f"/stops/{index}/windows/{number}", window.open_min, window.close_min))
    for path, opens, closes in times:
        if closes <= opens:
            yield fault("range-reversed", path, low=_clock(opens), high=_clock(closes))
    for index, item in enumerate(problem.exhibits):
        if item.age_max < item.age_min:
            yield fault("range-reversed", f"/exhibits/{index}", low=item.age_min, high=item.age_max)


def _clock(minutes: int) -> str:
    """Return minutes after midnight as e.g. ``08:05``."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
