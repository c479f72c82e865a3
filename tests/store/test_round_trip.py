"""What goes into the store comes out of it, and nothing else goes in."""

import dataclasses

import pytest
from sqlalchemy.exc import IntegrityError

from core.errors import DapengError
from scheduler.wire import PLAN, PROBLEM, parse, problem_fingerprint
from store.inventory import KINDS, RECORDS, TABLES, record_of, row_of
from store.verified import VerifiedPlan
from tests.store.world import PROVINCE, empty_plan, filled_store, person, problem


@pytest.fixture
def store(tmp_path):
    made = filled_store(tmp_path)
    yield made
    made.close()


def add_problem(store):
    with store.write() as unit:
        return unit.problems.add(problem(), PROVINCE, "planner-key")


def test_a_problem_comes_out_as_it_went_in(store):
    head = add_problem(store)
    with store.read() as unit:
        again = parse(PROBLEM, unit.problems.document(head.problem_key), "problem")
        assert again == problem()
        assert unit.problems.find(head.problem_key) == head
    assert head.fingerprint == problem_fingerprint(problem())


def test_the_same_problem_is_stored_once_per_owner(store):
    first, second = add_problem(store), add_problem(store)
    assert first == second
    with store.write() as unit:
        other = unit.problems.add(problem(), "ORG-33", None)
    assert other.problem_key != first.problem_key


@pytest.mark.parametrize("kind", KINDS)
def test_inventory_rows_are_the_records(store, kind):
    head = add_problem(store)
    wanted = getattr(problem(), kind)
    assert wanted
    with store.read() as unit:
        found = unit.inventory.items(head.problem_key, kind)
    key = next(column.name for column in TABLES[kind].__table__.primary_key if column.name != "problem_key")
    assert found == tuple(sorted(wanted, key=lambda item: getattr(item, key)))
    assert record_of(kind, row_of(kind, wanted[0], "k")) == wanted[0]


@pytest.mark.parametrize("kind", KINDS)
def test_each_field_of_a_record_has_its_column(kind):
    columns = {column.name for column in TABLES[kind].__table__.columns}
    fields = {field.name for field in dataclasses.fields(RECORDS[kind])}
    assert columns == fields | {"problem_key"}


def test_inventory_search_by_name_id_county_and_page(store):
    head, stop = add_problem(store), problem().stops[3]
    with store.read() as unit:
        by_id = unit.inventory.search(head.problem_key, "stops", stop.stop_id, 10, 0)
        assert stop.stop_id in [item["stop_id"] for item in by_id.items]
        of_county = unit.inventory.search(head.problem_key, "stops", stop.county_id, 500, 0)
        assert of_county.total == sum(one.county_id == stop.county_id for one in problem().stops)
        first = unit.inventory.search(head.problem_key, "stops", "", 5, 0)
        second = unit.inventory.search(head.problem_key, "stops", "", 5, 5)
        assert first.total == len(problem().stops)
        assert len({item["stop_id"] for item in first.items + second.items}) == 10
        assert unit.inventory.search(head.problem_key, "stops", "100%", 5, 0).total == 0


def test_a_plan_comes_out_as_it_went_in(store):
    head = add_problem(store)
    with store.write() as unit:
        made = unit.plans.add(head.problem_key, VerifiedPlan(problem=problem(), plan=empty_plan()), "planner-key")
    with store.read() as unit:
        assert parse(PLAN, unit.plans.document(made.plan_key), "plan") == empty_plan()
        found = unit.plans.find(made.plan_key, {PROVINCE}, {"draft"})
    assert found == made
    assert found.stages == empty_plan().stages
    assert (found.state, found.stay_count, found.tour_count) == ("draft", 0, 0)


def test_a_plan_that_the_verifier_refuses_cannot_even_be_offered():
    wrong = dataclasses.replace(
        empty_plan(), pinned=dataclasses.replace(empty_plan().pinned, problem="sha256:of another problem")
    )
    with pytest.raises(DapengError) as caught:
        VerifiedPlan(problem=problem(), plan=wrong)
    assert caught.value.faults[0].code == "plan-refused"


def test_the_database_itself_refuses_an_unverified_plan(store):
    from sqlalchemy import insert

    from store.tables_plans import PlanRow

    head = add_problem(store)
    values = {"plan_id": "x", "problem_key": head.problem_key, "verified": False, "stay_count": 0, "tour_count": 0}
    with pytest.raises(IntegrityError, match="ck_plans_verified"), store.write() as unit:
        unit.plans._session.execute(insert(PlanRow).values(**values, document={}))


def test_publishing_supersedes_the_plan_before(store):
    from datetime import UTC, datetime

    head, at = add_problem(store), datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
    with store.write() as unit:
        first, second = (
            unit.plans.add(head.problem_key, VerifiedPlan(problem=problem(), plan=empty_plan(seed)), None)
            for seed in (1, 2)
        )
        unit.plans.publish(first.plan_key, at)
        assert unit.plans.publish(second.plan_key, at).published_at == at
    with store.read() as unit:
        plans = unit.plans.all({PROVINCE}, {"published", "superseded", "draft"})
    assert {plan.plan_id: plan.state for plan in plans} == {"empty-1": "superseded", "empty-2": "published"}


def test_plans_outside_the_scope_or_in_other_states_are_not_found(store):
    head = add_problem(store)
    with store.write() as unit:
        made = unit.plans.add(head.problem_key, VerifiedPlan(problem=problem(), plan=empty_plan()), None)
        assert unit.plans.find(made.plan_key, {"ORG-33"}, {"draft"}) is None
        assert unit.plans.find(made.plan_key, {PROVINCE}, {"published"}) is None
        assert unit.plans.all({"ORG-33"}, {"draft"}) == ()


def test_a_failed_transaction_leaves_nothing(store):
    def fail_half_way():
        with store.write() as unit:
            unit.problems.add(problem(), PROVINCE, None)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    with store.read() as unit:
        assert unit.problems.all({PROVINCE}) == ()


def test_reading_changes_nothing(store):
    with store.read() as unit:
        unit.facts.put("demo", "yes")
    with store.read() as unit:
        assert unit.facts.get("demo") is None


def test_scope_goes_down_and_ancestors_go_up(store):
    with store.read() as unit:
        assert unit.organisations.subtree(PROVINCE) == {PROVINCE, "ORG-52-A"}
        assert unit.organisations.subtree("ORG-CN") == {"ORG-CN", PROVINCE, "ORG-33", "ORG-52-A"}
        assert unit.organisations.ancestors("ORG-52-A") == {"ORG-52-A", PROVINCE, "ORG-CN"}
        assert unit.organisations.subtree("ORG-none") == frozenset()


def test_a_driver_needs_a_caravan_and_nobody_else_has_one(store):
    for wrong in (person("a", "driver"), person("b", "planner", caravan_id="C01"), person("c", "king")):
        with pytest.raises(IntegrityError), store.write() as unit:
            unit.people.add(wrong, "hash")


def test_a_new_store_is_for_its_owners_eyes_alone(store, tmp_path):
    assert (tmp_path / "store.sqlite").stat().st_mode & 0o077 == 0
