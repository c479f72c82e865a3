"""Why a county gets no caravan visit: the cheap stages, without a second solve."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from scheduler.explain.caravan_alone import try_pairs
from scheduler.explain.caravan_gaps import VisitTrial, try_days
from scheduler.explain.ground import Ground, with_empty_calendar
from scheduler.explain.model import Gap, Relaxation, ServiceExplanation
from scheduler.explain.sets import newly_broken
from scheduler.explain.tally import Tally, explained
from scheduler.plan import Plan, Tour
from scheduler.rules import Violation, violation


def explain_caravans(ground: Ground, county_id: str) -> ServiceExplanation:
    """Return stages served, not asked, impossible, and gap or no gap."""
    stops = ground.stops_in(county_id)
    reached = [stop for stop in stops if stop in ground.visited]
    if reached:
        audience = ground.case.flat.audience
        share = 1000 * int(audience[reached].sum()) // max(1, int(audience[stops].sum()))
        return explained(
            "caravans",
            "served",
            services=len([stop for stop in ground.visits if stop in reached]),
            share_permille=share,
        )
    if not stops:
        register = Relaxation(rule_id="tour.reference", change="stop_added", target_id=county_id, amount=0)
        return explained("caravans", "not_asked", mends=(register,))
    return _alone(ground, county_id) or _in_plan(ground, county_id)


def _alone(ground: Ground, county_id: str) -> ServiceExplanation | None:
    """Return the explanation where no pair of stop and caravan is possible even on an empty calendar."""
    tally, proved = Tally(), True
    if not ground.case.names.caravans:
        tally.add([(violation("tour.reference", "no_caravan", "/tours"), None)])
    for pair in try_pairs(with_empty_calendar(ground), county_id):
        if not pair.obstacles:
            return None
        tally.add(pair.obstacles)
        proved = proved and pair.proved
    return explained("caravans", "impossible", tally=tally, proved=proved)


def _in_plan(ground: Ground, county_id: str) -> ServiceExplanation:
    """Return a visit that could still be added, or what blocks each caravan and day."""
    tally = Tally()
    known: dict[str, None] = {}
    for trial in try_days(ground, county_id):
        if trial.tour is None:
            tally.add(list(zip(trial.violations, trial.mends, strict=True)), trial.days)
            continue
        refused = _refused(ground, trial.tour, known)
        if not refused:
            return explained("caravans", "gap", tally=tally, gap=_gap(trial))
        known.update(dict.fromkeys(each.rule_id for each in refused))
        tally.add([(each, None) for each in refused])
    return explained("caravans", "no_gap", tally=tally)


def _refused(ground: Ground, tour: Tour, known: Collection[str]) -> list[Violation]:
    """Return what the verifier has against a tour; the rules that refused others are asked first, then all."""
    plan = with_tour(ground.view.plan, tour)
    first = newly_broken(ground.view, plan, known) if known else []
    return first or newly_broken(ground.view, plan)


def _gap(trial: VisitTrial) -> Gap:
    return Gap(stay=None, overhauls=(), tour=trial.tour, stop_id=trial.stop_id)


def with_tour(plan: Plan, tour: Tour) -> Plan:
    """Return ``plan`` with a tour added, or put in place of the one of the same id; its figures as they were."""
    others = tuple(each for each in plan.tours if each.tour_id != tour.tour_id)
    return replace(plan, tours=(*others, tour))
