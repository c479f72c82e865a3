"""From sequences of clients to routes with times and values, in plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from scheduler.routes.model import Ints, Routes, RoutesProblem


def routes_of(problem: RoutesProblem, visits: Sequence[Ints], facts: dict[str, Any]) -> Routes:
    """Return ``visits`` with times: every vehicle is back as early as can be and leaves as late as that allows."""
    departs = problem.vehicles.earliest.copy()
    returns = departs.copy()
    starts = []
    for v, route in enumerate(visits):
        begins, departs[v], returns[v] = _times(problem, v, route)
        starts.append(begins)
    served = np.concatenate([*visits, np.zeros(0, np.int64)]).astype(np.int64)
    prize = int(problem.clients.prize[served].sum())
    must = np.flatnonzero(problem.clients.mandatory)
    return Routes(
        visits=tuple(visits),
        starts=tuple(starts),
        departs=departs,
        returns=returns,
        objective=prize - sum(_cost(problem, v, route) for v, route in enumerate(visits)),
        prize=prize,
        missing=tuple(int(c) for c in np.setdiff1d(must, served)),
        facts=facts,
    )


def _times(problem: RoutesProblem, v: int, route: Ints) -> tuple[Ints, int, int]:
    """Return starts of service, departure, return."""
    clients, earliest = problem.clients, int(problem.vehicles.earliest[v])
    if not len(route):
        return np.zeros(0, np.int64), earliest, earliest
    places = [problem.vehicles.start[v], *clients.place[route], problem.vehicles.end[v]]
    legs = [int(problem.duration[a, b]) for a, b in pairwise(places)]
    latest = int(problem.vehicles.latest[v]) - legs[-1]
    for c, leg in zip(route[::-1], legs[-2::-1], strict=True):
        latest = min(int(clients.closes[c]), latest - int(clients.service[c])) - leg
    _, back = _drive(problem, route, legs, earliest)
    work = sum(legs) + int(clients.service[route].sum())
    depart = max(earliest, min(latest, back - work))
    starts, back = _drive(problem, route, legs, depart)
    return starts, depart, back


def _drive(problem: RoutesProblem, route: Ints, legs: Sequence[int], now: int) -> tuple[Ints, int]:
    """Return starts of service and the return of a route that leaves at ``now``."""
    starts = []
    for c, leg in zip(route, legs, strict=False):
        now = max(now + leg, int(problem.clients.opens[c]))
        starts.append(now)
        now += int(problem.clients.service[c])
    return np.array(starts, np.int64), now + legs[-1]


def _cost(problem: RoutesProblem, v: int, route: Ints) -> int:
    """Return legs and fixed cost."""
    if not len(route):
        return 0
    places = np.array([problem.vehicles.start[v], *problem.clients.place[route], problem.vehicles.end[v]])
    return int(problem.cost[places[:-1], places[1:]].sum() + problem.vehicles.fixed_cost[v])
