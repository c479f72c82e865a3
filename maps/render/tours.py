"""A page of caravan routes by day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.records import Area, Caption, Route, RouteDay, RouteLeg, RoutePoint, RouteVisit
from maps.render.frame import page, to_json


def tours_page(caption: Caption, areas: Sequence[Area], routes: Sequence[Route]) -> str:
    """Return a page on which a caravan and one of its routes is chosen.

    Routes lie in ``window.dapengData.routes``; the places they name lie once in ``points`` as
    [longitude, latitude, name, area name], and legs, visits, starts and overnight places are indices into it.
    """
    points = _Points()
    content = {"kind": "tours", "routes": [_route(route, points) for route in routes], "points": points.rows}
    return page(caption, areas, content, "tours")


class _Points:
    """Places, each once: thousands of legs share them."""

    def __init__(self) -> None:
        self.rows: list[list[Any]] = []
        self._index: dict[RoutePoint, int] = {}

    def index(self, point: RoutePoint) -> int:
        if point not in self._index:
            self._index[point] = len(self.rows)
            self.rows.append([round(point.lon, 5), round(point.lat, 5), point.name, point.area_name])
        return self._index[point]


def _route(route: Route, points: _Points) -> dict[str, Any]:
    return {
        "route_id": route.route_id,
        "vehicle_id": route.vehicle_id,
        "vehicle_name": route.vehicle_name,
        "crew_name": route.crew_name,
        "start": points.index(route.start),
        "days": [_day(day, points) for day in route.days],
    }


def _day(day: RouteDay, points: _Points) -> dict[str, Any]:
    return {
        "day": day.day.isoformat(),
        "legs": [_leg(leg, points) for leg in day.legs],
        "visits": [_visit(visit, points) for visit in day.visits],
        "overnight": None if day.overnight is None else points.index(day.overnight),
    }


def _leg(leg: RouteLeg, points: _Points) -> dict[str, Any]:
    ends = {"origin": points.index(leg.origin), "destination": points.index(leg.destination)}
    return {**ends, **{name: getattr(leg, name) for name in ("start_min", "end_min", "drive_min", "length_m")}}


def _visit(visit: RouteVisit, points: _Points) -> dict[str, Any]:
    row: dict[str, Any] = to_json(visit)
    del row["point"]
    return {**row, "point": points.index(visit.point)}
