"""Shadow prices as a planner reads them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.plan import Resource, ShadowPrice
from services.prices import RESOURCES, price_kinds, price_lines
from tests.services.hand_plan import hand_plan
from tests.small import small_problem

PROBLEM = small_problem()


def price(resource: Resource, resource_id: str, value: int) -> ShadowPrice:
    return ShadowPrice(
        section="sets" if resource in ("set_week", "county_stay", "team_week") else "caravans",
        resource=resource, resource_id=resource_id, value=value, unit="permille of need", method="by hand",
    )  # fmt: skip


CREWS = [crew.crew_id for crew in PROBLEM.crews]
PLAN = replace(
    hand_plan(PROBLEM),
    shadow_prices=(
        price("county_visit", PROBLEM.counties[0].county_id, 40),
        price("county_visit", PROBLEM.counties[1].county_id, 0),
        price("county_visit", PROBLEM.counties[2].county_id, 10),
        price("set_week", PROBLEM.sets[0].set_id, 200),
    ),
)


def test_kinds_come_in_their_order_with_the_best_first_and_nothing_made_up():
    kinds = price_kinds(price_lines(PROBLEM, PLAN))
    assert [kind.resource for kind in kinds] == ["set_week", "county_visit"]
    visits = kinds[1]
    assert [line.name for line in visits.lines] == [PROBLEM.counties[at].name for at in (0, 2, 1)]
    assert (visits.worth, len(visits.lines)) == (2, 3)


def test_points_are_shares_of_everything_served_of_the_same_section():
    whole = {stage.section: stage.trivial_bound for stage in PLAN.stages if stage.stage == "coverage"}
    for line in price_lines(PROBLEM, PLAN):
        expected = whole.get(line.price.section)
        assert line.points == (pytest.approx(100 * line.price.value / expected) if expected else None)


def test_without_a_coverage_stage_points_are_not_known():
    bare = replace(PLAN, stages=())
    assert {line.points for line in price_lines(PROBLEM, bare)} == {None}
    assert price_kinds(price_lines(PROBLEM, bare))[0].middle is None
    assert price_kinds(price_lines(PROBLEM, replace(PLAN, shadow_prices=()))) == ()


def test_every_resource_has_words():
    from typing import get_args

    assert set(get_args(Resource)) == set(RESOURCES)
