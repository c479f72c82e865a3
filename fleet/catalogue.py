"""Caravan types that ship with the product, as data."""

from __future__ import annotations

import tomllib
from importlib import resources

from fleet.model import VehicleType


def vehicle_types() -> tuple[VehicleType, ...]:
    """Return caravan types Ⅰ to Ⅳ with their default figures (``fleet/data/vehicle_types.toml``: assumptions)."""
    content = tomllib.loads(resources.files("fleet").joinpath("data/vehicle_types.toml").read_text("utf-8"))
    return tuple(VehicleType(source=content["source"], **entry) for entry in content["types"])
