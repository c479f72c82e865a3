"""The problem as a solver is to see it: what rules between the sections and the library take away is taken out.

The solvers know availability and opening hours; loans, sets in town and class times become these, so that the
rules hold in every part of them. Where none of it is in use, the problem is returned as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from core.calendar import DateSpan, uncovered
from maps.model import Stop, VisitWindow
from scheduler.campaigns.shares import with_shares_of_sets
from scheduler.library.absence import without_lent
from scheduler.plan import Stay
from scheduler.problem import Problem
from scheduler.room_in_town import with_room_for_caravans


def for_sets(problem: Problem) -> Problem:
    """Return the problem for the section of museum sets: what campaigns ask and caravans alone cannot do is added.

    Stays that would leave hard caravan floors or campaigns no room are taken away.
    """
    alone = for_caravans(problem, ())
    return with_room_for_caravans(with_shares_of_sets(without_lent(problem), alone), alone)


def for_caravans(problem: Problem, stays: Sequence[Stay]) -> Problem:
    """Return the problem for the caravans, to be planned around the stays of the museum sets."""
    return apart_from_sets(in_class_times(without_lent(problem)), stays)


def in_class_times(problem: Problem) -> Problem:
    """Return the problem with the opening hours of schools cut to class times (rule ``visit.class_times``)."""
    times = problem.caravan_rules.class_times
    if not times:
        return problem
    stops = tuple(_cut(stop, times) if stop.kind == "school" else stop for stop in problem.stops)
    return replace(problem, stops=stops)


def _cut(stop: Stop, times: Sequence[VisitWindow]) -> Stop:
    windows = (common for window in stop.windows for time in times for common in _common(window, time))
    return replace(stop, windows=tuple(dict.fromkeys(windows)))


def _common(window: VisitWindow, time: VisitWindow) -> Iterator[VisitWindow]:
    """Yield the hours of ``window`` that are class time, on school days; nothing where there are none."""
    first = max((day for day in (window.first, time.first) if day is not None), default=None)
    last = min((day for day in (window.last, time.last) if day is not None), default=None)
    weekdays = tuple(day for day in window.weekdays if day in time.weekdays)
    opens, closes = max(window.open_min, time.open_min), min(window.close_min, time.close_min)
    in_order = first is None or last is None or first <= last
    if weekdays and opens < closes and in_order:
        yield VisitWindow(
            weekdays=weekdays, first=first, last=last, open_min=opens, close_min=closes, school_days_only=True
        )


def apart_from_sets(problem: Problem, stays: Sequence[Stay]) -> Problem:
    """Return the problem with stops at a seat closed while a set stays in the county (rule ``visit.apart``)."""
    if not problem.caravan_rules.apart_from_sets:
        return problem
    there: dict[str, list[DateSpan]] = {}
    for stay in stays:
        if stay.county_id not in problem.joint_counties:
            there.setdefault(stay.county_id, []).append(DateSpan(first=stay.opens, last=stay.last_day))
    pinned = {(pin.stop_id, pin.day) for pin in problem.visit_pins}
    stops = tuple(
        _closed(problem, stop, there[stop.county_id], [day for stop_id, day in pinned if stop_id == stop.stop_id])
        if stop.setting == "seat" and stop.county_id in there
        else stop
        for stop in problem.stops
    )
    return replace(problem, stops=stops)


def _closed(problem: Problem, stop: Stop, spans: Sequence[DateSpan], pinned: Sequence[date]) -> Stop:
    """Return the stop, open only outside ``spans`` and on its pinned days."""
    asked = [DateSpan(first=day, last=day) for day in sorted(pinned) if any(day in span for span in spans)]
    left = [*uncovered(problem.caravan_rules.window, spans), *asked]
    windows = (part for window in stop.windows for span in left for part in _within(window, span))
    return replace(stop, windows=tuple(windows))


def _within(window: VisitWindow, span: DateSpan) -> Iterator[VisitWindow]:
    first, last = max(window.first or span.first, span.first), min(window.last or span.last, span.last)
    if first <= last:
        yield replace(window, first=first, last=last)
