"""The map of caravan routes by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count

from core.ids import depot_place, seat_place, stop_place
from core.records import Route, RouteDay, RouteLeg, RoutePoint, RouteVisit, Words
from maps.model import Stop
from maps.render.tours import tours_page
from scheduler.plan import Activity, Plan, Tour, TourDay
from scheduler.problem import Problem
from services.map_common import areas_of, caption_of, choice

Points = Mapping[str, RoutePoint]


def tours_map_html(problem: Problem, plan: Plan, caravan_id: str | None = None) -> str:
    """Return the page of all routes, or of one caravan's alone (for its own crew)."""
    title = Words(zh="大篷车行程图", en="Caravan routes by day")
    version = problem.travel.version
    source = Words(
        zh=f"行程：计划 {plan.plan_id}，路程模型 {version}",
        en=f"routes: plan {plan.plan_id}; travel model {version}",
    )
    routes = routes_of(problem, plan, caravan_id)
    return tours_page(caption_of(problem, title, source), areas_of(problem), routes)


def routes_of(problem: Problem, plan: Plan, caravan_id: str | None = None) -> tuple[Route, ...]:
    """Return the plan's tours for drawing: caravans in the problem's order, each one's tours by date."""
    points = _points(problem)
    order = {caravan.caravan_id: place for place, caravan in enumerate(problem.caravans)}
    wanted = [tour for tour in plan.tours if caravan_id in (None, tour.caravan_id)]
    wanted.sort(key=lambda tour: (order[tour.caravan_id], tour.days[0].day))
    return tuple(_route(problem, tour, points) for tour in wanted)


def _points(problem: Problem) -> dict[str, RoutePoint]:
    """Return place id -> where and what it is."""
    county = {one.county_id: one.name for one in problem.counties}
    seats = {
        seat_place(c.county_id): RoutePoint(lon=c.lon, lat=c.lat, name=f"{c.name}驻地", area_name=c.name)
        for c in problem.counties
    }
    depots = {
        depot_place(d.depot_id): RoutePoint(lon=d.lon, lat=d.lat, name=d.name, area_name=county[d.county_id])
        for d in problem.depots
    }
    stops = {
        stop_place(s.stop_id): RoutePoint(lon=s.lon, lat=s.lat, name=s.name, area_name=county[s.county_id])
        for s in problem.stops
    }
    return seats | depots | stops


def _route(problem: Problem, tour: Tour, points: Points) -> Route:
    caravan = next(one for one in problem.caravans if one.caravan_id == tour.caravan_id)
    crew = next(one for one in problem.crews if one.crew_id == tour.crew_id)
    stops = {stop.stop_id: stop for stop in problem.stops}
    numbers = count(1)
    return Route(
        route_id=tour.tour_id,
        vehicle_id=caravan.caravan_id,
        vehicle_name=caravan.name,
        crew_name=crew.name,
        start=points[depot_place(caravan.depot_id)],
        days=tuple(_day(day, stops, points, numbers) for day in tour.days),
    )


def _day(day: TourDay, stops: Mapping[str, Stop], points: Points, numbers: count[int]) -> RouteDay:
    visits = [(part, stops[part.stop_id]) for part in day.activities if part.stop_id is not None]
    night = day.overnight_county_id
    return RouteDay(
        day=day.day,
        legs=tuple(_leg(parts, points) for parts in legs_of(day.activities)),
        visits=tuple(_visit(part, stop, points, next(numbers)) for part, stop in visits),
        overnight=None if night is None else points[seat_place(night)],
    )


def legs_of(activities: Sequence[Activity]) -> list[list[Activity]]:
    """Return the drives of a day, those of one leg together: a rest on the way cuts a drive, not the leg."""
    legs: list[list[Activity]] = []
    driving = False
    for part in activities:
        if part.kind == "visit":
            driving = False
        elif part.kind == "drive":
            same = driving and (legs[-1][0].from_place, legs[-1][0].to_place) == (part.from_place, part.to_place)
            if same:
                legs[-1].append(part)
            else:
                legs.append([part])
            driving = True
    return legs


def _leg(parts: Sequence[Activity], points: Points) -> RouteLeg:
    return RouteLeg(
        origin=points[parts[0].from_place],
        destination=points[parts[0].to_place],
        start_min=parts[0].start_min,
        end_min=parts[-1].end_min,
        drive_min=sum(part.end_min - part.start_min for part in parts),
        length_m=sum(part.length_m for part in parts),
    )


def _visit(part: Activity, stop: Stop, points: Points, number: int) -> RouteVisit:
    return RouteVisit(
        number=number,
        point=points[stop_place(stop.stop_id)],
        kind=choice("kind", stop.kind),
        start_min=part.start_min,
        end_min=part.end_min,
        audience=stop.audience,
        located=choice("located", stop.located),
    )
