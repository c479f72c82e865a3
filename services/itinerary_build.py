"""Make a caravan's itinerary from a problem and a plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from core.errors import fail
from core.ids import depot_place, seat_place, stop_place
from exhibits.model import Kit
from maps.model import Stop
from scheduler.plan import Activity, Plan, Tour, TourDay
from scheduler.problem import Problem
from services.itinerary_record import Cargo, Day, Itinerary, Line, Spot, Trip, VisitFacts
from services.workbook_words import choice_label


def itinerary_of(problem: Problem, plan: Plan, caravan_id: str, tour_id: str | None = None) -> Itinerary:
    """Return the itinerary of a caravan: all its tours by date, or one of them.

    Raises
    ------
    DapengError
        ``id-unknown`` for a caravan that the problem, or a tour that the caravan does not have.
    """
    caravan = next((found for found in problem.caravans if found.caravan_id == caravan_id), None)
    if caravan is None:
        raise fail("id-unknown", "itinerary", kind="caravan", id=caravan_id)
    tours = [tour for tour in plan.tours if tour.caravan_id == caravan_id and tour_id in (None, tour.tour_id)]
    if tour_id is not None and not tours:
        raise fail("id-unknown", "itinerary", kind="tour", id=tour_id)
    spots = _spots(problem)
    kit = next(found for found in problem.kits if found.kit_id == caravan.kit_id)
    return Itinerary(
        title=problem.title_zh,
        notice_zh=problem.label.notice_zh,
        notice_en=problem.label.notice_en,
        plan_id=plan.plan_id,
        problem_id=problem.problem_id,
        timezone=problem.timezone,
        caravan_id=caravan_id,
        caravan=caravan.name,
        vehicle_type=next(kind.name for kind in problem.vehicle_types if kind.type_id == caravan.type_id),
        depot=spots[depot_place(caravan.depot_id)],
        kit=kit.name,
        cargo=tuple(_cargo(problem, kit)),
        continuous_drive_max_min=problem.duty.continuous_drive_max_min,
        rest_min=problem.duty.rest_min,
        trips=tuple(_trip(problem, tour, spots) for tour in sorted(tours, key=lambda tour: tour.days[0].day)),
    )


def _spots(problem: Problem) -> dict[str, Spot]:
    """Return place id -> the place, for all that tours touch."""
    names = {county.county_id: county.name for county in problem.counties}
    found = {
        depot_place(depot.depot_id): Spot(name=depot.name, area=names[depot.county_id], lon=depot.lon, lat=depot.lat)
        for depot in problem.depots
    }
    for county in problem.counties:
        spot = Spot(name=f"{county.name}城区", area=county.prefecture_name, lon=county.lon, lat=county.lat)
        found[seat_place(county.county_id)] = spot
    for stop in problem.stops:
        area = " · ".join(part for part in (names[stop.county_id], stop.township_name) if part)
        found[stop_place(stop.stop_id)] = Spot(name=stop.name, area=area, lon=stop.lon, lat=stop.lat)
    return found


def _cargo(problem: Problem, kit: Kit) -> Iterator[Cargo]:
    exhibits = {exhibit.exhibit_id: exhibit for exhibit in problem.exhibits}
    for exhibit_id in kit.exhibit_ids:
        exhibit = exhibits[exhibit_id]
        yield Cargo(name=exhibit.name, theme=exhibit.theme, shown=exhibit.condition == "working")


def _trip(problem: Problem, tour: Tour, spots: Mapping[str, Spot]) -> Trip:
    crew = next(found for found in problem.crews if found.crew_id == tour.crew_id)
    stops = {stop.stop_id: stop for stop in problem.stops}
    days = tuple(_day(problem, day, number, spots, stops) for number, day in enumerate(tour.days, 1))
    return Trip(tour_id=tour.tour_id, crew=crew.name, crew_size=crew.size, days=days)


def _day(problem: Problem, day: TourDay, number: int, spots: Mapping[str, Spot], stops: Mapping[str, Stop]) -> Day:
    overnight = spots[seat_place(day.overnight_county_id)] if day.overnight_county_id else None
    lines = tuple(_line(problem, day.day, part, spots, stops) for part in day.activities)
    return Day(day=day.day, number=number, lines=lines, overnight=overnight)


def _line(problem: Problem, day: date, part: Activity, spots: Mapping[str, Spot], stops: Mapping[str, Stop]) -> Line:
    return Line(
        kind=part.kind,
        start_min=part.start_min,
        end_min=part.end_min,
        origin=spots[part.from_place],
        spot=spots[part.to_place],
        length_m=part.length_m,
        on_the_way=part.kind in ("rest", "wait") and part.from_place != part.to_place,
        visit=_facts(problem, day, stops[part.stop_id]) if part.stop_id is not None else None,
    )


def _facts(problem: Problem, day: date, stop: Stop) -> VisitFacts:
    return VisitFacts(
        stop_id=stop.stop_id,
        kind=choice_label("kind", stop.kind),
        hours=hours_on(problem, stop, day),
        audience=stop.audience,
        area_m2=stop.area_m2,
        power_w=stop.power_w,
        road_class=stop.road_class,
        themes_wanted=stop.themes_wanted,
    )


def hours_on(problem: Problem, stop: Stop, day: date) -> str:
    """Return a stop's opening hours on a day, e.g. ``08:30–11:30、14:00–17:00``."""
    school_day = problem.calendar.is_school_day(day)
    open_then = [
        window
        for window in stop.windows
        if day.isoweekday() in window.weekdays
        and (window.first is None or window.first <= day)
        and (window.last is None or day <= window.last)
        and (school_day or not window.school_days_only)
    ]
    spans = sorted({(window.open_min, window.close_min) for window in open_then})
    return "、".join(f"{clock(first)}–{clock(last)}" for first, last in spans)


def clock(minutes: int) -> str:
    """Return minutes after midnight as ``08:30``."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
