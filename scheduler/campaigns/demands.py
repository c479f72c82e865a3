"""What campaigns demand of sets and caravans, place by place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from core.calendar import DateSpan
from exhibits.model import load_of
from scheduler.campaigns.model import Campaign, CampaignService, CampaignTarget
from scheduler.plan import Stay
from scheduler.problem import Problem


@dataclass(frozen=True)
class Demand:
    """So many services in some counties (or at one stop) on some days."""

    path: str
    """Place in the problem, for faults."""
    what: str
    where: str
    service: CampaignService
    county_ids: frozenset[str]
    stop_id: str | None
    """A single stop, for venues and convoys."""
    span: DateSpan
    themes: tuple[str, ...]
    minimum: int
    hard: bool
    caravan_ids: tuple[str, ...] = ()
    """Caravans that must be among them."""
    convoy_id: str | None = None
    pinned: bool = False
    """A planner's own pinned visit: it needs its vehicle day too."""
    elsewhere: int | None = None
    """For the part of a target that is left to sets: the most that caravans can do beside."""


def demands_of(problem: Problem) -> tuple[Demand, ...]:
    """Return every demand of targets, joint actions and convoys."""
    return (*_of_targets(problem), *_of_joint_actions(problem), *_of_convoys(problem))


def pins_as_demands(problem: Problem) -> tuple[Demand, ...]:
    """Return the planner's pinned visits, so that the vehicles and days they take are not promised twice."""
    stops = {stop.stop_id: stop for stop in problem.stops}
    return tuple(
        Demand(
            path=f"/visit_pins/{index}",
            what=pin.stop_id,
            where=stops[pin.stop_id].name,
            service="caravan",
            county_ids=frozenset({stops[pin.stop_id].county_id}),
            stop_id=pin.stop_id,
            span=DateSpan(first=pin.day, last=pin.day),
            themes=(),
            minimum=1,
            hard=False,
            pinned=True,
        )
        for index, pin in enumerate(problem.visit_pins)
    )


def left_by_stays(problem: Problem, demands: Iterable[Demand], stays: Iterable[Stay]) -> tuple[Demand, ...]:
    """Return what the caravans are left to do: demands for sets apart, stays counted where any service will do."""
    made, left = list(stays), []
    for demand in demands:
        if demand.service == "set":
            continue
        met = sum(counts(problem, demand, stay) for stay in made) if demand.service == "any" else 0
        left.append(replace(demand, minimum=max(0, demand.minimum - met)))
    return tuple(left)


def counts(problem: Problem, demand: Demand, stay: Stay) -> bool:
    """Tell whether a stay is a service of the demand: place, open day, themes."""
    return (
        demand.stop_id is None
        and stay.county_id in demand.county_ids
        and bool(open_days_in(problem, stay.opens, stay.last_day, demand.span))
        and (not demand.themes or bool(set_themes(problem, stay.set_id).intersection(demand.themes)))
    )


def open_days_in(problem: Problem, first: date, last: date, span: DateSpan) -> list[date]:
    """Return the days of ``span`` on which a stay from ``first`` to ``last`` is open to the public."""
    days = range(max(first, span.first).toordinal(), min(last, span.last).toordinal() + 1)
    weekdays = problem.set_rules.open_weekdays
    return [day for day in map(date.fromordinal, days) if day.isoweekday() in weekdays]


def set_themes(problem: Problem, set_id: str) -> frozenset[str]:
    """Return the themes that a set shows in working order."""
    exhibits = {item.exhibit_id: item for item in problem.exhibits}
    return next(load_of(one.exhibit_ids, exhibits).themes for one in problem.sets if one.set_id == set_id)


def _of_targets(problem: Problem) -> Iterator[Demand]:
    campaigns = {item.campaign_id: item for item in problem.campaigns}
    stops = {stop.stop_id: stop for stop in problem.stops}
    entered: dict[str, Entered] = {}
    for index, target in enumerate(problem.campaign_targets):
        first = entered.setdefault(target.target_id, (index, target))
        campaign = campaigns[target.campaign_id]
        if target.scope == "venue" and target.stop_id is not None:
            stop = stops[target.stop_id]
            where = f"{stop.name} ({stop.stop_id})"
            yield _of_target(first, target, campaign, where, frozenset({stop.county_id}))
            continue
        for where, counties in _groups(problem, target).items():
            yield _of_target(first, target, campaign, where, frozenset(counties))


Entered = tuple[int, CampaignTarget]
"""A target as the planner entered it, and its place; the part that is left to sets has the same id."""


def _of_target(
    entered: Entered, target: CampaignTarget, campaign: Campaign, where: str, counties: frozenset[str]
) -> Demand:
    index, whole = entered
    return Demand(
        path=f"/campaign_targets/{index}",
        what=target.target_id,
        where=where,
        service=target.service if target.scope != "venue" else "caravan",
        county_ids=counties,
        stop_id=target.stop_id if target.scope == "venue" else None,
        span=campaign.span,
        themes=campaign.themes,
        minimum=target.minimum,
        hard=target.hard,
        elsewhere=None if target is whole else whole.minimum - target.minimum,
    )


def _groups(problem: Problem, target: CampaignTarget) -> dict[str, set[str]]:
    groups: dict[str, set[str]] = {}
    for county in problem.counties:
        if not target.county_ids or county.county_id in target.county_ids:
            name, code = (
                (county.name, county.county_id)
                if target.scope == "county"
                else (county.prefecture_name, county.prefecture_id)
            )
            groups.setdefault(f"{name} ({code})", set()).add(county.county_id)
    return groups


def _of_joint_actions(problem: Problem) -> Iterator[Demand]:
    campaigns = {item.campaign_id: item for item in problem.campaigns}
    names = {county.county_id: county.name for county in problem.counties}
    for index, joint in enumerate(problem.joint_actions):
        wanted: list[tuple[CampaignService, int]] = [("set", int(joint.with_set)), ("caravan", joint.caravans)]
        for service, minimum in wanted:
            if minimum:
                yield Demand(
                    path=f"/joint_actions/{index}",
                    what=joint.joint_id,
                    where=f"{names[joint.county_id]} ({joint.county_id})",
                    service=service,
                    county_ids=frozenset({joint.county_id}),
                    stop_id=None,
                    span=DateSpan(first=joint.day, last=joint.day),
                    themes=campaigns[joint.campaign_id].themes,
                    minimum=minimum,
                    hard=True,
                )


def _of_convoys(problem: Problem) -> Iterator[Demand]:
    stops = {stop.stop_id: stop for stop in problem.stops}
    for index, convoy in enumerate(problem.convoys):
        yield Demand(
            path=f"/convoys/{index}",
            what=convoy.convoy_id,
            where=f"{stops[convoy.stop_id].name} ({convoy.stop_id})",
            service="caravan",
            county_ids=frozenset({stops[convoy.stop_id].county_id}),
            stop_id=convoy.stop_id,
            span=DateSpan(first=convoy.day, last=convoy.day),
            themes=(),
            minimum=convoy.vehicles,
            hard=True,
            caravan_ids=convoy.caravan_ids,
            convoy_id=convoy.convoy_id,
        )
