"""A checker of routes in plain Python, sharing nothing with any solver: what is broken, and what routes are worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from scheduler.routes.model import RoutesProblem

Route = Sequence[int]


def violations(problem: RoutesProblem, routes: Sequence[Route]) -> list[str]:
    """Return what ``routes`` (clients of each vehicle, in order) break; an empty list where nothing."""
    if len(routes) != len(problem.vehicles):
        return [f"{len(routes)} routes for {len(problem.vehicles)} vehicles"]
    return _visited_wrongly(problem, routes) + [
        f"vehicle {vehicle}: {fault}"
        for vehicle, route in enumerate(routes)
        if len(route)
        for fault in _route_faults(problem, vehicle, [int(client) for client in route])
    ]


def _visited_wrongly(problem: RoutesProblem, routes: Sequence[Route]) -> list[str]:
    visits = Counter(int(client) for route in routes for client in route)
    mandatory = [client for client in range(len(problem.clients)) if problem.clients.mandatory[client]]
    return [f"client {client} is visited {count} times" for client, count in visits.items() if count > 1] + [
        f"client {client} is mandatory and not visited" for client in mandatory if not visits[client]
    ]


def _route_faults(problem: RoutesProblem, vehicle: int, route: list[int]) -> list[str]:
    fleet = problem.vehicles
    faults = [f"client {client} does not suit" for client in route if not problem.suits[vehicle, client]]
    load = sum(int(problem.clients.demand[client]) for client in route)
    if load > fleet.capacity[vehicle]:
        faults.append(f"load {load} over {fleet.capacity[vehicle]}")
    return faults + _time_faults(problem, vehicle, route)


def _time_faults(problem: RoutesProblem, vehicle: int, route: list[int]) -> list[str]:
    """Walk the route from its last possible departure: nobody who leaves earlier is out for a shorter time."""
    fleet, clients = problem.vehicles, problem.clients
    departs = _last_departure(problem, vehicle, route)
    if departs < fleet.earliest[vehicle]:
        return ["a window, or the end of the day, cannot be met"]
    now, at = departs, int(fleet.start[vehicle])
    for client in route:
        place = int(clients.place[client])
        now = max(now + int(problem.duration[at, place]), int(clients.opens[client]))
        if now > clients.closes[client]:
            return [f"client {client} is closed at {now}"]
        now, at = now + int(clients.service[client]), place
    returns = now + int(problem.duration[at, fleet.end[vehicle]])
    late = [f"back at {returns}, after {fleet.latest[vehicle]}"] if returns > fleet.latest[vehicle] else []
    out = returns - departs
    return late + ([f"out for {out}, over {fleet.max_duration[vehicle]}"] if out > fleet.max_duration[vehicle] else [])


def _last_departure(problem: RoutesProblem, vehicle: int, route: list[int]) -> int:
    """Return the latest departure that meets every closing time and the end of the day."""
    clients, place = problem.clients, int(problem.vehicles.end[vehicle])
    limit = int(problem.vehicles.latest[vehicle])
    for client in reversed(route):
        here = int(clients.place[client])
        limit -= int(problem.duration[here, place]) + int(clients.service[client])
        limit, place = min(limit, int(clients.closes[client])), here
    return limit - int(problem.duration[problem.vehicles.start[vehicle], place])


def leg_costs(problem: RoutesProblem, routes: Sequence[Route]) -> int:
    """Return the cost of all legs."""
    return sum(_route_cost(problem, vehicle, route) for vehicle, route in enumerate(routes) if len(route))


def _route_cost(problem: RoutesProblem, vehicle: int, route: Route) -> int:
    fleet = problem.vehicles
    inner = [int(problem.clients.place[client]) for client in route]
    places = [int(fleet.start[vehicle]), *inner, int(fleet.end[vehicle])]
    return sum(int(problem.cost[origin, to]) for origin, to in pairwise(places))


def prize_of(problem: RoutesProblem, routes: Sequence[Route]) -> int:
    """Return the prizes of the clients visited, each once."""
    return sum(int(problem.clients.prize[client]) for client in {int(client) for route in routes for client in route})


def objective_of(problem: RoutesProblem, routes: Sequence[Route]) -> int:
    """Return prizes - cost of legs - fixed costs of used vehicles."""
    fixed = sum(int(problem.vehicles.fixed_cost[vehicle]) for vehicle, route in enumerate(routes) if len(route))
    return prize_of(problem, routes) - leg_costs(problem, routes) - fixed
