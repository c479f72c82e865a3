"""County outlines from GeoJSON, GeoPackage or Shapefile, made valid and matched to counties.

Outlines are stored as given (WGS-84, full detail); simplifying is the drawing's business.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyogrio
import shapely
from shapely.geometry.base import BaseGeometry

from core.errors import DapengError, Fault, fail, fault
from maps.coords import to_wgs84
from maps.datum import Datum
from maps.model import Boundary, BoundarySet, County

GRID_DEG = 1e-7
"""Coordinates are kept to about a centimetre, so that files and fingerprints do not carry noise."""
SEAT_DISTANCE_MAX_DEG = 0.5
"""A seat farther than this (about 50 km) from its county's outline means a wrong code or coordinate system."""


def read_boundaries(
    path: Path,
    counties: Sequence[County],
    *,
    datum: Datum = "wgs84",
    source: str | None = None,
    approval_number: str | None = None,
) -> BoundarySet:
    """Read the outlines of ``counties`` from a vector file.

    The column with the county codes is found by its content: six digits, also with the country prefix 156 or six
    zeros behind, as national data sets write them. Outlines of counties in other prefectures are left out.

    Parameters
    ----------
    path : Path
        GeoJSON, GeoPackage or Shapefile. Its CRS must be stated, save in GeoJSON, which is WGS-84 by its standard.
    counties : sequence of County
        Matched by any of their codes.
    datum : {"wgs84", "gcj02", "bd09"}
        What longitudes and latitudes in the file really are; an obfuscated system cannot be told from the file.
    source, approval_number : str or None
        Printed on maps; the source defaults to the file's name.

    Raises
    ------
    DapengError
        With every fault: unreadable file, no CRS, no codes, counties without outline, outlines without county, outlines
        far from their seats.
    """
    frame = _degrees(_read(path), path)
    codes = _code_column(frame, counties, path)
    shapes, faults = _shapes_by_county(frame.geometry, codes, counties, datum, path)
    faults += _misfits(shapes, counties, path)
    if faults:
        raise DapengError(faults)
    return BoundarySet(
        source=source or path.name,
        schematic=False,
        approval_number=approval_number,
        boundaries=tuple(to_boundary(county.county_id, shapes[county.county_id]) for county in counties),
    )


def to_boundary(county_id: str, shape: BaseGeometry) -> Boundary:
    """Return ``shape`` (WGS-84 polygons) as a boundary without validity dates."""
    geometry = json.loads(shapely.to_geojson(shape))
    return Boundary(county_id=county_id, geometry=geometry, valid_from=None, valid_to=None)


def to_shape(boundary: Boundary) -> BaseGeometry:
    """Return the outline as a shapely geometry."""
    return shapely.from_geojson(json.dumps(boundary.geometry))


def polygons_of(shape: BaseGeometry) -> BaseGeometry:
    """Return ``shape`` made valid, with its polygons only (repairs can leave lines and points behind)."""
    parts = shapely.get_parts(shapely.make_valid(shape))
    while any(shapely.get_type_id(part) == 7 for part in parts):  # a collection within a collection
        parts = shapely.get_parts(parts)
    kept = [part for part in shapely.get_parts(parts) if shapely.get_type_id(part) == 3]
    whole: BaseGeometry = kept[0] if len(kept) == 1 else shapely.multipolygons(kept)
    return whole


def _read(path: Path) -> geopandas.GeoDataFrame:
    if not path.exists():
        raise fail("file-missing", str(path), path=path)
    try:
        layers = pyogrio.list_layers(path)
        drawn = [name for name, kind in layers if kind and ("Polygon" in kind or kind == "Unknown")]
        if not drawn:
            raise fail("boundary-unreadable", str(path), detail="no layer with polygons")
        return geopandas.read_file(path, layer=drawn[0], engine="pyogrio")
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        if isinstance(error, DapengError):
            raise
        raise fail("boundary-unreadable", str(path), detail=" ".join(str(error).split())) from None


def _degrees(frame: geopandas.GeoDataFrame, path: Path) -> geopandas.GeoDataFrame:
    """Reproject to WGS-84 longitude and latitude."""
    if frame.crs is None:
        raise fail("boundary-crs-missing", str(path))
    return frame.to_crs("EPSG:4326")


def _code_column(frame: geopandas.GeoDataFrame, counties: Sequence[County], path: Path) -> list[str]:
    """Return the codes in the column that knows most of the counties."""
    known = {code.code for county in counties for code in county.codes}
    columns = [[plain_code(value) for value in frame[name]] for name in frame.columns if name != frame.geometry.name]
    best = max(columns, key=lambda codes: len(known.intersection(codes)), default=[])
    if not known.intersection(best):
        raise fail("boundary-codes-missing", str(path))
    return best


def plain_code(value: Any) -> str:
    """Return the six-digit code in ``value`` (``520102``, ``520102.0``, ``156520102``, ``520102000000``), or ``""``."""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
    if len(text) == 9 and text.startswith("156"):
        text = text[3:]
    elif len(text) == 12 and text.endswith("000000"):
        text = text[:6]
    return text if len(text) == 6 and text.isdigit() else ""


def _shapes_by_county(
    shapes: Iterable[BaseGeometry], codes: list[str], counties: Sequence[County], datum: Datum, path: Path
) -> tuple[dict[str, BaseGeometry], list[Fault]]:
    """Match rows to counties; several rows of a county are its parts."""
    owner = {code.code: county.county_id for county in counties for code in county.codes}
    near = {code[:4] for code in owner}
    parts: dict[str, list[BaseGeometry]] = {}
    faults = []
    for row, (shape, code) in enumerate(zip(shapes, codes, strict=True), start=1):
        county_id = owner.get(code)
        if county_id is None:
            if code[:4] in near or not code:
                faults.append(fault("boundary-unmatched", f"{path}:{row}", county=code or "-"))
        elif shape is not None and not shape.is_empty:
            parts.setdefault(county_id, []).append(_clean(shape, datum))
    return {key: polygons_of(shapely.union_all(found)) for key, found in parts.items()}, faults


def _clean(shape: BaseGeometry, datum: Datum) -> BaseGeometry:
    def convert(points: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
        return np.column_stack(to_wgs84(points[:, 0], points[:, 1], datum))

    flat = shapely.force_2d(shape)
    converted = flat if datum == "wgs84" else shapely.transform(flat, convert)
    return shapely.set_precision(polygons_of(converted), GRID_DEG)


def _misfits(shapes: dict[str, BaseGeometry], counties: Sequence[County], path: Path) -> list[Fault]:
    """Return counties without an outline and outlines that cannot be theirs."""
    faults = []
    for county in counties:
        shape = shapes.get(county.county_id)
        if shape is None or shape.is_empty:
            faults.append(fault("boundary-county-missing", str(path), county=county.code, name=county.name))
        elif shapely.distance(shape, shapely.Point(county.lon, county.lat)) > SEAT_DISTANCE_MAX_DEG:
            faults.append(fault("boundary-far", str(path), county=county.code, name=county.name))
    return faults
