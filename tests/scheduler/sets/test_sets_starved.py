"""Sets on a machine that is busy with other things: by a clock of the tests' own, a decent plan comes in any case."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from scheduler.progress import Budget
from scheduler.sets import solve as solve_module
from scheduler.sets import stage as stage_module
from scheduler.sets.board import make_board
from scheduler.sets.construct import greedy
from scheduler.sets.effort import Effort
from scheduler.sets.rules import Targets, make_rules
from scheduler.sets.score import score
from scheduler.sets.search import Search
from scheduler.sets.solve import solve_sets
from scheduler.sets.stage import StageSearch
from tests.small import small_problem

WHOLE = Budget(1.0, deterministic=True)


@dataclass
class Clock(Budget):
    """A budget whose time goes on by looks at the clock, and by leaps."""

    now: float = 0.0
    tick: float = 1e-3

    def elapsed(self) -> float:
        self.now += self.tick
        return self.now


@pytest.fixture
def problem():
    return small_problem(counties=10, sets=3, caravans=0, stops=0, weeks=52, seed=3, stay_pins=(), floors=())


def greedy_coverage(problem) -> int:
    board = make_board(problem, by_cost=False)
    search = Search(board, Effort(WHOLE, 1.0), lambda *_: None)
    taken = greedy(search, make_rules(board, Targets()), 1.0)
    return score(board, search.items(taken)).coverage


def coverage(result) -> int:
    return next(stage.value for stage in result.stages if stage.stage == "coverage")


def test_what_came_before_does_not_shorten_the_first_plan(problem):
    late = Clock(6.0, now=5.0, tick=5e-3)
    assert coverage(solve_sets(problem, late)) >= greedy_coverage(problem) > 0


def test_columns_of_the_relaxation_make_a_plan_where_time_is_over_after_it(problem, monkeypatch):
    clock, generate = Clock(10.0, tick=1e-2), stage_module.generate

    def slow(*args, **words):
        made = generate(*args, **words)
        clock.now = 9.9
        return made

    monkeypatch.setattr(solve_module, "GREEDY_SECONDS", -1.0)
    monkeypatch.setattr(solve_module, "GREEDY_SHARE", -1.0)
    monkeypatch.setattr(StageSearch, "_flow", lambda *_: False)
    monkeypatch.setattr(stage_module, "generate", slow)
    assert coverage(solve_sets(problem, clock)) >= 0.9 * greedy_coverage(problem) > 0
