"""The sheet of shadow prices: what one more of each scarce resource is worth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xlsxwriter.workbook import Workbook

from services.export_table import Heading, write_table
from services.export_view import PlanView
from services.workbook_styles import Styles

PRICES = "边际价值 prices"
RESOURCES = {
    "set_week": "套·周 week of a set",
    "county_stay": "县·站 stay of a county",
    "team_week": "布展队·周 week of a set-up team",
    "vehicle_day": "车·天 day of a caravan",
    "crew_day": "车组·天 day of a crew",
    "county_visit": "县·次 visit to a county",
}
_HEADINGS = (
    Heading(zh="资源", en="resource"),
    Heading(zh="编号", en="id"),
    Heading(zh="名称", en="name"),
    Heading(zh="多一单位的覆盖", en="coverage of one more", kind="integer"),
    Heading(zh="单位", en="unit"),
    Heading(zh="依据", en="method"),
)


def write_prices(book: Workbook, styles: Styles, view: PlanView) -> None:
    """Write a row per resource, the most valuable first within each kind."""
    write_table(book, styles, PRICES, view.banner(), _HEADINGS, _rows(view), frozen=2)


def _rows(view: PlanView) -> Iterator[tuple[Any, ...]]:
    names = {one.county_id: one.name for one in view.problem.counties}
    names |= {one.set_id: one.name for one in view.problem.sets}
    names |= {one.team_id: one.name for one in view.problem.setup_teams}
    kinds = list(RESOURCES)
    for price in sorted(view.plan.shadow_prices, key=lambda each: (kinds.index(each.resource), -each.value)):
        yield (
            RESOURCES[price.resource],
            price.resource_id,
            names.get(price.resource_id, price.resource_id),
            price.value,
            price.unit,
            price.method,
        )
