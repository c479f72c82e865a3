"""Make a plan: solve, verify, and only then hand it out."""

from __future__ import annotations

from core.errors import fail
from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.progress import Budget
from scheduler.solve import solve
from scheduler.verify import verify


def make_plan(problem: Problem, budget: Budget, warm_start: Plan | None = None) -> Plan:
    """Return a plan that the verifier accepts.

    Raises
    ------
    DapengError
        Code ``plan-refused`` where the verifier finds a broken rule: a fault of the program, never handed out.
    """
    plan = solve(problem, budget, warm_start)
    require_verified(problem, plan)
    return plan


def require_verified(problem: Problem, plan: Plan) -> None:
    """Raise ``plan-refused`` unless the verifier accepts ``plan``."""
    violations = verify(problem, plan)
    if violations:
        listed = "; ".join(violation.text("en") for violation in violations[:5])
        raise fail("plan-refused", plan.plan_id, count=len(violations), listed=listed)
