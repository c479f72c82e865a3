"""Our route engine, called as the peers are."""

from __future__ import annotations

import numpy as np

from scheduler.progress import Budget
from scheduler.routes.model import HORIZON, Clients, RoutesProblem, Vehicles
from scheduler.routes.solve import solve_routes


def warm() -> None:
    """Compile, or load what was compiled before; its seconds are recorded beside the solve's."""
    solve_routes(_smallest(), Budget(0.01, workers=1))


def solve(problem: RoutesProblem, seconds: float, seed: int) -> list[list[int]]:
    """Return the clients of each vehicle after ``seconds`` on one core."""
    routes = solve_routes(problem, Budget(seconds, seed=seed, workers=1))
    return [visits.tolist() for visits in routes.visits]


def _smallest() -> RoutesProblem:
    """Return a problem of two clients and two vehicles: it runs through everything."""
    pair, none = np.array([1, 2]), np.zeros(2, dtype=np.int64)
    legs = np.abs(np.arange(3)[:, None] - np.arange(3)[None, :])
    limit = np.full(2, HORIZON)
    return RoutesProblem(
        duration=legs,
        cost=legs,
        clients=Clients(
            place=pair, service=pair, opens=none, closes=pair + 9, prize=pair + 9, demand=pair, mandatory=pair == 1
        ),
        vehicles=Vehicles(
            start=none, end=none, earliest=none, latest=none + 99, max_duration=limit, capacity=limit, fixed_cost=none
        ),
        suits=np.ones((2, 2), dtype=np.bool_),
    )
