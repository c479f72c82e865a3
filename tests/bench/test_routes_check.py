"""The benchmarks' checker of routes, against trying every departure."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from routes_cases import small_problem

from bench.routes_check import objective_of, prize_of, violations


def holds_at(problem, vehicle, route, departs):
    now, at = departs, problem.vehicles.start[vehicle]
    for client in route:
        now = max(now + problem.duration[at, problem.clients.place[client]], problem.clients.opens[client])
        if now > problem.clients.closes[client]:
            return False
        now, at = now + problem.clients.service[client], problem.clients.place[client]
    now += problem.duration[at, problem.vehicles.end[vehicle]]
    return now <= problem.vehicles.latest[vehicle] and now - departs <= problem.vehicles.max_duration[vehicle]


def holds(problem, vehicle, route):
    load = problem.clients.demand[route].sum() <= problem.vehicles.capacity[vehicle]
    days = range(problem.vehicles.earliest[vehicle], problem.vehicles.latest[vehicle] + 1)
    return bool(
        load and problem.suits[vehicle, route].all() and any(holds_at(problem, vehicle, route, t) for t in days)
    )


def test_a_route_is_refused_exactly_where_no_departure_is_possible():
    rng = np.random.default_rng(3)
    seen = {True: 0, False: 0}
    for seed in range(40):
        problem = small_problem(seed)
        for vehicle in (0, 1):
            route = rng.permutation(5)[: rng.integers(1, 5)].tolist()
            routes = [route if number == vehicle else [] for number in (0, 1)]
            faults = [fault for fault in violations(problem, routes) if "mandatory" not in fault]
            assert (not faults) == holds(problem, vehicle, route), (seed, vehicle, route, faults)
            seen[not faults] += 1
    assert min(seen.values()) > 10


@pytest.mark.parametrize(
    ("routes", "fault"),
    [
        ([[0], [0]], "2 times"),
        ([[], []], "client 0 is mandatory"),
        ([[0]], "1 routes for 2 vehicles"),
    ],
)
def test_faults_across_routes_are_named(routes, fault):
    problem = small_problem(1)
    problem = replace(problem, suits=np.ones_like(problem.suits))
    assert any(fault in text for text in violations(problem, routes))


def test_the_objective_is_prizes_less_legs_less_vehicles():
    problem = small_problem(1)
    legs = problem.cost[0, 3] + problem.cost[3, 4] + problem.cost[4, 0]
    prizes = problem.clients.prize[1] + problem.clients.prize[2]
    assert prize_of(problem, [[1, 2], []]) == prizes
    assert objective_of(problem, [[1, 2], []]) == prizes - legs - 20
