"""Emergencies and suspensions: decided, verified, checked once more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from core.errors import fail
from scheduler.emergency.closed import days_closed
from scheduler.emergency.dispatch import Answered, answer_emergency
from scheduler.emergency.model import Changed, ChangedStay, Dispatch, Emergency, Lift, Pause, Suspension
from scheduler.emergency.scene import stop_of
from scheduler.emergency.suspend import Paused, answer_suspension
from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.verify.dispatch import Ask, Breach, Told, dispatch_breaches
from scheduler.verify.lifts import ToldLift, lift_breaches
from scheduler.verify.suspension import suspension_breaches
from scheduler.verify.told import dispatch_told, pause_told
from services.planning import require_verified

DISPATCH: TypeAdapter[Dispatch] = TypeAdapter(Dispatch)
PAUSE: TypeAdapter[Pause] = TypeAdapter(Pause)


def dispatch_json(dispatch: Dispatch) -> Any:
    """Return a decision as JSON-like content."""
    return DISPATCH.dump_python(dispatch, mode="json")


def decide_emergency(problem: Problem, plan: Plan, emergency: Emergency) -> Answered:
    """Return the decision of an emergency with a plan that the verifier accepts.

    Raises
    ------
    DapengError
        As :func:`scheduler.emergency.dispatch.answer_emergency`; ``plan-refused`` where the verifier or the check of
        the dispatch finds something wrong: a fault of the program, never handed out.
    """
    require_verified(problem, plan)
    answered = answer_emergency(problem, plan, emergency)
    require_verified(answered.problem, answered.plan)
    require_none(answered.plan, breaches(problem, plan, answered, emergency))
    return answered


def require_none(plan: Plan, found: Sequence[Breach]) -> None:
    """Raise ``plan-refused`` where a check of what was decided found something."""
    if found:
        listed = "; ".join(f"{breach.case} {breach.about}" for breach in found[:5])
        raise fail("plan-refused", plan.plan_id, count=len(found), listed=listed)


def breaches(problem: Problem, before: Plan, answered: Answered, emergency: Emergency) -> list[Breach]:
    """Return what is not as it was to be; ``problem`` and ``before``: those of before the emergency."""
    ask = Ask(
        stops={county_id: stop_of(emergency, county_id) for county_id in emergency.county_ids},
        themes=emergency.themes,
        called=emergency.called,
        deadline=emergency.deadline,
        told=_told(answered.dispatch.changed),
    )
    lifts, added = _lifts(answered.dispatch.lifts), frozenset(ask.stops.values())
    return [
        *dispatch_breaches(before, answered.problem, answered.plan, ask),
        *lift_breaches(problem, answered.problem, answered.plan, lifts, added),
        *dispatch_told(problem, before, answered.problem, answered.plan, emergency, answered.dispatch),
    ]


def pause_json(pause: Pause) -> Any:
    """Return a decision as JSON-like content."""
    return PAUSE.dump_python(pause, mode="json")


def decide_suspension(problem: Problem, plan: Plan, suspension: Suspension) -> Paused:
    """Return the decision of a suspension with a plan that the verifier accepts.

    Raises
    ------
    DapengError
        As :func:`scheduler.emergency.suspend.answer_suspension`; ``plan-refused`` as for an emergency.
    """
    require_verified(problem, plan)
    paused = answer_suspension(problem, plan, suspension)
    require_verified(paused.problem, paused.plan)
    require_none(paused.plan, pause_breaches(problem, plan, paused, suspension))
    return paused


def pause_breaches(problem: Problem, before: Plan, paused: Paused, suspension: Suspension) -> list[Breach]:
    """Return what is not as it was to be."""
    span = days_closed(problem, suspension)
    found = suspension_breaches(
        problem,
        before,
        paused.plan,
        frozenset(suspension.county_ids),
        (span.first, span.last),
        _told(paused.pause.visits),
        {(stay.set_id, stay.opens): _now(stay) for stay in paused.pause.stays},
    )
    return [
        *found,
        *lift_breaches(problem, paused.problem, paused.plan, _lifts(paused.pause.lifts)),
        *pause_told(problem, before, paused.plan, span.last, paused.pause),
    ]


def _now(stay: ChangedStay) -> tuple[str, date, int] | None:
    if stay.new_set_id is None or stay.new_opens is None or stay.new_weeks is None:
        return None
    return stay.new_set_id, stay.new_opens, stay.new_weeks


def _lifts(lifts: Sequence[Lift]) -> tuple[ToldLift, ...]:
    return tuple((lift.rule_id, lift.target_id, lift.before, lift.after, lift.where) for lift in lifts)


def _told(changed: Sequence[Changed]) -> Told:
    """Return stop and planned caravan -> new day and caravan."""
    told: Told = {}
    for each in changed:
        again = (each.new_day, each.new_caravan_id) if each.new_day and each.new_caravan_id else None
        told[each.stop_id, each.caravan_id] = again
    return told
