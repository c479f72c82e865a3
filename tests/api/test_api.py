"""What programs get."""

import dataclasses
import io
import json
import time
import zipfile

import pytest

from scheduler.wire import PLAN, PROBLEM, dump_problem, parse
from tests.api.conftest import by_hand, make_world
from tests.store.world import empty_plan, problem


def codes(answer):
    assert answer.headers["content-type"] == "application/problem+json"
    return [fault["code"] for fault in answer.json()["faults"]]


def test_problems_are_listed_and_come_out_whole(world):
    planner = world.as_("planner")
    (head,) = planner.get("/api/problems").json()
    assert head == planner.get(f"/api/problems/{world.problem_key}").json()
    assert head["title_zh"] == problem().title_zh
    document = planner.get(f"/api/problems/{world.problem_key}/document").json()
    assert parse(PROBLEM, document, "answer") == problem()


def test_inventory_is_searched(world):
    planner, base = world.as_("planner"), f"/api/problems/{world.problem_key}/inventory"
    for kind in ("exhibits", "sets", "halls", "caravans", "crews", "stops"):
        assert planner.get(f"{base}/{kind}").json()["total"] == len(getattr(problem(), kind))
    name = problem().caravans[1].name
    found = planner.get(f"{base}/caravans", params={"q": name}).json()
    assert [item["name"] for item in found["items"]] == [name]
    assert codes(planner.get(f"{base}/elephants")) == ["value-invalid"]


def test_no_number_is_too_large_to_be_answered(world):
    answer = world.as_("planner").get(f"/api/problems/{world.problem_key}/inventory/stops", params={"offset": 10**30})
    assert (answer.status_code, codes(answer)) == (422, ["value-invalid"])


def test_need_says_every_number(world):
    table = world.as_("evaluator").get(f"/api/problems/{world.problem_key}/need").json()
    assert [row["rank"] for row in table["rows"]] == list(range(1, len(problem().counties) + 1))
    row = table["rows"][0]
    points = sum(part["points"] for part in row["components"])
    assert abs(points - row["permille"]) <= 1
    assert all(part["source"] for part in row["components"])


def test_plans_are_listed_with_their_stages_and_come_out_whole(world):
    planner = world.as_("planner")
    plans = {plan["plan_key"]: plan for plan in planner.get("/api/plans").json()}
    assert {plans[world.published]["state"], plans[world.draft]["state"]} == {"published", "draft"}
    assert [stage["stage"] for stage in plans[world.draft]["stages"][:2]] == ["shortage", "coverage"]
    document = planner.get(f"/api/plans/{world.draft}/document").json()
    assert parse(PLAN, document, "answer") == empty_plan()


def test_the_verdict_is_given_now(world):
    planner = world.as_("planner")
    assert planner.get(f"/api/plans/{world.draft}/verdict").json() == {"accepted": True, "violations": []}
    other = planner.get(f"/api/plans/{world.published}/verdict").json()
    assert not other["accepted"], "the plan by hand breaks rules, and a fresh verdict says so"
    assert {"rule_id", "text_zh", "text_en"} == set(other["violations"][0])


def test_the_report_and_the_workbook(world):
    planner = world.as_("planner")
    report = planner.get(f"/api/plans/{world.published}/report").json()
    assert report["caravans"]["tours"] == len(by_hand().tours)
    answer = planner.get(f"/api/plans/{world.published}/plan.xlsx")
    assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None
    assert "attachment" in answer.headers["content-disposition"]


def test_an_itinerary_and_its_files(world):
    driver, base = world.as_("driver"), f"/api/plans/{world.published}/itineraries/C01"
    itinerary = driver.get(base).json()
    tours = [tour for tour in by_hand().tours if tour.caravan_id == "C01"]
    assert [trip["tour_id"] for trip in itinerary["trips"]] == [tour.tour_id for tour in tours]
    assert itinerary["timezone"] == "Asia/Shanghai"
    assert driver.get(f"{base}/files/ics").text.startswith("BEGIN:VCALENDAR")
    assert "<gpx" in driver.get(f"{base}/files/gpx").text
    paper = driver.get(f"{base}/files/pdf")
    assert paper.headers["content-type"].split(";")[0] in ("application/pdf", "text/html")
    assert codes(world.as_("planner").get(base.replace("C01", "C99"))) == ["not-found"]


@pytest.mark.parametrize("kind", ["coverage", "before-after", "tours", "year"])
def test_maps_are_shut_in_and_fetch_nothing(world, kind):
    answer = world.as_("evaluator").get(f"/api/plans/{world.published}/maps/{kind}")
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "sandbox allow-scripts;" in policy
    assert "allow-same-origin" not in policy
    assert "script-src 'sha256-" in policy
    assert "http:" not in policy
    assert "https:" not in policy


