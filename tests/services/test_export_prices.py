"""Shadow prices in the plan's workbook and in the report are those of the plan."""

from __future__ import annotations

from dataclasses import replace

import pytest
from python_calamine import CalamineWorkbook

from scheduler.plan import ShadowPrice
from services.export_plan import write_plan_workbook
from services.export_prices import PRICES
from services.report import report_of
from tests.services.hand_plan import hand_plan
from tests.small import small_problem

PROBLEM = small_problem()


def price(resource: str, resource_id: str, value: int) -> ShadowPrice:
    return ShadowPrice(
        section="caravans",
        resource=resource,  # type: ignore[arg-type]
        resource_id=resource_id,
        value=value,
        unit="permille of need",
        method="by hand",
    )


COUNTY = PROBLEM.counties[0]
PLAN = replace(
    hand_plan(PROBLEM),
    shadow_prices=(
        price("county_visit", COUNTY.county_id, 3),
        price("vehicle_day", PROBLEM.caravans[0].caravan_id, 5),
        price("county_visit", PROBLEM.counties[1].county_id, 9),
    ),
)


def test_prices_are_listed_by_kind_the_most_valuable_first(tmp_path):
    write_plan_workbook(PROBLEM, PLAN, tmp_path / "plan.xlsx")
    with CalamineWorkbook.from_path(str(tmp_path / "plan.xlsx")) as book:
        rows = book.get_sheet_by_name(PRICES).to_python()
    assert [row[5] for row in rows[-3:]] == [5, 9, 3]
    whole = next(s.trivial_bound for s in PLAN.stages if (s.section, s.stage) == ("caravans", "coverage"))
    assert [row[4] for row in rows[-3:]] == [pytest.approx(100 * value / whole) for value in (5, 9, 3)]
    assert rows[-1][3] == COUNTY.name


def test_the_report_has_every_price():
    rows = report_of(PROBLEM, PLAN)["shadow_prices"]
    assert [(row["resource_id"], row["value"]) for row in rows] == [
        (p.resource_id, p.value) for p in (PLAN.shadow_prices[1], PLAN.shadow_prices[2], PLAN.shadow_prices[0])
    ]
    assert rows[1]["name"] == PROBLEM.counties[1].name
