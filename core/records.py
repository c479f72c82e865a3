"""Neutral records for drawing and printing: what a map shows, whatever it was computed from."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from core.record import record


@record
class Words:
    """A text in both languages."""

    zh: str
    en: str


@record
class Caption:
    """What stands around a map."""

    title: Words
    subtitle: Words
    source: Words
    notice: Words | None
    """Label of invented data; ``None`` where nothing is invented."""
    approval_number: str | None
    """审图号; ``None``: the map says that it is a working sketch."""
    schematic: bool
    """True: outlines are not the real ones, and the map says so."""


@record
class Area:
    """A county as it is drawn."""

    area_id: str
    code: str
    name: str
    group_id: str
    """Prefecture."""
    group_name: str
    geometry: dict[str, Any]
    """GeoJSON Polygon or MultiPolygon, WGS-84."""


@record
class ScorePart:
    """One component of a score, number by number."""

    name: Words
    raw: float | None
    """In ``unit``; ``None``: missing."""
    unit: str
    normalised_permille: int | None
    weight: int
    """Points out of the sum of all weights."""
    source: str
    note: Words
    """What must be known to read the raw value, or why it is missing; may be empty."""


@record
class Figure:
    """What is shown of one area."""

    area_id: str
    value: float | None
    """What the colour stands for; ``None``: not known, which is drawn unlike zero."""
    text: Words
    """The value with its unit, and its denominator where it is a share."""
    lines: tuple[Words, ...] = ()
    """What else is told of the area."""
    parts: tuple[ScorePart, ...] = ()
    tag: str = ""
    """A few letters printed on the area, e.g. which set."""


@record
class Moment:
    """Figures of all areas at one time, e.g. before and after a plan."""

    moment_id: str
    name: Words
    summary: Words
    """The whole in one sentence, shares with their denominator."""
    figures: tuple[Figure, ...]


Scale = Literal["index", "share", "amount", "gap"]
"""``index``: natural classes; ``share``: percent in quarters; ``amount``: more is better; ``gap``: more is worse."""


@record
class Spot:
    """A point drawn on top of areas."""

    lon: float
    lat: float
    name: str
    kind: Literal["set", "caravan"]


@record
class Level:
    """One way of looking at the areas."""

    level_id: str
    name: Words
    about: Words
    """How it is measured."""
    unit: Words
    """``en`` is empty where the Chinese sign serves both."""
    scale: Scale
    moments: tuple[Moment, ...]
    spots: tuple[Spot, ...] = ()


@record
class DrawnStay:
    """A museum set stands in an area."""

    area_id: str
    tag: str
    """Short name of the set, printed on the map."""
    name: str
    place: str
    first: date
    last: date


@record
class DrawnAway:
    """A museum set is at home for overhaul."""

    tag: str
    name: str
    first: date
    last: date


@record
class Week:
    """One week of the slider: what happens beside the stays."""

    monday: date
    label: Words
    visits: dict[str, int]
    """Area id -> caravan visits in this week."""
    note: Words
    """Holidays and vacations of the week; may be empty."""


@record
class RoutePoint:
    """A place on a route."""

    lon: float
    lat: float
    name: str
    area_name: str


@record
class RouteLeg:
    """A drive from one place to another, rests on the way included."""

    origin: RoutePoint
    destination: RoutePoint
    start_min: int
    """Minutes after local midnight."""
    end_min: int
    drive_min: int
    length_m: int


@record
class RouteVisit:
    """A visit on a route."""

    number: int
    """Its number in the tour, from 1."""
    point: RoutePoint
    kind: Words
    start_min: int
    end_min: int
    audience: int
    located: Words
    """How the coordinates were found."""


@record
class RouteDay:
    """One day of a route."""

    day: date
    legs: tuple[RouteLeg, ...]
    visits: tuple[RouteVisit, ...]
    overnight: RoutePoint | None


@record
class Route:
    """One caravan's tour."""

    route_id: str
    vehicle_id: str
    vehicle_name: str
    crew_name: str
    start: RoutePoint
    days: tuple[RouteDay, ...]
