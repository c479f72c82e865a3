"""China's civil calendar from the State Council's notices, with school terms by province."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from core.calendar import Calendar, DateSpan
from core.errors import fail


def china_calendar(province: str, first: date, last: date) -> Calendar:
    """Return the calendar of a province for every year that ``first``..``last`` touches.

    Parameters
    ----------
    province
        Two-digit province code (GB/T 2260); it chooses the school terms, which are assumptions.
    first, last
        First and last day that the calendar is wanted for.

    Raises
    ------
    DapengError
        ``calendar-year-unknown`` for a year without data in ``core/data/calendar_cn.toml``.
    """
    data = _data()
    years = [_year(data, year) for year in range(first.year, last.year + 1)]
    group = _terms_group(data, province)
    terms = data["terms"][group]
    provisional = any(year["status"] == "provisional" for year in years)
    return Calendar(
        version=f"cn-{first.year}-{last.year}-{group}/{data['version']}",
        status="provisional" if provisional else "official",
        source="；".join(str(year["source"]) for year in years),
        holidays=tuple(DateSpan(**span) for year in years for span in year["holidays"]),
        makeup_workdays=tuple(day for year in years for day in year["makeup_workdays"]),
        terms=tuple(DateSpan(**span) for span in terms["spans"] if span["last"] >= first and span["first"] <= last),
        terms_source=terms["source"],
    )


def calendar_years() -> tuple[int, ...]:
    """Return the years that have data."""
    return tuple(sorted(int(year) for year in _data()["years"]))


def _year(data: dict[str, Any], year: int) -> dict[str, Any]:
    found: dict[str, Any] | None = data["years"].get(str(year))
    if found is None:
        raise fail("calendar-year-unknown", "calendar_cn.toml", year=year, known=", ".join(data["years"]))
    return found


def _terms_group(data: dict[str, Any], province: str) -> str:
    groups = data["terms"].items()
    return next((name for name, terms in groups if province in terms.get("provinces", ())), "default")


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files("core").joinpath("data/calendar_cn.toml").read_text("utf-8"))
