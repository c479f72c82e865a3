"""OpenAPI says all that a caller must know."""

import json

import pytest

from core.errors import fault_codes


@pytest.fixture(scope="module")
def schema(world):
    return world.as_("planner").get("/api/openapi.json").json()


def operations(schema):
    return [(path, method, one) for path, ways in schema["paths"].items() for method, one in ways.items()]


def test_it_describes_the_api_and_no_pages(schema):
    paths = set(schema["paths"])
    assert len(operations(schema)) >= 24
    assert all(path.startswith("/api/") or path == "/health" for path in paths)


def test_each_operation_has_summary_description_tag_and_answers(schema):
    tags = {tag["name"] for tag in schema["tags"]}
    for path, method, one in operations(schema):
        place = f"{method} {path}"
        assert " / " in one["summary"], place
        assert one["description"], place
        assert set(one["tags"]) <= tags, place
        good = [answer for status, answer in one["responses"].items() if status.startswith("2")]
        assert len(good) == 1, place
        assert good[0].get("content") or "204" in one["responses"], place
        for media, content in good[0].get("content", {}).items():
            assert media != "application/json" or content["schema"], place
        for parameter in one.get("parameters", []):
            assert parameter["schema"], place


def test_each_refusal_is_a_problem_document_with_known_codes(schema):
    for path, method, one in operations(schema):
        refused = {status: answer for status, answer in one["responses"].items() if status.startswith("4")}
        assert {"401", "422"} <= set(refused) or path == "/health", f"{method} {path}"
        if method != "get" and path != "/api/session":
            assert "403" in refused, f"{method} {path}"
        for status, answer in refused.items():
            assert list(answer["content"]) == ["application/problem+json"], f"{method} {path} {status}"
            codes = answer["description"].split(": ", 1)[1].split(", ")
            assert set(codes) <= set(fault_codes()), f"{method} {path} {status}"


def test_domain_records_come_with_their_units(schema):
    text = json.dumps(schema["components"]["schemas"]["StageResult"])
    assert "bound" in text
    assert "no plan that is as good in the stages before" in text
