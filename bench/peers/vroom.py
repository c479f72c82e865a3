"""VROOM: insertion heuristics and local search from many starts; it stops by itself, so it is started again.

It has no prizes: a client has a priority of 0..100, the sum of which is maximised first, then the number of visits,
then the cost is minimised.
What it is given here to play on equal terms:

- priorities in proportion to a power of the prize, mandatory clients at 100 and the optional ones below;
- visits that cost more than they bring are taken out of its answers (it would never leave them out itself), and it is
  asked again without the clients concerned;
- what time is left goes to further solves with other priority rules, later ones shaken at random; the best counts;
- it knows no longest duration of a route: where one binds, vehicles get shifts of that length in turn, from the first
  to the last in which clients are open.

Its durations are whole numbers below 2^32, which ours fit. Costs, which it adds up, are made coarser where their sum
could exceed that (p7 has times to the millionth): they guide the search, and its answers are judged by our own figures.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.peers.shape import guided, has_capacity, own_places, vehicle_ends, within_day
from bench.peers.trim import without_losses
from bench.routes_check import objective_of, violations
from scheduler.routes.model import Bools, Ints, RoutesProblem

Routes = list[list[int]]
SETTINGS = ((1.0, 60, 3), (0.5, 30, 2), (2.0, 90, 4), (0.0, 10, 5))
"""Tried in turn: power of the prize; highest priority of the optional beside mandatory clients; number of shifts."""
SHAKE = 0.3
"""From the second time round, priorities are multiplied by a random 1 +- this."""
ROUNDS = 3
"""At most so often is it asked again without the clients that did not pay."""
COST_MAX = 1_000_000
"""Largest cost of a leg that it is given: thousands of them fit 2^32."""
EXPLORATION = 5
"""VROOM's own highest level; with many clients it runs far beyond its time, and a lower one was as good."""
EXPLORATION_MANY = 3
MANY = 500


def solve(problem: RoutesProblem, seconds: float, seed: int) -> Routes:
    """Return the clients of each vehicle after ``seconds`` on one core; nobody where it found nothing."""
    ends_at = time.perf_counter() + seconds
    problem = within_day(problem)
    best: Routes = [[] for _ in range(len(problem.vehicles))]
    for routes in _answers(problem, ends_at, np.random.default_rng(seed)):
        best = max(best, routes, key=lambda answer: _worth(problem, answer))
    return best


def _worth(problem: RoutesProblem, routes: Routes) -> tuple[int, int]:
    return -len(violations(problem, routes)), objective_of(problem, routes)


def _answers(problem: RoutesProblem, ends_at: float, rng: np.random.Generator) -> Iterator[Routes]:
    for turn in count():
        power, top, shifts = SETTINGS[turn % len(SETTINGS)]
        shake = rng.uniform(1 - SHAKE, 1 + SHAKE, len(problem.clients)) if turn >= len(SETTINGS) else 1.0
        priorities = _priorities(problem, power, top, shake)
        offered = np.ones(len(problem.clients), dtype=bool)
        for _ in range(ROUNDS):
            left = ends_at - time.perf_counter()
            if left <= 0:
                return
            routes = _run(problem, priorities, offered, shifts, left)
            kept = without_losses(problem, routes)
            yield kept
            losses = {c for route in routes for c in route} - {c for route in kept for c in route}
            if not losses:
                break
            offered[list(losses)] = False


