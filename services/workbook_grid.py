"""Write one sheet of rows: headings in two languages, notes, drop-downs, values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from core.errors import fail
from services.workbook_cells import NO, YES, Raw, choice_text, encode
from services.workbook_content import Values
from services.workbook_fields import Column
from services.workbook_rows import AUTO
from services.workbook_sheets import HEADINGS, Sheet, sheet_of, sheets
from services.workbook_styles import Styles, display_width, set_print

SPARE_ROWS = 500
"""Rows below the last filled one that have drop-downs, too."""
NAMED = {"counties": "current.name", "sets": "name", "halls": "name", "stops": "name", "caravans": "name"}
"""Sheets whose names are shown beside a reference to them, and the column with the name."""
LISTS_TITLE = "_lists"
_CELL_MAX = 32767
_MAX_WIDTH, _MIN_WIDTH = 44, 9


def write_cell(page: Worksheet, row: int, col: int, value: Raw | None, style: Any) -> None:
    """Write a value so that it is read back exactly; raises ``cell-too-long``."""
    if value is None:
        page.write_blank(row, col, None, style)
    elif isinstance(value, str):
        if len(value) > _CELL_MAX:
            raise fail("cell-too-long", f"{page.get_name()}!{xl_col_to_name(col)}{row + 1}", length=len(value))
        page.write_string(row, col, value, style)
    elif isinstance(value, timedelta):
        page.write_number(row, col, value / timedelta(days=1), style)
    elif isinstance(value, date):
        page.write_datetime(row, col, value, style)
    elif isinstance(value, int | float) and float(f"{value:.16G}") == value:
        page.write_number(row, col, value, style)
    else:
        page.write_string(row, col, repr(value), style)


def note_of(column: Column) -> str:
    """Return the note of a column: meaning, unit, example, in both languages."""
    unit = f"单位 unit: {column.words.unit}" if column.words.unit else ""
    example = f"例 e.g. {column.words.example}" if column.words.example else ""
    many = "多项用分号隔开 / separate items by ;" if column.many else ""
    blank = (
        "必填 / required"
        if column.required
        else "可空：未知 / blank: not known"
        if column.optional
        else "可空 / may be blank"
    )
    return "\n".join(part for part in (column.words.note_zh, column.meaning_en, unit, example, many, blank) if part)


def heading_of(column: Column) -> str:
    """Return the Chinese heading with its unit; an asterisk says that it must be filled in."""
    unit = f"\n（{column.words.unit}）" if column.words.unit else ""
    return f"{column.words.zh}{' *' if column.required else ''}{unit}"


def restrict(page: Worksheet, column: Column, area: tuple[int, int, int, int]) -> None:
    """Give cells the drop-down list or the check that belongs to their column."""
    check = None if column.many else _check(column)
    if check:
        zh, en = "请从列表选择，或按标题批注填写。", "Choose from the list, or enter what the heading's note says."
        page.data_validation(*area, {**check, "error_title": "无效 / not valid", "error_message": f"{zh}\n{en}"})


def _check(column: Column) -> dict[str, Any] | None:
    if column.kind == "choice":
        return {"validate": "list", "source": f"={list_name(column)}"}
    if column.kind == "yes_no":
        return {"validate": "list", "source": [YES, NO]}
    if column.refers_to:
        return {"validate": "list", "source": f"=ids_{column.refers_to}"}
    if column.kind == "day":
        return {"validate": "date", "criteria": ">=", "value": date(1900, 1, 1)}
    if column.kind == "clock":
        return {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1}
    if column.kind == "integer":
        return {"validate": "integer", "criteria": "between", "minimum": -(10**15), "maximum": 10**15}
    return (
        {"validate": "decimal", "criteria": "between", "minimum": -1e15, "maximum": 1e15}
        if column.kind == "number"
        else None
    )


def list_name(column: Column) -> str:
    """Return the defined name of a column's list of choices."""
    digest = "_".join(column.choices).replace("-", "_")
    return f"list_{column.path[-1]}_{digest}"[:200]


def write_lists(book: Workbook, columns: Sequence[Column]) -> None:
    """Write the lists of choices to a hidden sheet and name them."""
    page = book.add_worksheet(LISTS_TITLE)
    page.hide()
    made: dict[str, Column] = {list_name(column): column for column in columns if column.kind == "choice"}
    for col, (name, column) in enumerate(made.items()):
        letter = xl_col_to_name(col)
        for row, value in enumerate(column.choices):
            page.write_string(row, col, choice_text(column.path[-1], value))
        book.define_name(name, f"={LISTS_TITLE}!${letter}$1:${letter}${len(column.choices)}")


