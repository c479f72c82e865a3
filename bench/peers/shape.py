"""What all adapters need of a problem: vehicles of a kind, times within range, something to guide a search by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from scheduler.routes.model import HORIZON, Ints, RoutesProblem

Kind = tuple[int | bytes, ...]


def vehicle_kinds(problem: RoutesProblem) -> list[list[int]]:
    """Return the vehicles in groups that are alike in everything, in the order of their first members."""
    groups: dict[Kind, list[int]] = defaultdict(list)
    fleet = problem.vehicles
    for vehicle in range(len(fleet)):
        facts = tuple(int(getattr(fleet, name)[vehicle]) for name in fleet.__dataclass_fields__)
        groups[(*facts, problem.suits[vehicle].tobytes())].append(vehicle)
    return list(groups.values())


def within_day(problem: RoutesProblem) -> RoutesProblem:
    """Return the problem with every "no limit" of time replaced by a time that no route reaches.

    Some solvers have a narrow range, and all search better without astronomic numbers.
    """
    clients, fleet = problem.clients, problem.vehicles
    slack = 2 * int(problem.duration.max(initial=0)) + int(clients.service.max(initial=0))
    ends = [_largest(clients.closes) + slack, _largest(fleet.latest), _largest(fleet.earliest) + slack]
    end = max(*ends, int(clients.service.sum() + problem.duration.max(axis=1).sum()) if max(ends) == slack else 0) + 1
    return replace(
        problem,
        clients=replace(clients, closes=np.minimum(clients.closes, end)),
        vehicles=replace(fleet, latest=np.minimum(fleet.latest, end), max_duration=np.minimum(fleet.max_duration, end)),
    )


def _largest(times: Ints) -> int:
    """Return the largest that is not "no limit"."""
    return int(times[times < HORIZON].max(initial=0))


def has_capacity(problem: RoutesProblem) -> bool:
    """Tell whether capacity can bind."""
    return bool((problem.vehicles.capacity < problem.clients.demand.sum()).any())


def guided(problem: RoutesProblem, weight: float) -> RoutesProblem:
    """Return the problem with its legs' time as cost where it has no costs: a search needs a slope.

    Prizes are scaled so that a mean prize is worth ``weight`` times the mean leg. A problem with
    costs is returned as it is.
    """
    if problem.cost.any() or not problem.clients.prize.any():
        return problem
    legs = problem.duration[np.ix_(problem.clients.place, problem.clients.place)]
    scale = max(1, round(weight * float(legs.mean()) / float(problem.clients.prize.mean())))
    return replace(
        problem, cost=problem.duration, clients=replace(problem.clients, prize=problem.clients.prize * scale)
    )


def own_places(problem: RoutesProblem, matrix: Ints, ends: Sequence[int]) -> Ints:
    """Return ``matrix`` between the places ``ends`` followed by one place for each client; its diagonal is zero."""
    at = np.concatenate([np.asarray(ends, dtype=np.int64), problem.clients.place])
    out: Ints = matrix[np.ix_(at, at)].copy()
    np.fill_diagonal(out, 0)
    return out


def vehicle_ends(problem: RoutesProblem) -> list[int]:
    """Return the places where vehicles start or end, sorted."""
    return sorted({*problem.vehicles.start.tolist(), *problem.vehicles.end.tolist()})
