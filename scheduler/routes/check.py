"""An independent, slow check of routes: it recomputes everything in plain Python and shares nothing with the engine."""

from __future__ import annotations

from core.record import record
from scheduler.routes.model import Routes, RoutesProblem


@record
class Breach:
    """One broken rule."""

    rule: str
    """``times``, ``window``, ``begin``, ``end``, ``duration``, ``capacity``, ``suits``, ``twice``, ``mandatory``,
    ``prize``, ``objective``."""
    vehicle: int | None = None
    client: int | None = None


def check_routes(problem: RoutesProblem, routes: Routes) -> tuple[Breach, ...]:
    """Return every rule that ``routes`` break; none for a solution."""
    found: list[Breach] = []
    seen: set[int] = set()
    value = 0
    for v in range(len(problem.vehicles)):
        value += _check_vehicle(problem, routes, v, seen, found)
    must = [c for c in range(len(problem.clients)) if problem.clients.mandatory[c]]
    found.extend(Breach(rule="mandatory", client=c) for c in must if c not in seen)
    if routes.prize != sum(int(problem.clients.prize[c]) for c in seen):
        found.append(Breach(rule="prize"))
    if routes.objective != value:
        found.append(Breach(rule="objective"))
    return tuple(found)


def _check_vehicle(problem: RoutesProblem, routes: Routes, v: int, seen: set[int], found: list[Breach]) -> int:
    """Add the breaches of one vehicle and return its prizes less its costs."""
    clients, vehicles = problem.clients, problem.vehicles
    visits = [int(c) for c in routes.visits[v]]
    starts = [int(t) for t in routes.starts[v]]
    if not visits:
        return 0
    place, now, value, load = int(vehicles.start[v]), int(routes.departs[v]), -int(vehicles.fixed_cost[v]), 0
    if now < vehicles.earliest[v]:
        found.append(Breach(rule="begin", vehicle=v))
    for c, start in zip(visits, starts, strict=True):
        there = int(clients.place[c])
        if start < now + int(problem.duration[place, there]):
            found.append(Breach(rule="times", vehicle=v, client=c))
        if not clients.opens[c] <= start <= clients.closes[c]:
            found.append(Breach(rule="window", vehicle=v, client=c))
        if not problem.suits[v, c]:
            found.append(Breach(rule="suits", vehicle=v, client=c))
        if c in seen:
            found.append(Breach(rule="twice", vehicle=v, client=c))
        seen.add(c)
        value += int(clients.prize[c]) - int(problem.cost[place, there])
        load += int(clients.demand[c])
        place, now = there, start + int(clients.service[c])
    home, back = int(vehicles.end[v]), int(routes.returns[v])
    if back < now + int(problem.duration[place, home]):
        found.append(Breach(rule="times", vehicle=v))
    if back > vehicles.latest[v]:
        found.append(Breach(rule="end", vehicle=v))
    if back - int(routes.departs[v]) > vehicles.max_duration[v]:
        found.append(Breach(rule="duration", vehicle=v))
    if load > vehicles.capacity[v]:
        found.append(Breach(rule="capacity", vehicle=v))
    return value - int(problem.cost[place, home])
