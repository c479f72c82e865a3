"""A driver's home page leads to the newest published plan that has their caravan."""

import re
from dataclasses import replace

import pytest

from scheduler.wire import pinned_of
from services.accounts import add_person
from store.verified import VerifiedPlan
from tests.api.conftest import PASSWORD, by_hand
from tests.plan_by_hand import plan_by_hand
from tests.store.world import PROVINCE, problem


def publish(world, other, plan):
    """Store a problem with a plan, publish it an hour later than what was published before, return the plan's key."""
    world.clock.pass_by(hours=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("store.verified.verify", lambda *_: [])
        shown = VerifiedPlan(problem=other, plan=replace(plan, pinned=pinned_of(other), stages=by_hand().stages))
    with world.app.state.context.store.write() as unit:
        plan_key = unit.plans.add(unit.problems.add(other, PROVINCE, None).problem_key, shown, None).plan_key
        unit.plans.publish(plan_key, world.clock())
    return plan_key


def home_of(world, name):
    """Return where a driver's home page leads, and how that is answered."""
    address = world.as_(name).get("/driver").headers["location"]
    return address, world.as_(name).get(address).status_code


def test_a_plan_without_the_drivers_caravan_is_passed_over(own_world):
    sets_only = replace(problem(), problem_id="sets-only", caravans=(), visit_pins=())
    publish(own_world, sets_only, replace(by_hand(), tours=(), plan_id="sets-only"))
    assert home_of(own_world, "driver") == (f"/driver/plans/{own_world.published}/caravans/C01", 200)


def test_a_newer_plan_with_the_caravan_is_taken(own_world):
    newer = publish(own_world, replace(problem(), problem_id="next"), replace(by_hand(), plan_id="next"))
    assert home_of(own_world, "driver") == (f"/driver/plans/{newer}/caravans/C01", 200)


def test_a_caravan_whose_id_has_signs_of_addresses_in_it(own_world):
    renamed = tuple(replace(one, caravan_id="1#车?") if one.caravan_id == "C01" else one for one in problem().caravans)
    other = replace(problem(), problem_id="signs", caravans=renamed)
    plan_key = publish(own_world, other, replace(plan_by_hand(other, tours=2, visits=2), plan_id="signs"))
    with own_world.app.state.context.store.write() as unit:
        add_person(
            unit, name="hash", display_name="x", role="driver", org_id=PROVINCE, password=PASSWORD, caravan_id="1#车?"
        )
    address, status = home_of(own_world, "hash")
    assert status == 200
    client = own_world.as_("hash")
    files = [line.split('"')[1] for line in client.get(address).text.split("href=") if "/files/ics" in line]
    assert client.get(files[0]).status_code == 200
    planner = own_world.as_("planner")
    links = re.findall(r'href="(/driver/plans/[^"]+)"', planner.get(f"/planner/plans/{plan_key}").text)
    assert len(links) == len({tour.caravan_id for tour in by_hand().tours})
    assert {planner.get(link).status_code for link in links} == {200}


def test_a_driver_whom_no_plan_knows_is_told_so(own_world):
    with own_world.app.state.context.store.write() as unit:
        add_person(
            unit, name="new", display_name="x", role="driver", org_id=PROVINCE, password=PASSWORD, caravan_id="C99"
        )
    answer = own_world.as_("new").get("/driver")
    assert (answer.status_code, "location" in answer.headers) == (200, False)
