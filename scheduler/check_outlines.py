"""Outlines of counties: whether they can be drawn, and whether there is one for each county."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from core.errors import Fault, fault
from scheduler.problem import Problem

AREA_MIN = 1e-6
"""Square degrees, about a hectare: what is smaller vanishes when a map is drawn."""


def unusable_outlines(problem: Problem) -> Iterator[Fault]:
    """Yield a fault for each outline that no map could draw."""
    for index, boundary in enumerate(problem.boundaries.boundaries if problem.boundaries else ()):
        polygons = _polygons(boundary.geometry)
        if not polygons or not all(map(_is_polygon, polygons)) or sum(map(_area, polygons)) < AREA_MIN:
            yield fault("outline-unusable", f"/boundaries/boundaries/{index}/geometry", county=boundary.county_id)


def missing_outlines(problem: Problem) -> Iterator[Fault]:
    """Yield a fault for each county without an outline on the first day of the horizon, the day that maps draw."""
    if problem.boundaries is None:
        return
    day = problem.horizon.first_monday
    drawn = {
        each.county_id
        for each in problem.boundaries.boundaries
        if (each.valid_from is None or each.valid_from <= day) and (each.valid_to is None or day <= each.valid_to)
    }
    for county in problem.counties:
        if county.county_id not in drawn:
            yield fault("boundary-county-missing", "/boundaries/boundaries", county=county.code, name=county.name)


def _polygons(geometry: dict[str, Any]) -> list[Any]:
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if not isinstance(coordinates, list):
        return []
    return [coordinates] if kind == "Polygon" else coordinates if kind == "MultiPolygon" else []


def _is_polygon(rings: Any) -> bool:
    return isinstance(rings, list) and bool(rings) and all(map(_is_ring, rings))


def _is_ring(ring: Any) -> bool:
    return isinstance(ring, list) and len(ring) >= 4 and all(map(_is_position, ring)) and ring[0] == ring[-1]


def _is_position(position: Any) -> bool:
    """Tell whether this is a longitude and a latitude; heights are not drawn and not taken."""
    return (
        isinstance(position, list)
        and len(position) == 2
        and all(isinstance(number, (int, float)) for number in position)
        and abs(position[0]) <= 180
        and abs(position[1]) <= 90
    )


def _area(rings: list[list[list[float]]]) -> float:
    """Return the area within the outer ring in square degrees (shoelace formula)."""
    x0, y0 = rings[0][0]
    around = [(x - x0, y - y0) for x, y in rings[0]]
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(around))) / 2