def test_an_upload_is_stored_once_and_belongs_to_who_brought_it(own_world):
    neighbour = own_world.as_("neighbour")
    first, second = (neighbour.post("/api/problems", json=dump_problem(problem())) for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert first.json()["org_id"] == "ORG-33"
    assert len(own_world.as_("planner").get("/api/problems").json()) == 1


def test_a_bad_upload_is_answered_with_every_fault_and_stores_nothing(own_world):
    planner = own_world.as_("planner")
    document = dump_problem(problem())
    document["caravans"][0]["kit_id"] = "no-such-kit"
    document["stops"][2]["county_id"] = "no-such-county"
    answer = planner.post("/api/problems", json=document)
    assert answer.status_code == 422
    assert codes(answer) == ["id-unknown", "id-unknown"]
    assert all(fault["cause_zh"] and fault["remedy_zh"] and fault["place"] for fault in answer.json()["faults"])
    document["horizon"]["weeks"] = "many"
    document["colour"] = "red"
    assert set(codes(planner.post("/api/problems", json=document))) == {"value-invalid", "field-unknown"}
    assert codes(planner.post("/api/problems", json={})) == ["document-wrong"]
    assert codes(planner.post("/api/problems", content="{", headers={"content-type": "application/json"})) == [
        "value-invalid"
    ]
    assert len(planner.get("/api/problems").json()) == 1


def test_bodies_beyond_the_limit_are_refused_whether_they_say_their_length_or_not(tmp_path):
    world = make_world(tmp_path, body_max_mb=1)
    planner, big = world.as_("planner"), json.dumps({"title": "x" * 1_200_000}).encode()
    kind = {"content-type": "application/json"}
    told = planner.post("/api/problems", content=big, headers=kind)
    untold = planner.post(
        "/api/problems", content=(big[i : i + 65536] for i in range(0, len(big), 65536)), headers=kind
    )
    assert (told.status_code, codes(told)) == (413, ["body-too-large"])
    assert (untold.status_code, codes(untold)) == (413, ["body-too-large"])


def test_safe_headers_are_on_every_answer(world):
    planner = world.as_("planner")
    for path in ("/sign-in", "/api/plans", "/static/dapeng.css", f"/evaluator/plans/{world.published}", "/nowhere"):
        headers = planner.get(path).headers
        assert headers["x-content-type-options"] == "nosniff", path
        assert "default-src 'none'" in headers["content-security-policy"], path
        assert "unsafe-inline" not in headers["content-security-policy"], path
        assert ("no-store" in headers["cache-control"]) != path.startswith("/static"), path


def test_an_error_of_ours_is_told_without_its_inside(own_world, monkeypatch):
    def fails(*_):
        raise RuntimeError("inside")

    monkeypatch.setattr("services.planbook.load_plan", fails)
    monkeypatch.setattr("api.found.load_plan", fails)
    client = own_world.as_("planner")
    client._transport.raise_server_exceptions = False
    answer = client.get(f"/api/plans/{own_world.draft}/verdict")
    assert (answer.status_code, codes(answer)) == (500, ["service-fault"])
    assert "inside" not in answer.text


def follow(planner, job, seconds=20):
    until = time.monotonic() + seconds
    while job["state"] in ("queued", "running") and time.monotonic() < until:
        time.sleep(0.1)
        job = planner.get(f"/api/jobs/{job['job_key']}").json()
    return job


def test_a_solve_from_order_to_published_plan(own_world):
    with own_world.stranger():  # starts the runner, and stops it at the end
        planner = own_world.as_("planner")
        ordered = planner.post(f"/api/problems/{own_world.problem_key}/jobs", json={"seconds": 5, "seed": 3})
        assert ordered.status_code == 202
        job = follow(planner, ordered.json())
    assert (job["state"], job["error_code"]) == ("done", None)
    assert codes(planner.post(f"/api/jobs/{job['job_key']}/cancel")) == ["job-ended"]
    assert own_world.as_("evaluator").get(f"/api/plans/{job['plan_key']}").status_code == 404
    assert planner.post(f"/api/plans/{job['plan_key']}/publish").json()["state"] == "published"
    assert own_world.as_("evaluator").get(f"/api/plans/{job['plan_key']}").json()["plan_id"] == "empty-3"
    states = {plan["plan_key"]: plan["state"] for plan in planner.get("/api/plans").json()}
    assert states[own_world.published] == "superseded"


@pytest.mark.parametrize("order", [{"seconds": 1}, {"seconds": 1e9}, {"seed": -1}, {"colour": "red"}])
def test_an_impossible_order_is_refused(own_world, order):
    answer = own_world.as_("planner").post(f"/api/problems/{own_world.problem_key}/jobs", json=order)
    assert codes(answer) == ["value-invalid"]


def test_an_explanation_is_made_once(own_world, monkeypatch):
    asked = []

    @dataclasses.dataclass
    class Reason:
        county_id: str

        def text(self, language):
            return {"zh": "没有空档", "en": "no gap"}[language]

    def explain(problem, plan, county_id, budget):
        asked.append(county_id)
        return Reason(county_id)

    monkeypatch.setattr("services.products.explain_county", explain)
    county = problem().counties[0].county_id
    planner, path = own_world.as_("planner"), f"/api/plans/{own_world.draft}/counties/{county}/explanation"
    assert planner.get(path).json() == {"county_id": county, "text_zh": "没有空档", "text_en": "no gap"}
    page = planner.get(f"/planner/plans/{own_world.draft}/counties/{county}")
    assert "没有空档" in page.text
    assert asked == [county]
    assert codes(planner.get(path.replace(county, "CN-0"))) == ["not-found"]
