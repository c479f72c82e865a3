"""A caravan's itinerary as GPX 1.1: a waypoint per place, a route per day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from gpxpy.gpx import GPX, GPXRoute, GPXRoutePoint, GPXWaypoint

from services.export_view import weekday_zh
from services.itinerary_build import clock
from services.itinerary_record import Day, Itinerary, Line, Spot


def itinerary_gpx(itinerary: Itinerary) -> str:
    """Return the GPX file; coordinates are WGS-84, times UTC, routes join the places in order of travel."""
    gpx = GPX()
    gpx.creator = "dapeng"
    gpx.name = f"{itinerary.caravan} 行程"
    gpx.description = " ".join(part for part in (itinerary.title, itinerary.notice_zh, itinerary.notice_en) if part)
    gpx.waypoints.extend(_waypoints(itinerary))
    gpx.routes.extend(_route(itinerary, day, number) for number, day in enumerate(itinerary.days, 1))
    return gpx.to_xml(version="1.1")


def _waypoints(itinerary: Itinerary) -> Iterator[GPXWaypoint]:
    yield _waypoint(itinerary.depot, "车库", itinerary.depot.area)
    seen: set[Spot] = set()
    for day in itinerary.days:
        for line in day.visits:
            when = f"{day.day.isoformat()} {weekday_zh(day.day)} {clock(line.start_min)}–{clock(line.end_min)}"
            yield _waypoint(line.spot, line.visit.kind if line.visit else "", f"{when} {line.spot.area}")
        if day.overnight and day.overnight not in seen:
            seen.add(day.overnight)
            yield _waypoint(day.overnight, "过夜", day.overnight.area)


def _waypoint(spot: Spot, kind: str, text: str) -> GPXWaypoint:
    return GPXWaypoint(
        latitude=round(spot.lat, 6), longitude=round(spot.lon, 6), name=spot.name, description=text, type=kind
    )


def _route(itinerary: Itinerary, day: Day, number: int) -> GPXRoute:
    route = GPXRoute(name=f"{day.day.isoformat()} {weekday_zh(day.day)} {itinerary.caravan}", number=number)
    first = day.lines[0]
    route.points.append(_point(itinerary, day.day, first.origin, first.start_min))
    route.points.extend(_point(itinerary, day.day, line.spot, line.end_min) for line in _arrivals(day))
    return route


def _arrivals(day: Day) -> Iterator[Line]:
    """Yield the drives that end at their place: not the part of a leg before a rest on the way."""
    for line, following in zip(day.lines, [*day.lines[1:], None], strict=True):
        if line.kind == "drive" and not (following and following.on_the_way):
            yield line


def _point(itinerary: Itinerary, day: date, spot: Spot, minutes: int) -> GPXRoutePoint:
    zone = ZoneInfo(itinerary.timezone)
    moment = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(minutes=minutes)
    return GPXRoutePoint(
        latitude=round(spot.lat, 6),
        longitude=round(spot.lon, 6),
        time=moment.astimezone(ZoneInfo("UTC")),
        name=spot.name,
        description=spot.area,
    )
