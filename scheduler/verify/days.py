"""Day arithmetic, derived anew: holidays, terms, clipping, free days, open days."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from core.calendar import Calendar, DateSpan
from scheduler.plan import Stay
from scheduler.problem import Horizon, SetRules
from scheduler.verify.view import StayOf

ONE_DAY = timedelta(days=1)
Days = tuple[date, date]
"""First and last day, both included; reversed when there is none."""


def each_day(first: date, last: date) -> Iterator[date]:
    """Yield the days from ``first`` to ``last``."""
    day = first
    while day <= last:
        yield day
        day += ONE_DAY


def in_any(day: date, spans: Iterable[DateSpan]) -> bool:
    """Tell whether ``day`` lies in one of ``spans``."""
    return any(span.first <= day <= span.last for span in spans)


def is_school_day(day: date, calendar: Calendar) -> bool:
    """Tell whether schools teach: a workday (make-up days included, holidays not) in term."""
    if day in calendar.makeup_workdays:
        return in_any(day, calendar.terms)
    return day.isoweekday() <= 5 and not in_any(day, calendar.holidays) and in_any(day, calendar.terms)


def free_days(after: date, before: date, holidays: Sequence[date]) -> int:
    """Return the days strictly between two days, public holidays (ascending, each once) not counted."""
    between = (before - after).days - 1
    return max(0, between - (bisect_left(holidays, before) - bisect_right(holidays, after)))


def occupied(placed: StayOf) -> Days:
    """Return the days from the first of set-up to the last of tear-down."""
    before = timedelta(days=placed.museum_set.setup_days)
    after = timedelta(days=placed.museum_set.teardown_days)
    return placed.stay.opens - before, placed.stay.last_day + after


def within(days: Days, horizon: Horizon) -> Days:
    """Return the part of ``days`` that lies in the horizon; reversed when there is none."""
    return max(days[0], horizon.first_monday), min(days[1], horizon.last_day)


def setup_week(stay: Stay) -> Days:
    """Return Monday and Sunday of the ISO week before the stay opens."""
    monday = stay.opens - timedelta(days=stay.opens.isoweekday() - 1 + 7)
    return monday, monday + timedelta(days=6)


def open_days(stay: Stay, calendar: Calendar, rules: SetRules) -> int:
    """Return e(o, l): open days, those outside term counted in part, rounded down."""
    opened = [day for day in each_day(stay.opens, stay.last_day) if day.isoweekday() in rules.open_weekdays]
    percent = sum(100 if in_any(day, calendar.terms) else rules.vacation_day_percent for day in opened)
    return percent // 100
