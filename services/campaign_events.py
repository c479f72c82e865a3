"""Which parts of a plan belong to a campaign: the rows of its registration table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

import numpy as np

from core.record import record
from exhibits.model import load_of
from maps.model import FixedMuseum
from maps.travel import great_circle_m
from scheduler.campaigns.demands import open_days_in, set_themes
from scheduler.campaigns.model import Campaign
from scheduler.plan import Plan
from scheduler.problem import Problem
from services.export_view import PlanView

EventKind = Literal["set", "caravan", "museum"]


@record
class CampaignEvent:
    """One activity of a campaign."""

    campaign_id: str
    label: str
    """The words that the activity carries."""
    number: int
    kind: EventKind
    name: str
    first: date
    last: date
    start_min: int | None
    """Of a visit; ``None`` for what is open all day."""
    prefecture: str
    county: str
    """Of a museum: that whose seat is nearest."""
    place: str
    themes: tuple[str, ...]
    """Those of the campaign's that are shown, or all that are shown where the campaign has none."""
    audience: int | None
    """People expected; ``None``: not known, or told beside the first vehicle of the convoy."""
    organiser: str
    joint_id: str | None
    convoy_id: str | None


Draft = dict[str, object]


def events_of(problem: Problem, plan: Plan, campaign: Campaign) -> tuple[CampaignEvent, ...]:
    """Return the activities of a campaign by day: stays open in its days, visits, museums of joint actions."""
    view = PlanView(problem, plan)
    drafts = [*_stays(view, campaign), *_visits(view, campaign), *_museums(view, campaign)]
    drafts.sort(key=lambda each: (str(each["first"]), str(each["kind"]), str(each["name"])))
    common = {"campaign_id": campaign.campaign_id, "label": campaign.label}
    return tuple(
        CampaignEvent(**common, number=number, **draft)  # type: ignore[arg-type]
        for number, draft in enumerate(drafts, 1)
    )


def _stays(view: PlanView, campaign: Campaign) -> Iterator[Draft]:
    for stay in view.plan.stays:
        days = open_days_in(view.problem, stay.opens, stay.last_day, campaign.span)
        themes = set_themes(view.problem, stay.set_id)
        if days and _suits(campaign, themes):
            museum_set = view.sets[stay.set_id]
            yield {
                "kind": "set",
                "name": museum_set.name,
                "first": days[0],
                "last": days[-1],
                "start_min": None,
                **_where(view, stay.county_id, view.halls[stay.hall_id].name),
                "themes": _shown(campaign, themes),
                "audience": None,
                "organiser": _organisation(view.problem, museum_set.custodian_id),
                "joint_id": _joint(view.problem, campaign, stay.county_id, days[0], days[-1]),
                "convoy_id": None,
            }


def _visits(view: PlanView, campaign: Campaign) -> Iterator[Draft]:
    exhibits = {item.exhibit_id: item for item in view.problem.exhibits}
    kits = {kit.kit_id: load_of(kit.exhibit_ids, exhibits).themes for kit in view.problem.kits}
    mine = (each for each in view.problem.convoys if each.campaign_id == campaign.campaign_id)
    convoys = {(each.stop_id, each.day): each for each in mine}
    counted: set[tuple[str, date]] = set()
    for visit in sorted(view.visits(), key=lambda visit: (visit.out.day.day, visit.activity.start_min)):
        day, caravan = visit.out.day.day, view.caravans[visit.out.tour.caravan_id]
        if day in campaign.span and _suits(campaign, kits[caravan.kit_id]):
            convoy = convoys.get((visit.stop.stop_id, day))
            again = (visit.stop.stop_id, day) in counted
            counted.add((visit.stop.stop_id, day))
            yield {
                "kind": "caravan",
                "name": caravan.name,
                "first": day,
                "last": day,
                "start_min": visit.activity.start_min,
                **_where(view, visit.stop.county_id, visit.stop.name),
                "themes": _shown(campaign, kits[caravan.kit_id]),
                "audience": None if again else visit.stop.audience,
                "organiser": _organisation(view.problem, caravan.custodian_id),
                "joint_id": _joint(view.problem, campaign, visit.stop.county_id, day, day),
                "convoy_id": convoy.convoy_id if convoy else None,
            }


def _museums(view: PlanView, campaign: Campaign) -> Iterator[Draft]:
    museums = {museum.museum_id: museum for museum in view.problem.museums}
    for joint in view.problem.joint_actions:
        for museum_id in joint.museum_ids if joint.campaign_id == campaign.campaign_id else ():
            yield {
                "kind": "museum",
                "name": museums[museum_id].name,
                "first": joint.day,
                "last": joint.day,
                "start_min": None,
                **_where(view, _nearest_county(view, museums[museum_id]), museums[museum_id].name),
                "themes": campaign.themes,
                "audience": None,
                "organiser": museums[museum_id].name,
                "joint_id": joint.joint_id,
                "convoy_id": None,
            }


def _nearest_county(view: PlanView, museum: FixedMuseum) -> str:
    """Return the county whose seat is nearest to a museum: no county is on record for museums."""
    counties = view.problem.counties
    lon, lat = (
        np.radians([getattr(museum, name), *(getattr(county, name) for county in counties)]) for name in ("lon", "lat")
    )
    return counties[int(great_circle_m(lon, lat)[0, 1:].argmin())].county_id


def _where(view: PlanView, county_id: str, place: str) -> Draft:
    county = view.counties[county_id]
    return {"prefecture": county.prefecture_name, "county": county.name, "place": place}


def _joint(problem: Problem, campaign: Campaign, county_id: str, first: date, last: date) -> str | None:
    mine = (each for each in problem.joint_actions if each.campaign_id == campaign.campaign_id)
    return next((j.joint_id for j in mine if j.county_id == county_id and first <= j.day <= last), None)


def _organisation(problem: Problem, org_id: str) -> str:
    return next(org.name for org in problem.organisations if org.org_id == org_id)


def _suits(campaign: Campaign, themes: frozenset[str]) -> bool:
    return not campaign.themes or bool(themes.intersection(campaign.themes))


def _shown(campaign: Campaign, themes: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(themes.intersection(campaign.themes) if campaign.themes else themes))
