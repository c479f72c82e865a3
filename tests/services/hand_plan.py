"""A plan made by hand rules, not by a solver: enough of everything for the files that show plans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from core.ids import depot_place, seat_place, stop_place
from maps.model import Stop
from maps.travel import TravelMatrix, vehicle_minutes
from scheduler.plan import Activity, Making, Overhaul, Pinned, Plan, StageResult, Stay, Tour, TourDay
from scheduler.problem import Problem
from scheduler.travel import caravan_matrix
from scheduler.wire import problem_fingerprint

REST_MIN = 20


def hand_plan(problem: Problem) -> Plan:
    """Return a plan with stays, an overhaul, tours of one and two days, and stages with made-up values."""
    first = problem.horizon.first_monday
    return Plan(
        schema_version="1",
        plan_id="hand",
        pinned=Pinned(problem=problem_fingerprint(problem), calendar="c", need_policy="n", travel="t"),
        making=Making(seed=1, deterministic=True, seconds=1.5, versions={"dapeng": "0"}, stopped=False),
        stays=tuple(_stays(problem)),
        overhauls=(Overhaul(set_id=problem.sets[0].set_id, first_monday=first, weeks=1),),
        tours=tuple(_tours(problem)),
        stages=(
            _stage("sets", "coverage", "max", 5400, 6000, 20000, "feasible"),
            _stage("sets", "cost", "min", 90, 90, 0, "optimal"),
            _stage("caravans", "coverage", "max", 700, 1000, 2000, "feasible"),
        ),
    )


def _stage(section, stage, sense, value, bound, trivial, status) -> StageResult:
    return StageResult(
        section=section,
        stage=stage,
        sense=sense,
        unit="permille",
        value=value,
        bound=bound,
        trivial_bound=trivial,
        status=status,
        seconds=0.5,
        method="hand",
    )


def _stays(problem: Problem) -> Iterator[Stay]:
    weeks = problem.set_rules.stay_weeks[0]
    for turn, hall in enumerate(problem.halls[: 2 * len(problem.sets)]):
        which = turn % len(problem.sets)
        opens = problem.horizon.first_monday + timedelta(weeks=2 + which + (turn // len(problem.sets)) * (weeks + 2))
        if opens + timedelta(weeks=weeks) - timedelta(days=1) <= problem.horizon.last_day:
            yield Stay(
                set_id=problem.sets[which].set_id,
                hall_id=hall.hall_id,
                county_id=hall.county_id,
                opens=opens,
                weeks=weeks,
                team_id=problem.setup_teams[0].team_id,
            )


def _tours(problem: Problem) -> Iterator[Tour]:
    matrix = caravan_matrix(problem)
    left = list(problem.stops)
    depots = {depot.depot_id: depot for depot in problem.depots}
    monday = _first_school_monday(problem)
    for caravan in problem.caravans:
        crew = next((crew for crew in problem.crews if crew.depot_id == caravan.depot_id), problem.crews[0])
        depot = depot_place(depots[caravan.depot_id].depot_id)
        left.sort(key=lambda stop: matrix.minutes(depot, stop_place(stop.stop_id)))
        mine, again, left = left[:3], left[3:4], left[4:]
        if not again:
            return
        speed = next(kind.speed_percent for kind in problem.vehicle_types if kind.type_id == caravan.type_id)
        days = _days(matrix, depot, mine, monday, speed)
        yield Tour(tour_id=f"t-{caravan.caravan_id}", caravan_id=caravan.caravan_id, crew_id=crew.crew_id, days=days)
        yield Tour(
            tour_id=f"u-{caravan.caravan_id}",
            caravan_id=caravan.caravan_id,
            crew_id=crew.crew_id,
            days=(_day(matrix, depot, again, monday + timedelta(days=9), depot, None, speed),),
        )


def _first_school_monday(problem: Problem) -> date:
    day = problem.caravan_rules.window.first
    while day.weekday() or not problem.calendar.is_school_day(day):
        day += timedelta(days=1)
    return day


def _days(matrix: TravelMatrix, depot: str, stops: Sequence[Stop], day: date, speed: int) -> tuple[TourDay, ...]:
    if len(stops) == 1:
        return (_day(matrix, depot, stops, day, depot, None, speed),)
    *before, last = stops
    seat = seat_place(before[-1].county_id)
    return (
        _day(matrix, depot, before, day, seat, before[-1].county_id, speed),
        _day(matrix, seat, [last], day + timedelta(days=1), depot, None, speed),
    )


def _day(
    matrix: TravelMatrix, start: str, stops: Sequence[Stop], day: date, end: str, overnight: str | None, speed: int
) -> TourDay:
    """Drive, wait for the opening, visit; the first drive is cut in two by a rest."""
    made: list[Activity] = []
    now, here = 7 * 60, start
    for stop in stops:
        now = _drive(made, matrix, here, stop_place(stop.stop_id), now, rest=not made, speed=speed)
        here = stop_place(stop.stop_id)
        opening = _opening(stop, now)
        if opening > now:
            made.append(_idle("wait", now, opening, here))
        now = opening + stop.visit_min
        made.append(
            Activity(
                kind="visit",
                start_min=opening,
                end_min=now,
                from_place=here,
                to_place=here,
                stop_id=stop.stop_id,
                length_m=0,
            )
        )
    _drive(made, matrix, here, end, now, rest=False, speed=speed)
    return TourDay(day=day, activities=tuple(made), overnight_county_id=overnight)


def _opening(stop: Stop, now: int) -> int:
    starts = [max(now, window.open_min) for window in stop.windows if max(now, window.open_min) < window.close_min]
    return min(starts, default=now)


def _drive(made: list[Activity], matrix: TravelMatrix, a: str, b: str, now: int, rest: bool, speed: int) -> int:
    minutes, metres = vehicle_minutes(matrix.minutes(a, b), speed), matrix.metres(a, b)
    if minutes == 0:
        return now
    cuts = (
        [(minutes // 2, metres // 2), (minutes - minutes // 2, metres - metres // 2)] if rest and minutes > 12 else []
    )
    for number, (part_min, part_m) in enumerate(cuts or [(minutes, metres)]):
        if number:
            made.append(_idle("rest", now, now + REST_MIN, a, b))
            now += REST_MIN
        made.append(
            Activity(
                kind="drive",
                start_min=now,
                end_min=now + part_min,
                from_place=a,
                to_place=b,
                stop_id=None,
                length_m=part_m,
            )
        )
        now += part_min
    return now


def _idle(kind, start: int, end: int, a: str, b: str | None = None) -> Activity:
    return Activity(kind=kind, start_min=start, end_min=end, from_place=a, to_place=b or a, stop_id=None, length_m=0)
