"""Nobody may do anything that is not allowed to them by name."""

import re

import pytest
from fastapi import APIRouter

from api.access import PUBLIC, doors, require_guarded

KEYS = {
    "problem_key": "problem_key",
    "plan_key": "published",
    "job_key": "problem_key",
    "county_id": None,
    "caravan_id": None,
    "kind": None,
}
FILLED = {"county_id": "CN-520402", "caravan_id": "C01", "kind": "coverage"}


def routes(world):
    return [(method, route) for route in doors(world.app) for method in sorted(route.methods)]


def filled(world, path):
    def value(found):
        name = found.group(1)
        return getattr(world, KEYS[name]) if KEYS[name] else FILLED[name]

    return re.sub(r"{(\w+)}", value, path)


def test_every_route_refuses_strangers_but_those_to_sign_in_by(world):
    asked = routes(world)
    assert len(asked) > 30
    for method, route in asked:
        if (method, route.path) in PUBLIC:
            continue
        answer = world.stranger().request(method, filled(world, route.path))
        if route.path.startswith("/api/"):
            assert answer.status_code == 401, f"{method} {route.path}"
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["faults"][0]["code"] == "sign-in-needed"
        else:
            assert answer.status_code == 303, f"{method} {route.path}"
            assert answer.headers["location"].startswith("/sign-in")


@pytest.mark.parametrize(
    "path", ["/api/openapi.json", "/docs", "/no/such/page", "/api/no/such", "/static/../api/plans"]
)
def test_strangers_do_not_even_learn_what_exists(world, path):
    assert world.stranger().get(path).status_code in (401, 303)


def test_what_is_public_is_public(world):
    stranger = world.stranger()
    assert stranger.get("/health").json() == {"status": "ok"}
    assert stranger.get("/sign-in").status_code == 200
    assert stranger.get("/static/dapeng.css").status_code == 200
    assert len(PUBLIC) == 4


def test_a_route_that_names_no_role_is_not_served(own_world):
    router = APIRouter()
    router.add_api_route("/forgotten", lambda: "all the plans", methods=["GET"])
    own_world.app.include_router(router)
    with pytest.raises(RuntimeError, match="/forgotten"):
        require_guarded(own_world.app)
    assert own_world.stranger().get("/forgotten").status_code == 303


ALL = {"planner", "evaluator", "driver", "admin"}
OFFICE = {"planner", "evaluator", "admin"}
PLANNERS = {"planner", "admin"}
MATRIX = [
    ("GET", "/api/session", ALL),
    ("GET", "/api/problems", OFFICE),
    ("GET", "/api/problems/{problem_key}", OFFICE),
    ("GET", "/api/problems/{problem_key}/document", OFFICE),
    ("GET", "/api/problems/{problem_key}/need", OFFICE),
    ("GET", "/api/problems/{problem_key}/inventory/stops", OFFICE),
    ("GET", "/api/plans", OFFICE),
    ("GET", "/api/plans/{plan_key}", OFFICE),
    ("GET", "/api/plans/{plan_key}/document", OFFICE),
    ("GET", "/api/plans/{plan_key}/verdict", OFFICE),
    ("GET", "/api/plans/{plan_key}/report", OFFICE),
    ("GET", "/api/plans/{plan_key}/itineraries", OFFICE),
    ("GET", "/api/plans/{plan_key}/itineraries/C01", ALL),
    ("GET", "/planner/plans/{plan_key}", PLANNERS),
    ("GET", "/evaluator/plans/{plan_key}", OFFICE),
    ("GET", "/driver/plans/{plan_key}/caravans/C01", ALL),
    ("POST", "/api/plans/{plan_key}/publish", PLANNERS),
]


@pytest.mark.parametrize(("method", "path", "allowed"), MATRIX)
def test_each_role_may_do_its_own_work_and_no_more(world, method, path, allowed):
    for name in sorted(ALL):
        answer = world.as_(name).request(method, filled(world, path))
        wanted = 200 if name in allowed else 403
        assert answer.status_code == wanted, f"{name} {method} {path}: {answer.text[:200]}"
        if wanted == 403 and path.startswith("/api/"):
            assert answer.json()["faults"][0]["code"] == "not-allowed"


@pytest.mark.parametrize(
    "path",
    [
        "/api/plans/{plan_key}/itineraries/C02",
        "/api/plans/{plan_key}/itineraries/C02/map",
        "/api/plans/{plan_key}/itineraries/C02/files/ics",
        "/api/plans/{plan_key}/itineraries/C02/files/pdf",
        "/driver/plans/{plan_key}/caravans/C02",
    ],
)
def test_a_driver_is_refused_anothers_itinerary(world, path):
    answer = world.as_("driver").get(filled(world, path))
    assert answer.status_code == 403
    assert "C02" not in answer.text
    assert "not-allowed" in answer.text


def test_a_driver_of_an_organisation_below_reads_their_own_in_the_plan_from_above(world):
    driver = world.as_("county")
    assert driver.get(f"/api/plans/{world.published}/itineraries/C02").status_code == 200
    assert driver.get(f"/api/plans/{world.published}/itineraries/C01").status_code == 403


@pytest.mark.parametrize("name", ["driver", "evaluator"])
def test_drafts_are_for_planners(world, name):
    client = world.as_(name)
    path = f"/api/plans/{world.draft}" + ("/itineraries/C01" if name == "driver" else "")
    assert client.get(path).status_code == 404
    assert world.as_("planner").get(path).status_code == 200
    if name == "evaluator":
        assert [plan["plan_key"] for plan in client.get("/api/plans").json()] == [world.published]


def test_another_province_sees_nothing_and_learns_nothing(world):
    neighbour = world.as_("neighbour")
    assert neighbour.get("/api/problems").json() == []
    assert neighbour.get("/api/plans").json() == []
    for path in (f"/api/problems/{world.problem_key}", f"/api/plans/{world.published}"):
        real, made_up = neighbour.get(path), neighbour.get(path[:-16] + "0" * 16)
        assert real.status_code == made_up.status_code == 404
        assert real.json()["faults"][0]["code"] == made_up.json()["faults"][0]["code"] == "not-found"
    order = neighbour.post(f"/api/problems/{world.problem_key}/jobs", json={})
    assert order.status_code == 404
    assert neighbour.post(f"/api/plans/{world.draft}/publish").status_code == 404


def test_everybody_lands_on_their_own_page(world):
    wanted = {"planner": "/planner", "admin": "/planner", "driver": "/driver", "evaluator": "/evaluator"}
    for name, page in wanted.items():
        assert world.as_(name).get("/").headers["location"] == page
    assert world.as_("driver").get("/driver").headers["location"].endswith(f"{world.published}/caravans/C01")
