"""One plain table on a sheet: headings in two languages, typed cells, filter, frozen panes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Literal

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from core.record import record
from services.workbook_styles import LINE, SAND, Styles, display_width, set_print

CellKind = Literal["text", "integer", "number", "points", "day", "clock", "share", "yuan", "long"]
FORMATS: dict[CellKind, str] = {
    "text": "@",
    "long": "@",
    "integer": "#,##0",
    "number": "#,##0.0#",
    "points": "0.000",
    "yuan": '#,##0" 元"',
    "day": "yyyy-mm-dd",
    "clock": "[h]:mm",
    "share": "0.0%",
}
_WIDTH_MAX: dict[CellKind, int] = {"text": 27, "long": 84}
"""In Latin characters: wider texts run on in lines below, so that a page on paper stays readable."""
_LINE_HEIGHT, _HEIGHT_MAX = 14.5, 400
HEADINGS = 2
"""Rows above the first row of data."""
BLANK = "—"
"""Shown where a value is not known, so that it is not mistaken for zero."""


@record
class Heading:
    """A column of a table."""

    zh: str
    en: str
    kind: CellKind = "text"


@record
class Banner:
    """What stands above every table."""

    title: str
    notice: str
    """That data is invented; empty where none is."""


def write_table(
    book: Workbook,
    styles: Styles,
    title: str,
    banner: Banner,
    headings: Sequence[Heading],
    rows: Iterable[Sequence[Any]],
    frozen: int = 0,
) -> Worksheet:
    """Write a sheet with one table; clock values are minutes after midnight, shares are fractions of 1.

    Parameters
    ----------
    frozen
        How many columns stay in sight.
    """
    page = book.add_worksheet(title)
    listed = [list(row) for row in rows]
    write_banner(page, styles, banner, len(headings) - 1)
    for col, heading in enumerate(headings):
        page.write_string(HEADINGS - 1, col, f"{heading.zh}\n{heading.en}", styles.heading())
    page.set_row(HEADINGS - 1, 46)
    widths = [_width(heading, [row[col] for row in listed]) for col, heading in enumerate(headings)]
    for number, row in enumerate(listed, HEADINGS):
        page.set_row(number, _height(row, widths))
        for col, (heading, value) in enumerate(zip(headings, row, strict=True)):
            put(page, styles, number, col, heading.kind, value, shaded=number % 2 == 1)
    for col, width in enumerate(widths):
        page.set_column(col, col, width)
    page.freeze_panes(HEADINGS, frozen)
    page.autofilter(HEADINGS - 1, 0, max(HEADINGS, HEADINGS + len(listed) - 1), len(headings) - 1)
    page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    set_print(page, HEADINGS)
    return page


def write_banner(page: Worksheet, styles: Styles, banner: Banner, last_col: int) -> None:
    """Write the first row: the title or, where data is invented, the words that say so."""
    text = f"{banner.title} · {banner.notice}" if banner.notice else banner.title
    style = styles.get(bold=True, font_color="#8A4B00", bg_color=SAND) if banner.notice else styles.get(bold=True)
    page.merge_range(0, 0, 0, max(1, last_col), text, style)
    page.set_row(0, 22)


def put(page: Worksheet, styles: Styles, row: int, col: int, kind: CellKind, value: Any, shaded: bool = False) -> None:
    """Write one value in the format of its kind."""
    style = styles.get(
        num_format=FORMATS[kind],
        bottom=1,
        bottom_color=LINE,
        text_wrap=kind in ("text", "long"),
        align="center"
        if value is None or kind in ("day", "clock")
        else "left"
        if kind in ("text", "long")
        else "right",
        **({} if value is None or kind in ("day", "clock") else {"indent": 1}),
        **({"bg_color": "#F6FAFA"} if shaded else {}),
    )
    if value is None:
        page.write_string(row, col, BLANK, style)
    elif kind == "day":
        page.write_datetime(row, col, value, style)
    elif kind in ("text", "long"):
        page.write_string(row, col, value, style)
    else:
        page.write_number(row, col, value / (24 * 60) if kind == "clock" else value, style)


def write_note(page: Worksheet, styles: Styles, text: str, col: int) -> None:
    """Write what a table means beside its headings, on the screen only: it is left out of the print."""
    page.set_column(col, col, 90)
    page.write_string(HEADINGS - 1, col, text, styles.get(text_wrap=True, font_size=9, font_color="#5A6B72"))
    page.set_row(HEADINGS - 1, _height([text], [75]))


def _width(heading: Heading, values: Sequence[Any]) -> float:
    shown = [10 if isinstance(value, date) else display_width(str(value)) for value in values[:500]]
    names = max(display_width(heading.zh), min(12, display_width(heading.en)))
    widest = max([names, *shown])
    if heading.kind in ("clock", "share", "number", "integer", "points", "yuan"):
        widest = max(6, names)
    return min(_WIDTH_MAX.get(heading.kind, 16), widest) + 3


def _height(row: Sequence[Any], widths: Sequence[float]) -> float:
    """Return the height of a row whose texts run on in further lines; programs do not all find it themselves."""
    lines = 1
    for value, width in zip(row, widths, strict=True):
        if isinstance(value, str):
            room = max(1, int(width) - 1)
            lines = max(lines, sum(max(1, -(-display_width(line) // room)) for line in value.split("\n")))
    return min(_HEIGHT_MAX, lines * _LINE_HEIGHT + 2)
