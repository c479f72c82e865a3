"""Vehicles, depots and people, as inventory."""

from __future__ import annotations

from datetime import date
from typing import Literal

from core.calendar import DateSpan
from core.record import record

RoadClass = Literal[1, 2, 3, 4]
"""1 main road, 2 two lanes with a centre line, 3 no centre line, 4 narrow or unpaved mountain road."""


@record
class VehicleType:
    """A type of caravan (Ⅰ to Ⅳ), as data."""

    type_id: str
    name: str
    payload_g: int
    volume_l: int
    crew_size: int
    """People needed on board, driver included."""
    road_class_max: RoadClass
    """The worst road class it may use."""
    speed_percent: int
    """Its speed as a percentage of the travel model's."""
    cost_fen_per_km: int
    cost_fen_per_day: int
    """Cost of a day out: fuel apart, the crew's allowances and lodging."""
    power_w: int
    """What its own generator supplies."""
    source: str
    """Source of the figures, or the words that say they are assumptions."""


@record
class Depot:
    """Where caravans and crews are based."""

    depot_id: str
    name: str
    county_id: str
    lon: float
    lat: float
    org_id: str


@record
class Caravan:
    """One science caravan (科普大篷车)."""

    caravan_id: str
    name: str
    type_id: str
    depot_id: str
    kit_id: str
    out_days_max: int
    """Days it may be out in the caravan window."""
    unavailable: tuple[DateSpan, ...]
    in_service_since: date | None
    odometer_km: int | None
    """Renewal is due at 10 years or 100,000 km (national platform practice); unknown stays unknown."""
    owner_id: str
    custodian_id: str


@record
class Crew:
    """A crew: driver and docents who go out together."""

    crew_id: str
    name: str
    depot_id: str
    size: int
    licensed_type_ids: tuple[str, ...]
    """Vehicle types that its driver may drive."""
    skills: tuple[str, ...]
    """Themes and languages; informative until requests ask for them."""
    out_days_max: int
    leave: tuple[DateSpan, ...]


@record
class SetupTeam:
    """A team that sets museum sets up and takes them down."""

    team_id: str
    name: str
    leave: tuple[DateSpan, ...]


@record
class DutyPolicy:
    """Limits on a crew's day. Only the 4 h rule is law; the others are settings."""

    day_start_min: int
    """No departure earlier, minutes after midnight."""
    day_end_min: int
    """No arrival later, minutes after midnight."""
    drive_day_max_min: int
    duty_day_max_min: int
    """From departure to arrival, waiting and breaks included."""
    continuous_drive_max_min: int
    rest_min: int
    """A rest of at least this length ends a stretch of continuous driving; a visit as long counts as one."""
    tour_days_max: int
    sources: dict[str, str]
    """Field name -> source, or the words that say it is an assumption."""
