"""The pool and its best mix, against trying every choice of routes."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from scheduler.progress import Budget
from scheduler.routes import pool as pools
from scheduler.routes.mix import best_mix
from scheduler.routes.pool import Pool, Route
from scheduler.routes.solve import DEFAULTS, Search
from scheduler.routes.state import NOW
from scheduler.routes.tables import KIND, MANDATORY, build_tables
from tests.scheduler.routes.route_cases import random_problem

PENALTY = 10_000


def some_routes(tables, seed):
    rng = np.random.default_rng(seed)
    clients = len(tables.client)
    return [
        Route(
            kind=int(rng.integers(tables.kinds)),
            clients=rng.permutation(clients)[: rng.integers(1, 4)],
            worth=int(rng.integers(-5, 40)),
            guide=0,
        )
        for _ in range(12)
    ]


def worth_of(tables, routes):
    """Return what routes are worth, less the penalty for everybody mandatory who is missing; None if they clash."""
    visited = [client for route in routes for client in route.clients.tolist()]
    kinds = [route.kind for route in routes]
    if len(set(visited)) < len(visited):
        return None
    if any(kinds.count(kind) > (tables.car[:, KIND] == kind).sum() for kind in kinds):
        return None
    missing = tables.client[:, MANDATORY].sum() - sum(tables.client[client, MANDATORY] for client in visited)
    return sum(route.worth for route in routes) - PENALTY * int(missing)


@pytest.mark.parametrize("seed", range(20))
def test_best_mix_is_the_best_of_all_choices(seed):
    problem = random_problem(seed, clients=8, vehicles=3)
    tables = build_tables(problem)
    routes = some_routes(tables, seed)
    worths = [worth_of(tables, chosen) for size in range(4) for chosen in combinations(routes, size)]
    best = max(worth for worth in worths if worth is not None)
    chosen = best_mix(tables, routes, best - 1, PENALTY, Budget(5.0, deterministic=True))
    assert chosen is not None
    assert worth_of(tables, chosen) == best
    assert best_mix(tables, routes, best, PENALTY, Budget(5.0, deterministic=True)) is None


def test_no_mix_where_there_is_no_time():
    tables = build_tables(random_problem(1, clients=8, vehicles=3))
    assert (
        best_mix(tables, some_routes(tables, 1), -PENALTY * 100, PENALTY, Budget(5.0, cancelled=lambda: True)) is None
    )


def search_of(problem):
    return Search(build_tables(problem, DEFAULTS.tie), Budget(1.0, deterministic=True), DEFAULTS)


def test_a_pool_keeps_the_better_order_of_the_same_clients():
    pool, clients = Pool(), np.array([3, 1, 2])
    for order, worth in ((clients, 5), (clients[::-1], 9), (np.sort(clients), 7)):
        pool._add(Route(kind=0, clients=order, worth=worth, guide=0))
    pool._add(Route(kind=1, clients=clients, worth=1, guide=0))
    assert [(route.kind, route.clients.tolist(), route.worth) for route in pool.routes.values()] == [
        (0, [2, 1, 3], 9),
        (1, [3, 1, 2], 1),
    ]
    assert pool.visits == 6


def test_a_pool_forgets_the_oldest_routes(monkeypatch):
    monkeypatch.setattr(pools, "VISITS_MAX", 40)
    search, pool = search_of(random_problem(2, clients=40, vehicles=4)), Pool()
    for _ in range(30):
        search.chunk(search.tables.scale)
        pool.add(search.state)
        assert pool.visits == sum(len(route.clients) for route in pool.routes.values()) <= 40
    assert pool.routes


def test_routes_of_the_pool_are_worth_what_the_search_says():
    problem = random_problem(2, clients=40, vehicles=4)
    search, pool = search_of(problem), Pool()
    search.chunk(search.tables.scale)
    pool.add(search.state)
    assert sum(route.worth for route in pool.routes.values()) == search.state.value[NOW]
    visited = {client for route in pool.routes.values() for client in route.clients.tolist()}
    assert len(visited) == sum(len(route.clients) for route in pool.routes.values())
