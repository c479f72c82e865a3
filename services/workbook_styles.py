"""Formats shared by the product's Excel files."""

from __future__ import annotations

from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

FONT = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "vcenter"}
INK, DEEP, MIST, LINE, SAND = "#1F2D3D", "#0B5E6B", "#E6F1F2", "#C9D6DA", "#FFF6E0"
NUMBER_FORMATS = {"day": "yyyy-mm-dd", "clock": "[h]:mm", "integer": "0", "number": "General", "text": "@", "id": "@"}


class Styles:
    """Makes each format of a workbook once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, **properties: Any) -> Format:
        """Return the format with the house's font and these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({**FONT, "font_color": INK, **properties})
        return self._made[key]

    def title(self) -> Format:
        """Return the format of a page's title."""
        return self.get(bold=True, font_size=18, font_color=DEEP)

    def heading(self, required: bool = True) -> Format:
        """Return the format of a column's heading."""
        colours = {"bg_color": DEEP, "font_color": "#FFFFFF"} if required else {"bg_color": "#7FA9B0"}
        return self.get(bold=True, text_wrap=True, align="center", border=1, border_color="#FFFFFF", **colours)

    def key(self) -> Format:
        """Return the format of the English heading."""
        return self.get(italic=True, font_size=9, align="center", bg_color=MIST, bottom=1, bottom_color=DEEP)

    def cell(self, kind: str = "text", **properties: Any) -> Format:
        """Return the format of a value."""
        return self.get(num_format=NUMBER_FORMATS.get(kind, "@"), **properties)

    def note(self) -> Format:
        """Return the format of a notice that must not be missed."""
        return self.get(
            bold=True, bg_color=SAND, font_color="#8A4B00", text_wrap=True, border=1, border_color="#E5C07B"
        )


def display_width(text: str) -> int:
    """Return the width of a text in Latin characters; a Chinese one counts as two."""
    return max((sum(2 if ord(letter) > 0x2E7F else 1 for letter in line) for line in text.split("\n")), default=0)


def set_print(page: Worksheet, heading_rows: int = 0) -> None:
    """Print a sheet in landscape, one page wide, with its headings on every page."""
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_margins(0.4, 0.4, 0.5, 0.5)
    page.set_footer("&L&8&A&R&8&P / &N")
    if heading_rows:
        page.repeat_rows(0, heading_rows - 1)


def new_workbook(path: str) -> Workbook:
    """Return a workbook in which no text becomes a formula, a number or a link."""
    return Workbook(
        path, {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False, "in_memory": True}
    )
