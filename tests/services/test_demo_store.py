"""The demo's store: three people, a published plan; and nobody's real store is ever thrown away."""

from dataclasses import replace

import pytest

from core.errors import DapengError
from scheduler.wire import dump_plan, dump_problem, write_json
from services.demo_store import DEMO_PASSWORD, demo_accounts, seed_demo
from store.unit import open_store
from tests.store.world import empty_plan, person, problem


@pytest.fixture
def folder(tmp_path):
    write_json(dump_problem(problem()), tmp_path / "problem.json")
    write_json(dump_plan(empty_plan()), tmp_path / "plan.json")
    return tmp_path


def test_a_demo_has_its_three_people_and_a_published_plan(folder):
    store = open_store(seed_demo(folder))
    with store.read() as unit:
        accounts = demo_accounts(unit)
        (head,) = unit.problems.all({"ORG-52"})
        (plan,) = unit.plans.all({"ORG-52"}, {"published"})
    assert {person.name: person.role for person in accounts.people} == {
        "planner": "planner",
        "driver": "driver",
        "evaluator": "evaluator",
    }
    assert accounts.password == DEMO_PASSWORD
    assert (head.problem_id, plan.plan_id) == (problem().problem_id, "empty-1")
    driver = next(person for person in accounts.people if person.role == "driver")
    assert driver.caravan_id in {caravan.caravan_id for caravan in problem().caravans}
    store.close()


def test_making_the_demo_again_publishes_its_new_plan_and_removes_nothing(folder):
    """Also while a server has the store open."""
    store = open_store(seed_demo(folder))
    with store.write() as unit:
        unit.problems.add(replace(problem(), problem_id="my-own-work"), "ORG-52", None)
        unit.people.add(person("wang"), "a hash of a password of their own")
    write_json(dump_plan(empty_plan(seed=2)), folder / "plan.json")
    seed_demo(folder)
    with store.read() as unit:
        assert {one.name for one in demo_accounts(unit).people} == {"planner", "driver", "evaluator"}
        assert len(unit.people.all()) == 4
        assert {one.problem_id for one in unit.problems.all({"ORG-52"})} == {problem().problem_id, "my-own-work"}
        states = {one.plan_id: one.state for one in unit.plans.all({"ORG-52"}, {"published", "superseded"})}
    assert states == {"empty-1": "superseded", "empty-2": "published"}
    store.close()


def test_a_real_store_is_left_alone(folder):
    store = open_store(folder / "dapeng.sqlite")
    with store.write() as unit:
        unit.facts.put("theirs", "precious")
    store.close()
    with pytest.raises(DapengError) as caught:
        seed_demo(folder)
    assert caught.value.faults[0].code == "store-not-demo"
    store = open_store(folder / "dapeng.sqlite")
    with store.read() as unit:
        assert unit.facts.get("theirs") == "precious"
        assert demo_accounts(unit) is None
    store.close()