def _priorities(problem: RoutesProblem, power: float, top: int, shake: NDArray[np.float64] | float) -> list[int]:
    """Return 0..100 for each client; in proportion without rounding where the largest prize allows it."""
    clients = problem.clients
    largest = max(1, int(clients.prize.max(initial=1)))
    most = top if clients.mandatory.any() else 100
    exact = power == 1.0 and largest <= most
    worth = clients.prize * (most // largest) if exact else most * (clients.prize / largest) ** power
    shaken = np.clip(np.round(worth * shake), 1, 100)
    return [int(value) for value in np.where(clients.mandatory, 100, shaken)]


def _coarse(costs: Ints) -> Ints:
    """Return costs that do not overflow when a route has all legs."""
    step = -(-int(costs.max(initial=0)) // COST_MAX)
    return costs // max(1, step)


def _run(problem: RoutesProblem, priorities: list[int], offered: Bools, shifts: int, seconds: float) -> Routes:
    import vroom

    ends = vehicle_ends(problem)
    model = vroom.Input()
    costs = guided(problem, 1.0).cost
    model.set_durations_matrix("car", _matrix(own_places(problem, problem.duration, ends)))
    model.set_costs_matrix("car", _matrix(own_places(problem, _coarse(costs), ends)))
    loads = has_capacity(problem)
    skills = _skills(problem)
    model.add_job(
        [
            _job(problem, client, len(ends) + client, priorities[client], skills[client], loads)
            for client in np.flatnonzero(offered).tolist()
        ]
    )
    model.add_vehicle(
        [_vehicle(problem, vehicle, ends, skills, shifts, loads) for vehicle in range(len(problem.vehicles))]
    )
    level = EXPLORATION if len(priorities) < MANY else EXPLORATION_MANY
    answer = model.solve(exploration_level=level, nb_threads=1, timeout=timedelta(seconds=seconds))
    return _routes(answer, len(problem.vehicles))


def _matrix(values: Any) -> Any:
    if values.max(initial=0) >= 2**31:
        raise ValueError("durations and costs must be below 2^31 for VROOM")
    return values.astype(np.uint32)


def _skills(problem: RoutesProblem) -> list[set[int]]:
    """Return the skills that each client asks for: one for each set of vehicles that are not all of them."""
    numbers: dict[bytes, int] = {}
    return [
        set() if suited.all() else {numbers.setdefault(suited.tobytes(), len(numbers) + 1)}
        for suited in problem.suits.T
    ]


def _job(problem: RoutesProblem, client: int, at: int, priority: int, skills: set[int], loads: bool) -> Any:
    import vroom

    clients = problem.clients
    return vroom.Job(
        client,
        location=at,
        default_service=int(clients.service[client]),
        delivery=[int(clients.demand[client])] if loads else (),
        skills=skills,
        priority=priority,
        time_windows=[vroom.TimeWindow(int(clients.opens[client]), int(clients.closes[client]))],
    )


def _vehicle(
    problem: RoutesProblem, vehicle: int, ends: list[int], skills: list[set[int]], shifts: int, loads: bool
) -> Any:
    import vroom

    fleet = problem.vehicles
    earliest, latest = _useful_hours(problem, vehicle)
    longest = min(latest - earliest, int(fleet.max_duration[vehicle]))
    begins = earliest + (latest - earliest - longest) * (vehicle % shifts) // (shifts - 1)
    can = {skill for client, asked in enumerate(skills) if problem.suits[vehicle, client] for skill in asked}
    return vroom.Vehicle(
        vehicle,
        start=ends.index(int(fleet.start[vehicle])),
        end=ends.index(int(fleet.end[vehicle])),
        capacity=[min(int(fleet.capacity[vehicle]), int(problem.clients.demand.sum()))] if loads else (),
        skills=can,
        time_window=vroom.TimeWindow(begins, begins + longest),
        costs=vroom.VehicleCosts(fixed=int(fleet.fixed_cost[vehicle])),
    )


def _useful_hours(problem: RoutesProblem, vehicle: int) -> tuple[int, int]:
    """Return the earliest departure that may be of use, and the latest return that may be needed."""
    fleet, clients = problem.vehicles, problem.clients
    out = problem.duration[fleet.start[vehicle], clients.place]
    back = problem.duration[clients.place, fleet.end[vehicle]]
    first = max(int(fleet.earliest[vehicle]), int((clients.opens - out).min()))
    last = min(int(fleet.latest[vehicle]), int((clients.closes + clients.service + back).max()))
    return (first, last) if first < last else (int(fleet.earliest[vehicle]), int(fleet.latest[vehicle]))


def _routes(answer: Any, vehicles: int) -> Routes:
    routes: Routes = [[] for _ in range(vehicles)]
    for route in answer.to_dict()["routes"]:
        routes[route["vehicle"]] = [step["id"] for step in route["steps"] if step["type"] == "job"]
    return routes
