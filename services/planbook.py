"""Problems and plans in the store: put in, published, taken out."""

from __future__ import annotations

from datetime import datetime

from core.errors import DapengError, fail
from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.wire import PLAN, PROBLEM, parse
from services.accounts import Principal
from services.memo import Memo
from store.records import PlanHead, ProblemHead
from store.unit import Unit
from store.verified import VerifiedPlan

_problems: Memo[Problem] = Memo(8)
_plans: Memo[Plan] = Memo(16)


def add_problem(unit: Unit, principal: Principal, problem: Problem) -> ProblemHead:
    """Store a problem; its owner is the organisation of whoever brings it."""
    person = principal.person
    head = unit.problems.add(problem, person.org_id, person.user_key)
    unit.audit.add("problem.add", head.problem_key, user_key=person.user_key, fingerprint=head.fingerprint)
    return head


def find_problem(unit: Unit, principal: Principal, problem_key: str) -> ProblemHead:
    """Return a problem in somebody's scope; raises ``not-found``."""
    head = unit.problems.find(problem_key, principal.scope)
    if head is None:
        raise _not_found("problem", problem_key)
    return head


def find_plan(unit: Unit, principal: Principal, plan_key: str) -> PlanHead:
    """Return a plan that somebody may read; raises ``not-found``."""
    head = unit.plans.find(plan_key, principal.scope, principal.plan_states)
    if head is None:
        raise _not_found("plan", plan_key)
    return head


def load_problem(unit: Unit, problem_key: str) -> Problem:
    """Return a stored problem (read once, then kept in memory: it never changes)."""
    return _problems.get(problem_key, lambda: parse(PROBLEM, unit.problems.document(problem_key), problem_key))


def load_plan(unit: Unit, plan_key: str) -> Plan:
    """Return a stored plan (read once, then kept in memory: it never changes)."""
    return _plans.get(plan_key, lambda: parse(PLAN, unit.plans.document(plan_key), plan_key))


def add_plan(unit: Unit, problem_key: str, verified: VerifiedPlan, user_key: str | None) -> PlanHead:
    """Store a plan, as a draft."""
    head = unit.plans.add(problem_key, verified, user_key)
    unit.audit.add("plan.add", head.plan_key, user_key=user_key, plan_id=head.plan_id)
    return head


def publish_plan(unit: Unit, principal: Principal, plan_key: str, now: datetime) -> PlanHead:
    """Publish a plan: drivers and evaluators see it from now on, in place of the one before."""
    find_plan(unit, principal, plan_key)
    head = unit.plans.publish(plan_key, now)
    unit.audit.add("plan.publish", plan_key, user_key=principal.person.user_key, plan_id=head.plan_id)
    return head


def _not_found(kind: str, key: str) -> DapengError:
    return fail("not-found", f"/{kind}s/{key}", kind=kind, key=key)