def define_ids(book: Workbook) -> None:
    """Name the ids (and, for look-ups, the names) of the sheets that others refer to."""
    referred = {column.refers_to for sheet in sheets() for column in sheet.all_columns if column.refers_to}
    for sheet_id in sorted(referred):
        sheet = sheet_of(sheet_id)
        top = f"'{sheet.title}'!$A${HEADINGS + 1}"
        span = f"'{sheet.title}'!$A${HEADINGS + 1}:$A$20000"
        book.define_name(f"ids_{sheet_id}", f"=OFFSET({top},0,0,MAX(1,COUNTA({span})),1)")
        if sheet_id in NAMED:
            at = [column.key for column in sheet.all_columns].index(NAMED[sheet_id])
            letter = xl_col_to_name(at)
            book.define_name(f"names_{sheet_id}", f"='{sheet.title}'!${letter}${HEADINGS + 1}:${letter}$20000")


class Grid:
    """Writes the sheet of rows ``sheet``."""

    def __init__(self, book: Workbook, styles: Styles, sheet: Sheet, names: Mapping[str, Mapping[str, str]]) -> None:
        self.page = book.add_worksheet(sheet.title)
        self.styles, self.sheet, self.names = styles, sheet, names
        self.col = 0

    def write(self, rows: Sequence[Values]) -> None:
        """Write headings and rows."""
        last = HEADINGS + len(rows) + SPARE_ROWS
        for column in self.sheet.all_columns:
            self._column(column, [values.get(column.key) for values in rows], last)
            if column.refers_to in NAMED and not column.many and column.key != self.sheet.id_key:
                self._auto(column, [values.get(column.key) for values in rows], last)
        self.page.freeze_panes(HEADINGS, 1)
        self.page.set_row(0, 34)
        self.page.autofilter(HEADINGS - 1, 0, max(HEADINGS, HEADINGS + len(rows) - 1), self.col - 1)
        set_print(self.page, HEADINGS)
        self.page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})

    def _column(self, column: Column, values: Sequence[Any], last: int) -> None:
        head = heading_of(column)
        self.page.write_string(0, self.col, head, self.styles.heading(column.required))
        self.page.write_string(1, self.col, column.key, self.styles.key())
        note = note_of(column)
        size = {
            "x_scale": 2.2,
            "y_scale": 0.35 + 0.22 * sum(1 + display_width(line) // 48 for line in note.split("\n")),
        }
        self.page.write_comment(0, self.col, note, {**size, "font_size": 9})
        style = self.styles.cell(column.kind)
        cells = [encode(column, value) for value in values]
        for row, cell in enumerate(cells, HEADINGS):
            if cell is not None:
                write_cell(self.page, row, self.col, cell, style)
        self.page.set_column(self.col, self.col, _width(head, column.key, cells), style)
        if not (column.refers_to == self.sheet.sheet_id and column.key == self.sheet.id_key):
            restrict(self.page, column, (HEADINGS, self.col, last, self.col))
        self.col += 1

    def _auto(self, column: Column, ids: Sequence[str | None], last: int) -> None:
        """Write the names that belong to the ids of the column before."""
        target = column.refers_to or ""
        style = self.styles.get(font_color="#7A8A90", italic=True)
        self.page.write_string(
            0, self.col, f"{sheet_of(target).words.zh}名\n（自动）", self.styles.get(align="center", text_wrap=True)
        )
        self.page.write_string(1, self.col, AUTO, self.styles.key())
        letter = xl_col_to_name(self.col - 1)
        names = [self.names[target].get(found or "", "") for found in ids]
        for row in range(HEADINGS, min(last, HEADINGS + len(ids) + 100)):
            shown = names[row - HEADINGS] if row - HEADINGS < len(names) else ""
            formula = f'=IFERROR(INDEX(names_{target},MATCH({letter}{row + 1},ids_{target},0)),"")'
            self.page.write_formula(row, self.col, formula, style, shown)
        self.page.set_column(self.col, self.col, _width(AUTO, "", names), style)
        self.col += 1


def _width(head: str, key: str, cells: Sequence[Raw | None]) -> float:
    shown = (
        10 if isinstance(cell, date) else 6 if isinstance(cell, timedelta) else display_width(str(cell))
        for cell in cells[:400]
        if cell
    )
    widest = max((display_width(head), display_width(key), *shown))
    return min(_MAX_WIDTH, max(_MIN_WIDTH, widest + 3))
