"""Ruin and recreate of the cost stage; budgets and cancelling of the whole solve."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from scheduler.progress import Budget
from scheduler.sets.effort import Effort
from scheduler.sets.rules import Targets, make_rules
from scheduler.sets.solve import solve_sets
from scheduler.sets.touring import Touring, is_possible
from scheduler.verify import verify
from tests.patience import AT_ONCE_SECONDS, Cancel
from tests.scheduler.sets.sets_help import coverage_of, plain, plan_of, real, search_of, ways


def verified(problem, result) -> bool:
    return not verify(problem, plan_of(problem, result))


def toured(problem, seconds: float):
    """A coverage plan, and what ruin and recreate makes of it."""
    search = search_of(problem)
    coverage_of(search).search_on()
    before = search.items(search.best.taken)
    touring = Touring(search.board, search.pricers, before, 1)
    touring.run(Effort(Budget(seconds), seconds), seconds, lambda items: None)
    return search, before, touring.items()


def test_a_single_set_finds_its_shortest_way():
    problem = plain(4, 1, weeks=32)
    search, before, after = toured(problem, 0.5)
    served = {*search.board.option_county()[list(before[0].options)].tolist()}
    same = [
        way.cost_fen
        for way in ways(problem, search.board, 0)
        if {*search.board.option_county()[list(way.options)].tolist()} == served
    ]
    assert sum(item.cost_fen for item in after) == min(same)
    assert len(list(permutations(served))) >= len({*same}) > 1


def test_coverage_is_kept_and_teams_suffice():
    problem = plain(40, 5)
    problem = replace(problem, setup_teams=problem.setup_teams[:2])
    search, _, after = toured(problem, 1.0)
    rules = make_rules(search.board, Targets())
    old = search.best.score
    search.pool.add(after)
    assert search.offer(rules, [search.pool.place(item) for item in after])
    assert search.best.score.coverage >= old.coverage
    assert search.best.score.cost < 0.8 * old.cost


def test_only_where_all_rules_are_known():
    assert is_possible(search_of(plain(8, 2)).board)
    assert not is_possible(search_of(real(counties=6, weeks=40, repairs=True)).board)


def test_the_cost_stage_is_proven_where_it_is_small():
    problem = plain(10, 2, weeks=34)
    result = solve_sets(problem, Budget(6.0))
    cost = next(stage for stage in result.stages if stage.stage == "cost")
    assert cost.bound == cost.value > 0
    assert verified(problem, result)


@pytest.fixture(scope="module")
def compiled() -> None:
    solve_sets(plain(8, 2), Budget(1.0))


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("seconds", [0.3, 1.0, 2.5])
def test_a_cancel_is_answered_at_once_with_a_verified_plan(seconds):
    problem = plain(88, 12)
    cancel = Cancel(seconds)
    result = solve_sets(problem, Budget(60.0, cancelled=cancel))
    assert cancel.answered_at_once()
    assert result.stopped
    assert verified(problem, result)


@pytest.mark.usefixtures("compiled")
def test_the_time_is_kept():
    problem = plain(180, 20)
    started = time.monotonic()
    result = solve_sets(problem, Budget(1.5))
    assert time.monotonic() - started < 1.5 + AT_ONCE_SECONDS
    assert sum(np.array([stage.seconds for stage in result.stages])) > 1.0
