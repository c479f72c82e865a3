"""Read a county table (CSV) into :class:`County` records. A blank cell is "not known", never "none" or zero."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from core.errors import DapengError, Fault, fail, fault
from maps.defaults import province_of, terrain_source
from maps.model import CodeName, County, PolicyFlag, Terrain

T = TypeVar("T")
N = TypeVar("N", int, float)

REQUIRED = ("adcode", "name", "pref_code", "prefecture", "lon", "lat")
OPTIONAL = (
    "former_adcode", "former_name", "adcode_src", "prov_code", "province", "terrain", "area_km2", "pop_2020",
    "rural_pop_2020", "pop_5_9", "pop_10_14", "edu_years_avg", "n_townships_2023", "poverty_832", "poverty_exit_year",
    "key_revital_160", "border_computed", "ethnic_county", "ethnic_prefecture", "ethnic_region", "old_rev_base",
    "contiguous_poor", "science_model", "practice_pilot",
)  # fmt: skip
IGNORED = ("seat_in_polygon", "minority_share", "illiterate_15p", "pop_zones_2020", "census_codes", "zone_codes")
"""Known columns of wider tables that the planner has no use for."""
LISTS = (
    "key_revital_160", "border_computed", "ethnic_county", "ethnic_prefecture", "ethnic_region", "old_rev_base",
    "contiguous_poor", "science_model", "practice_pilot",
)  # fmt: skip
"""Columns that say 1 or 0 for membership of the policy list of the same name."""
TERRAINS: dict[str, Terrain] = {"plain": "plain", "hill": "hill", "mountain": "mountain", "plateau": "plateau"}


def read_counties(path: Path, province: str | None = None) -> tuple[County, ...]:
    """Read a county table.

    Parameters
    ----------
    path
        CSV, UTF-8, with the columns of docs/data.md. Where a file ``<stem>.sources.toml`` lies beside it, its
        ``[sources]`` give each column's public source; otherwise the source is the file's name and the column.
    province
        Two-digit province code: other rows are skipped. ``None``: all rows.

    Returns
    -------
    tuple of County
        By current code, ascending.

    Raises
    ------
    DapengError
        One fault per bad heading, row or cell; nothing is returned by halves.
    """
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise fail("file-missing", str(path), path=path) from None
    except UnicodeDecodeError as error:
        raise fail("value-invalid", str(path), value=path.name, detail=f"not UTF-8: {error}") from None
    beside = path.with_name(f"{path.stem}.sources.toml")
    sources = tomllib.loads(beside.read_text("utf-8"))["sources"] if beside.is_file() else {}
    return parse_counties(text, path.name, sources, province)


def guizhou_table() -> Path:
    """Return the product's own county table: plain facts of the 88 counties of Guizhou."""
    return Path(str(resources.files("maps").joinpath("data/guizhou_counties.csv")))


def guizhou_counties() -> tuple[County, ...]:
    """Return the counties of :func:`guizhou_table`."""
    return read_counties(guizhou_table())


def parse_counties(text: str, name: str, sources: Mapping[str, str], province: str | None = None) -> tuple[County, ...]:
    """Parse the text of a county table called ``name``; see :func:`read_counties`."""
    reader = csv.DictReader(text.splitlines())
    headings = [heading.strip() for heading in reader.fieldnames or ()]
    reader.fieldnames = headings
    _check_headings(headings, name)
    rows = [
        _Row(place=f"{name}:{line}", cells=_cells(row), table=name)
        for line, row in enumerate(reader, start=2)
        if province is None or (row.get("adcode") or "").strip().startswith(province)
    ]
    counties = [_county(row, sources) for row in rows]
    faults = [fault for row in rows for fault in row.faults] + _duplicates(rows)
    if faults:
        raise DapengError(faults)
    return tuple(sorted((county for county in counties if county), key=lambda county: county.code))


def _cells(row: Mapping[str, str | None]) -> dict[str, str]:
    return {heading: (cell or "").strip() for heading, cell in row.items() if heading}


def _check_headings(headings: Iterable[str], name: str) -> None:
    known = {*REQUIRED, *OPTIONAL, *IGNORED}
    faults = [fault("column-missing", f"{name}:1", column=column) for column in REQUIRED if column not in headings]
    faults += [fault("column-unknown", f"{name}:1", column=column) for column in headings if column not in known]
    if faults:
        raise DapengError(faults)


def _duplicates(rows: Iterable[_Row]) -> list[Fault]:
    seen: set[str] = set()
    faults = []
    for row in rows:
        code = row.cells["adcode"]
        if code in seen:
            faults.append(fault("id-duplicate", row.place, kind="county", id=code))
        seen.add(code)
    return faults


@dataclass
class _Row:
    """Cells of one row, and what is wrong with them."""

    place: str
    cells: dict[str, str]
    table: str
    faults: list[Fault] = field(default_factory=list)

    def text(self, column: str) -> str | None:
        return self.cells.get(column) or None

    def number(self, column: str, kind: Callable[[str], N], low: float, high: float) -> N | None:
        """Return the cell as ``kind`` between ``low`` and ``high``; ``None`` where blank (or faulty)."""
        cell = self.text(column)
        if cell is None:
            return None
        try:
            made: N | None = kind(cell)
        except ValueError:
            made = None
            self._bad(column, cell, "not a number")
        if made is not None and not low <= made <= high:
            self._bad(column, cell, f"not between {low:g} and {high:g}")
            return None
        return made

    def whole(self, column: str, low: int = 0, high: int = 10**8) -> int | None:
        return self.number(column, int, low, high)

    def real(self, column: str, low: float, high: float) -> float | None:
        return self.number(column, float, low, high)

    def code(self, column: str) -> str | None:
        cell = self.text(column)
        if cell is not None and not (len(cell) == 6 and cell.isascii() and cell.isdigit()):
            self._bad(column, cell, "not a code of six digits")
            return None
        return cell

    def choice(self, column: str, allowed: Iterable[str]) -> str | None:
        cell = self.text(column)
        if cell is not None and cell not in allowed:
            self._bad(column, cell, f"not one of {', '.join(allowed)}")
            return None
        return cell

    def need(self, column: str, value: T | None) -> T | None:
        """Report a required cell that is blank (a faulty one is reported already)."""
        if value is None and self.text(column) is None:
            self._bad(column, "", "must not be blank")
        return value

    def _bad(self, column: str, cell: str, detail: str) -> None:
        self.faults.append(fault("county-row-invalid", self.place, column=column, value=repr(cell), detail=detail))


