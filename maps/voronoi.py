"""Schematic outlines where none are given: Voronoi cells of the county seats, clipped to a hull around them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from maps.boundaries import GRID_DEG, polygons_of, to_boundary
from maps.model import BoundarySet, County

HULL_RATIO = 0.35
"""Between 0 (as hollow as can be) and 1 (convex), see shapely.concave_hull: keeps the province's bays."""
NUDGE_DEG = 0.002
"""Seats that coincide (tables give them to 0.01 degree) are moved apart by this much, so that each has a cell."""
LONELY_MARGIN_DEG = 0.2
"""Margin around a single seat, which has no neighbour to tell the scale."""


def voronoi_boundaries(counties: Sequence[County]) -> BoundarySet:
    """Return Voronoi cells of the seats as outlines: a partition of one hull, ``schematic=True``.

    Distances are measured with longitudes scaled by the cosine of the middle latitude. The hull is the concave hull
    of the seats, widened by the median distance between neighbours.
    """
    lon = np.array([county.lon for county in counties])
    lat = np.array([county.lat for county in counties])
    scale = float(np.cos(np.radians(lat.mean())))
    points = _apart(np.column_stack([lon * scale, lat]))
    cells = [_unscaled(cell, scale) for cell in _cells(points)]
    return BoundarySet(
        source="县城驻地的泰森多边形（示意） / Voronoi cells of the county seats (schematic)",
        schematic=True,
        approval_number=None,
        boundaries=tuple(to_boundary(c.county_id, cell) for c, cell in zip(counties, cells, strict=True)),
    )


def _apart(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Move seats that coincide onto a small spiral around their place, in the order given."""
    seen: dict[tuple[float, float], int] = {}
    moved = points.copy()
    for row, (x, y) in enumerate(points):
        turn = seen.get((x, y), 0)
        seen[(x, y)] = turn + 1
        moved[row] += NUDGE_DEG * turn * np.array([np.cos(2.4 * turn), np.sin(2.4 * turn)])
    return moved


def _cells(points: NDArray[np.float64]) -> list[BaseGeometry]:
    seats = shapely.MultiPoint(points)
    margin = _margin(points)
    hull = shapely.buffer(shapely.concave_hull(seats, ratio=HULL_RATIO), margin)
    if len(points) == 1:
        return [hull]
    cells = shapely.voronoi_polygons(seats, extend_to=hull, ordered=True)
    return [polygons_of(shapely.intersection(cell, hull)) for cell in shapely.get_parts(cells)]


def _margin(points: NDArray[np.float64]) -> float:
    """Return the median distance from a seat to its nearest neighbour."""
    if len(points) == 1:
        return LONELY_MARGIN_DEG
    apart = np.hypot(*(points[:, None, :] - points[None, :, :]).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    return float(np.median(apart.min(axis=1)))


def _unscaled(cell: BaseGeometry, scale: float) -> BaseGeometry:
    """Back to degrees, on the grid that stored outlines use."""
    return shapely.set_precision(shapely.transform(cell, lambda xy: xy / [scale, 1.0]), GRID_DEG)
