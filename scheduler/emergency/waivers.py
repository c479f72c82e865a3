"""Rules that a suspension breaks, taken away or lowered to what is left, and named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from core.calendar import DateSpan
from scheduler.campaigns.demands import Demand, counts, demands_of
from scheduler.campaigns.model import CampaignTarget
from scheduler.emergency.lifts import share_lifted
from scheduler.emergency.model import Lift, Suspension
from scheduler.plan import Stay
from scheduler.problem import Floor, Problem
from scheduler.verify import campaigns, exchange, repeats
from scheduler.verify.registry import Check
from scheduler.verify.view import View

Waived = tuple[Problem, list[Lift]]


def without_pins(problem: Problem, suspension: Suspension, span: DateSpan, stays: list[Stay]) -> Waived:
    """Return the problem without the pins, convoys and joint actions that are in the suspended area on its days.

    ``stays``: those that are hit, whose pins go.
    """
    area = set(suspension.county_ids)
    county = {stop.stop_id: stop.county_id for stop in problem.stops}
    visits = [pin for pin in problem.visit_pins if county[pin.stop_id] in area and pin.day in span]
    hit = {(stay.set_id, stay.hall_id, stay.opens) for stay in stays}
    pinned = [pin for pin in problem.stay_pins if (pin.set_id, pin.hall_id, pin.opens) in hit]
    convoys = [each for each in problem.convoys if county[each.stop_id] in area and each.day in span]
    joint = [each for each in problem.joint_actions if each.county_id in area and each.day in span]
    lifts = [
        *(_gone("visit.pin", pin.stop_id) for pin in visits),
        *(_gone("set.pin", pin.hall_id) for pin in pinned),
        *(_gone("campaign.convoy", each.convoy_id) for each in convoys),
        *(_gone("campaign.joint", each.joint_id) for each in joint),
    ]
    return replace(
        problem,
        visit_pins=tuple(pin for pin in problem.visit_pins if pin not in visits),
        stay_pins=tuple(pin for pin in problem.stay_pins if pin not in pinned),
        convoys=tuple(each for each in problem.convoys if each not in convoys),
        joint_actions=tuple(each for each in problem.joint_actions if each not in joint),
    ), lifts


def waived(problem: Problem, view: View) -> Waived:
    """Return the problem with the rules that the view's plan breaks lowered to what it holds, and which these are.

    Hard floors and campaign targets ask for what is left; the township share is lowered; convoys, joint actions and
    rings go; "everyone once first" is priced instead of hard.
    """
    lifts: list[Lift] = []
    for step in (_floors, _targets, _whole_campaigns, _rings, _once_first):
        problem, more = step(problem, view)
        lifts += more
    problem, share = share_lifted(problem, view)
    return problem, [*lifts, *share]


def _gone(rule_id: str, target_id: str) -> Lift:
    return Lift(rule_id=rule_id, target_id=target_id, before=1, after=0)


def _floors(problem: Problem, view: View) -> Waived:
    lifts: list[Lift] = []

    def lowered(floor: Floor) -> Floor:
        places = (
            [stay.county_id for stay in view.plan.stays]
            if floor.service == "set"
            else [visit.stop.county_id for visit in view.visits]
        )
        found = places.count(floor.county_id)
        if not floor.hard or found >= floor.minimum:
            return floor
        rule_id = "set.floor" if floor.service == "set" else "county.floor"
        lifts.append(Lift(rule_id=rule_id, target_id=floor.county_id, before=floor.minimum, after=found))
        return replace(floor, minimum=found)

    return replace(problem, floors=tuple(lowered(floor) for floor in problem.floors)), lifts


def _targets(problem: Problem, view: View) -> Waived:
    """Lower hard targets where the plan misses them; a target of several places is kept where it holds."""
    demands = demands_of(problem)
    kept: list[CampaignTarget] = []
    lifts: list[Lift] = []
    taken = {target.target_id for target in problem.campaign_targets}
    for index, target in enumerate(problem.campaign_targets):
        mine = [(each, _found(view, each)) for each in demands if each.path == f"/campaign_targets/{index}"]
        short = [(each, found) for each, found in mine if found < each.minimum]
        if not target.hard or not short:
            kept.append(target)
            continue
        whole = tuple(sorted(c for each, found in mine if found >= each.minimum for c in each.county_ids))
        if whole and target.scope != "venue":
            kept.append(replace(target, county_ids=whole))
        for each, found in short:
            numbers = {"before": each.minimum, "after": found}
            lifts.append(Lift(rule_id="campaign.target", target_id=target.target_id, where=each.where, **numbers))
            if found:
                counties = target.county_ids if target.scope == "venue" else tuple(sorted(each.county_ids))
                own_id = next(free for free in (f"{target.target_id}~{n}" for n in count(1)) if free not in taken)
                taken.add(own_id)
                kept.append(replace(target, target_id=own_id, county_ids=counties, minimum=found))
    return replace(problem, campaign_targets=tuple(kept)), lifts


def _found(view: View, demand: Demand) -> int:
    """Return how many services of a plan count for a demand."""
    problem = view.problem
    stays = sum(counts(problem, demand, stay) for stay in view.plan.stays) if demand.service != "caravan" else 0
    return stays + (sum(_serves(view, demand)) if demand.service != "set" else 0)


def _serves(view: View, demand: Demand) -> Iterator[bool]:
    for visit in view.visits:
        here = visit.stop.stop_id == demand.stop_id if demand.stop_id else visit.stop.county_id in demand.county_ids
        vehicle = view.vehicle(visit.tour)
        shown = view.kit_shown[vehicle[2].kit_id].themes if vehicle else frozenset()
        yield here and visit.day in demand.span and (not demand.themes or bool(shown.intersection(demand.themes)))


def _whole_campaigns(problem: Problem, view: View) -> Waived:
    convoys = [
        each for each in problem.convoys if _breaks(view, replace(problem, convoys=(each,)), campaigns.campaign_convoy)
    ]
    joint = [
        each
        for each in problem.joint_actions
        if _breaks(view, replace(problem, joint_actions=(each,)), campaigns.campaign_joint)
    ]
    left = replace(
        problem,
        convoys=tuple(each for each in problem.convoys if each not in convoys),
        joint_actions=tuple(each for each in problem.joint_actions if each not in joint),
    )
    lifts = [_gone("campaign.convoy", each.convoy_id) for each in convoys]
    return left, lifts + [_gone("campaign.joint", each.joint_id) for each in joint]


def _rings(problem: Problem, view: View) -> Waived:
    gone = [ring for ring in problem.rings if _breaks(view, replace(problem, rings=(ring,)), exchange.set_ring)]
    left = tuple(ring for ring in problem.rings if ring not in gone)
    return replace(problem, rings=left), [_gone("set.ring", ring.ring_id) for ring in gone]


def _once_first(problem: Problem, view: View) -> Waived:
    if not _breaks(view, problem, repeats.set_once_first):
        return problem, []
    return replace(problem, repeats=replace(problem.repeats, once_first="soft")), [_gone("set.once_first", "")]


def _breaks(view: View, problem: Problem, check: Check) -> bool:
    return any(check(View(problem, view.plan)))
