"""The sheet of shadow prices: what one more of each scarce resource is worth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xlsxwriter.workbook import Workbook

from services.export_table import HEADINGS, Heading, write_note, write_table
from services.export_view import PlanView
from services.prices import MEANING, RESOURCES, price_lines
from services.workbook_styles import Styles

PRICES = "边际价值 prices"
_HEADINGS = (
    Heading(zh="再多一个单位", en="one more (Chinese)"),
    Heading(zh="再多（英文）", en="one more"),
    Heading(zh="编号", en="id"),
    Heading(zh="名称", en="name"),
    Heading(zh="覆盖至多提高（百分点）", en="coverage adds at most, points", kind="points"),
    Heading(zh="原始值（需求千分）", en="value, permille of need", kind="integer"),
    Heading(zh="依据", en="method"),
)


def write_prices(book: Workbook, styles: Styles, view: PlanView) -> None:
    """Write a row per resource, the most valuable first within each kind."""
    rows = list(_rows(view))
    page = write_table(book, styles, PRICES, view.banner(), _HEADINGS, rows, frozen=2)
    write_note(page, styles, "\n".join(MEANING), len(_HEADINGS) + 1)
    page.print_area(0, 0, HEADINGS + len(rows), len(_HEADINGS) - 1)


def _rows(view: PlanView) -> Iterator[tuple[Any, ...]]:
    for line in price_lines(view.problem, view.plan):
        price = line.price
        yield *RESOURCES[price.resource], price.resource_id, line.name, line.points, price.value, price.method
