"""Days, weeks and school days."""

from __future__ import annotations

from datetime import date

import pytest

from core.calendar import Calendar, DateSpan, days, iso_week_label
from core.errors import DapengError

CALENDAR = Calendar(
    version="t/1",
    status="official",
    source="test",
    holidays=(DateSpan(first=date(2026, 5, 1), last=date(2026, 5, 5)),),
    makeup_workdays=(date(2026, 5, 9), date(2026, 8, 1)),
    terms=(DateSpan(first=date(2026, 3, 2), last=date(2026, 7, 10)),),
    terms_source="test",
)


@pytest.mark.parametrize(
    ("day", "work", "school"),
    [
        (date(2026, 5, 1), False, False),  # a Friday, holiday
        (date(2026, 5, 6), True, True),  # the Wednesday after
        (date(2026, 5, 9), True, True),  # a Saturday that is worked
        (date(2026, 5, 16), False, False),  # a plain Saturday
        (date(2026, 7, 13), True, False),  # a Monday after term
        (date(2026, 8, 1), True, False),  # worked, but in the vacation
    ],
)
def test_workdays_and_school_days(day, work, school):
    assert CALENDAR.is_workday(day) is work
    assert CALENDAR.is_school_day(day) is school


def test_span_holds_both_ends_and_tells_overlaps():
    span = DateSpan(first=date(2026, 5, 1), last=date(2026, 5, 5))
    assert date(2026, 5, 1) in span
    assert date(2026, 5, 5) in span
    assert date(2026, 5, 6) not in span
    assert span.overlaps(date(2026, 5, 5), date(2026, 5, 9))
    assert not span.overlaps(date(2026, 5, 6), date(2026, 5, 9))


def test_reversed_span_is_refused():
    with pytest.raises(DapengError, match="dates-reversed"):
        DateSpan(first=date(2026, 5, 2), last=date(2026, 5, 1))


def test_weeks():
    assert iso_week_label(date(2026, 12, 28)) == "2026-W53"
    assert len(list(days(date(2026, 2, 27), date(2026, 3, 1)))) == 3
