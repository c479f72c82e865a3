"""Civil calendar: public holidays, make-up workdays, school terms, ISO weeks."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Literal

from core.errors import fail
from core.record import record


@record
class DateSpan:
    """Days from ``first`` to ``last``, both included."""

    first: date
    last: date
    reason: str = ""
    """Why, for people; may be empty."""

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise fail("dates-reversed", "DateSpan", first=self.first, last=self.last)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def overlaps(self, first: date, last: date) -> bool:
        """Tell whether any day of ``first``..``last`` lies in this span."""
        return self.first <= last and first <= self.last


def uncovered(window: DateSpan, spans: Sequence[DateSpan]) -> Iterator[DateSpan]:
    """Yield the parts of ``window`` that none of ``spans`` covers, in order."""
    day = window.first
    for span in sorted(spans, key=lambda span: span.first):
        if span.first > window.last:
            break
        if day < span.first:
            yield DateSpan(first=day, last=span.first - timedelta(days=1))
        day = max(day, span.last + timedelta(days=1))
    if day <= window.last:
        yield DateSpan(first=day, last=window.last)


@record
class Calendar:
    """Public holidays and school terms of one province."""

    version: str
    """Name of this calendar, pinned by plans, e.g. ``cn-2026/1``."""
    status: Literal["official", "provisional"]
    """``provisional`` until the State Council's notice for every year in it is out."""
    source: str
    """Where the holidays come from."""
    holidays: tuple[DateSpan, ...]
    makeup_workdays: tuple[date, ...]
    """Saturdays and Sundays worked in exchange for a holiday."""
    terms: tuple[DateSpan, ...]
    """School terms."""
    terms_source: str
    """Source of the terms, or the words that say they are an assumption."""

    def is_holiday(self, day: date) -> bool:
        """Tell whether ``day`` is a public holiday."""
        return any(day in span for span in self.holidays)

    def is_workday(self, day: date) -> bool:
        """Tell whether ``day`` is worked: a weekday or make-up day, not a holiday."""
        return day in self.makeup_workdays or (day.weekday() < 5 and not self.is_holiday(day))

    def in_term(self, day: date) -> bool:
        """Tell whether ``day`` lies in a school term."""
        return any(day in span for span in self.terms)

    def is_school_day(self, day: date) -> bool:
        """Tell whether schools teach on ``day``: a workday in term."""
        return self.is_workday(day) and self.in_term(day)


def months_later(day: date, months: int) -> date:
    """Return the day so many calendar months later; the month's last day where it has no such day."""
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def days(first: date, last: date) -> Iterator[date]:
    """Yield every day from ``first`` to ``last``, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def iso_week_label(monday: date) -> str:
    """Return e.g. ``2026-W10``."""
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02d}"
