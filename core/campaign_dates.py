"""When the known campaigns of science popularisation lie in a year: rules and announced days, with their sources."""

from __future__ import annotations

import tomllib
from calendar import monthrange
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any, Literal

from core.calendar import DateSpan
from core.record import record

Basis = Literal["announced", "rule", "unknown"]
SATURDAY = 6


@record
class DutyDates:
    """Days of a year's notice towards its organisers."""

    register_from: date
    register_by: date
    complete_by: date
    summary_by: date
    recommend_by: date
    source: str


@record
class CampaignDates:
    """What is known of one campaign in one year."""

    kind: str
    """Key in ``core/data/campaigns_cn.toml``."""
    name_zh: str
    name_en: str
    span: DateSpan | None
    """``None``: not known for this year; a planner enters it."""
    basis: Basis
    """``announced``: by the year's notice; ``rule``: by a standing rule, which a notice may move."""
    source: str
    themes: tuple[str, ...]
    duties: DutyDates | None
    """``None``: not known for this year."""


def campaign_dates(year: int) -> tuple[CampaignDates, ...]:
    """Return the campaigns known in ``year`` by first day; those whose days are not known come last."""
    found = [_dates(kind, entry, year) for kind, entry in _data().items() if isinstance(entry, dict)]
    there = [each for each in found if each is not None]
    return tuple(sorted(there, key=lambda each: (each.span.first if each.span else date.max, each.kind)))


def _dates(kind: str, entry: dict[str, Any], year: int) -> CampaignDates | None:
    if year < entry.get("since", year):
        return None
    announced = entry.get("announced", {}).get(str(year))
    span = DateSpan(first=announced["first"], last=announced["last"]) if announced else _by_rule(entry, year)
    duties = entry.get("duties", {}).get(str(year))
    basis: Basis = "announced" if announced else "rule" if span else "unknown"
    return CampaignDates(
        kind=kind,
        name_zh=entry["name_zh"],
        name_en=entry["name_en"],
        span=span,
        basis=basis,
        source=announced["source"] if announced else entry["source"],
        themes=tuple(entry["themes"]),
        duties=DutyDates(**duties) if duties else None,
    )


def _by_rule(entry: dict[str, Any], year: int) -> DateSpan | None:
    rule, month = entry["rule"], entry.get("month", 1)
    if rule == "month":
        return DateSpan(first=date(year, month, 1), last=date(year, month, monthrange(year, month)[1]))
    if rule == "date":
        first = date(year, month, entry["day"])
        return DateSpan(first=first, last=first + timedelta(days=entry["days"] - 1))
    if rule == "weekend":
        first = nth_weekday(year, month, SATURDAY, entry["nth"])
        return DateSpan(first=first, last=first + timedelta(days=6))
    return None


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """Return the ``nth`` (from 1) ISO ``weekday`` of a month."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (nth - 1))


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files("core").joinpath("data/campaigns_cn.toml").read_text("utf-8"))
