"""The museum sets' year as bars on a calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from core.calendar import DateSpan
from core.record import record
from scheduler.absences import bookings
from scheduler.library.absence import without_lent
from scheduler.need import need_permille
from scheduler.plan import Plan
from scheduler.problem import Problem

BarKind = Literal["stay", "setup", "teardown", "overhaul", "unavailable", "booked"]


@record
class Bar:
    """Something that a set does, day by day."""

    row: str
    """Id of the set."""
    kind: BarKind
    first: date
    last: date
    county_id: str | None
    county: str
    """Name of the county; empty for what happens at home or elsewhere."""
    hall: str
    """Hall of a stay; of a booking its destination, borrower or loan."""
    need_permille: int | None
    """Need of the county of a stay."""
    weeks: int | None


@record
class Row:
    """A museum set."""

    row_id: str
    name: str
    stays: int
    open_weeks: int


@record
class Shade:
    """Days that are special for everybody."""

    kind: Literal["holiday", "vacation"]
    first: date
    last: date
    name: str


@record
class Timetable:
    """All sets over the horizon."""

    first: date
    last: date
    rows: tuple[Row, ...]
    bars: tuple[Bar, ...]
    shades: tuple[Shade, ...]


def timetable_of(problem: Problem, plan: Plan) -> Timetable:
    """Return the timetable of a plan; sets in the problem's order, bars by first day."""
    first, last = problem.horizon.first_monday, problem.horizon.last_day
    bars = sorted(
        [*_stays(problem, plan), *_at_home(problem, plan), *_booked(problem)], key=lambda bar: (bar.first, bar.row)
    )
    return Timetable(
        first=first,
        last=last,
        rows=tuple(_row(problem, plan, one.set_id) for one in problem.sets),
        bars=tuple(bars),
        shades=tuple(_shades(problem, first, last)),
    )


def _row(problem: Problem, plan: Plan, set_id: str) -> Row:
    name = next(one.name for one in problem.sets if one.set_id == set_id)
    weeks = [stay.weeks for stay in plan.stays if stay.set_id == set_id]
    return Row(row_id=set_id, name=name, stays=len(weeks), open_weeks=sum(weeks))


def _stays(problem: Problem, plan: Plan) -> Iterator[Bar]:
    sets = {one.set_id: one for one in problem.sets}
    names = {county.county_id: county.name for county in problem.counties}
    halls = {hall.hall_id: hall.name for hall in problem.halls}
    need = need_permille(problem)
    for stay in plan.stays:
        before = timedelta(days=sets[stay.set_id].setup_days)
        after = timedelta(days=sets[stay.set_id].teardown_days)
        day = timedelta(days=1)
        spans: list[tuple[BarKind, date, date]] = [
            ("setup", stay.opens - before, stay.opens - day),
            ("stay", stay.opens, stay.last_day),
            ("teardown", stay.last_day + day, stay.last_day + after),
        ]
        for kind, first, last in spans:
            if first <= last:
                yield Bar(
                    row=stay.set_id,
                    kind=kind,
                    first=first,
                    last=last,
                    county_id=stay.county_id,
                    county=names[stay.county_id],
                    hall=halls[stay.hall_id],
                    need_permille=need[stay.county_id],
                    weeks=stay.weeks if kind == "stay" else None,
                )


def _at_home(problem: Problem, plan: Plan) -> Iterator[Bar]:
    for overhaul in plan.overhauls:
        yield _home_bar(overhaul.set_id, "overhaul", overhaul.first_monday, overhaul.last_day)
    for one in problem.sets:
        for span in one.unavailable:
            yield _home_bar(one.set_id, "unavailable", span.first, span.last)


def _booked(problem: Problem) -> Iterator[Bar]:
    """Yield the days of the horizon on which a set is on a journey, with others, or at home for a library's loan."""
    begin, end = problem.horizon.first_monday, problem.horizon.last_day
    for one, told in zip(problem.sets, without_lent(problem).sets, strict=True):
        lent = [(span, span.reason) for span in told.unavailable[len(one.unavailable) :]]
        for span, place in [*((each.span, each.place) for each in bookings(problem, one)), *lent]:
            if span.overlaps(begin, end):
                yield _home_bar(one.set_id, "booked", max(begin, span.first), min(end, span.last), place)


def _home_bar(set_id: str, kind: BarKind, first: date, last: date, place: str = "") -> Bar:
    return Bar(
        row=set_id,
        kind=kind,
        first=first,
        last=last,
        county_id=None,
        county="",
        hall=place,
        need_permille=None,
        weeks=None,
    )


def _shades(problem: Problem, first: date, last: date) -> Iterator[Shade]:
    for span in problem.calendar.holidays:
        if span.overlaps(first, last):
            yield Shade(kind="holiday", first=max(first, span.first), last=min(last, span.last), name=span.reason)
    for span in _gaps(problem.calendar.terms, first, last):
        yield Shade(kind="vacation", first=span.first, last=span.last, name="")


def _gaps(terms: tuple[DateSpan, ...], first: date, last: date) -> Iterator[DateSpan]:
    """Yield the spans of ``first``..``last`` outside ``terms``."""
    day = first
    for term in sorted(terms, key=lambda term: term.first):
        if term.last < day or term.first > last:
            continue
        if day < term.first:
            yield DateSpan(first=day, last=term.first - timedelta(days=1))
        day = term.last + timedelta(days=1)
    if day <= last:
        yield DateSpan(first=day, last=last)
