"""Solvers for tests of jobs: each a function of a module, since it runs in another process."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import replace

from core.errors import fail
from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.progress import Budget, Progress
from tests.store.world import empty_plan


def at_once(problem: Problem, budget: Budget) -> Plan:
    """Report twice and answer."""
    for stage in ("shortage", "coverage"):
        budget.report(Progress(section="sets", stage=stage, incumbent=3, bound=7, seconds=budget.elapsed()))
    return empty_plan(budget.seed)


def until_cancelled(problem: Problem, budget: Budget) -> Plan:
    """Go on until told to stop, then hand out the best so far."""
    while not budget.over():
        budget.report(Progress(section="sets", stage="coverage", incumbent=1, bound=9, seconds=budget.elapsed()))
        time.sleep(0.05)
    plan = empty_plan(budget.seed)
    return replace(plan, making=replace(plan.making, stopped=True))


def kills_itself(problem: Problem, budget: Budget) -> Plan:
    """Die as a process without memory does."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def breaks(problem: Problem, budget: Budget) -> Plan:
    """Meet an error of the program."""
    raise ZeroDivisionError("of ours")


def refuses(problem: Problem, budget: Budget) -> Plan:
    """Find that rules contradict each other."""
    raise fail("value-invalid", "pins", value="two pins", detail="they contradict each other")


def cheats(problem: Problem, budget: Budget) -> Plan:
    """Hand out a plan of another problem."""
    plan = empty_plan(budget.seed)
    return replace(plan, pinned=replace(plan.pinned, problem="sha256:another"))
