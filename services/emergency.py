"""Emergencies and suspensions: read from JSON, checked once more, as tables and JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from core.errors import fail
from scheduler.emergency.dispatch import Answered, answer_emergency
from scheduler.emergency.model import Dispatch, Emergency
from scheduler.emergency.scene import stop_of
from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.verify.dispatch import Ask, Breach, dispatch_breaches
from scheduler.wire import parse, read_json
from services.planning import require_verified

EMERGENCY: TypeAdapter[Emergency] = TypeAdapter(Emergency)
DISPATCH: TypeAdapter[Dispatch] = TypeAdapter(Dispatch)


def read_emergency(path: Path) -> Emergency:
    """Read an emergency from JSON; raises :class:`DapengError` with every fault of its fields."""
    return parse(EMERGENCY, read_json(path), str(path))


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
    require_none(answered.plan, breaches(plan, answered, emergency))
    return answered


def require_none(plan: Plan, found: Sequence[Breach]) -> None:
    """Raise ``plan-refused`` where a check of what was decided found something."""
    if found:
        listed = "; ".join(f"{breach.case} {breach.about}" for breach in found[:5])
        raise fail("plan-refused", plan.plan_id, count=len(found), listed=listed)


def breaches(before: Plan, answered: Answered, emergency: Emergency) -> list[Breach]:
    """Return what is not as it was to be."""
    told = {
        each.stop_id: (each.new_day, each.new_caravan_id) if each.new_day and each.new_caravan_id else None
        for each in answered.dispatch.changed
    }
    ask = Ask(
        stops={county_id: stop_of(emergency, county_id) for county_id in emergency.county_ids},
        themes=emergency.themes,
        called=emergency.called,
        deadline=emergency.deadline,
        told=told,
    )
    return dispatch_breaches(before, answered.problem, answered.plan, ask)
