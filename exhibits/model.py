"""Exhibits, museum sets (套) and on-board kits, as inventory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Literal

from core.calendar import DateSpan
from core.decimals import as_written
from core.record import record

Condition = Literal["working", "in_repair", "not_shown"]


@record
class Exhibit:
    """One exhibit."""

    exhibit_id: str
    name: str
    theme: str
    footprint_m2: float
    """Floor it needs with the visitors around it, square metres."""
    mass_g: int
    volume_l: int
    power_w: int
    age_min: int
    age_max: int
    condition: Condition
    """``working``, ``in_repair``, or ``not_shown``: present but not on show."""
    owner_id: str
    custodian_id: str


@record
class Zone:
    """A theme zone of a museum set."""

    zone_id: str
    name: str
    theme: str
    exhibit_ids: tuple[str, ...]


@record
class RepairCycle:
    """How often a set goes home for overhaul."""

    weeks: int
    """Length of one overhaul, whole weeks; 0 for none."""
    within: tuple[DateSpan, ...]
    """One overhaul must lie wholly in each of these spans."""


@record
class ExhibitSet:
    """One mobile museum set (一套流动科技馆)."""

    set_id: str
    name: str
    zones: tuple[Zone, ...]
    split_of: str | None
    """The set that this one was split from, if any."""
    lon: float
    """Home store, WGS-84 degrees."""
    lat: float
    home_county_id: str
    setup_days: int
    """Working days to set up."""
    teardown_days: int
    """Working days to tear down and load."""
    trucks: int
    cost_fen_per_km: int
    """Cost of all its trucks together."""
    cost_fen_per_move: int
    repair: RepairCycle
    unavailable: tuple[DateSpan, ...]
    owner_id: str
    custodian_id: str

    @property
    def exhibit_ids(self) -> tuple[str, ...]:
        """Return the exhibits of all zones."""
        return tuple(exhibit_id for zone in self.zones for exhibit_id in zone.exhibit_ids)


@record
class Kit:
    """Exhibits that ride on board a caravan."""

    kit_id: str
    name: str
    exhibit_ids: tuple[str, ...]
    owner_id: str
    custodian_id: str


@record
class Load:
    """Totals of a collection of exhibits."""

    footprint_m2: Fraction
    """The exact sum of the decimals as written."""
    mass_g: int
    volume_l: int
    power_w: int
    themes: frozenset[str]
    intact_share: float
    """Working exhibits / all exhibits; 1.0 for an empty collection."""


def load_of(exhibit_ids: Iterable[str], exhibits: Mapping[str, Exhibit]) -> Load:
    """Return the totals of the exhibits named.

    Mass and volume count every exhibit (it travels, whatever its state); footprint, power and
    themes count the working ones (only they are shown).
    """
    items = [exhibits[exhibit_id] for exhibit_id in exhibit_ids]
    shown = [item for item in items if item.condition == "working"]
    return Load(
        footprint_m2=sum((as_written(item.footprint_m2) for item in shown), Fraction(0)),
        mass_g=sum(item.mass_g for item in items),
        volume_l=sum(item.volume_l for item in items),
        power_w=sum(item.power_w for item in shown),
        themes=frozenset(item.theme for item in shown),
        intact_share=len(shown) / len(items) if items else 1.0,
    )
