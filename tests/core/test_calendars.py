"""China's calendar: official years as announced, later years provisional."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.calendar import days
from core.calendars import calendar_years, china_calendar
from core.errors import DapengError

MEAN_NEW_MOON = 730_126.0931
"""Ordinal day (China time) of the new moon of 2000-01-06 18:14 UTC, the usual epoch of mean lunations."""
LUNATION_DAYS = 29.530588853


def year(number: int):
    return china_calendar("52", date(number, 1, 1), date(number, 12, 31))


def free_days(number: int) -> set[date]:
    return {day for span in year(number).holidays for day in days(span.first, span.last)}


def test_2026_as_announced():
    assert year(2026).status == "official"
    assert len(free_days(2026)) == 3 + 9 + 3 + 5 + 3 + 3 + 7
    assert not year(2026).is_workday(date(2026, 2, 16))
    assert year(2026).is_workday(date(2026, 2, 28))
    assert not year(2026).is_workday(date(2026, 9, 25))


@pytest.mark.parametrize("number", [2025, 2026])
def test_exchanges_balance(number):
    """Days off are the 13 statutory ones, the weekends within them, and workdays exchanged for worked weekends."""
    worked = year(number).makeup_workdays
    assert all(day.weekday() >= 5 for day in worked)
    weekdays_off = sum(day.weekday() < 5 for day in free_days(number))
    assert weekdays_off - len(worked) in (11, 12, 13)  # statutory days on weekdays; those on weekends are moved


@pytest.mark.parametrize("number", [2027, 2028])
def test_years_without_notice_are_provisional_and_statutory_only(number):
    assert year(number).status == "provisional"
    assert year(number).makeup_workdays == ()
    assert len(free_days(number)) in (12, 13)  # 12 where mid-autumn falls on National Day


@pytest.mark.parametrize("number", [2025, 2026, 2027, 2028])
def test_lunar_feasts_stand_at_the_right_moon(number):
    """The first day of the lunar year is a new moon, mid-autumn its 15th day: within a day of the mean moon."""
    spans = {span.reason: span for span in year(number).holidays}
    eve = spans["春节"].first
    assert days_from_new_moon(eve + timedelta(days=2 if number == 2026 else 1)) <= 1
    mid_autumn = spans.get("中秋节")
    if mid_autumn is not None:
        assert days_from_new_moon(mid_autumn.first - timedelta(days=14)) <= 1


def days_from_new_moon(day: date) -> float:
    age = (day.toordinal() + 0.5 - MEAN_NEW_MOON) % LUNATION_DAYS
    return min(age, LUNATION_DAYS - age)


def test_a_horizon_over_two_years_holds_both_and_is_as_sure_as_the_worse():
    calendar = china_calendar("52", date(2026, 1, 5), date(2027, 1, 3))
    assert calendar.is_holiday(date(2026, 10, 1))
    assert calendar.is_holiday(date(2027, 1, 1))
    assert calendar.status == "provisional"


def test_terms_are_assumed_by_province_and_say_so():
    south, north = year(2026), china_calendar("65", date(2026, 1, 1), date(2026, 12, 31))
    assert south.in_term(date(2026, 1, 20))
    assert not north.in_term(date(2026, 1, 20))
    assert "assumption" in south.terms_source
    assert "assumption" in north.terms_source
    assert south.version != north.version


def test_unknown_year_is_a_fault():
    with pytest.raises(DapengError, match="calendar-year-unknown"):
        year(max(calendar_years()) + 1)
