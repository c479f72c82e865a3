"""Where outsiders fit: all at a stroke, one by one, and by walking the route with the client in it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scheduler.progress import Budget
from scheduler.routes.anneal import load
from scheduler.routes.model import HORIZON, RoutesProblem
from scheduler.routes.solve import DEFAULTS, Search, solve_routes
from scheduler.routes.span import note_span, note_spans
from scheduler.routes.state import FIRST, LAST
from scheduler.routes.tables import build_tables
from tests.scheduler.routes.route_cases import random_problem


def in_time(problem: RoutesProblem, v: int, route: list[int]) -> bool:
    """Tell whether the windows and the latest return of vehicle ``v`` let it drive ``route``."""
    clients, vehicles = problem.clients, problem.vehicles
    place, now = int(vehicles.start[v]), int(vehicles.earliest[v])
    for c in route:
        there = int(clients.place[c])
        start = max(now + int(problem.duration[place, there]), int(clients.opens[c]))
        if start > clients.closes[c]:
            return False
        place, now = there, start + int(clients.service[c])
    return bool(now + problem.duration[place, int(vehicles.end[v])] <= vehicles.latest[v])


def searched(problem: RoutesProblem) -> Search:
    """Return a search whose present routes are its best ones."""
    search = Search(build_tables(problem, DEFAULTS.tie), Budget(0.02, seed=1, deterministic=True), DEFAULTS)
    search.run(lambda: None)
    t, s = search.tables, search.state
    load(t.matrix, t.client, s.tour, s.car, s.spot, s.book, s.best, s.value)
    return search


@pytest.mark.parametrize("seed", range(8))
def test_the_same_positions_three_ways(seed):
    problem = random_problem(seed, clients=30, vehicles=3, mandatory=0.0)
    if seed % 2:
        vehicles = replace(problem.vehicles, latest=np.full(3, HORIZON))
        problem = replace(problem, vehicles=vehicles)
    search = searched(problem)
    t, s = search.tables, search.state
    routes = [route.tolist() for route in search.visits()]
    outside = sorted(set(range(30)).difference(*routes))
    seen = 0
    for v, route in enumerate(routes):
        note_spans(t.reach, s.tour, s.car, s.span, v)
        at_a_stroke = s.span.copy()
        for c in outside:
            note_span(t.matrix, t.client, s.tour, s.car, s.span, c, v)
            fits = [
                pos
                for pos in range(1, len(route) + 2)
                if in_time(problem, v, [*route[: pos - 1], c, *route[pos - 1 :]])
            ]
            assert at_a_stroke[v, LAST, c] == s.span[v, LAST, c] == max(fits, default=0)
            if fits:
                assert at_a_stroke[v, FIRST, c] == s.span[v, FIRST, c] == min(fits)
                seen += 1
    assert seen or not outside


def test_times_of_more_than_32_bits_are_looked_at_one_by_one():
    problem = random_problem(2, clients=12, vehicles=2, mandatory=0.0)
    clients, vehicles, shift = problem.clients, problem.vehicles, 1 << 31
    later = replace(
        problem,
        clients=replace(clients, opens=clients.opens + shift, closes=clients.closes + shift),
        vehicles=replace(vehicles, earliest=vehicles.earliest + shift, latest=vehicles.latest + shift),
    )
    assert build_tables(problem).reach.shape[2] == 12
    assert build_tables(later).reach.shape[2] == 0
    budget = Budget(0.1, seed=1, deterministic=True)
    assert solve_routes(later, budget).objective == solve_routes(problem, budget).objective
