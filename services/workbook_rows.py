"""Read an Excel file into rows of decoded values with the place of each cell; collect every fault on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook
from xlsxwriter.utility import xl_col_to_name

from core.errors import DapengError, Fault, fail, fault
from services.workbook_cells import ExcelError, Raw, decode
from services.workbook_errors import error_cells
from services.workbook_fields import Column
from services.workbook_sheets import HEADINGS, SETTINGS, Sheet, settings, settings_title, sheets

IGNORED_SHEETS = ("readme", "_")
"""Beginnings of the names of sheets, or of the last words of these, that are not read."""
AUTO = "(auto)"
"""Heading of columns that only show what follows from others; they are not read."""
VALUE_COLUMN = "value"


@dataclass(frozen=True)
class Row:
    """The decoded cells of a row; a cell that could not be read is absent."""

    place: str
    values: dict[str, Any]
    places: dict[str, str]
    """Column key -> place of the cell."""


@dataclass
class Reading:
    """Everything that was read, and every fault that was found."""

    settings: Row
    rows: dict[str, list[Row]]
    """Sheet id -> its rows."""
    faults: list[Fault] = field(default_factory=list)


def read_rows(path: Path) -> Reading:
    """Read all sheets; raises :class:`DapengError` only where there is no workbook, or a sheet twice."""
    grids = _grids(path)
    reading = Reading(Row(settings_title(), {}, {}), {})
    known = {SETTINGS, *(sheet.sheet_id for sheet in sheets())}
    if not known & grids.keys():
        raise fail("workbook-other", str(path), names="、".join(title for title, _ in grids.values()))
    reading.faults += [
        fault("sheet-unknown", title, name=title) for name, (title, _) in grids.items() if name not in known
    ]
    if SETTINGS in grids:
        _read_settings(*grids[SETTINGS], reading)
    else:
        reading.faults.append(fault("sheet-missing", settings_title(), name=settings_title()))
    for sheet in sheets():
        reading.rows[sheet.sheet_id] = list(_read_sheet(sheet, grids, reading.faults))
    return reading


def _grids(path: Path) -> dict[str, tuple[str, list[list[Raw]]]]:
    """Return sheet id (the last word of its title, in lower case) -> its title and cells; none that is left aside."""
    if not path.exists():
        raise fail("file-missing", str(path), path=path)
    try:
        with CalamineWorkbook.from_path(str(path)) as workbook:
            titles = [title for title in workbook.sheet_names if not _is_ignored(title)]
            _require_distinct(titles)
            grids = {title: _grid(workbook, title) for title in titles}
    except (CalamineError, OSError) as error:
        raise fail("workbook-unreadable", str(path), detail=error) from None
    for title, row, col in error_cells(path):
        grid = grids.get(title, [])
        if row < len(grid) and col < len(grid[row]):
            grid[row][col] = ExcelError()
    return {_sheet_id(title): (title, grid) for title, grid in grids.items()}


def _grid(workbook: CalamineWorkbook, title: str) -> list[list[Raw]]:
    return [list(row) for row in workbook.get_sheet_by_name(title).to_python(skip_empty_area=False)]


def _require_distinct(titles: Sequence[str]) -> None:
    """Raise ``sheet-repeated`` for sheets that could be taken for one another: only a person knows which counts."""
    first = {_sheet_id(title): title for title in reversed(titles)}
    repeated = [title for title in titles if first[_sheet_id(title)] != title]
    if repeated:
        raise DapengError(fault("sheet-repeated", title, name=first[_sheet_id(title)]) for title in repeated)


def _is_ignored(title: str) -> bool:
    return title.startswith(IGNORED_SHEETS) or _sheet_id(title).startswith(IGNORED_SHEETS)


def _sheet_id(title: str) -> str:
    return (title.split() or [""])[-1].casefold()


def _read_sheet(sheet: Sheet, grids: Mapping[str, tuple[str, list[list[Raw]]]], faults: list[Fault]) -> Iterator[Row]:
    if sheet.sheet_id not in grids:
        if not sheet.later:
            faults.append(fault("sheet-missing", sheet.title, name=sheet.title))
        return
    title, grid = grids[sheet.sheet_id]
    headings = grid[HEADINGS - 1] if len(grid) >= HEADINGS else []
    found = _columns_at(headings, sheet.all_columns, title, faults)
    for number, cells in enumerate(grid[HEADINGS:], HEADINGS + 1):
        if any(_filled(cells[at]) for at in found):
            yield _row(title, number, {at: (column, cells[at]) for at, column in found.items()}, faults)


def _columns_at(
    headings: Sequence[Raw], columns: Sequence[Column], title: str, faults: list[Fault]
) -> dict[int, Column]:
    """Return position -> column; columns may stand in any order, and all of them must stand there once."""
    by_key = {column.key: column for column in columns}
    found: dict[int, Column] = {}
    for at, heading in enumerate(headings):
        key, place = str(heading).strip(), f"{title}!{xl_col_to_name(at)}{HEADINGS}"
        if not key or key == AUTO:
            continue
        if key not in by_key:
            faults.append(fault("heading-unknown", place, name=key))
        elif by_key[key] in found.values():
            faults.append(fault("heading-repeated", place, name=key))
        else:
            found[at] = by_key[key]
    missing = [column for column in columns if column not in found.values() and not column.later]
    faults += [fault("heading-missing", f"{title}!{HEADINGS}", name=f"{c.words.zh} {c.key}") for c in missing]
    return found


def _row(title: str, number: int, cells: Mapping[int, tuple[Column, Raw]], faults: list[Fault]) -> Row:
    row = Row(f"{title}!A{number}", {}, {})
    for at, (column, raw) in cells.items():
        place = f"{title}!{xl_col_to_name(at)}{number}"
        _decode_into(row, column, raw, place, faults)
    return row


def _decode_into(row: Row, column: Column, raw: Raw, place: str, faults: list[Fault]) -> None:
    row.places[column.key] = place
    try:
        row.values[column.key] = decode(column, raw, place)
    except DapengError as error:
        faults.extend(error.faults)


def _read_settings(title: str, grid: list[list[Raw]], reading: Reading) -> None:
    headings = [str(heading).strip() for heading in grid[HEADINGS - 1]] if len(grid) >= HEADINGS else []
    if "key" not in headings or VALUE_COLUMN not in headings:
        reading.faults.append(fault("heading-missing", f"{title}!{HEADINGS}", name=f"key, {VALUE_COLUMN}"))
        return
    key_at, value_at = headings.index("key"), headings.index(VALUE_COLUMN)
    by_key = {column.key: column for column in settings()}
    for number, cells in enumerate(grid[HEADINGS:], HEADINGS + 1):
        key = str(cells[key_at]).strip()
        place = f"{title}!{xl_col_to_name(value_at)}{number}"
        if key in reading.settings.places:
            reading.faults.append(fault("setting-repeated", place, name=key))
        elif key in by_key:
            _decode_into(reading.settings, by_key[key], cells[value_at], place, reading.faults)
        elif key or _filled(cells[value_at]):
            reading.faults.append(fault("setting-unknown", place, name=key))
    for key in by_key.keys() - reading.settings.places.keys():
        if not by_key[key].later:
            reading.faults.append(fault("setting-missing", title, name=f"{by_key[key].words.zh} {key}"))


def _filled(raw: Raw) -> bool:
    return bool(str(raw).strip())
