"""The engine against trying everything; its promises about budgets, cancelling, repeating."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from scheduler.progress import Budget
from scheduler.routes.check import check_routes
from scheduler.routes.model import RoutesProblem
from scheduler.routes.solve import DEFAULTS, Search, solve_routes
from scheduler.routes.tables import build_tables
from tests.patience import AT_ONCE_SECONDS, Cancel
from tests.scheduler.routes.route_cases import best_by_hand, random_problem


@pytest.mark.parametrize("seed", range(40))
def test_finds_the_best_of_all_plans(seed):
    problem = random_problem(seed)
    best = best_by_hand(problem)
    routes = solve_routes(problem, Budget(0.5, seed=seed, deterministic=True))
    assert [b for b in check_routes(problem, routes) if b.rule != "mandatory"] == []
    if best is None:
        assert routes.missing
    else:
        assert not routes.missing
        assert routes.objective == best


@pytest.mark.parametrize("seed", range(4))
def test_keeps_every_rule_where_there_is_much_to_do(seed):
    problem = random_problem(seed, clients=60, vehicles=13, mandatory=0.1)
    routes = solve_routes(problem, Budget(0.1, seed=seed, deterministic=True))
    assert [b for b in check_routes(problem, routes) if b.rule != "mandatory"] == []


def test_same_seed_same_routes():
    problem = random_problem(3, clients=40, vehicles=4)
    first, again = (solve_routes(problem, Budget(0.2, seed=5, deterministic=True)) for _ in range(2))
    other = solve_routes(problem, Budget(0.2, seed=6, deterministic=True))
    assert [r.tolist() for r in first.visits] == [r.tolist() for r in again.visits]
    assert first.facts["steps"] == other.facts["steps"]


def test_keeps_its_budget():
    problem = random_problem(4, clients=300, vehicles=20)
    solve_routes(problem, Budget(0.01))
    started = time.monotonic()
    solve_routes(problem, Budget(0.7))
    assert 0.6 < time.monotonic() - started < 0.7 + AT_ONCE_SECONDS


def test_answers_a_cancel_with_routes():
    problem = random_problem(4, clients=200, vehicles=20)
    solve_routes(problem, Budget(0.01))
    cancel = Cancel(0.3)
    routes = solve_routes(problem, Budget(60, cancelled=cancel))
    assert cancel.answered_at_once()
    assert routes.objective > 0


def test_tells_better_and_better_routes():
    problem, told = random_problem(8, clients=60, vehicles=4, mandatory=0.0), []
    last = solve_routes(problem, Budget(0.3, deterministic=True), told.append)
    values = [routes.objective for routes in told]
    assert values == sorted(values)
    assert values[-1] == last.objective


def test_nobody_to_visit():
    problem = random_problem(1)
    nobody = replace(problem, suits=np.zeros_like(problem.suits), clients=optional(problem))
    routes = solve_routes(nobody, Budget(0.01, deterministic=True))
    assert routes.objective == 0
    assert [len(route) for route in routes.visits] == [0, 0]


@pytest.mark.parametrize("seed", range(5))
def test_everybody_mandatory(seed):
    problem = random_problem(seed, clients=4, mandatory=1.1)
    best = best_by_hand(problem)
    routes = solve_routes(problem, Budget(0.2, seed=seed, deterministic=True))
    assert (best is None) == bool(routes.missing)
    assert best is None or routes.objective == best


def test_looks_for_vehicles_that_suit_however_near_others_are():
    """Weekdays that visits keep: nearly all who are near are on vehicles that do not suit."""
    problem = random_problem(2, clients=60, vehicles=24, mandatory=1.1)
    day, weekday = np.arange(60) % 12, np.arange(24) % 12
    roomy = replace(problem.clients, opens=np.zeros(60, np.int64), closes=np.full(60, 150), demand=np.ones(60, int))
    own = replace(problem, clients=roomy, suits=weekday[:, None] == day)
    routes = solve_routes(own, Budget(0.2, deterministic=True))
    alone = [solve_routes(one_day(own, day == d, weekday == d), Budget(0.05, deterministic=True)) for d in range(12)]
    assert len(routes.missing) == sum(len(part.missing) for part in alone)
    assert routes.objective >= 0.98 * sum(part.objective for part in alone)


def one_day(problem: RoutesProblem, clients, vehicles):
    """The problem of some clients and vehicles."""
    parts = ((problem.clients, clients), (problem.vehicles, vehicles))
    few = [replace(part, **{n: getattr(part, n)[of] for n in part.__dataclass_fields__}) for part, of in parts]
    return replace(problem, clients=few[0], vehicles=few[1], suits=problem.suits[np.ix_(vehicles, clients)])


def optional(problem: RoutesProblem):
    return replace(problem.clients, mandatory=np.zeros(len(problem.clients), np.bool_))


@pytest.mark.parametrize(
    "change",
    [
        {"suits": np.ones((2, 4), np.bool_)},
        {"cost": np.zeros((3, 3), np.int64)},
    ],
)
def test_refuses_arrays_of_other_sizes(change):
    with pytest.raises(ValueError):
        replace(random_problem(1), **change)


def test_staying_at_home_is_better_than_a_loss():
    """The first part of a search counts prizes higher than they are; what it leaves must not be the answer."""
    problem = random_problem(3, clients=2, mandatory=0.0)
    open_all_day = replace(problem.clients, opens=np.zeros(2, np.int64), closes=np.full(2, 200), prize=np.ones(2, int))
    loss = replace(problem, clients=open_all_day, cost=problem.duration, suits=np.ones_like(problem.suits))
    search = Search(build_tables(loss, 0.0), Budget(0.0), DEFAULTS)
    search.begin((np.array([0]), np.array([1])))
    assert [len(route) for route in search.visits()] == [0, 0]
