"""Outlines for drawing: simplified without gaps between neighbours, shared borders stored once (TopoJSON)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray
from topojson.core.topology import Topology

from core.records import Area

TOLERANCE_SHARE = 1 / 1400
"""Detail below this share of the map's width is left out: under a pixel before anyone zooms in."""
QUANTUM = 100_000
"""Coordinates are rounded to this many steps across the map."""


def topology_of(areas: Sequence[Area]) -> dict[str, Any]:
    """Return the outlines as one TopoJSON topology, its objects in the order of ``areas``.

    Returns
    -------
    dict
        ``transform`` (scale and translate), ``arcs`` (delta-encoded), ``shapes`` (per area its arc indices, always as
        a MultiPolygon's), ``labels`` (per area: longitude, latitude and radius in degrees of its largest inner circle).
    """
    shapes = np.array([shapely.from_geojson(json.dumps(area.geometry)) for area in areas])
    west, south, east, north = shapely.total_bounds(shapes)
    drawn = shapely.coverage_simplify(shapes, max(east - west, north - south) * TOLERANCE_SHARE)
    frame = geopandas.GeoDataFrame({"row": range(len(areas))}, geometry=drawn, crs="EPSG:4326")
    topology = Topology(frame, prequantize=QUANTUM).to_dict()
    rows = {item["properties"]["row"]: item for item in topology["objects"]["data"]["geometries"]}
    return {
        "transform": topology["transform"],
        "arcs": topology["arcs"],
        "shapes": [_polygons(rows[row]) for row in range(len(areas))],
        "labels": [_label(shape) for shape in drawn],
    }


def _polygons(item: dict[str, Any]) -> list[Any]:
    arcs: list[Any] = item["arcs"]
    return arcs if item["type"] == "MultiPolygon" else [arcs]


def _label(shape: Any) -> list[float]:
    """Return the centre of the largest circle inside ``shape`` and its radius: room for a name."""
    spoke: NDArray[np.float64] = shapely.get_coordinates(shapely.maximum_inscribed_circle(shape))
    radius = float(np.hypot(*(spoke[1] - spoke[0])))
    return [round(float(spoke[0][0]), 4), round(float(spoke[0][1]), 4), round(radius, 4)]
