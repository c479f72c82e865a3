"""No slot is handed out whose plan does not grant the request."""

from __future__ import annotations

from core.errors import fail
from scheduler.problem import Problem
from scheduler.requests import Request
from scheduler.slots.answer import Granted
from scheduler.verify.granted import lacks


def require_granted(problem: Problem, request: Request, granted: Granted) -> None:
    """Raise ``plan-refused`` unless each plan handed out grants the request: a fault of the program.

    What is offered on other dates lacks the dates and nothing else.
    """
    for slot, plan in zip(granted.answer.slots, granted.plans, strict=True):
        lacked = [lack for lack in lacks(problem, plan, request) if slot.in_dates or lack != "dates"]
        if lacked:
            raise fail("plan-refused", plan.plan_id, count=len(lacked), listed="; ".join(lacked))
