"""Tours by OR-Tools routing: prize-collecting days of one tour, to seed the pool.

A tour of several days is one routing problem: each day is a vehicle that starts where the last one slept and ends where
the next one starts. Whatever comes out is checked by the clock before it becomes a column (routing knows neither rests
nor the latest useful departure), and loses visits from its fullest day until it fits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from scheduler.caravans.case import Case
from scheduler.caravans.column import Column, departure_of, is_feasible
from scheduler.caravans.insertion import may_visit

CANDIDATES = 60
"""Stops offered to one tour."""
SEARCH_SECONDS = 1
"""Limit on one tour; a descent ends by itself long before."""
PRIZE_SCALE = 100
"""Coverage units that weigh as much as one minute of driving."""


@dataclass(frozen=True)
class TourFrame:
    """A tour to be filled: whose, when, and where its nights are."""

    caravan: int
    first: int
    nights: tuple[int, ...]

    def bases(self, case: Case) -> list[int]:
        """Return the places where its days begin and end, one more than days."""
        depot = int(case.flat.depot[self.caravan])
        return [depot, *(case.flat.seat0 + night for night in self.nights), depot]


def routed_column(case: Case, frame: TourFrame, gains: Sequence[float]) -> Column | None:
    """Return the frame filled with the stops of greatest gain (``gains`` per stop), ``None`` where none fits."""
    stops = candidates(case, frame, gains)
    if not stops:
        return None
    days = _route(case, frame, stops, gains)
    visits = tuple(_fitting(case, frame, offset, day) for offset, day in enumerate(days))
    column = Column(caravan=frame.caravan, first=frame.first, nights=frame.nights, visits=visits)
    return column if is_feasible(case, column) else None


def candidates(case: Case, frame: TourFrame, gains: Sequence[float]) -> list[int]:
    """Return the stops worth most per minute from the frame's bases that the caravan may visit on some day."""
    flat, days = case.flat, range(frame.first, frame.first + len(frame.nights) + 1)
    rows = flat.minutes[flat.speed[frame.caravan]][sorted(set(frame.bases(case)))][:, flat.stop0 :]
    away = rows.min(axis=0).astype(float)
    rating = np.asarray(gains) / (60.0 + away) * (away <= flat.drive_max / 2)
    order = [int(stop) for stop in np.argsort(-rating, kind="stable") if rating[stop] > 0]
    allowed = (s for s in order if any(may_visit(case.twin, frame.caravan, day, s) for day in days))
    return [stop for stop, _ in zip(allowed, range(CANDIDATES), strict=False)]


def _route(case: Case, frame: TourFrame, stops: list[int], gains: Sequence[float]) -> list[list[int]]:
    flat, bases = case.flat, frame.bases(case)
    places = [flat.stop0 + stop for stop in stops]
    starts, ends = (
        range(len(stops), len(stops) + len(bases) - 1),
        range(len(stops) + len(bases) - 1, len(stops) + 2 * len(bases) - 2),
    )
    node_places = [*places, *bases[:-1], *bases[1:]]
    manager = pywrapcp.RoutingIndexManager(len(node_places), len(bases) - 1, list(starts), list(ends))
    routing = pywrapcp.RoutingModel(manager)
    minutes = flat.minutes[flat.speed[frame.caravan]][np.ix_(node_places, node_places)].astype(int)
    length = [*(int(flat.visit_min[stop]) for stop in stops), *([0] * (2 * len(bases) - 2))]
    drive = routing.RegisterTransitMatrix(minutes.tolist())
    busy = routing.RegisterTransitMatrix((minutes + np.array(length)[:, None]).tolist())
    routing.SetArcCostEvaluatorOfAllVehicles(drive)
    routing.AddDimension(drive, 0, int(flat.drive_max), True, "drive")
    routing.AddDimension(busy, int(flat.day_end), int(flat.day_end), False, "time")
    _day_rules(case, routing, routing.GetDimensionOrDie("time"), len(bases) - 1)
    for node, stop in enumerate(stops):
        _stop_rules(case, frame, routing, manager.NodeToIndex(node), stop)
        routing.AddDisjunction([manager.NodeToIndex(node)], max(1, int(gains[stop] / PRIZE_SCALE)))
    solution = routing.SolveWithParameters(_parameters())
    if solution is None:
        return [[] for _ in bases[1:]]
    return [_sequence(routing, manager, solution, day, stops) for day in range(len(bases) - 1)]


def _day_rules(case: Case, routing: pywrapcp.RoutingModel, time: pywrapcp.RoutingDimension, days: int) -> None:
    flat = case.flat
    for day in range(days):
        time.CumulVar(routing.Start(day)).SetRange(int(flat.day_start), int(flat.day_end))
        time.CumulVar(routing.End(day)).SetRange(int(flat.day_start), int(flat.day_end))
        time.SetSpanUpperBoundForVehicle(int(flat.duty_max), day)


def _stop_rules(case: Case, frame: TourFrame, routing: pywrapcp.RoutingModel, index: int, stop: int) -> None:
    """Opening hours of the first day on which the stop is open; other days only where they are the same."""
    flat, length = case.flat, len(frame.nights) + 1
    patterns = [
        int(flat.pattern[frame.first + day, stop])
        if may_visit(case.twin, frame.caravan, frame.first + day, stop)
        else 0
        for day in range(length)
    ]
    pattern = next(pattern for pattern in patterns if pattern)
    routing.VehicleVar(index).SetValues([-1, *(day for day in range(length) if patterns[day] == pattern)])
    start = routing.GetDimensionOrDie("time").CumulVar(index)
    count = int(flat.windows[pattern])
    start.SetRange(int(flat.opens[pattern, 0]), int(flat.latest[pattern, count - 1]))
    for window in range(count - 1):
        start.RemoveInterval(int(flat.latest[pattern, window]) + 1, int(flat.opens[pattern, window + 1]) - 1)


def _parameters() -> pywrapcp.RoutingSearchParameters:
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GREEDY_DESCENT
    parameters.time_limit.seconds = SEARCH_SECONDS
    return parameters


def _sequence(
    routing: pywrapcp.RoutingModel,
    manager: pywrapcp.RoutingIndexManager,
    solution: pywrapcp.Assignment,
    day: int,
    stops: list[int],
) -> list[int]:
    index, found = solution.Value(routing.NextVar(routing.Start(day))), []
    while not routing.IsEnd(index):
        found.append(stops[manager.IndexToNode(index)])
        index = solution.Value(routing.NextVar(index))
    return found


def _fitting(case: Case, frame: TourFrame, offset: int, day: list[int]) -> tuple[int, ...]:
    """Return the day without as many of its last visits as make it fit the clock."""
    bases, stops = frame.bases(case), list(day)
    leg = frame.first + offset, bases[offset], bases[offset + 1]
    while stops and departure_of(case, frame.caravan, *leg, tuple(stops)) < 0:
        stops.pop()
    return tuple(stops)
