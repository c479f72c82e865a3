"""Write the inventory workbook: empty, to be filled in, or filled with a problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from xlsxwriter.workbook import Workbook

from scheduler.problem import Problem
from services.export_whole import whole_file
from services.workbook_cells import encode
from services.workbook_content import Values, content_of, look, rows_of
from services.workbook_fields import Column
from services.workbook_grid import NAMED, Grid, define_ids, heading_of, note_of, restrict, write_cell, write_lists
from services.workbook_rows import VALUE_COLUMN
from services.workbook_sheets import HEADINGS, SETTINGS, Sheet, settings, settings_title, sheet_of, sheets
from services.workbook_styles import DEEP, MIST, Styles, display_width, new_workbook, set_print
from services.workbook_words import guide_lines, sheet_words

_VALUE_WIDTH = 52
GUIDE_TITLE = "说明 README"


def write_template(path: Path, problem: Problem | None = None) -> None:
    """Write the inventory workbook, whole or not at all.

    Parameters
    ----------
    path
        The .xlsx file to write.
    problem
        Fill the sheets with it: :func:`services.workbook_import.read_workbook` gives the same problem back, but
        for the outlines of the counties. ``None``: only the calendar, policies and vehicle types that ship with
        the product are filled in.

    Raises
    ------
    DapengError
        ``cell-too-long`` or ``workbook-cannot-hold`` where Excel cannot hold the problem.
    """
    with whole_file(path) as part, new_workbook(str(part)) as book:
        _write(book, content_of(problem))


def _write(book: Workbook, content: Any) -> None:
    styles = Styles(book)
    rows = {sheet.sheet_id: list(rows_of(content, sheet)) for sheet in sheets()}
    names = {target: _names(rows[target], sheet_of(target), NAMED[target]) for target in NAMED}
    _write_guide(book, styles, content, rows)
    _write_settings(book, styles, content)
    for sheet in sheets():
        Grid(book, styles, sheet, names).write(rows[sheet.sheet_id])
    write_lists(book, [*settings(), *(column for sheet in sheets() for column in sheet.all_columns)])
    define_ids(book)


def _names(rows: Sequence[Values], sheet: Sheet, name_key: str) -> dict[str, str]:
    return {str(values[sheet.columns[0].key]): str(values[name_key]) for values in rows}


def _write_guide(book: Workbook, styles: Styles, content: Any, rows: Mapping[str, Sequence[Values]]) -> None:
    page = book.add_worksheet(GUIDE_TITLE)
    page.hide_gridlines(2)
    set_print(page)
    page.set_column(0, 0, 30)
    page.set_column(1, 1, 9)
    page.set_column(2, 2, 62)
    page.set_column(3, 3, 74)
    page.set_row(0, 34)
    page.write_string(0, 0, "大篷 · 资源与地点填报簿  dapeng inventory workbook", styles.title())
    at = 1
    for notice in (look(content, ("label", "notice_zh")), look(content, ("label", "notice_en"))):
        if notice:
            page.merge_range(at, 0, at, 3, notice, styles.note())
            at += 1
    for number, (zh, en) in enumerate(guide_lines(), 1):
        page.merge_range(at, 0, at, 2, f"{number}. {zh}", styles.get(text_wrap=True))
        page.write_string(at, 3, en, styles.get(text_wrap=True, font_color="#5A6B72"))
        page.set_row(at, 30)
        at += 1
    _write_contents(page, styles, rows, at + 1)


def _write_contents(page: Any, styles: Styles, rows: Mapping[str, Sequence[Values]], at: int) -> None:
    for col, head in enumerate(("工作表 sheet", "行数 rows", "用途", "Purpose")):
        page.write_string(at, col, head, styles.heading())
    listed = [(settings_title(), len(settings()), sheet_words(SETTINGS))]
    listed += [(sheet.title, len(rows[sheet.sheet_id]), sheet.words) for sheet in sheets()]
    for row, (title, count, words) in enumerate(listed, at + 1):
        page.write_url(row, 0, f"internal:'{title}'!A1", styles.get(font_color=DEEP, underline=1), title)
        page.write_number(row, 1, count, styles.get(align="center"))
        page.write_string(row, 2, words.about_zh, styles.get(text_wrap=True))
        page.write_string(row, 3, words.about_en, styles.get(text_wrap=True, font_color="#5A6B72"))


def _write_settings(book: Workbook, styles: Styles, content: Any) -> None:
    page = book.add_worksheet(settings_title())
    heads = (
        ("设置项", "name", 26),
        ("字段", "key", 40),
        ("值", VALUE_COLUMN, _VALUE_WIDTH),
        ("含义、单位、示例", "meaning", 110),
    )
    for col, (zh, en, width) in enumerate(heads):
        page.set_column(col, col, width)
        page.write_string(0, col, zh, styles.heading())
        page.write_string(1, col, en, styles.key())
    page.freeze_panes(HEADINGS, 0)
    set_print(page, HEADINGS)
    row, group = HEADINGS, ""
    for column in settings():
        head = column.path[0] if len(column.path) > 1 else "problem"
        if head != group:
            for col in range(len(heads)):
                page.write_string(row, col, _GROUPS[head] if col == 0 else "", styles.get(bold=True, bg_color=MIST))
            group, row = head, row + 1
        _write_setting(page, styles, column, look(content, column.path), row)
        row += 1


_GROUPS = {
    "problem": "任务 task",
    "label": "虚构数据标注 label",
    "horizon": "计划期 horizon",
    "calendar": "日历 calendar",
    "need_policy": "需求政策 need policy",
    "travel": "行车模型 travel",
    "set_rules": "展览规则 set rules",
    "duty": "执勤规则 duty policy",
    "caravan_rules": "大篷车规则 caravan rules",
    "repeats": "轮次与重复 repeats",
}


def _write_setting(page: Any, styles: Styles, column: Column, value: Any, row: int) -> None:
    page.write_string(row, 0, heading_of(column).replace("\n", ""), styles.get())
    page.write_string(row, 1, column.key, styles.get(italic=True, font_size=9))
    style = styles.cell(column.kind, align="left", border=1, border_color="#C9D6DA", text_wrap=True)
    cell = encode(column, value)
    write_cell(page, row, 2, cell, style)
    page.set_row(row, 15 * (1 + min(24, display_width(str(cell or "")) // _VALUE_WIDTH)))
    page.write_string(row, 3, note_of(column).replace("\n", " · "), styles.get(font_color="#5A6B72"))
    restrict(page, column, (row, 2, row, 2))
