"""Which caravans, sets and stops suit a request: themes, exhibits, people."""

from __future__ import annotations

from collections.abc import Iterable

from scheduler.explain.ground import Ground
from scheduler.problem import Problem
from scheduler.requests import Request, kinds_for


def suiting_caravans(problem: Problem, request: Request) -> list[int]:
    """Return the numbers of the caravans whose kit shows what is asked for."""
    kits = {kit.kit_id: kit.exhibit_ids for kit in problem.kits}
    return [n for n, caravan in enumerate(problem.caravans) if shows(problem, request, kits[caravan.kit_id])]


def suiting_sets(problem: Problem, request: Request) -> list[str]:
    """Return the ids of the sets that show what is asked for."""
    return [one.set_id for one in problem.sets if shows(problem, request, one.exhibit_ids)]


def shows(problem: Problem, request: Request, exhibit_ids: Iterable[str]) -> bool:
    """Tell whether working exhibits of a collection show one of the themes and all of the exhibits asked for."""
    known = {exhibit.exhibit_id: exhibit for exhibit in problem.exhibits}
    working = [known[name] for name in exhibit_ids if known[name].condition == "working"]
    themes = {exhibit.theme for exhibit in working}
    has_theme = not request.themes or not themes.isdisjoint(request.themes)
    return has_theme and {*request.exhibit_ids} <= {exhibit.exhibit_id for exhibit in working}


def suiting_stops(ground: Ground, request: Request) -> list[int]:
    """Return the numbers of the stops that suit: the one named, or those of the county where the people can be met."""
    stops = ground.case.names.stops
    if request.stop_id is not None:
        return [row for row, stop in enumerate(stops) if stop.stop_id == request.stop_id]
    kinds = kinds_for(request.audience)
    return [row for row, stop in enumerate(stops) if stop.county_id == request.county_id and stop.kind in kinds]
