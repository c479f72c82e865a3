"""Full coverage of mobile service: on which day a plan reaches it, who is still missing, and how it grows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Literal, get_args

from core.record import record
from maps.model import CountyHistory
from scheduler.coverage_target import CoverageTarget, Service
from scheduler.plan import Plan
from scheduler.problem import Problem

Status = Literal["served_before", "served_by_plan", "missing", "unknown"]
Event = tuple[date, Service, bool]
"""First day that counts, the service, whether the plan brings it."""


@record
class CountyCovered:
    """How a county stands towards a target."""

    county_id: str
    name: str
    prefecture_name: str
    status: Status
    """``missing``: complete records show no service, and the plan brings none; ``unknown``: the records are not
    complete since the target began, and nothing known serves it."""
    day: date | None
    """Day of its first known service; ``None`` where there is none."""
    at_latest: bool
    """Its records are not complete since the target began: it may have been served before ``day``."""
    service: Service | None
    asked: bool
    """False: it did not ask for a set this time."""


@record
class MonthCovered:
    """Counties known to be served by the end of a month."""

    month: str
    """E.g. ``2026-03``."""
    served: int


@record
class FullCoverage:
    """A target and how far the records and a plan bring it."""

    target: CoverageTarget
    counties: tuple[CountyCovered, ...]
    """In the problem's order."""
    reached_on: date | None
    """Day by which every county is served, as far as is known (``at_latest``); ``None``: not by this plan, or not known
    at all."""
    reached_if_unknown_served: date | None
    """The same if the counties that are not known had been served; ``None`` where others are missing."""
    months: tuple[MonthCovered, ...]
    """From the month of the first service that counts to the end of the plan, every month."""
    planned_until: date
    """Last day up to which all services that count are planned: later ones are for another plan to bring."""

    def having(self, *statuses: Status) -> list[CountyCovered]:
        """Return the counties of these statuses."""
        return [county for county in self.counties if county.status in statuses]

    @property
    def at_latest(self) -> bool:
        """Tell whether it may have been reached before ``reached_on``: only incomplete records speak for that day."""
        last = [county for county in self.counties if county.day == self.reached_on is not None]
        return bool(last) and all(county.at_latest for county in last)

    @property
    def in_time(self) -> bool | None:
        """Tell whether it is reached by the day it is due.

        ``None`` where no day is set, it is not known (a county that is served late may have been served before, by its
        incomplete records), or the plan ends before the day and what it lacks may follow.
        """
        due = self.target.due
        if due is None:
            return None
        if any(county.day is not None and county.day > due and not county.at_latest for county in self.counties):
            return False
        if self.reached_on is not None:
            return True if self.reached_on <= due else None
        return False if self.having("missing") and due <= self.planned_until else None


def full_coverage(problem: Problem, plan: Plan, target: CoverageTarget) -> FullCoverage:
    """Return how far the recorded services and ``plan`` bring ``target``.

    A stay counts from its opening day, a caravan visit on its day, a recorded service from its first day, or from the
    target's where it began before.
    """
    wanted = set(target.county_ids) or {county.county_id for county in problem.counties}
    histories = {history.county_id: history for history in problem.history}
    planned = _planned(problem, plan, target)
    counties = []
    for county in problem.counties:
        if county.county_id in wanted:
            history = histories.get(county.county_id)
            events = [*_recorded(history, target), *planned.get(county.county_id, [])]
            complete = _is_complete(history, target)
            status, day, service = _standing(events, complete=complete)
            counties.append(
                CountyCovered(
                    county_id=county.county_id,
                    name=county.name,
                    prefecture_name=county.prefecture_name,
                    status=status,
                    day=day,
                    service=service,
                    at_latest=day is not None and day > target.since and not complete,
                    asked=county.county_id not in problem.not_asked,
                )
            )
    days = [county.day for county in counties if county.day is not None]
    missing = any(county.status == "missing" for county in counties)
    return FullCoverage(
        target=target,
        counties=tuple(counties),
        reached_on=max(days) if days and len(days) == len(counties) else None,
        reached_if_unknown_served=max(days) if days and not missing else None,
        months=tuple(_months(days, problem.horizon.last_day)),
        planned_until=min(_ends(problem)[service] for service in target.services or get_args(Service)),
    )


def _ends(problem: Problem) -> dict[Service, date]:
    """Return the last day that is planned for sets and for caravans."""
    return {"set": problem.horizon.last_day, "caravan": problem.caravan_rules.window.last}


def coverage_rows(problem: Problem, plan: Plan) -> list[dict[str, Any]]:
    """Return the problem's own targets for the report: day reached, counts, who is missing."""
    return [_row(full_coverage(problem, plan, target)) for target in problem.coverage_targets]


def _row(found: FullCoverage) -> dict[str, Any]:
    return {
        "target_id": found.target.target_id,
        "since": str(found.target.since),
        "counties": len(found.counties),
        "served": len(found.having("served_before", "served_by_plan")),
        "reached_on": None if found.reached_on is None else str(found.reached_on),
        "at_latest": found.at_latest,
        "in_time": found.in_time,
        "planned_until": str(found.planned_until),
        "missing": [county.county_id for county in found.having("missing")],
        "unknown": [county.county_id for county in found.having("unknown")],
        "months": {month.month: month.served for month in found.months},
    }


def _planned(problem: Problem, plan: Plan, target: CoverageTarget) -> dict[str, list[Event]]:
    """Return county id -> what the plan brings that counts."""
    events: dict[str, list[Event]] = {}
    for stay in plan.stays if "set" in target.services else ():
        if stay.last_day >= target.since:
            events.setdefault(stay.county_id, []).append((max(stay.opens, target.since), "set", True))
    county_of = {stop.stop_id: stop.county_id for stop in problem.stops}
    for tour in plan.tours if "caravan" in target.services else ():
        for day in tour.days:
            for part in day.activities:
                if part.stop_id is not None and day.day >= target.since:
                    events.setdefault(county_of[part.stop_id], []).append((day.day, "caravan", True))
    return events


def _recorded(history: CountyHistory | None, target: CoverageTarget) -> Iterator[Event]:
    for service in history.services if history else ():
        if service.kind in target.services and service.last >= target.since:
            yield max(service.first, target.since), service.kind, False


def _is_complete(history: CountyHistory | None, target: CoverageTarget) -> bool:
    """Tell whether a county's records miss nothing since the target began."""
    return history is not None and history.known_since is not None and history.known_since <= target.since


def _standing(events: Sequence[Event], *, complete: bool) -> tuple[Status, date | None, Service | None]:
    if events:
        day, service, is_planned = min(events)
        return ("served_by_plan" if is_planned else "served_before"), day, service
    return ("missing" if complete else "unknown"), None, None


def _months(days: Sequence[date], last: date) -> Iterator[MonthCovered]:
    if not days:
        return
    first, end = min(days), max(*days, last)
    for number in range(12 * first.year + first.month - 1, 12 * end.year + end.month):
        year, month = divmod(number, 12)
        served = sum((day.year, day.month) <= (year, month + 1) for day in days)
        yield MonthCovered(month=f"{year}-{month + 1:02d}", served=served)
