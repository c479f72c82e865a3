"""A store with a small problem in it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from scheduler.need import need_permille
from scheduler.plan import PLAN_SCHEMA_VERSION, Making, Plan, Section, StageId, StageResult
from scheduler.problem import Organisation, Problem
from scheduler.wire import pinned_of
from store.base import new_key
from store.records import Person
from store.unit import Store, open_store
from tests.small import small_problem

PROVINCE = "ORG-52"
STAGES: tuple[StageId, ...] = ("shortage", "coverage", "worst_prefecture", "cost")
ORGANISATIONS = (
    Organisation(org_id="ORG-CN", name="全国", level="nation", parent_id=None),
    Organisation(org_id=PROVINCE, name="贵州省", level="province", parent_id="ORG-CN"),
    Organisation(org_id="ORG-33", name="浙江省", level="province", parent_id="ORG-CN"),
    Organisation(org_id="ORG-52-A", name="安顺市", level="prefecture", parent_id=PROVINCE),
)


@cache
def problem() -> Problem:
    """Return a small problem whose empty plan breaks no rule."""
    return small_problem(stay_pins=(), visit_pins=(), floors=())


def empty_plan(seed: int = 1) -> Plan:
    """Return a plan of :func:`problem` that sends nobody anywhere: poor, but it breaks no rule."""
    making = Making(seed=seed, deterministic=True, seconds=0.0, versions={}, stopped=False)
    return Plan(
        schema_version=PLAN_SCHEMA_VERSION,
        plan_id=f"empty-{seed}",
        pinned=pinned_of(problem()),
        making=making,
        stays=(),
        overhauls=(),
        tours=(),
        stages=tuple(stage_of(section, stage) for section in ("sets", "caravans") for stage in STAGES),
    )


@cache
def stage_of(section: Section, stage: StageId) -> StageResult:
    """Return a stage that has reached nothing and has nothing proven but the obvious."""
    asked, stops = [c.county_id for c in problem().counties], {stop.county_id for stop in problem().stops}
    need = need_permille(problem())
    whole = 1000 * sum(need[county_id] for county_id in (asked if section == "sets" else stops))
    trivial = {"coverage": whole, "worst_prefecture": 1000}.get(stage, 0)
    upper = 3_000_000_000 if trivial else 0
    return StageResult(
        section=section,
        stage=stage,
        sense="max" if upper else "min",
        unit="of something",
        value=0,
        bound=upper,
        trivial_bound=trivial,
        status="feasible",
        seconds=0.25,
        method="by hand",
    )


def person(name: str = "planner", role: str = "planner", **changes: object) -> Person:
    """Return somebody."""
    made = Person(user_key=new_key(), name=name, display_name=name, role=role, org_id=PROVINCE, caravan_id=None)
    return replace(made, **changes)


def filled_store(path) -> Store:
    """Return a new store with organisations and one planner."""
    store = open_store(path / "store.sqlite")
    with store.write() as unit:
        unit.organisations.merge(ORGANISATIONS)
        unit.people.add(person(user_key="planner-key"), "no hash")
    return store
