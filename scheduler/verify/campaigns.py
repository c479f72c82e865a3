"""Rules of campaigns: targets in their windows, convoys, joint actions; and the shortage of soft targets."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass

from core.calendar import DateSpan
from scheduler.campaigns.model import Campaign, CampaignTarget, Convoy, JointAction
from scheduler.plan import Section
from scheduler.rules import Violation, violation
from scheduler.verify.days import each_day
from scheduler.verify.view import StayOf, View, VisitOf, named


@dataclass(frozen=True)
class PlaceOf:
    """One of the places that a target speaks of, and the services there that count."""

    target: CampaignTarget
    name: str
    stays: int
    visits: int

    @property
    def found(self) -> int:
        """Return the services of the kind asked for."""
        return {"set": self.stays, "caravan": self.visits, "any": self.stays + self.visits}[self.target.service]


def campaign_target(view: View) -> Iterator[Violation]:
    """Each place of a hard target has its services of the campaign."""
    for place in places(view):
        target = place.target
        if target.hard and place.found < target.minimum:
            facts = {"target": target.target_id, "where": place.name, "minimum": target.minimum, "found": place.found}
            yield violation("campaign.target", "short", "/", **facts)


def campaign_convoy(view: View) -> Iterator[Violation]:
    """A convoy's vehicles are all there on its day, and begin within its minutes."""
    for convoy in view.problem.convoys:
        facts = {"convoy": convoy.convoy_id, "stop": named(view.stops[convoy.stop_id]), "day": convoy.day}
        visits = [v for v in view.visits if v.stop.stop_id == convoy.stop_id and v.day == convoy.day]
        there = {visit.tour.caravan_id for visit in visits}
        if len(there) < convoy.vehicles:
            yield violation("campaign.convoy", "few", "/tours", **facts, found=len(there), vehicles=convoy.vehicles)
        for caravan_id in convoy.caravan_ids:
            if caravan_id not in there:
                yield violation("campaign.convoy", "missing", "/tours", **facts, caravan=caravan_id)
        starts = [visit.activity.start_min for visit in visits]
        spread = max(starts, default=0) - min(starts, default=0)
        if spread > convoy.arrive_within_min:
            within = {"spread": spread, "within": convoy.arrive_within_min}
            yield violation("campaign.convoy", "apart", "/tours", **facts, **within)


def campaign_joint(view: View) -> Iterator[Violation]:
    """A joint action has its set and its caravans in the county on its day."""
    for joint in view.problem.joint_actions:
        campaign, day = _campaign(view, joint), DateSpan(first=joint.day, last=joint.day)
        facts = {"joint": joint.joint_id, "county": view.county_name(joint.county_id), "day": joint.day}
        here = {joint.county_id}
        if joint.with_set and _stays(view, campaign, day, here) == 0:
            yield violation("campaign.joint", "set", "/stays", **facts)
        found = _visits(view, campaign, day, here)
        if found < joint.caravans:
            yield violation("campaign.joint", "caravans", "/tours", **facts, found=found, caravans=joint.caravans)


def soft_shortage(view: View, section: Section) -> int:
    """Return what soft targets lack: those for sets belong to the sets, all others to the caravans."""
    mine = [p for p in places(view) if not p.target.hard and (p.target.service == "set") == (section == "sets")]
    return sum(max(0, place.target.minimum - place.found) for place in mine)


def places(view: View) -> Iterator[PlaceOf]:
    """Yield every place of every target with the services that count there."""
    for target in view.problem.campaign_targets:
        campaign = _campaign(view, target)
        if target.stop_id is not None and target.scope == "venue":
            visits = sum(v.stop.stop_id == target.stop_id for v in _counted(view, campaign, campaign.span))
            yield PlaceOf(target=target, name=named(view.stops[target.stop_id]), stays=0, visits=visits)
            continue
        for name, counties in _groups(view, target).items():
            stays = _stays(view, campaign, campaign.span, counties)
            visits = _visits(view, campaign, campaign.span, counties)
            yield PlaceOf(target=target, name=name, stays=stays, visits=visits)


def _groups(view: View, target: CampaignTarget) -> dict[str, set[str]]:
    """Return name -> counties of each place of a target."""
    wanted = target.county_ids or tuple(view.counties)
    if target.scope == "county":
        return {view.county_name(county_id): {county_id} for county_id in wanted}
    groups: dict[str, set[str]] = {}
    for county in (view.counties[county_id] for county_id in wanted):
        groups.setdefault(f"{county.prefecture_name} ({county.prefecture_id})", set()).add(county.county_id)
    return groups


def _campaign(view: View, item: CampaignTarget | Convoy | JointAction) -> Campaign:
    return next(each for each in view.problem.campaigns if each.campaign_id == item.campaign_id)


def _stays(view: View, campaign: Campaign, span: DateSpan, counties: Set[str]) -> int:
    return sum(
        placed.hall.county_id in counties
        and is_open(view, placed, span)
        and _suits(campaign, view.set_shown[placed.museum_set.set_id].themes)
        for placed in view.stays
    )


def is_open(view: View, placed: StayOf, span: DateSpan) -> bool:
    """Tell whether a stay is open to the public on any day of ``span``."""
    first, last = max(placed.stay.opens, span.first), min(placed.stay.last_day, span.last)
    return any(day.isoweekday() in view.problem.set_rules.open_weekdays for day in each_day(first, last))


def _visits(view: View, campaign: Campaign, span: DateSpan, counties: Set[str]) -> int:
    return sum(visit.stop.county_id in counties for visit in _counted(view, campaign, span))


def _counted(view: View, campaign: Campaign, span: DateSpan) -> Iterator[VisitOf]:
    for visit in view.visits:
        vehicle = view.vehicle(visit.tour)
        if visit.day in span and vehicle and _suits(campaign, view.kit_shown[vehicle[2].kit_id].themes):
            yield visit


def _suits(campaign: Campaign, themes: frozenset[str]) -> bool:
    return not campaign.themes or bool(themes.intersection(campaign.themes))
