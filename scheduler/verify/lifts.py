"""Is every limit that an emergency or a suspension changed named, and changed by just what its plan needs?

Read from both problems and the plan, sharing nothing with what decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from scheduler.campaigns.model import CampaignTarget
from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.verify.campaigns import places
from scheduler.verify.dispatch import Breach
from scheduler.verify.registry import RULES
from scheduler.verify.view import View

Key = tuple[str, str]
"""Rule, and id of what it is about."""
ToldLift = tuple[str, str, int, int, str]
"""Rule, id, before, after, place of a campaign's target."""
THINGS = {
    "visit.pin": ("visit_pins", "stop_id"),
    "set.pin": ("stay_pins", "hall_id"),
    "campaign.convoy": ("convoys", "convoy_id"),
    "campaign.joint": ("joint_actions", "joint_id"),
    "set.ring": ("rings", "ring_id"),
}
"""Rules that are there or not: where their items stand, and what names one."""


def lift_breaches(
    old: Problem, new: Problem, plan: Plan, told: tuple[ToldLift, ...], added: frozenset[str] = frozenset()
) -> list[Breach]:
    """Return every breach; ``plan`` is one of ``new``, ``added``: stops whose visits are pinned in ``new`` only."""
    names: list[Key] = [
        *_limits(old, new, plan, told),
        *_things(old, new, plan, told, added),
        *_targets(old, new, plan, told),
        *_lengths(old, new, plan, told),
    ]
    return [Breach(case="lift", about=about or rule_id) for rule_id, about in names]


def _limits(old: Problem, new: Problem, plan: Plan, told: tuple[ToldLift, ...]) -> Iterator[Key]:
    before, after, used = _numbers(old), _numbers(new), _used(View(new, plan))
    said = {(rule, about): (was, now) for rule, about, was, now, _ in told if (rule, about) in before}
    for key in sorted(before.keys() | after.keys()):
        was, now = before.get(key), after.get(key)
        if was == now and key in said:
            yield key
        if was != now and (said.get(key) != (was, now) or now != used[key]):
            yield key
    numbers = {rule for rule, _ in before}
    known = numbers | {*THINGS, "campaign.target", "set.once_first", "set.week"}
    yield from ((rule, about) for rule, about, *_ in told if rule not in known)


def _numbers(problem: Problem) -> dict[Key, int]:
    found: dict[Key, int] = {
        ("share.township", ""): problem.caravan_rules.township_share_min_percent,
        ("set.once_first", ""): int(problem.repeats.once_first == "hard"),
    }
    found |= {("caravan.out_days", one.caravan_id): one.out_days_max for one in problem.caravans}
    found |= {("crew.days", one.crew_id): one.out_days_max for one in problem.crews}
    found |= {("county.ceiling", one.county_id): one.maximum for one in problem.ceilings}
    for floor in problem.floors:
        if floor.hard:
            found["set.floor" if floor.service == "set" else "county.floor", floor.county_id] = floor.minimum
    return found


def _used(view: View) -> Counter[Key]:
    used: Counter[Key] = Counter()
    for tour, _, _ in view.days():
        used["caravan.out_days", tour.caravan_id] += 1
        used["crew.days", tour.crew_id] += 1
    for visit in view.visits:
        used["county.ceiling", visit.stop.county_id] += 1
        used["county.floor", visit.stop.county_id] += 1
    for stay in view.plan.stays:
        used["set.floor", stay.county_id] += 1
    townships = sum(visit.stop.setting in ("township", "village") for visit in view.visits)
    used["share.township", ""] = 100 * townships // max(1, len(view.visits))
    return used


def _things(old: Problem, new: Problem, plan: Plan, told: tuple[ToldLift, ...], added: frozenset[str]) -> Iterator[Key]:
    for rule, (field, name) in THINGS.items():
        there: list[Any] = list(getattr(old, field))
        left: list[Any] = list(getattr(new, field))
        gone = [item for item in there if item not in left]
        said = Counter(about for each, about, *numbers in told if each == rule and numbers == [1, 0, ""])
        ids = Counter(getattr(item, name) for item in gone)
        yield from ((rule, about) for about in (said - ids) + (ids - said))
        for item in gone:
            alone: dict[str, Any] = {field: (item,)}
            if not any(RULES[rule](View(replace(old, **alone), plan))):
                yield rule, getattr(item, name)
        more = (item for item in left if item not in there)
        yield from ((rule, getattr(item, name)) for item in more if getattr(item, name) not in added)


def _targets(old: Problem, new: Problem, plan: Plan, told: tuple[ToldLift, ...]) -> Iterator[Key]:
    """A target that is missed is named; what stands in its stead asks for what there is, or for less places."""
    gone = [each for each in old.campaign_targets if each not in new.campaign_targets]
    more = [each for each in new.campaign_targets if each not in old.campaign_targets]
    said = Counter(
        (about, before, after, where) for rule, about, before, after, where in told if rule == "campaign.target"
    )
    short = Counter(
        (place.target.target_id, place.target.minimum, place.found, place.name)
        for place in places(View(replace(old, campaign_targets=tuple(gone)), plan))
        if place.found < place.target.minimum
    )
    yield from (("campaign.target", about) for about, *_ in (said - short) + (short - said))
    for each in gone:
        if not any(RULES["campaign.target"](View(replace(old, campaign_targets=(each,)), plan))):
            yield "campaign.target", each.target_id
    for each in more:
        roots = (each.target_id, each.target_id.rpartition("~")[0])
        root = next((one for one in gone if one.target_id in roots), None)
        if root is None or not _lowered(View(replace(new, campaign_targets=(each,)), plan), each, root):
            yield "campaign.target", each.target_id


def _lowered(view: View, now: CampaignTarget, before: CampaignTarget) -> bool:
    """Tell whether a target is an earlier one, for some of its counties, or with the minimum that its place has."""
    same = replace(before, target_id=now.target_id, county_ids=now.county_ids, minimum=now.minimum)
    return same == now and (now.minimum == before.minimum or all(each.found == now.minimum for each in places(view)))


def _lengths(old: Problem, new: Problem, plan: Plan, told: tuple[ToldLift, ...]) -> Iterator[Key]:
    more = {*new.set_rules.stay_weeks} ^ {*old.set_rules.stay_weeks}
    said = [lift for lift in told if lift[0] == "set.week"]
    right = sorted(("set.week", "", old.set_rules.stay_weeks[0], weeks, "") for weeks in more)
    if sorted(said) != right or not more <= {stay.weeks for stay in plan.stays}:
        yield "set.week", ""
