"""OR-Tools routing: a first plan by insertion, then a metaheuristic; prizes are penalties of optional visits.

Maximising prizes - costs is minimising costs + penalties of those left out, so a client's penalty is its prize; a
mandatory client's is more than everything else, as its first plans often cannot place all of them.
Integers are 64-bit: nothing is scaled. Windows and the length of the day are a dimension with slack, loads another;
unsuitable vehicles are taken out of a client's vehicle variable.

Tuning: see :data:`PRIZE_WEIGHT`, :data:`FIRST`, :data:`THEN`, :data:`THEN_WITHOUT_COSTS`.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from bench.peers.shape import guided, has_capacity, within_day
from scheduler.routes.model import Ints, RoutesProblem

PRIZE_WEIGHT = 1.0
"""Of :func:`bench.peers.shape.guided`, for problems without costs. Mean gap on six TOPTW cases in 4 s by guided local
search: 8.5 % with 1; 14.5, 10.3, 10.0, 13.9, 19.0 % with 0.5, 2, 3, 10, 100."""
FIRST = "PARALLEL_CHEAPEST_INSERTION"
"""Path-cheapest-arc, savings and local cheapest insertion were no better on TOPTW."""
THEN = "GUIDED_LOCAL_SEARCH"
THEN_WITHOUT_COSTS = "TABU_SEARCH"
"""Tabu search took the 8.5 % to 6.2 %; with costs (VRPLIB) it and simulated annealing were no better."""


def solve(problem: RoutesProblem, seconds: float, seed: int) -> list[list[int]]:  # noqa: ARG001 - it has no seed
    """Return the clients of each vehicle after ``seconds`` on one core; nobody where no plan was found."""
    started = time.perf_counter()
    then = THEN if problem.cost.any() else THEN_WITHOUT_COSTS
    problem = within_day(guided(problem, PRIZE_WEIGHT))
    clients, vehicles = len(problem.clients), len(problem.vehicles)
    manager = pywrapcp.RoutingIndexManager(
        clients + 2 * vehicles,
        vehicles,
        [clients + vehicle for vehicle in range(vehicles)],
        [clients + vehicles + vehicle for vehicle in range(vehicles)],
    )
    routing = pywrapcp.RoutingModel(manager)
    _add_costs(routing, problem)
    _add_times(routing, manager, problem)
    if has_capacity(problem):
        _add_loads(routing, problem)
    _add_clients(routing, manager, problem)
    solution = routing.SolveWithParameters(_parameters(seconds - (time.perf_counter() - started), then))
    return _routes(routing, manager, solution, vehicles) if solution else [[] for _ in range(vehicles)]


def _parameters(seconds: float, then: str) -> Any:
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = getattr(routing_enums_pb2.FirstSolutionStrategy, FIRST)
    parameters.local_search_metaheuristic = getattr(routing_enums_pb2.LocalSearchMetaheuristic, then)
    parameters.time_limit.FromMilliseconds(max(10, int(1000 * seconds)))
    return parameters


def _nodes(problem: RoutesProblem) -> Ints:
    """Return the place of each node: clients, then where each vehicle starts, then where each ends."""
    return np.concatenate([problem.clients.place, problem.vehicles.start, problem.vehicles.end])


def _add_costs(routing: Any, problem: RoutesProblem) -> None:
    nodes = _nodes(problem)
    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitMatrix(problem.cost[np.ix_(nodes, nodes)].tolist()))
    for vehicle, cost in enumerate(problem.vehicles.fixed_cost.tolist()):
        routing.SetFixedCostOfVehicle(cost, vehicle)


def _add_times(routing: Any, manager: Any, problem: RoutesProblem) -> None:
    nodes, fleet, clients = _nodes(problem), problem.vehicles, problem.clients
    transit = problem.duration[np.ix_(nodes, nodes)]
    transit[: len(clients)] += clients.service[:, None]
    end = int(max(fleet.latest.max(), clients.closes.max(initial=0)))
    routing.AddDimension(routing.RegisterTransitMatrix(transit.tolist()), end, end, False, "time")
    time_of = routing.GetDimensionOrDie("time")
    for client in range(len(clients)):
        span = (int(clients.opens[client]), int(clients.closes[client]))
        time_of.CumulVar(manager.NodeToIndex(client)).SetRange(*span)
    for vehicle in range(len(fleet)):
        day = (int(fleet.earliest[vehicle]), int(fleet.latest[vehicle]))
        time_of.CumulVar(routing.Start(vehicle)).SetRange(*day)
        time_of.CumulVar(routing.End(vehicle)).SetRange(*day)
        time_of.SetSpanUpperBoundForVehicle(int(fleet.max_duration[vehicle]), vehicle)


def _add_loads(routing: Any, problem: RoutesProblem) -> None:
    demand = [*problem.clients.demand.tolist(), *[0] * (2 * len(problem.vehicles))]
    capacity = np.minimum(problem.vehicles.capacity, problem.clients.demand.sum()).tolist()
    routing.AddDimensionWithVehicleCapacity(routing.RegisterUnaryTransitVector(demand), 0, capacity, True, "load")


def _add_clients(routing: Any, manager: Any, problem: RoutesProblem) -> None:
    clients = problem.clients
    missing = int(clients.prize.sum() + problem.vehicles.fixed_cost.sum() + 10 * problem.cost.max(initial=1))
    for client in range(len(clients)):
        index = manager.NodeToIndex(client)
        if not problem.suits[:, client].all():
            routing.VehicleVar(index).SetValues([-1, *np.flatnonzero(problem.suits[:, client]).tolist()])
        routing.AddDisjunction([index], missing if clients.mandatory[client] else int(clients.prize[client]))


def _routes(routing: Any, manager: Any, solution: Any, vehicles: int) -> list[list[int]]:
    routes: list[list[int]] = []
    for vehicle in range(vehicles):
        routes.append([])
        index = solution.Value(routing.NextVar(routing.Start(vehicle)))
        while not routing.IsEnd(index):
            routes[-1].append(manager.IndexToNode(index))
            index = solution.Value(routing.NextVar(index))
    return routes
