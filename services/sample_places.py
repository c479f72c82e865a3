"""Where things are put: points within a county, and the townships that invented stops belong to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import shapely
import shapely.affinity
from shapely.geometry.base import BaseGeometry

from core.record import record
from maps.boundaries import to_shape
from maps.model import BoundarySet, County
from services.sample_scene import words

KM_PER_DEGREE = 111.32
TOWNSHIPS_UNKNOWN = 12
"""Townships invented for a county whose number of townships is not known."""
TRIES = 60


@record
class Township:
    """An invented township."""

    township_id: str
    name: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Ground:
    """A county's area, to put points on."""

    county: County
    shape: BaseGeometry
    radius_km: float

    def near(self, rng: Random, lon: float, lat: float, low_km: float, high_km: float) -> tuple[float, float]:
        """Return a point between ``low_km`` and ``high_km`` from a point, within the county.

        Uniform by area. Where the county is too narrow for it, the ring shrinks towards the point.
        """
        for attempt in range(TRIES):
            shrink = 1 - attempt / TRIES
            distance = shrink * math.sqrt(rng.uniform(low_km**2, high_km**2))
            x, y = _moved(lon, lat, distance, rng.uniform(0, 2 * math.pi))
            if shapely.contains_xy(self.shape, x, y):
                return x, y
        return round(lon, 5), round(lat, 5)

    def around_seat(self, rng: Random, low_km: float, high_km: float) -> tuple[float, float]:
        """Return a point between ``low_km`` and ``high_km`` from the county's seat."""
        return self.near(rng, self.county.lon, self.county.lat, low_km, high_km)


def _moved(lon: float, lat: float, distance_km: float, angle: float) -> tuple[float, float]:
    north = distance_km * math.sin(angle) / KM_PER_DEGREE
    east = distance_km * math.cos(angle) / (KM_PER_DEGREE * math.cos(math.radians(lat)))
    return round(lon + east, 5), round(lat + north, 5)


def grounds(counties: Sequence[County], boundaries: BoundarySet) -> dict[str, Ground]:
    """Return the ground of each county: its outline, or a disc of its area where it has none or its seat lies outside.

    An unknown area counts as 25 km of radius.
    """
    shapes = {boundary.county_id: to_shape(boundary) for boundary in boundaries.boundaries}
    return {county.county_id: _ground(county, shapes.get(county.county_id)) for county in counties}


def _ground(county: County, shape: BaseGeometry | None) -> Ground:
    radius_km = math.sqrt(county.area_km2 / math.pi) if county.area_km2 else 25.0
    seat = shapely.Point(county.lon, county.lat)
    if shape is None or not shape.contains(seat):
        east = radius_km / (KM_PER_DEGREE * math.cos(math.radians(county.lat)))
        disc = shapely.affinity.scale(shapely.Point(0, 0).buffer(1), east, radius_km / KM_PER_DEGREE)
        shape = shapely.affinity.translate(disc, county.lon, county.lat)
    shapely.prepare(shape)
    return Ground(county=county, shape=shape, radius_km=radius_km)


def townships(ground: Ground, rng: Random) -> list[Township]:
    """Return a county's invented townships: as many as it really has, with invented names and places."""
    parts = words()["townships"]
    names = [first + second for first in parts["first"] for second in parts["second"]]
    count = ground.county.township_count or TOWNSHIPS_UNKNOWN
    made = []
    for number, name in enumerate(rng.sample(names, count), start=1):
        lon, lat = ground.around_seat(rng, 0.15 * ground.radius_km, 1.0 * ground.radius_km)
        township_id = f"{ground.county.county_id}-T{number:02d}"
        made.append(Township(township_id=township_id, name=name + rng.choice(parts["kind"]), lon=lon, lat=lat))
    return made
