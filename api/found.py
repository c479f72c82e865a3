"""What requests name by key, found within what the person may see."""

from __future__ import annotations

from scheduler.problem import Problem
from services.accounts import Principal
from services.planbook import find_plan, find_problem, load_plan, load_problem
from services.products import Stored
from store.unit import Unit


def problem_of(unit: Unit, me: Principal, problem_key: str) -> Problem:
    """Return a problem; raises ``not-found``."""
    find_problem(unit, me, problem_key)
    return load_problem(unit, problem_key)


def stored_plan(unit: Unit, me: Principal, plan_key: str) -> Stored:
    """Return a plan with its problem; raises ``not-found``."""
    head = find_plan(unit, me, plan_key)
    return Stored(
        problem_key=head.problem_key,
        problem=load_problem(unit, head.problem_key),
        plan_key=plan_key,
        plan=load_plan(unit, plan_key),
    )
