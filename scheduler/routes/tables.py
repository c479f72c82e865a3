"""The problem as the few arrays that compiled functions read, and the columns of these arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.routes.model import HORIZON, Ints, RoutesProblem

Short = NDArray[np.int32]

# Layers of ``matrix`` (layer, place, place). A transposed layer keeps the legs *into* a place side by side.
GUIDE, GUIDE_T, DRIVE, DRIVE_T, COST = range(5)
# Layers of ``reach`` (layer, place, client).
TOO_LATE, TOO_SOON, INTO, ONTO = range(4)
# Columns of ``client``.
PLACE, SERVICE, OPENS, CLOSES, PRIZE, DEMAND, MANDATORY = range(7)
# Columns of ``car``: fixed ones, then sums over the vehicle's present route.
BEGIN, END, EARLIEST, LATEST, LIMIT, CAPACITY, FIXED, KIND, TIMED = range(9)
SIZE, LOAD, SUM_PRIZE, SUM_COST, SUM_GUIDE, VERSION, OPEN_SIZE, CAR_COLUMNS = range(9, 17)


NEAR = 100
"""Neighbours that are kept per client."""
BEYOND = 1 << 30
"""Times of routes are less where clients on no route are looked at together: two of them add up in 32 bits."""
GUIDE_TOP = 1 << 22
"""Largest entry of the guide layer."""


@dataclass(frozen=True)
class Tables:
    """A problem for compiled functions."""

    matrix: Short
    """(layers, places, places)."""
    client: Ints
    """(clients, columns)."""
    car: Ints
    """(vehicles, columns); the sums are zero."""
    suits: Short
    """(vehicles, clients)."""
    near: Short
    """(lists, clients, neighbours): other clients, nearest first: by way, and by way with waiting."""
    reach: Short
    """(layers, places, clients): what tells whether a client fits between two places, for all clients at a stroke: less
    the time at which to leave a place at the latest; the earliest time at another on an open door; time from the one to
    the end of service; time from there to the other. Without clients where times do not fit (:func:`_fit`)."""
    rank: NDArray[np.float64]
    """(orders, clients): place in the order, 0 to 1."""
    kinds: int
    """Number of kinds of vehicle that no rule tells apart."""
    scale: float
    """What a client is worth in the mean, in units of the objective: temperatures are shares of it."""
    pace: float
    """Guide per unit of driving time, in the mean; 0 where legs cost, and delays do not matter in themselves."""
    tie: float
    """Objective per unit of guide: what decides between routes of equal objective."""


def build_tables(problem: RoutesProblem, tie_share: float = 0.02) -> Tables:
    """Return the arrays of ``problem``."""
    clients = problem.clients
    matrix = _matrix(problem)
    scale = _scale(problem)
    detour = float(np.sort(matrix[GUIDE], axis=1)[:, 1:4].mean()) if len(matrix[GUIDE]) > 1 else 1.0
    return Tables(
        matrix=matrix,
        client=np.stack(
            [
                clients.place,
                clients.service,
                clients.opens,
                np.minimum(clients.closes, HORIZON),
                clients.prize,
                clients.demand,
                clients.mandatory.astype(np.int64),
                np.zeros(len(clients), np.int64),
            ],
            axis=1,
        ),
        car=_cars(problem),
        suits=np.ascontiguousarray(problem.suits.astype(np.int32)),
        near=_near(problem, matrix),
        reach=_reach(problem),
        rank=_ranks(problem, matrix),
        kinds=int(_kinds(problem).max(initial=-1)) + 1,
        scale=scale,
        pace=0.0 if problem.cost.any() else float(matrix[GUIDE].mean() / max(matrix[DRIVE].mean(), 1e-9)),
        tie=tie_share * scale / max(detour, 1.0),
    )


def _matrix(problem: RoutesProblem) -> Short:
    drive, cost = problem.duration, problem.cost
    weight = np.abs(cost).astype(np.float64)
    drive_weight = 0.05 * weight.mean() / max(float(drive.mean()), 1e-9) if weight.any() else 1.0
    guide = cost + drive_weight * drive
    guide = np.rint(guide * (GUIDE_TOP / max(float(np.abs(guide).max()), 1e-9)))
    layers = [guide, guide.T, drive, drive.T, cost]
    return np.ascontiguousarray(np.stack(layers).astype(np.int32))


def _scale(problem: RoutesProblem) -> float:
    """Return the mean optional prize, or the mean leg to the fifth neighbour where that is less.

    Where everybody is mandatory it is a fifth of that leg: what is at stake is detours, not visits.
    """
    prizes = problem.clients.prize[~problem.clients.mandatory & (problem.clients.prize > 0)]
    scales = [float(prizes.mean())] if len(prizes) else []
    places = np.unique(problem.clients.place)
    if problem.cost.any() and len(places) > 1:
        legs = np.sort(np.abs(problem.cost[np.ix_(places, places)]), axis=1)
        leg = float(legs[:, min(5, len(places) - 1)].mean())
        scales.append(leg if len(prizes) else 0.2 * leg)
    return max(min(scales, default=1.0), 1e-9)


def _kinds(problem: RoutesProblem) -> Ints:
    vehicles = problem.vehicles
    columns = [getattr(vehicles, name) for name in vehicles.__dataclass_fields__]
    keys = np.column_stack([*columns, problem.suits.astype(np.int64)])
    return np.unique(keys, axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64)


def _cars(problem: RoutesProblem) -> Ints:
    v = problem.vehicles
    car = np.zeros((len(v), CAR_COLUMNS), np.int64)
    columns = (v.start, v.end, v.earliest, v.latest, v.max_duration, v.capacity, v.fixed_cost, _kinds(problem))
    for column, values in enumerate(columns):
        car[:, column] = values
    car[:, TIMED] = v.max_duration < v.latest - v.earliest
    return car


def _near(problem: RoutesProblem, matrix: Short) -> Short:
    c = problem.clients
    way = matrix[GUIDE].astype(np.float64)[np.ix_(c.place, c.place)]
    drive = problem.duration[np.ix_(c.place, c.place)]
    reach = c.opens[:, None] + c.service[:, None] + drive
    wait = np.maximum(0, c.opens[None, :] - (c.closes + c.service)[:, None] - drive)
    late = np.maximum(0, reach - c.closes[None, :])
    pace = way.mean() / max(float(drive.mean()), 1e-9)
    if not problem.suits.all():
        way = way + 2.0 * GUIDE_TOP * ~_share_vehicles(problem)
    timed = way + pace * (0.2 * np.minimum(wait, HORIZON) + 1.0 * late)
    lists = []
    for measure in (np.minimum(way, way.T), np.minimum(timed, timed.T)):
        np.fill_diagonal(measure, np.inf)
        lists.append(np.argsort(measure, axis=1, kind="stable")[:, : min(NEAR, len(c) - 1)])
    return np.ascontiguousarray(np.stack(lists).astype(np.int32))


def _reach(problem: RoutesProblem) -> Short:
    c = problem.clients
    there, onward = problem.duration[:, c.place], problem.duration[c.place].T
    layers = (there - c.closes, onward + c.opens + c.service, there + c.service, onward)
    if not _fit(problem):
        return np.zeros((len(layers), len(there), 0), np.int32)
    return np.ascontiguousarray(np.clip(np.stack(layers), -BEYOND, BEYOND).astype(np.int32))


def _fit(problem: RoutesProblem) -> bool:
    """Tell whether no route can last until :data:`BEYOND`."""
    c, v = problem.clients, problem.vehicles
    way, service = int(problem.duration.max(initial=0)), int(c.service.max(initial=0))
    begin = max(int(c.opens.max(initial=0)), int(v.earliest.max(initial=0)))
    latest = min(int(v.latest.max(initial=0)), begin + (len(c) + 1) * (way + service))
    return max(latest, begin + way + service) < BEYOND


def _share_vehicles(problem: RoutesProblem) -> NDArray[np.bool_]:
    """Return (clients, clients): whether some vehicle suits both; who shares none can never take the other's place."""
    suits = problem.suits.astype(np.float32)
    return np.asarray(suits.T @ suits > 0)


def _ranks(problem: RoutesProblem, matrix: Short) -> NDArray[np.float64]:
    c, v = problem.clients, problem.vehicles
    depots = np.unique(np.concatenate([v.start, v.end]))
    far = matrix[GUIDE][np.ix_(depots, c.place)].min(axis=0) if len(depots) else np.zeros(len(c))
    keys = [
        -c.prize,
        -c.prize / np.maximum(1, c.service + 1),
        c.closes,
        c.closes - c.opens,
        -c.demand,
        -far,
        far,
    ]
    ranks = [np.argsort(np.argsort(key, kind="stable"), kind="stable") / max(1, len(c)) for key in keys]
    return np.ascontiguousarray(np.stack(ranks))
