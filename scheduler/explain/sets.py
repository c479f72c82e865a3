"""Why a county gets no museum set: the cheap stages, without a second solve."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from math import floor

from scheduler.explain.absences import mend_of_absence
from scheduler.explain.model import Change, Gap, Relaxation, ServiceExplanation
from scheduler.explain.set_trials import StayTrial, halls_of, try_pairs, try_weeks
from scheduler.explain.tally import Tally, explained
from scheduler.plan import Overhaul, Plan, Stay
from scheduler.rules import Violation, violation
from scheduler.verify.registry import RULES
from scheduler.verify.view import View

ALL_RULES = tuple(rule_id for rule_id in RULES if rule_id not in {"plan.problem", "plan.figures"})
"""What a change of a plan can break; fingerprints and figures are made anew with it."""


def explain_sets(view: View, county_id: str) -> ServiceExplanation:
    """Return stages served, not asked, impossible, and gap or no gap."""
    services = sum(stay.county_id == county_id for stay in view.plan.stays)
    if services:
        return explained("sets", "served", services=services)
    if county_id in view.problem.not_asked:
        ask = Relaxation(rule_id="set.not_asked", change="ask", target_id=county_id, amount=0)
        return explained("sets", "not_asked", mends=(ask,))
    return _without_resources(view, county_id) or _alone(view, county_id) or _in_plan(view, county_id)


def _without_resources(view: View, county_id: str) -> ServiceExplanation | None:
    """Return the explanation where there is no hall or no set at all."""
    tally = Tally()
    if not view.problem.sets:
        tally.add([(violation("set.reference", "no_set", "/stays"), None)])
    elif not halls_of(view, county_id):
        missing = violation("set.reference", "no_hall", "/stays", county=view.county_name(county_id))
        percent = view.problem.set_rules.min_hall_area_percent
        area = floor(max(shown.footprint_m2 for shown in view.set_shown.values()) * percent / 100) + 1
        mend = Relaxation(rule_id="set.reference", change="hall_added", target_id=county_id, amount=area)
        tally.add([(missing, mend)])
    if not tally.places:
        return None
    return explained("sets", "impossible", tally=tally, proved=True)


def _alone(view: View, county_id: str) -> ServiceExplanation | None:
    """Return the explanation where no pair of set and hall is possible even on an empty calendar."""
    empty = view.with_plan(replace(view.plan, stays=(), overhauls=(), tours=(), stages=()))
    tally = Tally()
    for trial in try_pairs(empty, county_id):
        if not trial.violations:
            return None
        tally.add([(each, mend_of(view, trial.stay, each, alone=True)) for each in trial.violations])
    return explained("sets", "impossible", tally=tally, proved=True)


def _in_plan(view: View, county_id: str) -> ServiceExplanation:
    """Return the longest stay for which there is still room, or what blocks each place."""
    tally = Tally()
    free: list[StayTrial] = []
    refused_at: set[tuple[str, date]] = set()
    for trial in try_weeks(view, county_id):
        if trial.violations:
            tally.add([(each, mend_of(view, trial.stay, each, alone=False)) for each in trial.violations])
        else:
            free.append(trial)
    for trial in sorted(free, key=lambda trial: (-trial.stay.weeks, trial.stay.opens)):
        refused = newly_broken(view, with_stay(view.plan, trial.stay, trial.overhauls))
        if not refused:
            gap = Gap(stay=trial.stay, overhauls=trial.overhauls, tour=None, stop_id=None)
            return explained("sets", "gap", tally=tally, gap=gap)
        place = (trial.stay.set_id, trial.stay.opens)
        tally.add([(each, None) for each in refused], places=int(place not in refused_at))
        refused_at.add(place)
    return explained("sets", "no_gap", tally=tally)


def with_stay(plan: Plan, stay: Stay, overhauls: Iterable[Overhaul]) -> Plan:
    """Return ``plan`` with a stay and its overhauls added; its figures are left as they were."""
    return replace(plan, stays=(*plan.stays, stay), overhauls=(*plan.overhauls, *overhauls))


def newly_broken(view: View, plan: Plan, rule_ids: Iterable[str] = ALL_RULES) -> list[Violation]:
    """Return what the verifier's rules, all by default, have against ``plan`` and not against the view's own plan."""
    checks = [RULES[rule_id] for rule_id in rule_ids]
    tried = view.with_plan(plan)
    broken = [each for check in checks for each in check(tried)]
    if not broken:
        return []
    before = {each.rule_id for check in checks for each in check(view)}
    return [each for each in broken if each.rule_id not in before]


Amount = Callable[[View, Stay, Violation], int]
_STATIC: dict[tuple[str, str], tuple[Change, str, Amount]] = {
    ("set.hall_fit", "area"): ("hall_area", "hall", lambda _, __, v: floor(float(v.facts["needed_m2"])) + 1),
    ("set.hall_fit", "power"): ("hall_power", "hall", lambda _, __, v: int(v.facts["needed_w"])),
    ("set.hall_open", "span"): ("hall_open", "hall", lambda *_: 0),
    ("set.intact", "share"): ("set_intact", "", lambda _, __, v: 100 * int(v.facts["working"]) // int(v.facts["all"])),
    ("set.available", "span"): ("set_free", "set", lambda *_: 0),
    ("set.repair", "missing"): ("repair_waived", "set", lambda *_: 0),
    ("set.crew", "leave"): ("team_free", "team", lambda *_: 0),
    ("set.crew", "no_team"): ("team_added", "new team", lambda *_: 0),
    ("set.round", "outside"): ("rounds_wide", "", lambda *_: 0),
    ("set.week", "horizon"): ("horizon_longer", "", lambda view, stay, _: view.problem.horizon.weeks + stay.weeks),
}


def mend_of(view: View, stay: Stay, broken: Violation, *, alone: bool) -> Relaxation | None:
    """Return the change of the problem that takes a violation of a tried stay away; ``None`` where only a plan can."""
    key = (broken.rule_id, broken.case)
    if key in _STATIC:
        change, target, amount = _STATIC[key]
        targets = {"hall": stay.hall_id, "set": stay.set_id, "team": stay.team_id, "new team": "added-team"}
        return Relaxation(
            rule_id=broken.rule_id,
            change=change,
            target_id=targets.get(target, ""),
            amount=amount(view, stay, broken),
        )
    if broken.rule_id == "set.move" and alone:
        there = f"{stay.set_id}@{stay.hall_id}"
        return Relaxation(rule_id="set.move", change="set_near", target_id=there, amount=0)
    return mend_of_absence(view, stay.set_id, broken)
