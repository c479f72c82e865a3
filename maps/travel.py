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
        """Return the matrix of all pairs of ``places``: symmetric, worked out in blocks of rows."""
        count = len(places)
        drive_min, length_m = np.empty((count, count), np.int32), np.empty((count, count), np.int32)
        sides = self._sides(places)
        for first in range(0, count, BLOCK):
            block, rest = slice(first, first + BLOCK), slice(first, None)
            drive_min[block, rest], length_m[block, rest] = self._legs(sides[:, block, None], sides[:, None, rest])
            drive_min[rest, block], length_m[rest, block] = drive_min[block, rest].T, length_m[block, rest].T
        return TravelMatrix(
            index={place.place_id: row for row, place in enumerate(places)}, drive_min=drive_min, length_m=length_m
        )

    def _sides(self, places: Sequence[Place]) -> NDArray[np.float64]:
        """Return [side, place]: longitude and latitude in radians, half the winding, trunk and access speed."""
        model = self.model
        rows = [
            np.radians(np.array([place.lon for place in places])),
            np.radians(np.array([place.lat for place in places])),
            np.array([model.winding_percent[place.terrain] for place in places]) / 200.0,
            np.array([model.trunk_speed_kph[place.terrain] for place in places], dtype=float),
            np.array([model.access_speed_kph[str(place.road_class)] for place in places], dtype=float),
        ]
        return np.array(rows).reshape(len(rows), len(places))

    def _legs(self, one: NDArray[np.float64], two: NDArray[np.float64]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return minutes and metres of the legs between places, given by their sides."""
        (lon, lat, winding, trunk, access), (to_lon, to_lat, to_winding, to_trunk, to_access) = one, two
        length = _arcs_m(lon, lat, to_lon, to_lat) * (winding + to_winding)
        access_m = np.minimum(self.model.access_max_m, length / 2)
        hours = (length - 2 * access_m) / ((trunk + to_trunk) / 2)
        hours += access_m / access + access_m / to_access
        minutes = hours * (60 / 1000) * (self.model.season_percent / 100)
        return np.ceil(np.round(minutes, 6)).astype(np.int32), np.ceil(np.round(length, 3)).astype(np.int32)


BLOCK = 64
"""Rows that are worked out together: their intermediate arrays stay in the processor's cache."""
EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the Earth (IUGG, GRS 80)."""


def great_circle_m(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return great-circle metres between all pairs (haversine); ``lon``, ``lat`` in radians, shape (n,)."""
    return _arcs_m(lon[:, None], lat[:, None], lon[None, :], lat[None, :])


def _arcs_m(
    lon: NDArray[np.float64], lat: NDArray[np.float64], to_lon: NDArray[np.float64], to_lat: NDArray[np.float64]
) -> NDArray[np.float64]:
    half_dlat = np.sin((lat - to_lat) / 2) ** 2
    half_dlon = np.sin((lon - to_lon) / 2) ** 2
    chord = half_dlat + np.cos(lat) * np.cos(to_lat) * half_dlon
    arc: NDArray[np.float64] = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(chord, 0, 1)))
    return arc


def vehicle_minutes(drive_min: int, speed_percent: int) -> int:
    """Return the minutes of a leg for a vehicle at ``speed_percent`` of the model's speed, rounded up."""
    return -(-drive_min * 100 // speed_percent)
