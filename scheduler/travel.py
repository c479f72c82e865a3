"""All places of a Problem and the matrix between them."""

from __future__ import annotations

from collections import OrderedDict

from core.ids import depot_place, hall_place, loan_place, seat_place, set_home_place, stop_place
from maps.travel import GreatCircleSource, Place, TravelMatrix
from scheduler.problem import Problem

_KEPT = 2
"""Problems whose caravan matrix is kept: the solvers' arrays and the verifier ask for the same one."""
_matrices: OrderedDict[int, tuple[Problem, list[Place], TravelMatrix]] = OrderedDict()


def caravan_places(problem: Problem) -> list[Place]:
    """Return depots, county seats and stops, in this order."""
    terrain = {county.county_id: county.terrain for county in problem.counties}
    depots = [
        Place(place_id=depot_place(d.depot_id), lon=d.lon, lat=d.lat, terrain=terrain[d.county_id], road_class=1)
        for d in problem.depots
    ]
    seats = [
        Place(place_id=seat_place(c.county_id), lon=c.lon, lat=c.lat, terrain=c.terrain, road_class=1)
        for c in problem.counties
    ]
    stops = [
        Place(
            place_id=stop_place(s.stop_id), lon=s.lon, lat=s.lat, terrain=terrain[s.county_id], road_class=s.road_class
        )
        for s in problem.stops
    ]
    return depots + seats + stops


def set_places(problem: Problem) -> list[Place]:
    """Return the sets' homes, the halls and the hand-over places of loans, in this order."""
    terrain = {county.county_id: county.terrain for county in problem.counties}
    homes = [
        Place(place_id=set_home_place(set_id), lon=lon, lat=lat, terrain=terrain[county_id], road_class=1)
        for set_id, (lon, lat, county_id) in set_homes(problem).items()
    ]
    halls = [
        Place(place_id=hall_place(h.hall_id), lon=h.lon, lat=h.lat, terrain=terrain[h.county_id], road_class=1)
        for h in problem.halls
    ]
    handed_over = [
        Place(place_id=loan_place(one.loan_id), lon=one.lon, lat=one.lat, terrain=terrain[one.county_id], road_class=1)
        for one in problem.set_loans
    ]
    return homes + halls + handed_over


def set_homes(problem: Problem) -> dict[str, tuple[float, float, str]]:
    """Return set id -> longitude, latitude and county of where it starts: its home, or where it is first lent."""
    homes = {item.set_id: (item.lon, item.lat, item.home_county_id) for item in problem.sets}
    for loan in sorted(problem.set_loans, key=lambda each: each.window.first, reverse=True):
        if loan.direction == "in":
            homes[loan.set_id] = (loan.lon, loan.lat, loan.county_id)
    return homes


def caravan_matrix(problem: Problem) -> TravelMatrix:
    """Return travel between depots, seats and stops; kept for the last problems asked about, not to be written to.

    Problems with the same places share one: narrowed opening hours move no stop.
    """
    key = id(problem)
    if key not in _matrices or _matrices[key][0] is not problem:
        places = caravan_places(problem)
        kept = (made for other, where, made in _matrices.values() if other.travel == problem.travel and where == places)
        matrix = next(kept, None) or GreatCircleSource(problem.travel).matrix(places)
        _matrices[key] = (problem, places, matrix)
        while len(_matrices) > _KEPT:
            _matrices.popitem(last=False)
    return _matrices[key][2]


def set_matrix(problem: Problem) -> TravelMatrix:
    """Return travel between homes and halls."""
    return GreatCircleSource(problem.travel).matrix(set_places(problem))
