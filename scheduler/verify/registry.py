"""Rule id -> the function that checks it, and the verifier itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.rules import Violation
from scheduler.verify import (
    between,
    campaigns,
    counties,
    duty,
    exchange,
    fleet,
    halls,
    loans,
    moves,
    repeats,
    stays,
    tours,
    visits,
    who,
    whole,
)
from scheduler.verify.view import View

Check = Callable[[View], Iterator[Violation]]


def rule_id_of(check: Check) -> str:
    """Return the id that a function checks: ``set_hall_fit`` checks ``set.hall_fit``."""
    name: str = check.__name__
    return name.replace("_", ".", 1)


_CHECKS: tuple[Check, ...] = (
    stays.set_reference,
    stays.set_week,
    stays.set_intact,
    halls.set_hall_fit,
    halls.set_hall_open,
    halls.set_hall_once,
    moves.set_available,
    loans.set_lent,
    who.set_away,
    who.set_territory,
    moves.set_move,
    stays.set_round,
    moves.set_repair,
    moves.set_crew,
    stays.set_pin,
    stays.set_not_asked,
    stays.set_floor,
    repeats.set_spacing,
    repeats.set_theme,
    repeats.set_once_first,
    exchange.set_loan,
    exchange.set_ring,
    tours.tour_reference,
    tours.tour_days,
    tours.tour_chain,
    duty.tour_travel,
    visits.tour_window,
    visits.tour_visit_time,
    duty.tour_drive_day,
    duty.tour_duty_day,
    duty.tour_rest,
    visits.tour_road,
    visits.tour_fit,
    fleet.caravan_once,
    fleet.caravan_out_days,
    fleet.caravan_available,
    loans.caravan_lent,
    who.caravan_away,
    who.caravan_territory,
    who.caravan_budget,
    fleet.crew_once,
    fleet.crew_days,
    fleet.crew_leave,
    fleet.crew_licence,
    counties.stop_once,
    counties.county_ceiling,
    counties.county_floor,
    counties.share_township,
    between.visit_apart,
    between.visit_class_times,
    counties.visit_pin,
    campaigns.campaign_target,
    campaigns.campaign_convoy,
    campaigns.campaign_joint,
    whole.plan_problem,
    whole.plan_figures,
)
RULES: dict[str, Check] = {rule_id_of(check): check for check in _CHECKS}


def verify(problem: Problem, plan: Plan) -> list[Violation]:
    """Return every broken hard rule of ``docs/model.md``; an empty list means that the plan is accepted.

    Parameters
    ----------
    problem
        A problem without faults (:func:`scheduler.check.check_problem`).
    plan
        Any plan, however wrong: what a rule cannot evaluate, because something it names does not exist, is left to
        the reference rules.

    Notes
    -----
    Exact integers throughout. Only the travel matrix and the need index are taken from outside, as data.
    """
    view = View(problem, plan)
    return [violation for check in RULES.values() for violation in check(view)]
