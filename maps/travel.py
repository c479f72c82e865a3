"""Travel times and distances: one interface with a bulk call, and the embedded model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.record import record
from maps.model import Terrain, TravelModel


@record
class Place:
    """A point that travel is measured between."""

    place_id: str
    lon: float
    lat: float
    terrain: Terrain
    road_class: int
    """Class 1..4 of the road that leads to it."""


@dataclass(frozen=True)
class TravelMatrix:
    """Minutes and metres between all pairs of places, rounded up; row: from, column: to."""

    index: dict[str, int]
    drive_min: NDArray[np.int32]
    length_m: NDArray[np.int32]

    def minutes(self, origin: str, destination: str) -> int:
        """Return driving minutes between two place ids, at speed 100 percent."""
        return int(self.drive_min[self.index[origin], self.index[destination]])

    def metres(self, origin: str, destination: str) -> int:
        """Return road metres between two place ids."""
        return int(self.length_m[self.index[origin], self.index[destination]])


class TravelSource(Protocol):
    """Whatever can fill a matrix: the embedded model, a routing engine."""

    def matrix(self, places: Sequence[Place]) -> TravelMatrix:
        """Return the matrix of all pairs of ``places`` (ids must differ)."""
        ...


@dataclass(frozen=True)
class GreatCircleSource:
    """The embedded model: great-circle distance x winding factor, speeds by terrain and road class.

    For a leg between a and b: length = gc * (winding_a + winding_b) / 200 (percent). At each end an access part
    of min(access_max_m, length / 2) is driven at the speed of that end's road class, the rest at the mean of the
    two terrains' trunk speeds; the sum is multiplied by season_percent / 100. Minutes and metres are rounded up.
    """

    model: TravelModel

    def matrix(self, places: Sequence[Place]) -> TravelMatrix:
        """Return the matrix of all pairs of ``places``."""
        lon = np.radians(np.array([place.lon for place in places]))
        lat = np.radians(np.array([place.lat for place in places]))
        winding = np.array([self.model.winding_percent[place.terrain] for place in places]) / 200.0
        trunk = np.array([self.model.trunk_speed_kph[place.terrain] for place in places], dtype=float)
        access = np.array([self.model.access_speed_kph[str(place.road_class)] for place in places], dtype=float)
        length = great_circle_m(lon, lat) * (winding[:, None] + winding[None, :])
        access_m = np.minimum(self.model.access_max_m, length / 2)
        hours = (length - 2 * access_m) / ((trunk[:, None] + trunk[None, :]) / 2)
        hours += access_m / access[:, None] + access_m / access[None, :]
        minutes = hours * (60 / 1000) * (self.model.season_percent / 100)
        return TravelMatrix(
            index={place.place_id: row for row, place in enumerate(places)},
            drive_min=np.ceil(np.round(minutes, 6)).astype(np.int32),
            length_m=np.ceil(np.round(length, 3)).astype(np.int32),
        )


EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the Earth (IUGG, GRS 80)."""


def great_circle_m(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return great-circle metres between all pairs (haversine); ``lon``, ``lat`` in radians, shape (n,)."""
    half_dlat = np.sin((lat[:, None] - lat[None, :]) / 2) ** 2
    half_dlon = np.sin((lon[:, None] - lon[None, :]) / 2) ** 2
    chord = half_dlat + np.cos(lat)[:, None] * np.cos(lat)[None, :] * half_dlon
    arc: NDArray[np.float64] = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(chord, 0, 1)))
    return arc


def vehicle_minutes(drive_min: int, speed_percent: int) -> int:
    """Return the minutes of a leg for a vehicle at ``speed_percent`` of the model's speed, rounded up."""
    return -(-drive_min * 100 // speed_percent)
