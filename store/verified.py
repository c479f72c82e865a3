"""Proof that a plan may be stored."""

from __future__ import annotations

from core.errors import fail
from core.record import record
from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.verify import verify


@record
class VerifiedPlan:
    """A problem and a plan of it that the verifier accepts: the only thing that can be stored as a plan.

    Raises
    ------
    DapengError
        Code ``plan-refused`` where the verifier finds a broken rule.
    """

    problem: Problem
    plan: Plan

    def __post_init__(self) -> None:
        violations = verify(self.problem, self.plan)
        if violations:
            listed = "; ".join(violation.text("en") for violation in violations[:5])
            raise fail("plan-refused", self.plan.plan_id, count=len(violations), listed=listed)
