"""Small random routes problems, and their best answer by trying everything."""

from __future__ import annotations

from itertools import combinations, permutations, product

import numpy as np

from bench.routes_check import objective_of, violations
from scheduler.routes.model import HORIZON, Clients, RoutesProblem, Vehicles


def small_problem(seed: int, clients: int = 5, costs: bool = True) -> RoutesProblem:
    """Two depots, two unlike vehicles, windows, loads, a limit of the day, unsuitable pairs, one mandatory client."""
    rng = np.random.default_rng(seed)
    at = rng.integers(0, 60, (clients + 2, 2))
    legs = np.ceil(np.hypot(*(at[:, None, :] - at[None, :, :]).transpose(2, 0, 1))).astype(np.int64)
    opens = rng.integers(0, 200, clients)
    suits = rng.random((2, clients)) < 0.8
    suits[0, 0] = True
    return RoutesProblem(
        duration=legs,
        cost=legs * 3 if costs else np.zeros_like(legs),
        clients=Clients(
            place=np.arange(2, clients + 2),
            service=rng.integers(5, 30, clients),
            opens=opens,
            closes=opens + rng.integers(20, 120, clients),
            prize=rng.integers(20, 300, clients),
            demand=rng.integers(1, 6, clients),
            mandatory=np.arange(clients) == 0,
        ),
        vehicles=Vehicles(
            start=np.array([0, 1]),
            end=np.array([0, 1]),
            earliest=np.array([0, 30]),
            latest=np.array([500, 400]),
            max_duration=np.array([HORIZON, 260]),
            capacity=np.array([12, 7]),
            fixed_cost=np.array([20, 10]) * costs,
        ),
        suits=suits,
    )


def every_answer(problem: RoutesProblem):
    """All ways to visit some clients, in some order, by some vehicle."""
    clients = range(len(problem.clients))
    for count in range(len(problem.clients) + 1):
        for chosen in combinations(clients, count):
            for given in product(range(len(problem.vehicles)), repeat=count):
                parts = [[c for c, v in zip(chosen, given, strict=True) if v == vehicle] for vehicle in (0, 1)]
                yield from product(*(permutations(part) for part in parts))


def best_value(problem: RoutesProblem) -> int:
    """The best objective there is."""
    allowed = (routes for routes in every_answer(problem) if not violations(problem, routes))
    return max(objective_of(problem, routes) for routes in allowed)
