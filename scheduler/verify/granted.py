"""Does a plan grant a request? Read from the plan alone, sharing nothing with what looks for slots."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal

from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.requests import Request, kinds_for
from scheduler.verify.view import View

Lack = Literal["service", "dates", "theme", "exhibits", "weeks", "audience"]


def lacks(problem: Problem, plan: Plan, request: Request) -> tuple[Lack, ...]:
    """Return what the nearest service of a plan lacks of a request; nothing where one service has it all.

    ``service``: nothing goes to the place at all; ``dates``: not on the days asked for; ``theme``, ``exhibits``: not
    shown by working exhibits; ``weeks``: the stay is too short; ``audience``: no stop at which these people can be met.
    """
    found = [tuple(_lacks(problem, request, *service)) for service in _services(View(problem, plan), request)]
    return min(found, key=len, default=("service",))


def _services(view: View, request: Request) -> Iterator[tuple[date, tuple[str, ...], int, str | None]]:
    """Yield first day, exhibits, weeks, and kind of stop of every service at a place of the request."""
    if request.wants == "caravan":
        for visit in view.visits:
            named = visit.stop.stop_id == request.stop_id
            if named or (request.stop_id is None and visit.stop.county_id == request.county_id):
                vehicle = view.vehicle(visit.tour)
                yield visit.day, vehicle[2].exhibit_ids if vehicle else (), 0, None if named else visit.stop.kind
        return
    for placed in view.stays:
        if placed.hall.county_id == request.county_id and request.hall_id in (None, placed.hall.hall_id):
            yield placed.stay.opens, placed.museum_set.exhibit_ids, placed.stay.weeks, None


def _lacks(
    problem: Problem, request: Request, day: date, exhibit_ids: Iterable[str], weeks: int, kind: str | None
) -> Iterator[Lack]:
    on_show = [e for e in problem.exhibits if e.exhibit_id in set(exhibit_ids) and e.condition == "working"]
    if not request.first <= day <= request.last:
        yield "dates"
    if request.themes and not any(exhibit.theme in request.themes for exhibit in on_show):
        yield "theme"
    if not set(request.exhibit_ids) <= {exhibit.exhibit_id for exhibit in on_show}:
        yield "exhibits"
    if request.wants == "set" and weeks < (request.weeks or 0):
        yield "weeks"
    if kind is not None and kind not in kinds_for(request.audience):
        yield "audience"
