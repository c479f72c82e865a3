"""Taking out of a plan the visits that cost more than they bring: a service to solvers that have no prizes."""

from __future__ import annotations

from bench.routes_check import objective_of, violations
from scheduler.routes.model import RoutesProblem


def without_losses(problem: RoutesProblem, routes: list[list[int]]) -> list[list[int]]:
    """Return ``routes`` without optional visits that do not pay, the worst first, then without routes that do not."""
    trimmed = [
        _worth_while(problem, vehicle, _trimmed(problem, vehicle, route)) for vehicle, route in enumerate(routes)
    ]
    broken = len(violations(problem, trimmed)) > len(violations(problem, routes))
    return routes if broken or objective_of(problem, trimmed) < objective_of(problem, routes) else trimmed


def _trimmed(problem: RoutesProblem, vehicle: int, route: list[int]) -> list[int]:
    clients = problem.clients
    while route:
        places = [problem.vehicles.start[vehicle], *clients.place[route], problem.vehicles.end[vehicle]]
        gains = [
            0
            if clients.mandatory[client]
            else _detour(problem, places[at], places[at + 1], places[at + 2]) - int(clients.prize[client])
            for at, client in enumerate(route)
        ]
        if max(gains) <= 0:
            break
        worst = gains.index(max(gains))
        route = route[:worst] + route[worst + 1 :]
    return route


def _detour(problem: RoutesProblem, before: int, here: int, after: int) -> int:
    cost = problem.cost
    return int(cost[before, here] + cost[here, after] - cost[before, after])


def _worth_while(problem: RoutesProblem, vehicle: int, route: list[int]) -> list[int]:
    alone = [route if number == vehicle else [] for number in range(len(problem.vehicles))]
    needed = bool(problem.clients.mandatory[route].any()) if route else True
    return route if needed or objective_of(problem, alone) > 0 else []
