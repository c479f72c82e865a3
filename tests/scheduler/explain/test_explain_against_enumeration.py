"""Impossible alone, for sets: exactly the counties that no plan at all can serve, and what is called a gap is one."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from scheduler.explain.sets import explain_sets, with_stay
from scheduler.problem import Floor
from scheduler.verify import verify
from scheduler.verify.view import View
from tests.scheduler.listed_sets import best_of, plan_of, problem_of

SEEDS = range(1, 19)
STAGES: Counter[str] = Counter()


@pytest.mark.parametrize("seed", SEEDS)
def test_impossible_alone_means_that_no_plan_serves_the_county(seed):
    problem = replace(problem_of(seed), floors=())
    empty = plan_of(problem, ())
    view = View(problem, empty)
    for county in problem.counties:
        found = explain_sets(view, county.county_id)
        STAGES[found.stage] += 1
        floor = Floor(county_id=county.county_id, service="set", minimum=1, hard=True)
        served = best_of(replace(problem, floors=(floor,))) is not None
        assert served == (found.stage == "gap")
        assert found.proved == (found.stage == "impossible")
        if found.gap is not None:
            plan = with_stay(empty, found.gap.stay, found.gap.overhauls)
            assert {each.rule_id for each in verify(problem, plan)} <= {"plan.figures"}


def test_both_kinds_of_county_were_met():
    if sum(STAGES.values()) < 3 * len(SEEDS):
        pytest.skip("the samples were not all run")
    assert STAGES["impossible"] >= 10
    assert STAGES["gap"] >= 10
