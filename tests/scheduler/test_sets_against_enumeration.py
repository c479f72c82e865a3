"""The museum sets' stages against every plan there is, on problems small enough to list them all.

The oracle (``listed_sets.py``) shares nothing with the solver: rules are the verifier's, values are its figures.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.errors import DapengError
from scheduler.check import check_problem
from scheduler.problem import Problem
from scheduler.progress import Budget
from scheduler.sets.solve import solve_sets
from scheduler.verify import verify
from tests.scheduler.listed_sets import best_of, plan_of, problem_of
from tests.small import small_problem

CASES = [(1, 1, 18, (8,)), (2, 2, 10, (8,)), (3, 1, 18, (8,)), (4, 2, 10, (8,)), (5, 1, 12, (8, 9)), (6, 2, 11, (8, 9))]
"""Seed, sets, weeks of the horizon, stay lengths."""
SEEDS = range(1, 46)
"""Of problems with overhauls, rounds, absences, leave, holidays, hall hours, hard floors, and who did not ask."""


def tiny(seed: int, sets: int, weeks: int, lengths: tuple[int, ...]) -> Problem:
    problem = small_problem(counties=3, sets=sets, caravans=0, stops=0, weeks=weeks, seed=seed)
    bare = [replace(one, repair=replace(one.repair, weeks=0), unavailable=()) for one in problem.sets]
    rules = replace(problem.set_rules, stay_weeks=lengths, min_intact_percent=0)
    return replace(problem, sets=tuple(bare), set_rules=rules, stay_pins=(), visit_pins=(), floors=problem.floors[:1])


@pytest.mark.parametrize(("seed", "sets", "weeks", "lengths"), CASES)
def test_all_four_stages_are_the_best_of_all_plans(seed, sets, weeks, lengths):
    problem = tiny(seed, sets, weeks, lengths)
    best = best_of(problem)
    found = {stage.stage: stage for stage in solve_sets(problem, Budget(8.0)).stages}
    assert (
        -found["shortage"].value,
        found["coverage"].value,
        found["worst_prefecture"].value,
        -found["cost"].value,
    ) == best
    assert found["coverage"].bound == found["coverage"].value > 0


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_the_rules_the_stages_are_the_best_of_all_plans(seed):
    problem = problem_of(seed)
    assert check_problem(problem) == []
    best = best_of(problem)
    if best is None:
        with pytest.raises(DapengError) as caught:
            solve_sets(problem, Budget(8.0))
        assert {fault.code for fault in caught.value.faults} <= {"floor-impossible", "sets-impossible"}
        return
    result = solve_sets(problem, Budget(8.0))
    plan = plan_of(problem, result.stays, result.overhauls)
    assert [each.text() for each in verify(problem, plan) if each.rule_id.startswith("set.")] == []
    signs = {"shortage": -1, "coverage": 1, "worst_prefecture": 1, "cost": -1}
    found = {stage.stage: stage for stage in result.stages}
    assert tuple(sign * found[name].value for name, sign in signs.items()) == best
    assert all(sign * found[name].bound >= sign * found[name].value for name, sign in signs.items())


def test_the_problems_have_every_kind_of_rule():
    problems = [problem_of(seed) for seed in SEEDS]
    kinds = {
        "overhauls": [any(each.repair.within for each in problem.sets) for problem in problems],
        "two overhauls": [any(len(each.repair.within) > 1 for each in problem.sets) for problem in problems],
        "two sets": [len(problem.sets) > 1 for problem in problems],
        "absences": [any(each.unavailable for each in problem.sets) for problem in problems],
        "rounds": [len(problem.rounds) > 1 for problem in problems],
        "leave": [any(team.leave for team in problem.setup_teams) for problem in problems],
        "holidays": [bool(problem.calendar.holidays) for problem in problems],
        "hard floors": [any(floor.hard for floor in problem.floors) for problem in problems],
        "soft floors": [any(not floor.hard for floor in problem.floors) for problem in problems],
        "not asked": [bool(problem.not_asked) for problem in problems],
    }
    assert [name for name, there in kinds.items() if sum(there) < 5] == []
