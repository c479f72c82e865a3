"""A council's cycle as a routes problem: the same visits on no more vehicle-days, with freedom that can be defended.

The rules, the same for every solver:

- every visit of the cycle is made, with its dwell time, on a vehicle-day that the council drives already;
- a visit keeps its weekday; a place visited more than once a cycle keeps its weeks too, so that intervals stay;
- service lies within the council's hours: from its earliest arrival to its latest departure;
- a day is no longer than the council's longest as the model drives it, so that nobody's break is planned away.

The depot of a vehicle is not published: it is taken to be the one of its stops that is nearest to all of them by road.
The ways from there and back count in the day's length and in what is minimised, for the council's routes as well.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bench.timetables import Timetable, Visit
from maps.defaults import default_travel_model
from maps.model import Terrain
from maps.travel import GreatCircleSource, Place
from scheduler.routes.model import Clients, Ints, RoutesProblem, Vehicles

TERRAIN: Terrain = "plain"
ROAD_CLASS = 3
"""Lanes: between stops at most half an hour apart by the timetables, the model then takes 0.59 (Cambridgeshire), 0.77
(Somerset) and 0.99 (Suffolk) of what they allow; with a better class, less."""


@dataclass(frozen=True)
class Council:
    """A timetable with its routes problem; routes are compared in the order of ``vehicle_days``."""

    timetable: Timetable
    problem: RoutesProblem
    vehicle_days: list[tuple[str, int, int]]
    driven: list[list[int]]
    """The council's own routes: visits of each vehicle-day."""


def council_of(timetable: Timetable, any_weekday: bool = False) -> Council:
    """Return the routes problem of a timetable; ``any_weekday``: a visit may change its weekday, too."""
    visits, days = list(timetable.visits), timetable.days()
    legs = _minutes(visits)
    numbers = {id(visit): number for number, visit in enumerate(visits)}
    driven = [[numbers[id(visit)] for visit in route] for route in days.values()]
    depots = _depots(visits, legs)
    keys = list(days)
    home = np.array([depots[mobile] for mobile, _, _ in keys])
    problem = RoutesProblem(
        duration=legs,
        cost=legs,
        clients=_clients(visits),
        vehicles=_vehicles(visits, driven, home, legs),
        suits=np.array([[_suits(day, visit, any_weekday) for visit in visits] for day in keys]),
    )
    return Council(timetable, problem, keys, driven)


def _minutes(visits: list[Visit]) -> Ints:
    places = [
        Place(place_id=str(number), lon=visit.lon, lat=visit.lat, terrain=TERRAIN, road_class=ROAD_CLASS)
        for number, visit in enumerate(visits)
    ]
    legs = GreatCircleSource(default_travel_model()).matrix(places).drive_min.astype(np.int64)
    np.fill_diagonal(legs, 0)
    return legs


def _depots(visits: list[Visit], legs: Ints) -> dict[str, int]:
    """Return for each vehicle the number of a visit at its depot's place."""
    out = {}
    for mobile in sorted({visit.mobile for visit in visits}):
        mine = np.array([number for number, visit in enumerate(visits) if visit.mobile == mobile])
        out[mobile] = int(mine[legs[np.ix_(mine, mine)].sum(axis=1).argmin()])
    return out


def _clients(visits: list[Visit]) -> Clients:
    dwell = np.array([visit.departure_min - visit.arrival_min for visit in visits])
    latest = max(visit.departure_min for visit in visits)
    return Clients(
        place=np.arange(len(visits)),
        service=dwell,
        opens=np.full(len(visits), min(visit.arrival_min for visit in visits)),
        closes=latest - dwell,
        prize=np.zeros(len(visits), dtype=np.int64),
        demand=np.zeros(len(visits), dtype=np.int64),
        mandatory=np.ones(len(visits), dtype=np.bool_),
    )


def _vehicles(visits: list[Visit], driven: list[list[int]], home: Ints, legs: Ints) -> Vehicles:
    longest = max(_day_length(visits, route, depot, legs) for route, depot in zip(driven, home.tolist(), strict=True))
    count = len(driven)
    return Vehicles(
        start=home,
        end=home,
        earliest=np.zeros(count, dtype=np.int64),
        latest=np.full(count, 24 * 60),
        max_duration=np.full(count, longest),
        capacity=np.full(count, 1),
        fixed_cost=np.zeros(count, dtype=np.int64),
    )


def _day_length(visits: list[Visit], route: list[int], depot: int, legs: Ints) -> int:
    """Return the council's day without any waiting: dwell times, and the model's minutes from depot to depot."""
    dwell = sum(visits[number].departure_min - visits[number].arrival_min for number in route)
    return dwell + int(legs[[depot, *route], [*route, depot]].sum())


def _suits(day: tuple[str, int, int], visit: Visit, any_weekday: bool) -> bool:
    _, week, weekday = day
    if visit.often:
        return (week, weekday) == (visit.week, visit.weekday)
    return any_weekday or weekday == visit.weekday


def between_stops(problem: RoutesProblem, routes: list[list[int]]) -> int:
    """Return the minutes driven from stop to stop, without the ways from and to depots."""
    places = [problem.clients.place[route] for route in routes if len(route)]
    return sum(int(problem.cost[route[:-1], route[1:]].sum()) for route in places)
