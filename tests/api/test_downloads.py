"""Files keep their names, whatever script these are in."""

import json
from dataclasses import replace
from urllib.parse import unquote

import pytest

from api.downloads import saved_as
from scheduler.wire import PROBLEM, dump_problem, parse, pinned_of
from store.verified import VerifiedPlan
from tests.api.conftest import by_hand
from tests.plan_by_hand import plan_by_hand
from tests.store.world import PROVINCE, problem


def name_of(headers):
    """Return the name that a browser takes."""
    return unquote(headers["content-disposition"].rpartition("filename*=UTF-8''")[2])


def test_a_plain_name_stands_as_it_is():
    assert saved_as("plan-1.xlsx") == {"Content-Disposition": 'attachment; filename="plan-1.xlsx"'}


@pytest.mark.parametrize("name", ["贵州 2026.xlsx", 'a"; filename=b.exe', "a\r\nX: y", "../x.xlsx"])
def test_no_name_breaks_out_of_its_header_or_its_folder(name):
    header = saved_as(name)["Content-Disposition"]
    header.encode("latin-1")
    assert header.isprintable()
    assert header.count('"') == 2
    assert not {"/", "\\"} & set(unquote(header.partition("; ")[2].replace("UTF-8''", "")))


def test_downloads_of_a_problem_with_chinese_ids(own_world):
    text = json.dumps(dump_problem(problem()), ensure_ascii=False)
    renamed = text.replace('"C01"', '"黔A车"').replace(problem().problem_id, "贵州2026")
    chinese = parse(PROBLEM, json.loads(renamed), "test")
    made = plan_by_hand(chinese, tours=2, visits=2)
    plan = replace(made, pinned=pinned_of(chinese), stages=by_hand().stages, plan_id="贵州2026-1")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("store.verified.verify", lambda *_: [])
        shown = VerifiedPlan(problem=chinese, plan=plan)
    with own_world.app.state.context.store.write() as unit:
        plan_key = unit.plans.add(unit.problems.add(chinese, PROVINCE, None).problem_key, shown, None).plan_key
    planner = own_world.as_("planner")
    answers = {
        "贵州2026-1.xlsx": planner.get(f"/api/plans/{plan_key}/plan.xlsx"),
        "itinerary-黔A车.ics": planner.get(f"/api/plans/{plan_key}/itineraries/黔A车/files/ics"),
        "itinerary-黔A车.gpx": planner.get(f"/api/plans/{plan_key}/itineraries/黔A车/files/gpx"),
    }
    assert {answer.status_code for answer in answers.values()} == {200}
    assert {name: name_of(answer.headers) for name, answer in answers.items()} == {name: name for name in answers}
