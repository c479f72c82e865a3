"""The inventory of each problem as rows, so that it can be listed and searched.

A table's columns are the fields of its domain record, plus the problem's key; nested fields are JSON. The problem's
document stays the truth: rows are written with it, in one transaction, and never changed.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from store.base import Base


def _id() -> Any:
    return mapped_column(String(64), primary_key=True)


class _OfProblem:
    """Rows that belong to a problem."""

    @declared_attr
    @classmethod
    def problem_key(cls) -> Mapped[str]:
        """Return the column of the problem's key."""
        return mapped_column(ForeignKey("problems.problem_key", ondelete="CASCADE"), primary_key=True, sort_order=-1)


class ExhibitRow(_OfProblem, Base):
    """An exhibit."""

    __tablename__ = "exhibits"

    exhibit_id: Mapped[str] = _id()
    name: Mapped[str] = mapped_column(String(200))
    theme: Mapped[str] = mapped_column(String(64))
    footprint_m2: Mapped[float]
    mass_g: Mapped[int]
    volume_l: Mapped[int]
    power_w: Mapped[int]
    age_min: Mapped[int]
    age_max: Mapped[int]
    condition: Mapped[str] = mapped_column(String(16))
    owner_id: Mapped[str] = mapped_column(String(64))
    custodian_id: Mapped[str] = mapped_column(String(64))


class SetRow(_OfProblem, Base):
    """A mobile museum set."""

    __tablename__ = "sets"

    set_id: Mapped[str] = _id()
    name: Mapped[str] = mapped_column(String(200))
    zones: Mapped[list[Any]]
    split_of: Mapped[str | None] = mapped_column(String(64))
    lon: Mapped[float]
    lat: Mapped[float]
    home_county_id: Mapped[str] = mapped_column(String(64))
    setup_days: Mapped[int]
    teardown_days: Mapped[int]
    trucks: Mapped[int]
    cost_fen_per_km: Mapped[int]
    cost_fen_per_move: Mapped[int]
    repair: Mapped[dict[str, Any]]
    unavailable: Mapped[list[Any]]
    owner_id: Mapped[str] = mapped_column(String(64))
    custodian_id: Mapped[str] = mapped_column(String(64))


class HallRow(_OfProblem, Base):
    """A hall."""

    __tablename__ = "halls"

    hall_id: Mapped[str] = _id()
    name: Mapped[str] = mapped_column(String(200))
    county_id: Mapped[str] = mapped_column(String(64))
    lon: Mapped[float]
    lat: Mapped[float]
    area_m2: Mapped[float]
    power_w: Mapped[int]
    available: Mapped[list[Any]]


class CaravanRow(_OfProblem, Base):
    """A science caravan."""

    __tablename__ = "caravans"

    caravan_id: Mapped[str] = _id()
    name: Mapped[str] = mapped_column(String(200))
    type_id: Mapped[str] = mapped_column(String(64))
    depot_id: Mapped[str] = mapped_column(String(64))
    kit_id: Mapped[str] = mapped_column(String(64))
    out_days_max: Mapped[int]
    unavailable: Mapped[list[Any]]
    in_service_since: Mapped[date | None]
    odometer_km: Mapped[int | None]
    owner_id: Mapped[str] = mapped_column(String(64))
    custodian_id: Mapped[str] = mapped_column(String(64))


class CrewRow(_OfProblem, Base):
    """A crew."""

    __tablename__ = "crews"

    crew_id: Mapped[str] = _id()
    name: Mapped[str] = mapped_column(String(200))
    depot_id: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    licensed_type_ids: Mapped[list[Any]]
    skills: Mapped[list[Any]]
    out_days_max: Mapped[int]
    leave: Mapped[list[Any]]


class StopRow(_OfProblem, Base):
    """A caravan stop."""

    __tablename__ = "stops"

    stop_id: Mapped[str] = _id()
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(32))
    county_id: Mapped[str] = mapped_column(String(64))
    township_id: Mapped[str | None] = mapped_column(String(64))
    township_name: Mapped[str | None] = mapped_column(String(200))
    setting: Mapped[str] = mapped_column(String(16))
    lon: Mapped[float]
    lat: Mapped[float]
    located: Mapped[str] = mapped_column(String(16))
    audience: Mapped[int]
    visit_min: Mapped[int]
    windows: Mapped[list[Any]]
    road_class: Mapped[int]
    area_m2: Mapped[float]
    power_w: Mapped[int]
    themes_wanted: Mapped[list[Any]]
