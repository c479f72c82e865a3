"""What a plan gives, counted once: every figure of report, pages and Excel is a sum of these."""

from __future__ import annotations

from collections.abc import Iterator

from core.record import record
from maps.model import Stop
from scheduler.plan import Plan, Section
from scheduler.problem import Problem


@record
class CountyCount:
    """What a county gets, and out of how much."""

    county_id: str
    asked: bool
    """False: it did not ask for a set."""
    stays: int
    stay_weeks: int
    visits: int
    township_visits: int
    """Visits outside the county seat."""
    stops: int
    audience_visited: int
    audience: int
    """Of all its stops."""

    @property
    def lacks(self) -> list[Section]:
        """Return the services that it asked for, or has stops for, and does not get."""
        no_set = self.asked and not self.stays
        no_visit = self.stops and not self.visits
        return [*(["sets"] if no_set else []), *(["caravans"] if no_visit else [])]  # type: ignore[list-item]


def county_counts(problem: Problem, plan: Plan) -> tuple[CountyCount, ...]:
    """Return what each county gets, in the problem's order."""
    visited = visited_stops(problem, plan)
    groups: dict[str, list[Stop]] = {county.county_id: [] for county in problem.counties}
    registered: dict[str, list[Stop]] = {county_id: [] for county_id in groups}
    weeks: dict[str, list[int]] = {county_id: [] for county_id in groups}
    for stop in visited:
        groups[stop.county_id].append(stop)
    for stop in problem.stops:
        registered[stop.county_id].append(stop)
    for stay in plan.stays:
        weeks[stay.county_id].append(stay.weeks)
    not_asked = set(problem.not_asked)
    return tuple(
        CountyCount(
            county_id=county_id,
            asked=county_id not in not_asked,
            stays=len(weeks[county_id]),
            stay_weeks=sum(weeks[county_id]),
            visits=len(mine),
            township_visits=sum(stop.setting != "seat" for stop in mine),
            stops=len(registered[county_id]),
            audience_visited=sum(stop.audience for stop in mine),
            audience=sum(stop.audience for stop in registered[county_id]),
        )
        for county_id, mine in groups.items()
    )


def visited_stops(problem: Problem, plan: Plan) -> Iterator[Stop]:
    """Yield the stop of every visit of the plan."""
    stops = {stop.stop_id: stop for stop in problem.stops}
    for tour in plan.tours:
        for day in tour.days:
            yield from (stops[part.stop_id] for part in day.activities if part.stop_id is not None)
