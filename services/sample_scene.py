"""What every part of an invented problem shares: the counties, the dates, random streams and words."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from importlib import resources
from random import Random
from typing import Any

from core.calendar import DateSpan
from core.record import record
from maps.defaults import Province, prefecture_seats
from maps.model import BoundarySet, County
from scheduler.problem import Horizon

FIRST_MONDAY = date(2026, 1, 5)
CARAVAN_WINDOW = DateSpan(first=date(2026, 3, 2), last=date(2026, 5, 31), reason="春季学期 / spring term")
INVENTED = "（虚构）"


@record
class PlacePoint:
    """A real populated place that becomes a caravan stop."""

    name: str
    lon: float
    lat: float
    county_id: str


@dataclass(frozen=True)
class Scene:
    """The stage that the parts of a sample are set on."""

    province: Province
    counties: tuple[County, ...]
    boundaries: BoundarySet
    horizon: Horizon
    seed: int

    def rng(self, part: str) -> Random:
        """Return the random stream of one part: parts do not disturb each other's numbers."""
        return Random(f"{self.seed}/{self.province.code}/{part}")

    @cached_property
    def seats(self) -> tuple[County, ...]:
        """Counties that hold a prefecture's seat, the capital's first; never empty."""
        by_id = {county.county_id: county for county in self.counties}
        found = sorted(
            (by_id[seat] for seat in prefecture_seats(self.counties).values()), key=lambda county: county.prefecture_id
        )
        return tuple(found) or self.counties[:1]

    @property
    def capital(self) -> County:
        """The county of the provincial capital's seat."""
        return self.seats[0]

    @property
    def window(self) -> DateSpan:
        """Days that caravans are planned in: the spring quarter, its part within a shorter horizon, or all of that."""
        if self.horizon.last_day < CARAVAN_WINDOW.first:
            return self.span
        last = min(CARAVAN_WINDOW.last, self.horizon.last_day)
        return DateSpan(first=CARAVAN_WINDOW.first, last=last, reason=CARAVAN_WINDOW.reason)

    @property
    def span(self) -> DateSpan:
        """The whole horizon."""
        return DateSpan(first=self.horizon.first_monday, last=self.horizon.last_day)

    def monday(self, week: int) -> date:
        """Return the Monday of week ``week`` of the horizon, counted from 0."""
        return self.horizon.first_monday + timedelta(weeks=week)


def org_of(part: str) -> str:
    """Return the organisation id of a province code, prefecture id or county id."""
    return f"ORG-{part}"


@cache
def words() -> dict[str, Any]:
    """Return the words of ``services/data/sample.toml``."""
    return tomllib.loads(resources.files("services").joinpath("data/sample.toml").read_text("utf-8"))
