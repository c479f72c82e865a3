"""A caravan's itinerary as a neutral record: what its paper, calendar and GPS files are made from."""

from __future__ import annotations

from datetime import date
from typing import Literal

from core.record import record


@record
class Spot:
    """A place with the name that people know it by."""

    name: str
    area: str
    """Where it lies, e.g. ``观山湖区 · 朱昌镇``; may be empty."""
    lon: float
    """WGS-84 degrees."""
    lat: float

    @property
    def geo_uri(self) -> str:
        """Return the RFC 5870 URI that opens a map on a phone."""
        return f"geo:{self.lat:.6f},{self.lon:.6f}"


@record
class VisitFacts:
    """What the crew must know of a stop."""

    stop_id: str
    kind: str
    """Chinese name of the stop's kind."""
    hours: str
    """Opening hours on that day, e.g. ``08:30–11:30、14:00–17:00``."""
    audience: int
    area_m2: float
    power_w: int
    road_class: int
    themes_wanted: tuple[str, ...]


@record
class Line:
    """One part of a day."""

    kind: Literal["drive", "visit", "rest", "wait"]
    start_min: int
    """Minutes after local midnight."""
    end_min: int
    origin: Spot
    spot: Spot
    """Where it happens; of a drive: where it leads."""
    length_m: int
    on_the_way: bool
    """A rest between two halves of a leg: it has no place of its own."""
    visit: VisitFacts | None


@record
class Day:
    """One day out."""

    day: date
    number: int
    """1 for the tour's first day."""
    lines: tuple[Line, ...]
    overnight: Spot | None
    """``None`` on the last day: back at the depot."""

    @property
    def start_min(self) -> int:
        """Return when the crew sets out."""
        return self.lines[0].start_min

    @property
    def end_min(self) -> int:
        """Return when the day ends."""
        return self.lines[-1].end_min

    @property
    def drive_min(self) -> int:
        """Return the minutes at the wheel."""
        return sum(line.end_min - line.start_min for line in self.lines if line.kind == "drive")

    @property
    def length_m(self) -> int:
        """Return the metres driven."""
        return sum(line.length_m for line in self.lines)

    @property
    def rest_min(self) -> int:
        """Return the minutes of rests on the road."""
        return sum(line.end_min - line.start_min for line in self.lines if line.kind == "rest")

    @property
    def visits(self) -> tuple[Line, ...]:
        """Return the visits."""
        return tuple(line for line in self.lines if line.kind == "visit")


@record
class Trip:
    """One tour: consecutive days from the depot and back."""

    tour_id: str
    crew: str
    crew_size: int
    days: tuple[Day, ...]


@record
class Cargo:
    """An exhibit of the kit on board."""

    name: str
    theme: str
    shown: bool
    """False: in repair or not on show."""


@record
class Itinerary:
    """All (or one) of a caravan's tours."""

    title: str
    notice_zh: str
    """That data is invented; empty where none is."""
    notice_en: str
    plan_id: str
    problem_id: str
    timezone: str
    caravan_id: str
    caravan: str
    vehicle_type: str
    depot: Spot
    kit: str
    cargo: tuple[Cargo, ...]
    continuous_drive_max_min: int
    rest_min: int
    trips: tuple[Trip, ...]

    @property
    def days(self) -> tuple[Day, ...]:
        """Return every day out."""
        return tuple(day for trip in self.trips for day in trip.days)
