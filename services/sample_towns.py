"""Read real populated places that become caravan stops."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from core.errors import DapengError, Fault, fail, fault
from maps.model import County
from services.sample_scene import PlacePoint

COLUMNS = ("name", "lon", "lat", "adcode")


def read_places(path: Path, counties: Sequence[County]) -> tuple[PlacePoint, ...]:
    """Return the places of a CSV file (columns name, lon, lat, adcode; WGS-84) that lie in ``counties``.

    A place belongs to the county one of whose codes, old or new, is its ``adcode``; other places are left out.

    Raises
    ------
    DapengError
        One fault per missing column or bad row.
    """
    try:
        reader = csv.DictReader(path.read_text("utf-8-sig").splitlines())
    except FileNotFoundError:
        raise fail("file-missing", str(path), path=path) from None
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise DapengError([fault("column-missing", f"{path.name}:1", column=column) for column in missing])
    by_code = {code.code: county.county_id for county in counties for code in county.codes}
    faults: list[Fault] = []
    places = [
        _place(row, by_code[row["adcode"]], f"{path.name}:{line}", faults)
        for line, row in enumerate(reader, start=2)
        if row["adcode"] in by_code
    ]
    if faults:
        raise DapengError(faults)
    return tuple(place for place in places if place is not None)


def _place(row: dict[str, str], county_id: str, where: str, faults: list[Fault]) -> PlacePoint | None:
    try:
        lon, lat = float(row["lon"]), float(row["lat"])
    except ValueError as error:
        faults.append(fault("county-row-invalid", where, column="lon, lat", value=row["lon"], detail=error))
        return None
    return PlacePoint(name=row["name"].strip(), lon=lon, lat=lat, county_id=county_id)
