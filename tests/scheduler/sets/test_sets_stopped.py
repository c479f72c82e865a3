"""A solve that is stopped before the cost stage still hands out a plan whose figures are its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.progress import Budget
from scheduler.sets.solve import solve_sets
from scheduler.verify import figures
from tests.scheduler.sets.sets_help import plan_of
from tests.small import small_problem


@pytest.mark.parametrize("seed", [1, 2])
def test_sets_that_differ_in_cost_alone_are_told_apart_in_a_stopped_plan(seed):
    problem = small_problem(counties=8, sets=3, caravans=0, stops=0, weeks=52, seed=seed)
    alike = tuple(
        replace(problem.sets[0], set_id=f"set-{n}", cost_fen_per_move=(n + 1) * 1_000_000, unavailable=())
        for n in range(3)
    )
    problem = replace(problem, sets=alike, stay_pins=())
    seen = []
    budget = Budget(20.0, report=lambda at: seen.append(at.stage), cancelled=lambda: "coverage" in seen)
    result = solve_sets(problem, budget, warm_start=solve_sets(problem, Budget(2.0)).stays)
    assert result.stopped
    assert result.stays
    found = figures(problem, plan_of(problem, result))
    assert {stage.stage: stage.value for stage in result.stages} == {
        stage: value for (section, stage), value in found.items() if section == "sets"
    }
