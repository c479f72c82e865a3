"""The museum sets' stages against every plan there is, on problems small enough to list them all.

The oracle shares nothing with the solver: plans are enumerated here, rules are the verifier's, values are its figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import combinations

import pytest

from scheduler.plan import PLAN_SCHEMA_VERSION, Making, Plan, Stay
from scheduler.problem import Problem
from scheduler.progress import Budget
from scheduler.sets.solve import solve_sets
from scheduler.verify import figures, verify
from scheduler.wire import pinned_of
from tests.small import small_problem

CASES = [(1, 1, 18, (8,)), (2, 2, 10, (8,)), (3, 1, 18, (8,)), (4, 2, 10, (8,)), (5, 1, 12, (8, 9)), (6, 2, 11, (8, 9))]
"""Seed, sets, weeks of the horizon, stay lengths."""
MAKING = Making(seed=0, deterministic=True, seconds=0.0, versions={}, stopped=False)


def tiny(seed: int, sets: int, weeks: int, lengths: tuple[int, ...]) -> Problem:
    problem = small_problem(counties=3, sets=sets, caravans=0, stops=0, weeks=weeks, seed=seed)
    bare = [replace(one, repair=replace(one.repair, weeks=0), unavailable=()) for one in problem.sets]
    rules = replace(problem.set_rules, stay_weeks=lengths, min_intact_percent=0)
    return replace(problem, sets=tuple(bare), set_rules=rules, stay_pins=(), visit_pins=(), floors=problem.floors[:1])


def plan_of(problem: Problem, stays: tuple[Stay, ...]) -> Plan:
    return Plan(
        schema_version=PLAN_SCHEMA_VERSION,
        plan_id="listed",
        pinned=pinned_of(problem),
        making=MAKING,
        stays=stays,
        overhauls=(),
        tours=(),
        stages=(),
    )


def breaks_a_set_rule(problem: Problem, stays: tuple[Stay, ...]) -> bool:
    return any(v.rule_id.startswith("set.") for v in verify(problem, plan_of(problem, stays)))


def single_stays(problem: Problem) -> list[Stay]:
    team = problem.setup_teams[0].team_id
    found = []
    for one in problem.sets:
        for hall in problem.halls:
            for weeks in problem.set_rules.stay_weeks:
                for week in range(problem.horizon.weeks - weeks + 1):
                    stay = Stay(
                        set_id=one.set_id,
                        hall_id=hall.hall_id,
                        county_id=hall.county_id,
                        opens=problem.horizon.first_monday + timedelta(weeks=week),
                        weeks=weeks,
                        team_id=team,
                    )
                    if not breaks_a_set_rule(problem, (stay,)):
                        found.append(stay)
    return found


def every_plan(problem: Problem, most: int) -> Iterator[tuple[Stay, ...]]:
    """Yield every plan of at most ``most`` stays; teams are dealt out in the order of the stays."""
    teams = [team.team_id for team in problem.setup_teams]
    singles = single_stays(problem)
    for count in range(most + 1):
        for chosen in combinations(singles, count):
            dealt = tuple(replace(stay, team_id=teams[place % len(teams)]) for place, stay in enumerate(chosen))
            if not breaks_a_set_rule(problem, dealt):
                yield dealt


def rank(problem: Problem, stays: tuple[Stay, ...]) -> tuple[int, int, int, int]:
    value = figures(problem, plan_of(problem, stays))
    worst = value["sets", "worst_prefecture"]
    return -value["sets", "shortage"], value["sets", "coverage"], worst, -value["sets", "cost"]


@pytest.mark.parametrize(("seed", "sets", "weeks", "lengths"), CASES)
def test_all_four_stages_are_the_best_of_all_plans(seed, sets, weeks, lengths):
    problem = tiny(seed, sets, weeks, lengths)
    best = max(rank(problem, stays) for stays in every_plan(problem, most=2))
    found = {stage.stage: stage for stage in solve_sets(problem, Budget(8.0)).stages}
    assert (
        -found["shortage"].value,
        found["coverage"].value,
        found["worst_prefecture"].value,
        -found["cost"].value,
    ) == best
    assert found["coverage"].bound == found["coverage"].value > 0
