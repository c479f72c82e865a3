"""What may be wrong with a request: ids, places that do not belong together, dates that no plan can hold."""

from __future__ import annotations

from collections.abc import Iterator

from core.calendar import DateSpan
from core.errors import Fault, fault
from scheduler.problem import Problem
from scheduler.requests import Request


def requests(problem: Problem) -> Iterator[Fault]:
    """Yield the faults of all requests; their ids are known, their dates in order."""
    county_of = {stop.stop_id: stop.county_id for stop in problem.stops}
    county_of_hall = {hall.hall_id: hall.county_id for hall in problem.halls}
    for index, request in enumerate(problem.requests):
        path = f"/requests/{index}"
        yield from _dates(problem, path, request)
        places = (("stop", "caravan", request.stop_id, county_of), ("hall", "set", request.hall_id, county_of_hall))
        for kind, wants, place_id, counties in places:
            if place_id is None:
                continue
            if request.wants != wants:
                yield fault("request-place-wrong", f"{path}/{kind}_id", id=request.request_id, where=place_id)
            elif counties[place_id] != request.county_id:
                facts = {"where": place_id, "county": request.county_id, "other": counties[place_id]}
                yield fault("request-elsewhere", f"{path}/{kind}_id", id=request.request_id, **facts)


def _dates(problem: Problem, path: str, request: Request) -> Iterator[Fault]:
    horizon = problem.horizon
    whole = DateSpan(first=horizon.first_monday, last=horizon.last_day)
    outer = problem.caravan_rules.window if request.wants == "caravan" else whole
    if request.first < outer.first or request.last > outer.last:
        frame = {"outer_first": outer.first, "outer_last": outer.last}
        yield fault("span-outside", path, first=request.first, last=request.last, **frame)
