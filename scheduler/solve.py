"""Problem -> Plan: both sections, verified before anybody sees it."""

from __future__ import annotations

from scheduler.problem import Problem
from scheduler.wire import problem_fingerprint


def plan_id_of(problem: Problem, seed: int) -> str:
    """Return a plan id that names its problem and seed."""
    return f"{problem.problem_id}-{problem_fingerprint(problem)[7:15]}-{seed}"
