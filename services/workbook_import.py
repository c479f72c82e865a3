"""Read the inventory workbook back into a Problem: every fault with its cell, all or nothing."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from core.errors import DapengError, Fault, fault
from maps.model import BoundarySet
from scheduler.check import check_problem
from scheduler.problem import Problem
from scheduler.wire import PROBLEM, parse
from services.workbook_rows import Reading, Row, read_rows
from services.workbook_sheets import Part, Sheet, join_codes, owner_records, settings, sheets

SOURCE = "workbook"
KINDS = {"counties": "county", "setup_teams": "team"}
"""Kinds whose lists are not called by the kind and an s."""
Place = tuple[str, ...]
Places = dict[Place, str]
"""Path within the workbook's content -> the cell, the row's first cell or the sheet that it was read from."""


def read_workbook(path: Path, boundaries: BoundarySet | None = None) -> Problem:
    """Return the problem that a workbook of :func:`services.workbook_template.write_template` holds.

    Parameters
    ----------
    path
        The Excel file.
    boundaries
        Outlines of the counties, which no workbook holds.

    Raises
    ------
    DapengError
        One fault per error, its place the sheet and cell (``停靠点 stops!D17``); nothing is half imported.
    """
    reading = read_rows(path)
    content, places = assemble(reading)
    if reading.faults:
        raise DapengError(reading.faults)
    try:
        problem = parse(PROBLEM, join_codes(content), SOURCE)
    except DapengError as error:
        raise DapengError([_placed(found, content, places) for found in error.faults]) from None
    problem = dataclasses.replace(problem, boundaries=boundaries)
    faults = [_placed(found, content, places) for found in check_problem(problem)]
    if faults:
        raise DapengError(faults)
    return problem


def assemble(reading: Reading) -> tuple[Any, Places]:
    """Return the content of the rows and where each part of it stands; adds faults of rows that belong nowhere."""
    content: dict[str, Any] = {"boundaries": None}
    places: Places = {}
    for column in settings():
        if column.key in reading.settings.places:
            places[column.path] = reading.settings.places[column.key]
            _put(content, column.path, reading.settings.values.get(column.key))
    for sheet in sorted(sheets(), key=lambda sheet: any(part.owners for part in sheet.parts)):
        _Filling(sheet, content, places, reading).fill()
    return content, places


@dataclasses.dataclass
class _Filling:
    """Puts the rows of one sheet where they belong."""

    sheet: Sheet
    content: Any
    places: Places
    reading: Reading

    def fill(self) -> None:
        homes = [self._homes(part) for part in self.sheet.parts]
        tags = [part.tag for part in self.sheet.parts]
        for row in self.reading.rows[self.sheet.sheet_id]:
            tag = row.values.get(self.sheet.tag.key) if self.sheet.tag else None
            if tag in tags:
                self._place_row(row, self.sheet.parts[tags.index(tag)], homes[tags.index(tag)])

    def _homes(self, part: Part) -> dict[str | None, tuple[Place, Any]]:
        """Make the empty lists or mappings of a part; return owner id -> (path, list or mapping)."""
        found: dict[str | None, tuple[Place, Any]] = {}
        for at, (owner_id, owner) in enumerate(owner_records(self.content, part)):
            home: Any = {} if self.sheet.shape == "entries" else []
            _put(owner, part.path, home)
            path = (*((part.owners, str(at)) if part.owners else ()), *part.path)
            self.places[path] = self.sheet.title
            found[owner_id] = (path, home)
        return found

    def _place_row(self, row: Row, part: Part, homes: dict[str | None, tuple[Place, Any]]) -> None:
        owner_key = self.sheet.owner.key if self.sheet.owner else None
        owner_id = row.values.get(owner_key) if owner_key else None
        if owner_key and owner_key not in row.values:
            return
        if owner_id not in homes:
            kind = KINDS.get(part.owners or "", (part.owners or "-").removesuffix("s"))
            self.reading.faults.append(fault("id-unknown", row.places[owner_key or ""], kind=kind, id=owner_id))
            return
        path, home = homes[owner_id]
        self._add(row, path, home)

    def _add(self, row: Row, path: Place, home: Any) -> None:
        if self.sheet.shape == "entries":
            key = row.values.get("key")
            if key in home:
                self.reading.faults.append(fault("id-duplicate", row.places["key"], kind="key", id=key))
            home[key] = row.values.get("value")
            self.places[(*path, str(key))] = row.places.get("value", row.place)
        elif self.sheet.shape == "values":
            self.places[(*path, str(len(home)))] = row.place
            home.append(row.values.get(self.sheet.columns[0].key))
        else:
            self._add_record(row, (*path, str(len(home))), home)

    def _add_record(self, row: Row, path: Place, home: list[Any]) -> None:
        made: dict[str, Any] = {}
        self.places[path] = row.place
        for column in self.sheet.columns:
            if column.later and column.key not in row.places:
                continue
            _put(made, column.path, row.values.get(column.key))
            self.places[(*path, *column.path)] = row.places.get(column.key, row.place)
        home.append(made)


def _put(record: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for name in path[:-1]:
        record = record.setdefault(name, {})
    record[path[-1]] = value


def _placed(found: Fault, content: Any, places: Places) -> Fault:
    """Return the fault with its JSON path turned into the cell it was read from."""
    path = _virtual(_path(found.place), content)
    for length in range(len(path), 0, -1):
        if path[:length] in places:
            return dataclasses.replace(found, place=places[path[:length]])
    return found


def _path(place: str) -> Place:
    _, _, path = place.partition(":") if place.startswith(SOURCE) else ("", "", place)
    return tuple(path.strip("/").split("/"))


def _virtual(path: Place, content: Any) -> Place:
    """Return the path in the workbook's content, where a county's current code stands apart."""
    if len(path) < 4 or path[0] != "counties" or path[2] != "codes":
        return path
    former = len(content["counties"][int(path[1])]["former"])
    rest = ("current",) if path[3] == str(former) else ("former", path[3])
    return (*path[:2], *rest, *path[4:])
