"""PyVRP: iterated local search with time-warp and load penalties; takes prizes, depots, mixed fleets as they are.

Its integers are 64-bit, so nothing is scaled. A vehicle that does not suit a client gets a profile of its own in which
that client is farther than the day is long. (PyVRP's own reader uses its largest number there: with that, its penalties
overflowed and it did not come back from its first descent.)

Tuning: see :data:`PRIZE_WEIGHT`, :func:`parameters`.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from bench.peers.shape import guided, has_capacity, own_places, vehicle_ends, vehicle_kinds, within_day
from scheduler.routes.model import RoutesProblem

PRIZE_WEIGHT = 10_000.0
"""Of :func:`bench.peers.shape.guided`, for problems without costs. Mean gap on six TOPTW cases in 4 s, 3 seeds: 0.7 %;
with 1,000: 1.1 %; with 300: 1.5 %; with 1, 3, 10, 100 (one seed): 1.9, 2.4, 2.9, 2.2 %."""
PERTURBATIONS_MAX = 10
"""Most perturbations of a step. On three VRPLIB cases in 8 s, gaps of 16.5, 1.1, 2.5 %; with its default 25: 24.2, 4.0,
3.2 %. Tried beside it, without gain: 30 or 40 neighbours, a history of 1,000, restarts after 20,000 iterations, largest
penalties of 1,000, 10,000 and ten million."""


def solve(problem: RoutesProblem, seconds: float, seed: int) -> list[list[int]]:
    """Return the clients of each vehicle after ``seconds`` on one core; nobody has checked them."""
    from pyvrp import solve as pyvrp_solve
    from pyvrp.stop import MaxRuntime

    started = time.perf_counter()
    kinds = vehicle_kinds(problem)
    data = _data(within_day(guided(problem, PRIZE_WEIGHT)), kinds)
    stop = MaxRuntime(max(0.01, seconds - (time.perf_counter() - started)))
    result = pyvrp_solve(data, stop=stop, seed=seed, collect_stats=False, display=False, params=parameters())
    return _routes(result.best, kinds, len(problem.vehicles))


def parameters() -> Any:
    """Return PyVRP's parameters."""
    from pyvrp import SolveParams
    from pyvrp.search import PerturbationParams

    return SolveParams(perturbation=PerturbationParams(1, PERTURBATIONS_MAX))


def _data(problem: RoutesProblem, kinds: list[list[int]]) -> Any:
    import pyvrp

    ends = vehicle_ends(problem)
    profiles = {problem.suits[kind[0]].tobytes(): problem.suits[kind[0]] for kind in kinds}
    cost, duration = (own_places(problem, matrix, ends) for matrix in (problem.cost, problem.duration))
    loads = has_capacity(problem)
    blocked = [_blocked(suits, len(ends)) for suits in profiles.values()]
    return pyvrp.ProblemData(
        locations=[pyvrp.Location(x=0, y=0) for _ in range(len(cost))],
        clients=[_client(problem, client, len(ends) + client, loads) for client in range(len(problem.clients))],
        depots=[pyvrp.Depot(location=place) for place in range(len(ends))],
        vehicle_types=[_vehicle_type(problem, kind, ends, list(profiles), loads) for kind in kinds],
        distance_matrices=[_walled(cost, out, 10 * int(cost.max(initial=1))) for out in blocked],
        duration_matrices=[_walled(duration, out, 2 * int(problem.vehicles.latest.max())) for out in blocked],
    )


def _blocked(suits: Any, ends: int) -> Any:
    return np.concatenate([np.zeros(ends, dtype=bool), ~suits])


def _walled(matrix: Any, out: Any, wall: int) -> Any:
    walled = matrix.copy()
    walled[:, out] = walled[out, :] = wall
    np.fill_diagonal(walled, 0)
    return walled


def _client(problem: RoutesProblem, client: int, location: int, loads: bool) -> Any:
    import pyvrp

    facts = {name: int(getattr(problem.clients, name)[client]) for name in problem.clients.__dataclass_fields__}
    return pyvrp.Client(
        location=location,
        delivery=[facts["demand"]] if loads else [],
        service_duration=facts["service"],
        tw_early=facts["opens"],
        tw_late=facts["closes"],
        prize=facts["prize"],
        required=bool(facts["mandatory"]),
    )


def _vehicle_type(problem: RoutesProblem, kind: list[int], ends: list[int], profiles: list[bytes], loads: bool) -> Any:
    import pyvrp

    vehicle, fleet = kind[0], problem.vehicles
    return pyvrp.VehicleType(
        num_available=len(kind),
        capacity=[int(fleet.capacity[vehicle])] if loads else [],
        start_depot=ends.index(int(fleet.start[vehicle])),
        end_depot=ends.index(int(fleet.end[vehicle])),
        fixed_cost=int(fleet.fixed_cost[vehicle]),
        tw_early=int(fleet.earliest[vehicle]),
        tw_late=int(fleet.latest[vehicle]),
        shift_duration=int(fleet.max_duration[vehicle]),
        profile=profiles.index(problem.suits[vehicle].tobytes()),
    )


def _routes(solution: Any, kinds: list[list[int]], vehicles: int) -> list[list[int]]:
    routes: list[list[int]] = [[] for _ in range(vehicles)]
    free = [iter(kind) for kind in kinds]
    for route in solution.routes():
        visits = [activity.idx for activity in route if activity.is_client()]
        routes[next(free[route.vehicle_type()])] = visits
    return routes
