"""Why a caravan is not there on a day, in the verifier's own words: its absences, loans, journeys, its contract."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from core.ids import stop_place
from scheduler.explain.ground import Ground
from scheduler.explain.model import Change, Relaxation
from scheduler.plan import Activity, Tour, TourDay
from scheduler.rules import Violation
from scheduler.verify import fleet, loans, who
from scheduler.verify.registry import Check
from scheduler.verify.view import View

ABSENCES: tuple[Check, ...] = (fleet.caravan_available, loans.caravan_lent, who.caravan_away, who.caravan_territory)
CONTRACT = ("caravan.territory", "contract")
"""Rule and case of a day outside the contract; the rule's other case speaks of the place."""


def skeleton(ground: Ground, stop: int, caravan: int, days: Iterable[int] = (0,)) -> View:
    """Return a view of a tour that is nothing but a visit on each of ``days``."""
    names = ground.case.names
    stop_id = names.stops[stop].stop_id
    place = stop_place(stop_id)
    visit = Activity(
        kind="visit", start_min=0, end_min=0, from_place=place, to_place=place, stop_id=stop_id, length_m=0
    )
    out = tuple(TourDay(day=ground.date(day), activities=(visit,), overnight_county_id=None) for day in days)
    tour = Tour(tour_id="", caravan_id=names.caravans[caravan].caravan_id, crew_id="", days=out)
    return ground.view.with_plan(replace(ground.view.plan, tours=(tour,)))


def absent_on(ground: Ground, stop: int, caravan: int, days: Iterable[int]) -> list[Violation]:
    """Return why a caravan is not there on ``days``: each absence, loan, journey and contract once."""
    view = skeleton(ground, stop, caravan, days)
    found: dict[tuple[str, ...], Violation] = {}
    for check in ABSENCES:
        for each in check(view):
            if each.rule_id != CONTRACT[0] or each.case == CONTRACT[1]:
                about = each.facts.get("loan", "") + each.facts.get("journey", "")
                found.setdefault((each.rule_id, each.case, about), each)
    return list(found.values())


def mend_of_absence(view: View, resource_id: str, broken: Violation) -> Relaxation | None:
    """Return the change by which a loan, journey or contract no longer keeps a set or caravan away; else ``None``."""
    facts, rule = broken.facts, broken.rule_id
    if rule.endswith(".lent") and "loan" in facts:
        return Relaxation(rule_id=rule, change="loan_moved", target_id=facts["loan"], amount=0)
    if rule.endswith(".away"):
        mine = (one for one in view.problem.journeys if one.resource_id == resource_id)
        journey = next(one for one in mine if one.name == facts["journey"])
        return Relaxation(rule_id=rule, change="journey_moved", target_id=journey.journey_id, amount=0)
    if rule.endswith(".territory"):
        change: Change = "contract_longer" if broken.case == "contract" else "territory_wider"
        return Relaxation(rule_id=rule, change=change, target_id=facts["operator"], amount=0)
    return None