def _county(row: _Row, sources: Mapping[str, str]) -> County | None:
    code = row.need("adcode", row.code("adcode"))
    prefecture = row.need("pref_code", row.code("pref_code"))
    lon, lat = row.need("lon", row.real("lon", -180, 180)), row.need("lat", row.real("lat", -90, 90))
    name, prefecture_name = row.need("name", row.text("name")), row.need("prefecture", row.text("prefecture"))
    facts = _facts(row)
    former = row.code("former_adcode") or row.code("adcode_src")
    flags, known = _flags(row, sources)
    terrain = row.choice("terrain", TERRAINS)
    if row.faults or code is None or prefecture is None or lon is None or lat is None or not name:
        return None
    return County(
        county_id=f"CN-{former or code}",
        codes=_codes(row, code, name, former, sources),
        prefecture_id=f"CN-{prefecture}",
        prefecture_name=prefecture_name or "",
        lon=lon,
        lat=lat,
        terrain=TERRAINS[terrain] if terrain else province_of(code).terrain,
        flags=flags,
        flags_known=known,
        successor_ids=(),
        sources=_field_sources(row, sources, facts, terrain is not None),
        **facts,
    )


COLUMNS: dict[str, tuple[str, ...]] = {
    "area_km2": ("area_km2",),
    "population": ("pop_2020",),
    "rural_population": ("rural_pop_2020",),
    "population_5_14": ("pop_5_9", "pop_10_14"),
    "schooling_years": ("edu_years_avg",),
    "township_count": ("n_townships_2023",),
}
"""Field of :class:`County` -> the columns that it is made from."""


def _facts(row: _Row) -> dict[str, Any]:
    population = row.whole("pop_2020", 1)
    rural = row.whole("rural_pop_2020", 0, population or 10**8)
    young, older = row.whole("pop_5_9"), row.whole("pop_10_14")
    return {
        "area_km2": row.real("area_km2", 0.1, 2_000_000),
        "population": population,
        "rural_population": rural,
        "population_5_14": None if young is None or older is None else young + older,
        "schooling_years": row.real("edu_years_avg", 0, 25),
        "township_count": row.whole("n_townships_2023", 1, 1000),
    }


def _codes(row: _Row, code: str, name: str, former: str | None, sources: Mapping[str, str]) -> tuple[CodeName, ...]:
    source = _source(row, sources, "adcode")
    current = CodeName(code=code, name=name, name_en=None, valid_from=None, valid_to=None, source=source)
    if former is None or former == code:
        return (current,)
    # A table that gives no former name leaves the present one: codes are what identifies.
    old = row.text("former_name") or name
    return (
        CodeName(code=former, name=old, name_en=None, valid_from=None, valid_to=None, source=source),
        current,
    )


def _flags(row: _Row, sources: Mapping[str, str]) -> tuple[tuple[PolicyFlag, ...], tuple[str, ...]]:
    flags, known = _poverty(row, sources)
    for column in LISTS:
        member = row.choice(column, ("0", "1"))
        if member is not None:
            known.append(column)
        if member == "1":
            flags.append(_flag(column, None, None, _source(row, sources, column)))
    return tuple(flags), tuple(known)


def _poverty(row: _Row, sources: Mapping[str, str]) -> tuple[list[PolicyFlag], list[str]]:
    """Return the two flags of the list of 832 counties: on it up to the exit year, off it from the next.

    Exits are known by year only, so the change is dated at the turn of the year.
    """
    member = row.choice("poverty_832", ("0", "1"))
    year = row.whole("poverty_exit_year", 2012, 2030)
    source = _source(row, sources, "poverty_832")
    if member is None:
        return [], []
    if member == "0":
        return [], ["poverty_832", "out_of_poverty_832"]
    if year is None:
        return [_flag("poverty_832", None, None, source)], ["poverty_832"]
    return [
        _flag("poverty_832", None, date(year, 12, 31), source),
        _flag("out_of_poverty_832", date(year + 1, 1, 1), None, source),
    ], ["poverty_832", "out_of_poverty_832"]


def _flag(list_id: str, first: date | None, last: date | None, source: str) -> PolicyFlag:
    return PolicyFlag(list_id=list_id, effective_from=first, effective_to=last, source=source)


def _source(row: _Row, sources: Mapping[str, str], column: str) -> str:
    return sources.get(column) or f"{row.table}: {column}"


def _field_sources(
    row: _Row, sources: Mapping[str, str], facts: Mapping[str, Any], terrain_given: bool
) -> dict[str, str]:
    found = {name: _source(row, sources, columns[0]) for name, columns in COLUMNS.items() if facts[name] is not None}
    found["lon"] = found["lat"] = _source(row, sources, "lon")
    found["terrain"] = _source(row, sources, "terrain") if terrain_given else terrain_source()
    return found
