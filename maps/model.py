"""Places: counties, halls, caravan stops, fixed museums, and what happened there."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from core.calendar import DateSpan
from core.record import record

Terrain = Literal["plain", "hill", "mountain", "plateau"]
StopKind = Literal[
    "school",
    "township",
    "village",
    "community",
    "old_people_home",
    "children_palace",
    "practice_station",
    "village_hall",
]
Setting = Literal["seat", "township", "village"]
Located = Literal["surveyed", "geocoded", "seat", "invented"]


@record
class CodeName:
    """An administrative code and name, with the days on which they were valid."""

    code: str
    """Six digits, GB/T 2260."""
    name: str
    name_en: str | None
    valid_from: date | None
    valid_to: date | None
    source: str


@record
class PolicyFlag:
    """Membership of a policy list."""

    list_id: str
    """Key into the need policy's lists, e.g. ``poverty_832``."""
    effective_from: date | None
    effective_to: date | None
    source: str


@record
class County:
    """A county-level unit. ``None`` means "not known", never "none" or zero."""

    county_id: str
    """Permanent id, kept through changes of code and name."""
    codes: tuple[CodeName, ...]
    """Oldest first; the last one is current."""
    prefecture_id: str
    prefecture_name: str
    lon: float
    """Seat, WGS-84 degrees."""
    lat: float
    terrain: Terrain
    area_km2: float | None
    population: int | None
    rural_population: int | None
    population_5_14: int | None
    schooling_years: float | None
    """Average years of schooling of people of 15 and over."""
    township_count: int | None
    flags: tuple[PolicyFlag, ...]
    flags_known: tuple[str, ...]
    """Lists whose membership is known for this county, member or not; a list in ``flags`` is known in any case."""
    successor_ids: tuple[str, ...]
    sources: dict[str, str]
    """Field name -> public source."""

    @property
    def name(self) -> str:
        """Return the current name."""
        return self.codes[-1].name

    @property
    def code(self) -> str:
        """Return the current code."""
        return self.codes[-1].code


@record
class Boundary:
    """The outline of a county while valid."""

    county_id: str
    geometry: dict[str, Any]
    """GeoJSON Polygon or MultiPolygon, WGS-84."""
    valid_from: date | None
    valid_to: date | None


@record
class BoundarySet:
    """Outlines of all counties and what may be said of them."""

    source: str
    schematic: bool
    """True where they are Voronoi cells of the seats: "示意 / schematic" is then printed on every map."""
    approval_number: str | None
    """审图号; ``None``: every map says that it is a working sketch."""
    boundaries: tuple[Boundary, ...]


@record
class Hall:
    """A hall that can take a museum set."""

    hall_id: str
    name: str
    county_id: str
    lon: float
    lat: float
    area_m2: float
    power_w: int
    available: tuple[DateSpan, ...]
    """A stay, set-up and tear-down included, lies within one of these."""


@record
class VisitWindow:
    """Opening hours: on these weekdays between these dates, a visit lies within [open, close]."""

    weekdays: tuple[int, ...]
    """ISO weekday numbers, 1 Monday to 7 Sunday."""
    first: date | None
    last: date | None
    open_min: int
    """Minutes after midnight. The noon closure is the gap between two windows of a day."""
    close_min: int
    school_days_only: bool
    """True: only on the school days of the problem's calendar. The day's own weekday must be listed, also when it is
    a make-up workday."""


@record
class Stop:
    """A place a caravan can visit."""

    stop_id: str
    name: str
    kind: StopKind
    county_id: str
    township_id: str | None
    """Permanent id of its township; ``None``: not known."""
    township_name: str | None
    setting: Setting
    """Where it lies: at the county seat, in a township, in a village; the last two count as townships."""
    lon: float
    lat: float
    located: Located
    """How its coordinates were found."""
    audience: int
    """People whom one visit can reach."""
    visit_min: int
    """Length of a visit, unloading and loading included, minutes."""
    windows: tuple[VisitWindow, ...]
    road_class: Literal[1, 2, 3, 4]
    area_m2: float
    """Room for exhibits, square metres."""
    power_w: int
    themes_wanted: tuple[str, ...]
    """The kit must show at least one of them; empty: any."""


@record
class FixedMuseum:
    """A fixed science museum."""

    museum_id: str
    name: str
    lon: float
    lat: float
    located: Located
    source: str


@record
class ScienceRoom:
    """A rural-school science room (农村中学科技馆): a standing room of exhibits in a school of a county."""

    room_id: str
    name: str
    """Of the school."""
    county_id: str
    since: date | None
    """Open from this day on; ``None``: not known, it is there."""
    source: str


@record
class ServiceRecord:
    """A past service, for the need index and for history."""

    county_id: str
    kind: Literal["set", "caravan"]
    first: date
    last: date
    audience: int | None
    themes: tuple[str, ...]
    source: str


@record
class CountyHistory:
    """What is known of a county's past services."""

    county_id: str
    known_since: date | None
    """Records are complete from this day on; ``None``: nothing is known, which is not "never served"."""
    services: tuple[ServiceRecord, ...]
    fixed_museum_known: bool
    """True: the list of fixed museums is known to be complete for this county's surroundings."""
    science_rooms_known: bool = False
    """True: the list of rural-school science rooms is known to be complete for this county."""


@record
class TravelModel:
    """Parameters of the embedded travel-time model."""

    version: str
    winding_percent: dict[Terrain, int]
    """Road length as a percentage of the great-circle distance, by terrain."""
    trunk_speed_kph: dict[Terrain, int]
    """Speed on the part of a leg that is on main roads, by terrain."""
    access_speed_kph: dict[str, int]
    """Speed on the access part, by road class "1".."4"."""
    access_max_m: int
    """Length of the access part at each end of a leg, at most; and at most half of the leg."""
    season_percent: int
    """Times are multiplied by this percentage (wet season, snow)."""
    source: str
