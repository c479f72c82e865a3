"""Why a county gets no museum set: the cheap stages, without a second solve."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from math import floor

from scheduler.explain.model import Change, Gap, Relaxation, ServiceExplanation
from scheduler.explain.set_trials import StayTrial, halls_of, try_pairs, try_weeks
from scheduler.explain.tally import Tally, explained
from scheduler.plan import Overhaul, Plan, Stay
from scheduler.rules import Violation, violation
from scheduler.verify.registry import RULES
from scheduler.verify.sums import footprint_m2, working
from scheduler.verify.view import View


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
        area = floor(max(_area_needed(view, item.set_id) for item in view.problem.sets)) + 1
        mend = Relaxation(rule_id="set.reference", change="hall_added", target_id=county_id, amount=area)
        tally.add([(missing, mend)])
    if not tally.places:
        return None
    return explained("sets", "impossible", tally=tally, proved=True)


def _area_needed(view: View, set_id: str) -> float:
    shown = working(view.sets[set_id].exhibit_ids, view.exhibits)
    return float(footprint_m2(shown)) * view.problem.set_rules.min_hall_area_percent / 100


def _alone(view: View, county_id: str) -> ServiceExplanation | None:
    """Return the explanation where no pair of set and hall is possible even on an empty calendar."""
    empty = view.with_plan(replace(view.plan, stays=(), overhauls=(), tours=(), stages=()))
    tally = Tally()
    for _, __, trial in try_pairs(empty, county_id):
        if not trial.violations:
            return None
        tally.add([(each, mend_of(view, trial.stay, each, alone=True)) for each in trial.violations])
    return explained("sets", "impossible", tally=tally, proved=True)


def _in_plan(view: View, county_id: str) -> ServiceExplanation:
    """Return the place that is still free, or what blocks each place."""
    tally = Tally()
    free: list[StayTrial] = []
    for trial in try_weeks(view, county_id):
        violations = trial.violations or tuple(_refused(view, trial))
        if violations:
            tally.add([(each, mend_of(view, trial.stay, each, alone=False)) for each in violations])
        else:
            free.append(trial)
    if not free:
        return explained("sets", "no_gap", tally=tally)
    longest = max(free, key=lambda trial: (trial.stay.weeks, -trial.stay.opens.toordinal()))
    gap = Gap(stay=longest.stay, overhauls=longest.overhauls, tour=None, stop_id=None)
    return explained("sets", "gap", tally=tally, gap=gap)


def _refused(view: View, trial: StayTrial) -> Iterable[Violation]:
    """Return what the whole verifier, figures apart, has against the plan with the stay in it."""
    return broken_by(view, with_stay(view.plan, trial.stay, trial.overhauls))


def with_stay(plan: Plan, stay: Stay, overhauls: Iterable[Overhaul]) -> Plan:
    """Return ``plan`` with a stay and its overhauls added; its figures are left as they were."""
    return replace(plan, stays=(*plan.stays, stay), overhauls=(*plan.overhauls, *overhauls))


def broken_by(view: View, plan: Plan) -> list[Violation]:
    """Return what the whole verifier, figures and fingerprints apart, has against ``plan``."""
    tried = view.with_plan(plan)
    skipped = ("plan.problem", "plan.figures")
    return [each for rule_id, check in RULES.items() if rule_id not in skipped for each in check(tried)]


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
    return None
