"""A plan put together by hand, for tests that need a plan but no solver. It need not obey the rules."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from core.ids import depot_place, seat_place, stop_place
from fleet.model import Caravan
from maps.model import Stop
from maps.travel import TravelMatrix
from scheduler.plan import (
    PLAN_SCHEMA_VERSION,
    Activity,
    Making,
    Overhaul,
    Pinned,
    Plan,
    Stay,
    Tour,
    TourDay,
)
from scheduler.problem import Problem
from scheduler.travel import caravan_matrix

START_MIN = 8 * 60


def plan_by_hand(problem: Problem, tours: int = 1, visits: int = 3) -> Plan:
    """Return a plan with two stays and an overhaul for each set, and ``tours`` two-day tours for each caravan."""
    return Plan(
        schema_version=PLAN_SCHEMA_VERSION,
        plan_id="by-hand",
        pinned=Pinned(problem="", calendar="", need_policy="", travel=""),
        making=Making(seed=1, deterministic=True, seconds=0.0, versions={}, stopped=False),
        stays=_stays(problem),
        overhauls=tuple(
            Overhaul(set_id=one.set_id, first_monday=problem.horizon.first_monday, weeks=2) for one in problem.sets
        ),
        tours=_tours(problem, tours, visits),
        stages=(),
    )


def _stays(problem: Problem) -> tuple[Stay, ...]:
    monday, made = problem.horizon.first_monday, []
    for place, one in enumerate(problem.sets):
        for turn, (week, weeks) in enumerate(((3, 8), (13, 10))):
            hall = problem.halls[(2 * place + turn) % len(problem.halls)]
            made.append(
                Stay(
                    set_id=one.set_id,
                    hall_id=hall.hall_id,
                    county_id=hall.county_id,
                    opens=monday + timedelta(weeks=week),
                    weeks=weeks,
                    team_id=problem.setup_teams[0].team_id,
                )
            )
    return tuple(made)


def _tours(problem: Problem, tours: int, visits: int) -> tuple[Tour, ...]:
    matrix, left, made = caravan_matrix(problem), list(problem.stops), []
    for turn in range(tours):
        for caravan in problem.caravans:
            depot = depot_place(caravan.depot_id)
            left.sort(key=lambda stop: matrix.minutes(depot, stop_place(stop.stop_id)))
            chosen, left = left[: 2 * visits], left[2 * visits :]
            if len(chosen) == 2 * visits:
                made.append(_tour(problem, caravan, chosen, turn, matrix))
    return tuple(made)


def _tour(problem: Problem, caravan: Caravan, stops: list[Stop], turn: int, matrix: TravelMatrix) -> Tour:
    """Half of the stops on the first day, a night at the seat of the last one's county, the others on the second."""
    depot, half = depot_place(caravan.depot_id), len(stops) // 2
    night = stops[half - 1].county_id
    first = problem.caravan_rules.window.first + timedelta(days=7 * turn + 1)
    crew = next(crew for crew in problem.crews if crew.depot_id == caravan.depot_id)
    return Tour(
        tour_id=f"{caravan.caravan_id}-{turn}",
        caravan_id=caravan.caravan_id,
        crew_id=crew.crew_id,
        days=(
            TourDay(
                day=first, activities=_day(depot, stops[:half], seat_place(night), matrix), overnight_county_id=night
            ),
            TourDay(
                day=first + timedelta(days=1),
                activities=_day(seat_place(night), stops[half:], depot, matrix),
                overnight_county_id=None,
            ),
        ),
    )


def _day(start: str, stops: list[Stop], end: str, matrix: TravelMatrix) -> tuple[Activity, ...]:
    clock, made = START_MIN, []
    for origin, destination in pairwise([start, *(stop_place(stop.stop_id) for stop in stops), end]):
        arrive = clock + matrix.minutes(origin, destination)
        made.append(_part("drive", clock, arrive, origin, destination, length_m=matrix.metres(origin, destination)))
        clock = arrive
        stop = next((one for one in stops if stop_place(one.stop_id) == destination), None)
        if stop:
            made.append(_part("visit", clock, clock + stop.visit_min, destination, destination, stop_id=stop.stop_id))
            clock += stop.visit_min
    return tuple(made)


def _part(kind, start, end, origin, destination, stop_id=None, length_m=0) -> Activity:
    return Activity(
        kind=kind,
        start_min=start,
        end_min=end,
        from_place=origin,
        to_place=destination,
        stop_id=stop_id,
        length_m=length_m,
    )
