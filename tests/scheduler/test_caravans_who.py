"""Operators, budgets and journeys of caravans against every plan of day trips; the oracle is the other rules'."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache
from random import Random

import pytest

from core.calendar import DateSpan
from fleet.people import Operator
from scheduler.caravans.solve import solve_caravans
from scheduler.check import check_problem
from scheduler.journeys import Journey
from scheduler.problem import Organisation, Problem
from scheduler.progress import Budget
from scheduler.verify import verify
from tests.scheduler.test_caravans_against_enumeration import FIRST, Oracle, tiny

LATER = FIRST + timedelta(days=9)
SEEDS = (1, 3, 7, 8, 10)


def who_of(seed: int) -> Problem:
    """One caravan, two days, long visits: some county is no territory, some day is away, the budget is short."""
    random, days = Random(seed), 2
    base = tiny(seed, days, share_percent=0)
    slow = tuple(replace(stop, visit_min=max(stop.visit_min, 150)) for stop in base.stops[:5])
    base = replace(base, stops=slow)
    parent, names = base.organisations[0].org_id, sorted({stop.county_id for stop in base.stops})
    runner = Organisation(org_id="OP", name="承办公司（虚构）", level="operator", parent_id=parent)
    operator = Operator(
        org_id="OP",
        county_ids=tuple(random.sample(names, max(1, len(names) - random.choice([0, 1])))),
        contract=DateSpan(first=FIRST - timedelta(days=9), last=FIRST + timedelta(days=days - random.choice([1, 2]))),
        budget_fen=random.choice([None, 60_000, 90_000, 150_000]),
        visits_target=None,
        source="test",
    )
    away = FIRST + timedelta(days=random.randrange(days))
    journey = Journey(
        journey_id="J",
        name="尼泊尔（虚构）",
        service="caravan",
        resource_id=base.caravans[0].caravan_id,
        mission="abroad",
        destination="加德满都",
        timezone="Asia/Kathmandu",
        opens=away,
        opens_min=600,
        closes=away,
        closes_min=1020,
        transport_out_days=0,
        customs_out_days=0,
        customs_back_days=0,
        transport_back_days=0,
        stays_target=None,
        audience_target=None,
        stays_done=None,
        audience_done=None,
        source="test",
    )
    return replace(
        base,
        organisations=(*base.organisations, runner),
        operators=(operator,),
        caravans=(replace(base.caravans[0], custodian_id="OP"),),
        journeys=(journey,) if random.random() < 0.6 else (),
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_whoever_runs_it_coverage_is_that_of_the_best_plan(seed):
    problem = who_of(seed)
    assert check_problem(problem) == []
    oracle = Oracle(problem)
    result = solve_caravans(problem, Budget(0.6))
    broken = verify(problem, oracle.plan_of(result.tours))
    assert [each.text() for each in broken if each.rule_id.split(".")[0] != "plan"] == []
    coverage = next(stage for stage in result.stages if stage.stage == "coverage")
    assert oracle.best() <= coverage.value <= coverage.bound


def strict(rule_id: str) -> Problem:
    """A day and its caravan, and one rule that leaves less of it or nothing."""
    problem, free = tiny(1, 1, share_percent=0), who_of(1).operators[0]
    problem = replace(problem, stops=problem.stops[:4])
    everywhere = tuple(county.county_id for county in problem.counties)
    runner = replace(who_of(1).organisations[-1])
    contract = DateSpan(first=FIRST, last=FIRST)
    operator = replace(free, county_ids=everywhere, contract=contract, budget_fen=None)
    journey = replace(who_of(1).journeys[0], opens=FIRST, closes=FIRST)
    changes = {
        "none": {},
        "caravan.away": {"journeys": (journey,)},
        "caravan.territory": {"operators": (replace(operator, county_ids=everywhere[1:2]),)},
        "contract": {"operators": (replace(operator, contract=DateSpan(first=LATER, last=LATER)),)},
        "caravan.budget": {"operators": (replace(operator, budget_fen=45_000),)},
    }
    caravans = (replace(problem.caravans[0], custodian_id="OP"),)
    run = replace(problem, organisations=(*problem.organisations, runner), caravans=caravans, operators=(operator,))
    return replace(run, **changes[rule_id])  # type: ignore[arg-type]


@pytest.mark.parametrize("rule_id", ["caravan.away", "caravan.territory", "contract", "caravan.budget"])
def test_each_rule_costs_what_the_oracle_says(rule_id):
    best, most = Oracle(strict(rule_id)).best(), without_any()
    assert best < most
    found = next(s for s in solve_caravans(strict(rule_id), Budget(0.6)).stages if s.stage == "coverage")
    assert best <= found.value <= found.bound
    assert found.value < most


@cache
def without_any() -> int:
    return Oracle(strict("none")).best()
