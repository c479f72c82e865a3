"""The demo's store: its problem, its published plan, and three people to look at them."""

from __future__ import annotations

from pathlib import Path

from core.errors import fail
from core.record import record
from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.wire import read_plan, read_problem
from services.accounts import add_person
from services.people import parents_first
from services.planbook import add_plan
from store.base import utc_now
from store.records import Person
from store.roles import Role
from store.unit import Unit, open_store
from store.verified import VerifiedPlan

DEMO_FACT = "demo"
DEMO_PASSWORD = "dapeng-demo"  # noqa: S105 (opens invented data only, and the sign-in page prints it)
STORE_NAME = "dapeng.sqlite"


@record
class DemoAccounts:
    """Who may sign in to a demo, and how."""

    password: str
    people: tuple[Person, ...]


def seed_demo(folder: Path) -> Path:
    """Put ``folder``'s ``problem.json`` and ``plan.json`` into the demo's store there, and return its path.

    The plan is published in place of the one before. Nothing is removed: people work in a demo too, and a server may
    have it open.

    Raises
    ------
    DapengError
        Where a file cannot be used, or ``store-not-demo`` where the store there is somebody's real one.
    """
    problem, plan = read_problem(folder / "problem.json"), read_plan(folder / "plan.json")
    verified = VerifiedPlan(problem=problem, plan=plan)
    path = folder / STORE_NAME
    is_new = not path.exists()
    store = open_store(path)
    try:
        with store.write() as unit:
            if not is_new and unit.facts.get(DEMO_FACT) is None:
                raise fail("store-not-demo", str(path))
            _fill(unit, verified)
    finally:
        store.close()
    return path


def demo_accounts(unit: Unit) -> DemoAccounts | None:
    """Return the demo's own people, who are named after their roles; ``None`` where this store is no demo."""
    if unit.facts.get(DEMO_FACT) is None:
        return None
    demos_own = tuple(person for person in unit.people.all() if person.name == person.role)
    return DemoAccounts(password=DEMO_PASSWORD, people=demos_own)


def _fill(unit: Unit, verified: VerifiedPlan) -> None:
    problem, plan = verified.problem, verified.plan
    org_id = _owner(problem)
    unit.facts.put(DEMO_FACT, problem.problem_id)
    unit.organisations.merge(parents_first(problem))
    planner = _person(unit, org_id, "planner", "计划员")
    _person(unit, org_id, "driver", "驾驶员", _busiest_caravan(problem, plan))
    _person(unit, org_id, "evaluator", "评估员")
    head = unit.problems.add(problem, org_id, planner.user_key)
    draft = add_plan(unit, head.problem_key, verified, planner.user_key)
    unit.plans.publish(draft.plan_key, utc_now())


def _person(unit: Unit, org_id: str, role: Role, display_name: str, caravan_id: str | None = None) -> Person:
    """Return the demo's person of a role, added where they are not there yet."""
    return unit.people.known(role) or add_person(
        unit,
        name=role,
        display_name=display_name,
        role=role,
        org_id=org_id,
        password=DEMO_PASSWORD,
        caravan_id=caravan_id,
    )


def _owner(problem: Problem) -> str:
    """Return the province that plans, or the topmost organisation where there is no province."""
    provinces = [one.org_id for one in problem.organisations if one.level == "province"]
    return provinces[0] if len(provinces) == 1 else parents_first(problem)[0].org_id


def _busiest_caravan(problem: Problem, plan: Plan) -> str:
    """Return the caravan with the most days out: its driver has the most to look at."""
    days = {caravan.caravan_id: 0 for caravan in problem.caravans}
    for tour in plan.tours:
        days[tour.caravan_id] += len(tour.days)
    return max(sorted(days), key=lambda caravan_id: days[caravan_id])
