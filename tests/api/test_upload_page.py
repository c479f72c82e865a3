"""A planner brings a workbook or a document to the page, and hears of every fault with its cell."""

from __future__ import annotations

import json
from dataclasses import replace
from html import unescape

import pytest

from scheduler.wire import dump_problem
from services.workbook_template import write_template
from tests.small import small_problem

OTHER = replace(small_problem(), problem_id="brought", title_zh="带来的任务")
HTMX = {"HX-Request": "true"}


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "台账.xlsx"
    write_template(path, OTHER)
    return path.read_bytes()


def bring(world, name, content, who="planner", **headers):
    client = world.as_(who)
    return client.post("/planner/problems", files={"file": (name, content)}, headers={**HTMX, **headers})


def test_a_workbook_becomes_a_problem_with_a_page_of_its_own(own_world, workbook):
    answer = bring(own_world, "台账.xlsx", workbook)
    assert answer.status_code == 204, answer.text
    page = unescape(own_world.as_("planner").get(answer.headers["HX-Redirect"]).text)
    assert "带来的任务" in page
    assert f"{len(OTHER.counties)} 个县" in page
    assert 'hx-target="#job"' in page
    assert "带来的任务" in own_world.as_("planner").get(f"/planner/plans/{own_world.published}").text


def test_a_document_does_as_well(own_world):
    answer = bring(own_world, "problem.json", json.dumps(dump_problem(OTHER)).encode())
    assert answer.status_code == 204, answer.text


def test_every_fault_is_told_with_its_place_and_nothing_is_stored(own_world, workbook):
    content = dump_problem(OTHER)
    content["stops"][0]["county_id"] = "nowhere"
    for name, body, told in (
        ("problem.json", json.dumps(content).encode(), "没有编号为 nowhere 的县"),
        ("problem.json", b"{", "不是有效的 JSON"),
        ("台账.xlsx", workbook[:200], "无法作为 Excel 工作簿读取"),
        ("notes.txt", b"hello", "无法作为 Excel 工作簿读取"),
    ):
        answer = bring(own_world, name, body)
        assert answer.status_code == 422, name
        assert told in unescape(answer.text)
        assert answer.text.startswith('<div class="dp-fault"'), "a part of the page, not a page"
    assert "problem.json:/stops/0/county_id" in bring(own_world, "problem.json", json.dumps(content).encode()).text
    assert len(own_world.as_("planner").get("/api/problems").json()) == 1


def test_only_planners_may_and_only_from_their_own_page(own_world, workbook):
    assert bring(own_world, "a.xlsx", workbook, who="driver").status_code == 403
    assert bring(own_world, "a.xlsx", workbook, who="evaluator").status_code == 403
    assert bring(own_world, "a.xlsx", workbook, **{"X-CSRF-Token": "wrong"}).status_code == 403
    neighbour = own_world.as_("neighbour")
    assert neighbour.get(f"/planner/problems/{own_world.problem_key}").status_code == 404
