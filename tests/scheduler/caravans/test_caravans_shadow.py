"""Shadow prices against the relaxation itself, solved again with one unit more and one unit less."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scheduler.caravans.capacity import Capacity
from scheduler.caravans.case import make_case
from scheduler.caravans.shadow import Duals, shadow_prices
from scheduler.caravans.solve import solve_caravans
from scheduler.problem import Problem
from scheduler.progress import Budget
from scheduler.wire import PLAN as PLAN_JSON
from scheduler.wire import dump_plan, parse
from tests.scheduler.caravans.caravan_help import bare, plan_of

BUDGET = Budget(20.0, deterministic=True)


def scarce(days: int) -> Problem:
    problem = bare(counties=8, caravans=2, stops=80)
    return replace(
        problem,
        crews=tuple(replace(crew, out_days_max=40) for crew in problem.crews),
        caravans=tuple(replace(one, out_days_max=days) for one in problem.caravans),
    )


def relaxed(problem: Problem) -> Capacity:
    capacity = Capacity(make_case(problem), problem.caravan_rules.gain, BUDGET)
    capacity.value = capacity.coverage(20)
    return capacity


@pytest.mark.parametrize("days", [3, 6])
def test_a_vehicle_day_is_worth_what_the_relaxation_gains_by_one_more_and_loses_by_one_less(days):
    problem = scarce(days)
    now = relaxed(problem)
    prices = {p.resource_id: p.value for p in shadow_prices(now.case, now.duals) if p.resource == "vehicle_day"}
    assert any(prices.values())
    for row, caravan in enumerate(problem.caravans):
        values = []
        for change in (1, -1):
            others = list(problem.caravans)
            others[row] = replace(caravan, out_days_max=days + change)
            values.append(relaxed(replace(problem, caravans=tuple(others))).value)
        more, less = values
        assert more - now.value - 2 <= prices[caravan.caravan_id] <= now.value - less + 2


def test_a_visit_is_priced_at_the_mean_audience_of_its_county():
    case = make_case(bare(counties=3, caravans=1, stops=12))
    counties = len(case.flat.need)
    duals = Duals(
        vehicle_day=np.zeros(1), crew_day=-np.ones(len(case.flat.crew_max)), audience=np.full(counties, 7.0), method="m"
    )
    found = {(p.resource, p.resource_id): p.value for p in shadow_prices(case, duals)}
    stops = np.bincount(case.flat.county, minlength=counties)
    for row, county in enumerate(case.names.counties):
        if stops[row]:
            assert found["county_visit", county] == round(7000 / stops[row])
    assert not any(value for (resource, _), value in found.items() if resource != "county_visit")


def test_prices_stand_in_the_result_and_survive_json():
    problem = scarce(4)
    result = solve_caravans(problem, Budget(0.5, deterministic=True))
    ids = {p.resource_id for p in result.prices}
    assert ids >= {one.caravan_id for one in problem.caravans} | {one.crew_id for one in problem.crews}
    plan = replace(plan_of(problem, result.tours, result.stages), shadow_prices=result.prices)
    content = dump_plan(plan)
    assert parse(PLAN_JSON, content, "plan") == plan
    del content["shadow_prices"]
    assert parse(PLAN_JSON, content, "an older plan").shadow_prices == ()
