"""Branch and bound over stays: its parts lose no plan, and what it proves is what listing proves."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from scheduler.problem import Problem
from scheduler.progress import Budget
from scheduler.sets import stage as stage_module
from scheduler.sets import tree as trees
from scheduler.sets.branching import Branching
from scheduler.sets.closing import Closed
from scheduler.sets.pricing import Itinerary
from scheduler.sets.scope import Scope, make_scope
from scheduler.sets.solve import solve_sets
from scheduler.sets.stage import StageSearch
from scheduler.sets.tree import Tree
from tests.scheduler.listed_sets import best_of, problem_of
from tests.scheduler.sets.sets_help import coverage_of, real, search_of, ways


def two_sets(**facts: object) -> Problem:
    """Two sets that differ in their days, one team: few plans, fractional relaxations."""
    problem = real(**{"counties": 4, "sets": 2, "weeks": 22, **facts})
    first, second = problem.sets
    return replace(problem, sets=(first, replace(second, setup_days=first.setup_days + 2)))


def plans_of(run: StageSearch, problem: Problem) -> list[tuple[Itinerary, ...]]:
    """Return every plan that the rules allow."""
    board = run.search.board
    of_kind = [
        [
            Itinerary(kind=row, home=pricer.homes[0], options=way.options, overhauls=(), cost_fen=way.cost_fen)
            for way in ways(problem, board, row)
        ]
        for row, pricer in enumerate(run.search.pricers)
    ]
    county = board.option_county()
    found = []
    for items in product(*of_kind):
        held = [option for item in items for option in item.options]
        opens = board.options.opens[held].tolist()
        crews = all(opens.count(week) <= len(board.teams[week]) for week in opens)
        if crews and len({*county[held]}) == len(held):
            found.append(tuple(item for item in items if item.options))
    return found


def stays_of(run: StageSearch, plan: tuple[Itinerary, ...]) -> np.ndarray:
    held = np.zeros(run.rules.stays)
    for item in plan:
        lane = int(run.search.board.lane_of_kind[item.kind]) * run.search.board.options.count
        held[[lane + option for option in item.options]] += 1
    return held


def allowed(run: StageSearch, scope: Scope, held: np.ndarray) -> np.ndarray:
    """Tell of each column of ``held`` whether it is a point of the scope."""
    activity = run.rules.of_stays @ held
    high, low = scope.high[:, None] + 1e-9, scope.low[:, None] - 1e-9
    return ((activity <= high) & (activity >= low)).all(axis=0) & ~held[scope.barred].any(axis=0)


@pytest.mark.parametrize("kind", ["by_number", "by_kind"])
def test_parts_hold_every_plan_between_them_and_not_the_point_they_were_made_for(kind):
    problem = two_sets()
    run = coverage_of(search_of(problem))
    whole = make_scope(run.rules, run.search.pool, ())
    plans = np.column_stack([stays_of(run, plan) for plan in plans_of(run, problem)])
    branching = Branching(run.search.board, run.rules, run.master.stay_gain)
    random, parted = np.random.default_rng(1), 0
    for _ in range(40):
        first, second = random.integers(0, plans.shape[1], 2)
        share = random.uniform(0.2, 0.8)
        point = share * plans[:, first] + (1 - share) * plans[:, second]
        parts = getattr(branching, kind)(whole, point)
        parted += bool(parts)
        assert not any(part.is_whole or allowed(run, part, point[:, None])[0] for part in parts)
        assert not parts or np.any([allowed(run, part, plans) for part in parts], axis=0).all()
    assert parted > 15


def best_by_hand(run: StageSearch, problem: Problem) -> int:
    gain = run.master.stay_gain
    return max(int(gain @ stays_of(run, plan)) for plan in plans_of(run, problem))


def tree_of(run: StageSearch) -> Tree:
    tree = Tree(run.master, run.effort, run._reached, run._offer_items)
    tree.add(make_scope(run.rules, run.search.pool, ()), run.bound)
    return tree


@pytest.mark.parametrize("cap", [0, 40, 15_000])
@pytest.mark.parametrize("seed", range(4))
def test_the_tree_alone_finds_and_proves_the_best_of_all_plans(monkeypatch, seed, cap):
    """With nothing listed it must part nodes down to whole relaxations."""
    monkeypatch.setattr(trees, "CAP", cap)
    problem = two_sets(counties=4 + seed % 2, weeks=20 + seed)
    run = coverage_of(search_of(problem))
    tree = tree_of(run)
    for _ in range(500):
        if tree.done:
            break
        tree.step()
    assert tree.done
    assert tree.bound == run.value == best_by_hand(run, problem) > 0


def test_a_node_that_can_be_neither_closed_nor_parted_keeps_its_bound(monkeypatch):
    monkeypatch.setattr(trees, "close", lambda *_: Closed())
    monkeypatch.setattr(Branching, "by_kind", lambda *_: [])
    monkeypatch.setattr(Branching, "by_number", lambda *_: [])
    problem = two_sets()
    run = coverage_of(search_of(problem))
    best, tree = best_by_hand(run, problem), tree_of(run)
    while not tree.done:
        tree.step()
    assert tree.bound >= best


def test_a_tree_that_is_stopped_keeps_its_bound():
    problem = two_sets()
    run = coverage_of(search_of(problem))
    best, tree = best_by_hand(run, problem), tree_of(run)
    tree.effort = replace(run.effort, until=0.0)
    for _ in range(3):
        tree.step()
        assert tree.bound >= best
        assert not tree.done


def test_what_was_proven_beside_a_better_plan_stays_proven_of_all_plans():
    """A plan may give way to one that is better in an earlier stage and worse in this one."""
    problem = two_sets()
    run = coverage_of(search_of(problem))
    best, tree = best_by_hand(run, problem), tree_of(run)
    while not tree.done:
        tree.step()
    tree.value = lambda: best // 2
    assert tree.bound == best
    assert tree.done


def test_parts_without_a_plan_do_not_end_the_tree(monkeypatch):
    """Where costs are to fall and coverage is to stay, most parts hold no plan at all: their bounds say so."""
    monkeypatch.setattr(stage_module, "PATIENCE", 0)
    monkeypatch.setattr(StageSearch, "_dive", lambda *_, **__: None)
    for seed in (107, 119):
        problem = problem_of(seed)
        best = best_of(problem)
        assert best is not None
        result = solve_sets(problem, Budget(4.0, seed=seed, deterministic=True, workers=1))
        cost = next(stage for stage in result.stages if stage.stage == "cost")
        assert cost.value == cost.bound == -best[3]
        assert cost.status == "optimal"
