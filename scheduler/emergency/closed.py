"""The problem with a suspension in it: stops and halls of the area are closed on its days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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

    Setting up and taking down is no gathering. Stays are open for whole weeks: no stay may be open in the weeks that
    the suspension touches, from Monday W to the Sunday before Monday M. A hall is therefore closed from
    W + tear-down to M - set-up - 1, of the set that is quickest at each; at least for one day.
    """
    span, area = days_closed(problem, suspension), set(suspension.county_ids)
    setup = min((one.setup_days for one in problem.sets), default=0)
    first = span.first - span.first.weekday() * ONE_DAY + quickest_teardown(problem) * ONE_DAY
    monday = span.last + (7 - span.last.weekday()) * ONE_DAY
    last = max(first, monday - (setup + 1) * ONE_DAY)
    return replace(
        problem,
        stops=tuple(_closed_stop(stop, span) if stop.county_id in area else stop for stop in problem.stops),
        halls=tuple(_closed_hall(hall, first, last) if hall.county_id in area else hall for hall in problem.halls),
    )


def quickest_teardown(problem: Problem) -> int:
    """Return the least days that any set needs to be taken down."""
    return min((one.teardown_days for one in problem.sets), default=0)


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


def _closed_hall(hall: Hall, first: date, last: date) -> Hall:
    return replace(hall, available=tuple(_open_spans(hall.available, first, last)))


def _open_spans(spans: Iterable[DateSpan], first: date, last: date) -> Iterator[DateSpan]:
    for span in spans:
        if not span.overlaps(first, last):
            yield span
            continue
        if span.first < first:
            yield replace(span, last=first - ONE_DAY)
        if span.last > last:
            yield replace(span, first=last + ONE_DAY)
