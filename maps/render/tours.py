"""A page of caravan routes by day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.records import Area, Caption, Route, RouteDay, RouteLeg, RoutePoint, RouteVisit, Words
from maps.render.frame import page, to_json


def tours_page(caption: Caption, areas: Sequence[Area], routes: Sequence[Route]) -> str:
    """Return a page on which a caravan and one of its routes is chosen.

    Thousands of legs share places and words, so ``window.dapengData`` holds these once: ``points`` as [longitude,
    latitude, name, area name], ``words`` as {zh, en}. In ``routes``, starts and overnight places are indices into
    ``points``; legs are [from, to, start_min, end_min, drive_min, length_m]; visits are [number, point, kind,
    start_min, end_min, audience, located], kind and located being indices into ``words``.
    """
    shared = _Shared()
    rows = [_route(route, shared) for route in routes]
    content = {
        "kind": "tours",
        "routes": rows,
        "points": list(shared.points.values()),
        "words": list(shared.words.values()),
    }
    return page(caption, areas, content, "tours")


class _Shared:
    """Places and words, each once."""

    def __init__(self) -> None:
        self.points: dict[RoutePoint, list[Any]] = {}
        self.words: dict[Words, dict[str, str]] = {}
        self._index: dict[RoutePoint | Words, int] = {}

    def point(self, point: RoutePoint) -> int:
        if point not in self.points:
            self._index[point] = len(self.points)
            self.points[point] = [round(point.lon, 5), round(point.lat, 5), point.name, point.area_name]
        return self._index[point]

    def word(self, words: Words) -> int:
        if words not in self.words:
            self._index[words] = len(self.words)
            self.words[words] = to_json(words)
        return self._index[words]


def _route(route: Route, shared: _Shared) -> dict[str, Any]:
    names = ("route_id", "vehicle_id", "vehicle_name", "crew_name")
    days = [_day(day, shared) for day in route.days]
    return {**{name: getattr(route, name) for name in names}, "start": shared.point(route.start), "days": days}


def _day(day: RouteDay, shared: _Shared) -> dict[str, Any]:
    return {
        "day": day.day.isoformat(),
        "legs": [_leg(leg, shared) for leg in day.legs],
        "visits": [_visit(visit, shared) for visit in day.visits],
        "overnight": None if day.overnight is None else shared.point(day.overnight),
    }


def _leg(leg: RouteLeg, shared: _Shared) -> list[int]:
    ends = [shared.point(leg.origin), shared.point(leg.destination)]
    return [*ends, leg.start_min, leg.end_min, leg.drive_min, leg.length_m]


def _visit(visit: RouteVisit, shared: _Shared) -> list[int]:
    times = [visit.start_min, visit.end_min, visit.audience]
    return [visit.number, shared.point(visit.point), shared.word(visit.kind), *times, shared.word(visit.located)]
