"""Campaigns: dates in order, days within the window, convoys and joint actions that make sense."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from core.errors import Fault, fault
from scheduler.campaigns.model import Campaign, Convoy, JointAction
from scheduler.problem import Problem

DUTY_FIELDS = ("register_from", "register_by", "complete_by", "summary_by", "recommend_by")


def campaign_links(problem: Problem) -> Iterator[tuple[str, str, str]]:
    """Yield path, kind and id of everything that campaigns name."""
    for index, target in enumerate(problem.campaign_targets):
        path = f"/campaign_targets/{index}"
        yield f"{path}/campaign_id", "campaign", target.campaign_id
        yield from ((f"{path}/county_ids/{n}", "county", name) for n, name in enumerate(target.county_ids))
        if target.stop_id is not None:
            yield f"{path}/stop_id", "stop", target.stop_id
    for index, convoy in enumerate(problem.convoys):
        path = f"/convoys/{index}"
        yield f"{path}/campaign_id", "campaign", convoy.campaign_id
        yield f"{path}/stop_id", "stop", convoy.stop_id
        yield from ((f"{path}/caravan_ids/{n}", "caravan", name) for n, name in enumerate(convoy.caravan_ids))
    for index, joint in enumerate(problem.joint_actions):
        path = f"/joint_actions/{index}"
        yield f"{path}/campaign_id", "campaign", joint.campaign_id
        yield f"{path}/county_id", "county", joint.county_id
        yield from ((f"{path}/museum_ids/{n}", "museum", name) for n, name in enumerate(joint.museum_ids))


def campaigns(problem: Problem) -> Iterator[Fault]:
    """Yield faults of campaigns, their targets, convoys and joint actions."""
    of = {campaign.campaign_id: campaign for campaign in problem.campaigns}
    for index, campaign in enumerate(problem.campaigns):
        yield from _duties(f"/campaigns/{index}", campaign)
    for index, target in enumerate(problem.campaign_targets):
        if target.scope == "venue" and target.stop_id is None:
            yield fault("campaign-venue-missing", f"/campaign_targets/{index}/stop_id")
        if target.scope == "venue" and target.service == "set":
            yield fault("campaign-venue-set", f"/campaign_targets/{index}/service")
    for index, convoy in enumerate(problem.convoys):
        yield from _day(f"/convoys/{index}/day", of[convoy.campaign_id], convoy.day)
        yield from _in_caravan_window(problem, f"/convoys/{index}/day", convoy)
        if len(convoy.caravan_ids) > convoy.vehicles:
            facts = {"named": len(convoy.caravan_ids), "vehicles": convoy.vehicles}
            yield fault("convoy-too-few", f"/convoys/{index}/caravan_ids", **facts)
    yield from _convoy_stops(problem)
    for index, joint in enumerate(problem.joint_actions):
        yield from _day(f"/joint_actions/{index}/day", of[joint.campaign_id], joint.day)
        if bool(joint.museum_ids) + joint.with_set + (joint.caravans > 0) < 2:
            yield fault("joint-action-empty", f"/joint_actions/{index}")
        yield from _joint_frame(problem, f"/joint_actions/{index}", joint)


def _duties(path: str, campaign: Campaign) -> Iterator[Fault]:
    known = [(name, day) for name in DUTY_FIELDS if isinstance(day := getattr(campaign, name), date)]
    for (first_name, first), (last_name, last) in pairwise(known):
        if last < first:
            facts = {"first_name": first_name, "first": first, "last_name": last_name, "last": last}
            yield fault("campaign-duties-order", f"{path}/{last_name}", **facts)


def _day(path: str, campaign: Campaign, day: date) -> Iterator[Fault]:
    if day not in campaign.span:
        yield fault("campaign-day-outside", path, day=day, first=campaign.span.first, last=campaign.span.last)


def _in_caravan_window(problem: Problem, path: str, item: Convoy | JointAction) -> Iterator[Fault]:
    window = problem.caravan_rules.window
    if item.day not in window:
        frame = {"outer_first": window.first, "outer_last": window.last}
        yield fault("span-outside", path, first=item.day, last=item.day, **frame)


def _joint_frame(problem: Problem, path: str, joint: JointAction) -> Iterator[Fault]:
    if joint.caravans:
        yield from _in_caravan_window(problem, f"{path}/day", joint)
    if joint.with_set and joint.county_id in problem.not_asked:
        yield fault("not-asked-yet-wanted", f"{path}/county_id", id=joint.county_id)


def _convoy_stops(problem: Problem) -> Iterator[Fault]:
    """A stop of a convoy has no pin and no other convoy: its visits are the convoy's."""
    pinned = {pin.stop_id for pin in problem.visit_pins}
    times = Counter(convoy.stop_id for convoy in problem.convoys)
    for index, convoy in enumerate(problem.convoys):
        if convoy.stop_id in pinned or times[convoy.stop_id] > 1:
            yield fault("convoy-stop-pinned", f"/convoys/{index}/stop_id", stop=convoy.stop_id)
