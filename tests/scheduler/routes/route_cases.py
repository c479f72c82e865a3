"""Random small problems with every feature, and their best value by trying everything."""

from itertools import pairwise, permutations

import numpy as np

from scheduler.routes.model import HORIZON, Clients, RoutesProblem, Vehicles


def random_problem(seed, clients=5, vehicles=2, mandatory=0.2):
    """Asymmetric legs, windows, demands, several depots, unsuitable vehicles, limits of duration."""
    rng = np.random.default_rng(seed)
    places = clients + 2
    points = rng.integers(0, 60, (places, 2))
    legs = np.abs(points[:, None] - points).sum(axis=2)
    duration = legs + rng.integers(0, 4, (places, places))
    np.fill_diagonal(duration, 0)
    opens = rng.integers(0, 150, clients)
    limited = rng.random(vehicles) < 0.6
    return RoutesProblem(
        duration=duration,
        cost=legs // 3 if seed % 3 else np.zeros_like(legs),
        clients=Clients(
            place=np.arange(clients) + 2,
            service=rng.integers(0, 15, clients),
            opens=opens,
            closes=opens + rng.integers(20, 150, clients),
            prize=rng.integers(5, 60, clients),
            demand=rng.integers(0, 5, clients),
            mandatory=rng.random(clients) < mandatory,
        ),
        vehicles=Vehicles(
            start=rng.integers(0, 2, vehicles),
            end=rng.integers(0, 2, vehicles),
            earliest=rng.integers(0, 30, vehicles),
            latest=rng.integers(220, 330, vehicles),
            max_duration=np.where(limited, rng.integers(100, 200, vehicles), HORIZON),
            capacity=rng.integers(5, 12, vehicles),
            fixed_cost=rng.integers(0, 10, vehicles),
        ),
        suits=rng.random((vehicles, clients)) < 0.85,
    )


def best_by_hand(problem):
    """The best objective, or ``None`` where no plan visits all that must be: every split into every order."""
    routes = [_routes_of(problem, v) for v in range(len(problem.vehicles))]
    found = {frozenset(): 0}
    for own in routes:
        after = dict(found)
        for served, value in found.items():
            for more, gain in own.items():
                if not served & more:
                    after[served | more] = max(after.get(served | more, -(10**9)), value + gain)
        found = after
    must = {int(c) for c in np.flatnonzero(problem.clients.mandatory)}
    return max((value for served, value in found.items() if must <= served), default=None)


def _routes_of(problem, v):
    """The best value of every set of clients that the vehicle can visit."""
    best = {}
    able = [int(c) for c in np.flatnonzero(problem.suits[v])]
    for size in range(1, len(able) + 1):
        for order in permutations(able, size):
            if is_feasible(problem, v, order):
                value = value_of(problem, v, order)
                best[frozenset(order)] = max(best.get(frozenset(order), -(10**9)), value)
    return best


def is_feasible(problem, v, order):
    """Whether some departure minute works: all are tried."""
    fleet = problem.vehicles
    if sum(problem.clients.demand[list(order)]) > fleet.capacity[v]:
        return False
    return any(_works(problem, v, order, t) for t in range(int(fleet.earliest[v]), int(fleet.latest[v]) + 1))


def _works(problem, v, order, departure):
    clients, fleet = problem.clients, problem.vehicles
    now, at = departure, fleet.start[v]
    for c in order:
        now = max(now + problem.duration[at, clients.place[c]], clients.opens[c])
        if now > clients.closes[c]:
            return False
        now, at = now + clients.service[c], clients.place[c]
    now += problem.duration[at, fleet.end[v]]
    return now <= fleet.latest[v] and now - departure <= fleet.max_duration[v]


def value_of(problem, v, order):
    """Prizes less legs less the fixed cost."""
    places = [problem.vehicles.start[v], *problem.clients.place[list(order)], problem.vehicles.end[v]]
    legs = sum(int(problem.cost[a, b]) for a, b in pairwise(places))
    return int(problem.clients.prize[list(order)].sum()) - legs - int(problem.vehicles.fixed_cost[v])
