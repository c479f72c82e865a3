"""The whereabouts of a library's things as an Excel file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from scheduler.library.where import Whereabouts
from services.export_whole import whole_file
from services.workbook_styles import Styles, new_workbook, set_print

HEADINGS = (
    ("种类 kind", 12),
    ("编号 id", 18),
    ("名称 name", 28),
    ("状态 state", 16),
    ("在哪里 where", 36),
    ("县编号 county", 16),
    ("至 until", 14),
    ("借用 loan", 16),
)


def write_whereabouts(found: Sequence[Whereabouts], day: date, path: Path) -> None:
    """Write one row for each thing; the file is written whole or not at all."""
    with whole_file(path) as part, new_workbook(str(part)) as book:
        styles = Styles(book)
        page = book.add_worksheet(f"去向 {day}")
        page.freeze_panes(1, 0)
        set_print(page, 1)
        for col, (heading, width) in enumerate(HEADINGS):
            page.set_column(col, col, width)
            page.write_string(0, col, heading, styles.heading())
        for row, one in enumerate(found, 1):
            spot = one.spot
            cells = (one.kind, one.item_id, one.name, spot.state, spot.place, spot.county_id or "")
            for col, text in enumerate((*cells, str(spot.until or ""), spot.loan_id or "")):
                page.write_string(row, col, text, styles.cell())
        page.autofilter(0, 0, len(found), len(HEADINGS) - 1)
