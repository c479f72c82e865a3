"""A plan is read with the problem that it is of: commands tell nothing of another one's."""

from __future__ import annotations

from pathlib import Path

from core.errors import fail
from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.verify.registry import RULES
from scheduler.verify.view import View
from scheduler.wire import problem_fingerprint, read_plan

OF_THE_PROBLEM = "plan.problem"
REFERENCES = ("set.reference", "tour.reference")
RULES_SHOWN = 3


def read_plan_of(problem: Problem, path: Path) -> Plan:
    """Read a plan of ``problem``: made from it, or from a state of it in which all that the plan says was the same.

    Requests or people entered since leave a plan as it is. So one with another fingerprint is judged by every rule of
    the verifier, its figures included; of one with the problem's own it is asked whether all that it names exists.

    Raises
    ------
    DapengError
        As :func:`scheduler.wire.read_plan`; ``plan-of-another`` with the rules that the plan breaks here.
    """
    plan = read_plan(path)
    same = plan.pinned.problem == problem_fingerprint(problem)
    asked = REFERENCES if same else [rule_id for rule_id in RULES if rule_id != OF_THE_PROBLEM]
    view = View(problem, plan)
    broken = [rule_id for rule_id in asked if any(True for _ in RULES[rule_id](view))]
    if broken:
        listed = ", ".join(broken[:RULES_SHOWN])
        raise fail("plan-of-another", str(path), problem=problem.problem_id, count=len(broken), listed=listed)
    return plan
