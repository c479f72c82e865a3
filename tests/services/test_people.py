"""Setting a store up."""

import pytest
from typer.testing import CliRunner

from api.cli import app
from core.errors import DapengError
from scheduler.wire import dump_problem, write_json
from services.accounts import principal_of, sign_in
from services.people import NewPerson, add_organisations, parents_first, register_person, set_access
from store.base import utc_now
from store.unit import open_store
from tests.store.world import problem


@pytest.fixture
def store(tmp_path):
    made = open_store(tmp_path / "store.sqlite")
    add_organisations(made, problem())
    yield made
    made.close()


def new(**changes):
    facts = {"name": "wang", "display_name": "王老师", "role": "planner", "org_id": "ORG-52"}
    return NewPerson(**(facts | {"password": "long enough it is", "caravan_id": None} | changes))


def test_who_was_registered_may_sign_in(store):
    register_person(store, new())
    signed_in = sign_in(store, "wang", "long enough it is", "here", utc_now())
    assert signed_in.session.person.display_name == "王老师"


def test_every_fault_is_told_at_once_and_nobody_is_added(store):
    with pytest.raises(DapengError) as caught:
        register_person(store, new(name="a b", role="king", org_id="ORG-0", password="short", caravan_id="C01"))
    codes = [fault.code for fault in caught.value.faults]
    assert codes == ["value-invalid", "value-invalid", "password-short", "id-unknown", "value-invalid"]
    assert "short" not in str(caught.value).replace("password-short", "")
    with store.read() as unit:
        assert unit.people.all() == ()


def test_a_name_is_taken_once_and_a_driver_has_a_caravan(store):
    register_person(store, new())
    for wrong, code in ((new(), "name-taken"), (new(name="li", role="driver"), "value-invalid")):
        with pytest.raises(DapengError) as caught:
            register_person(store, wrong)
        assert [fault.code for fault in caught.value.faults] == [code]


def test_who_is_deactivated_is_out_at_once_and_comes_back_only_when_let_in_again(store):
    register_person(store, new())
    token = sign_in(store, "wang", "long enough it is", "here", utc_now()).token
    set_access(store, "wang", active=False)
    with pytest.raises(DapengError) as caught:
        sign_in(store, "wang", "long enough it is", "here", utc_now())
    assert caught.value.faults[0].code == "sign-in-refused"
    with pytest.raises(DapengError) as caught:
        register_person(store, new())
    assert caught.value.faults[0].code == "name-taken"
    set_access(store, "wang", active=True)
    assert sign_in(store, "wang", "long enough it is", "here", utc_now())
    with store.read() as unit:
        assert principal_of(unit, token, utc_now()) is None, "a session from before stays ended"
        assert [one.action for one in unit.audit.latest(9) if one.action.startswith("person.")] == [
            "person.reactivate",
            "person.deactivate",
            "person.add",
        ]


def test_somebody_unknown_cannot_be_deactivated(store):
    register_person(store, new())
    with pytest.raises(DapengError) as caught:
        set_access(store, "wangg", active=False)
    assert caught.value.faults[0].code == "name-unknown"
    assert "wang" in caught.value.faults[0].remedy("zh")


def test_the_commands_add_and_deactivate(tmp_path):
    database, organisations = tmp_path / "d.sqlite", tmp_path / "problem.json"
    write_json(dump_problem(problem()), organisations)
    given = ["--role", "planner", "--org", "ORG-52", "--database", database, "--organisations", organisations]
    run = CliRunner().invoke
    added = run(app, ["person", "li", *map(str, given)], input="long enough it is\nlong enough it is\n")
    assert added.exit_code == 0, added.output
    for options, people in (([], []), (["--undo"], ["li"])):
        done = run(app, ["deactivate", "li", "--database", str(database), *options])
        assert done.exit_code == 0, done.output
        made = open_store(database)
        with made.read() as unit:
            assert [one.name for one in unit.people.all()] == people
        made.close()


def test_organisations_come_after_the_one_above():
    ordered = [one.org_id for one in parents_first(problem())]
    above = {one.org_id: one.parent_id for one in problem().organisations}
    assert len(ordered) == len(above)
    for place, org_id in enumerate(ordered):
        assert above[org_id] is None or above[org_id] in ordered[:place]


def test_taking_organisations_over_twice_changes_nothing(store):
    with store.read() as unit:
        before = unit.organisations.all()
    add_organisations(store, problem())
    with store.read() as unit:
        assert unit.organisations.all() == before
    assert {one.org_id for one in before} == {one.org_id for one in problem().organisations}
