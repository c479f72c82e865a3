"""The problem with a suspension in it: stops and halls of the area are closed on its days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from core.calendar import DateSpan
from core.errors import DapengError, Fault, fault
from maps.model import Hall, Stop, VisitWindow
from scheduler.emergency.model import Suspension
from scheduler.emergency.named import county_faults
from scheduler.problem import Problem

ONE_DAY = timedelta(days=1)


def require_sound(problem: Problem, suspension: Suspension) -> None:
    """Raise :class:`DapengError` with every fault of a suspension."""
    faults = list(suspension_faults(problem, suspension))
    if faults:
        raise DapengError(faults)


def suspension_faults(problem: Problem, suspension: Suspension) -> Iterator[Fault]:
    """Yield the faults of a suspension: counties, dates."""
    yield from county_faults(problem, suspension.county_ids)
    if not suspension.county_ids:
        yield fault("list-empty", "/county_ids", field="county_ids")
    if suspension.last is not None and suspension.last < suspension.first:
        yield fault("dates-reversed", "/last", first=suspension.first, last=suspension.last)
    horizon = problem.horizon
    if not horizon.first_monday <= suspension.first <= horizon.last_day:
        frame = {"outer_first": horizon.first_monday, "outer_last": horizon.last_day}
        yield fault("span-outside", "/first", first=suspension.first, last=suspension.last or "…", **frame)


def days_closed(problem: Problem, suspension: Suspension) -> DateSpan:
    """Return the suspended days; an open end is the end of the horizon."""
    return DateSpan(first=suspension.first, last=suspension.last or problem.horizon.last_day)


def closed(problem: Problem, suspension: Suspension) -> Problem:
    """Return the problem with stops and halls of the area closed.

    Setting up and taking down is no gathering, and stays are open for whole weeks: none may be open from Monday W, of
    the first week that the suspension touches, to the Sunday before Monday M, after the last. A stay lies, from set-up
    to tear-down, within one span of its hall. So spans are cut in two: the first part ends on W + longest tear-down
    - 1, the second begins on M - longest set-up. The parts may overlap; a stay open in between lies in neither.
    """
    span, area = days_closed(problem, suspension), set(suspension.county_ids)
    ends, begins = _ends(problem, span), _begins(problem, span)
    return replace(
        problem,
        stops=tuple(_closed_stop(stop, span) if stop.county_id in area else stop for stop in problem.stops),
        halls=tuple(_closed_hall(hall, ends, begins) if hall.county_id in area else hall for hall in problem.halls),
    )


def _ends(problem: Problem, span: DateSpan) -> date:
    """Return the last day of what comes before: too early for whatever is open in week W, the horizon's end counted."""
    monday = span.first - span.first.weekday() * ONE_DAY
    needed = [one.teardown_days for one in problem.sets] or [0]
    most = min(max(needed), min(needed) + 6)
    return min(monday + most * ONE_DAY, problem.horizon.last_day) - ONE_DAY


def _begins(problem: Problem, span: DateSpan) -> date:
    """Return the first day of what comes after: too late for whatever is open in the week before M."""
    monday = span.last + (7 - span.last.weekday()) * ONE_DAY
    needed = [one.setup_days for one in problem.sets] or [0]
    most = min(max(needed), min(needed) + 6)
    return max(monday - most * ONE_DAY, problem.horizon.first_monday + ONE_DAY)


def _closed_stop(stop: Stop, span: DateSpan) -> Stop:
    return replace(stop, windows=tuple(part for window in stop.windows for part in _parts(window, span)))


def _parts(window: VisitWindow, span: DateSpan) -> Iterator[VisitWindow]:
    """Yield a window's parts before and after the suspension."""
    begins, ends = window.first or date.min, window.last or date.max
    if ends < span.first or begins > span.last:
        yield window
        return
    if begins < span.first:
        yield replace(window, last=span.first - ONE_DAY)
    if ends > span.last:
        yield replace(window, first=span.last + ONE_DAY)


def _closed_hall(hall: Hall, ends: date, begins: date) -> Hall:
    return replace(hall, available=tuple(part for span in hall.available for part in _cut(span, ends, begins)))


def _cut(span: DateSpan, ends: date, begins: date) -> Iterator[DateSpan]:
    """Yield the part of a span up to ``ends`` and the one from ``begins`` on, or the span where it is such a part."""
    if span.last <= ends or span.first >= begins:
        yield span
        return
    if span.first <= ends:
        yield replace(span, last=ends)
    if span.last >= begins:
        yield replace(span, first=begins)
