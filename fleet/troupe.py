"""Troupes that tour with science plays (科普剧巡演), and where they have played."""

from __future__ import annotations

from datetime import date

from core.calendar import DateSpan
from core.record import record


@record
class Troupe:
    """One troupe with its vehicle: a touring resource like a caravan, its stage being what the stops' halls are."""

    troupe_id: str
    name: str
    org_id: str
    type_id: str
    """Vehicle type that it travels with."""
    depot_id: str
    people: int
    days_max: int
    """Days out in the caravan window."""
    unavailable: tuple[DateSpan, ...]
    stop_kinds: tuple[str, ...]
    """Kinds of stops where it plays, e.g. ``village_hall`` (文化礼堂)."""
    performances_target: int | None
    """Performances that all its tours of the window should reach; ``None``: none is set."""
    played_known_since: date | None
    """Performances are recorded completely from this day on; ``None``: not known."""


@record
class Performance:
    """A troupe has played in a county."""

    county_id: str
    day: date
    troupe_id: str | None
    """``None``: a troupe that is not in this problem."""
    source: str
