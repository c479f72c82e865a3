"""Problems and plans as JSON: there and back, and every broken file ends in coded faults."""

from __future__ import annotations

import copy
import dataclasses
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small import small_problem

from core.errors import DapengError, fault_codes
from maps.policy import Component, NeedPolicy, PolicyList
from scheduler.problem import CaravanRules, Problem
from scheduler.wire import (
    dump_problem,
    parse_problem,
    pinned_of,
    problem_fingerprint,
    read_plan,
    read_problem,
    schema_of,
    write_json,
)

CONTENT: Any = json.loads(json.dumps(dump_problem(small_problem())))
"""As it stands in a file: no tuples."""
LATER = {field.name for field in dataclasses.fields(Problem) if field.default is not dataclasses.MISSING}
"""Parts of a problem that older files lack."""
LATER_INSIDE = {
    field.name
    for kind in (CaravanRules, Component, NeedPolicy, PolicyList)
    for field in dataclasses.fields(kind)
    if field.default is not dataclasses.MISSING
}
HAS_DEFAULT = {"reason", *LATER, *LATER_INSIDE}


def paths(node: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if way:
        yield way
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in items:
        yield from paths(child, (*way, key))


WAYS = list(paths(CONTENT))
ID_WAYS = [way for way in WAYS if str(way[-1]).endswith("_id") and len(way) > 1]
FIELD_WAYS = [way for way in WAYS if isinstance(way[-1], str) and way[-1] not in HAS_DEFAULT]


def find(made: Any, way: tuple[str | int, ...]) -> Any:
    for part in way:
        made = made[part]
    return made


def test_a_problem_goes_there_and_back(tmp_path):
    write_json(dump_problem(small_problem()), tmp_path / "p.json")
    assert read_problem(tmp_path / "p.json") == small_problem()
    assert problem_fingerprint(read_problem(tmp_path / "p.json")) == problem_fingerprint(small_problem())


def test_schemas_describe_every_field():
    absent_in_older = {"problem": LATER, "plan": {"shadow_prices"}}
    for document, absent in absent_in_older.items():
        schema = schema_of(document)
        assert set(schema["required"]) == set(schema["properties"]) - absent
        assert schema["additionalProperties"] is False
    properties = schema_of("problem")["$defs"]["Stop"]["properties"]
    assert properties["visit_min"]["description"].startswith("Length of a visit")


def test_writing_is_whole_or_not_at_all(tmp_path):
    path = tmp_path / "p.json"
    write_json({"a": 1}, path)
    with pytest.raises(TypeError):
        write_json({"a": object()}, path)
    assert json.loads(path.read_text("utf-8")) == {"a": 1}
    assert [each.name for each in tmp_path.iterdir()] == ["p.json"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "json-invalid"),
        ("[]", "document-wrong"),
        ("{}", "document-wrong"),
        ('{"schema_version": "9"}', "version-unknown"),
    ],
)
def test_what_is_no_problem_is_refused(tmp_path, text, code):
    path = tmp_path / "p.json"
    path.write_text(text, "utf-8")
    for read in (read_problem, read_plan):
        with pytest.raises(DapengError) as caught:
            read(path)
        assert [fault.code for fault in caught.value.faults] == [code]


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00", b"[" * 100_000, b'{"schema_version": ' + b"9" * 5_000 + b"}"])
def test_bytes_that_are_no_json_are_refused(tmp_path, raw):
    path = tmp_path / "p.json"
    path.write_bytes(raw)
    with pytest.raises(DapengError) as caught:
        read_problem(path)
    assert [fault.code for fault in caught.value.faults] == ["json-invalid"]


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(DapengError) as caught:
        read_problem(tmp_path / "none.json")
    assert caught.value.faults[0].code == "file-missing"


def test_pins_change_with_their_part_only():
    pinned = pinned_of(small_problem())
    other = small_problem(title_en="another")
    assert pinned_of(other).problem != pinned.problem
    assert pinned_of(other).calendar == pinned.calendar


# --- mutations ---

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**60), 10**60),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from(["", "\ud800", "2026-02-30", "9999-12-31", "NaN", [], {}, [[]], {"a": 1}, "0" * 5_000]),
)
MANY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def faults_of(made: Any) -> tuple[str, ...]:
    """Parse ``made``; return the codes of its faults. Any other exception fails the test."""
    try:
        problem = parse_problem(made, "p.json")
    except DapengError as error:
        for fault in error.faults:
            well_said = fault.code in fault_codes() and fault.text("zh") != fault.text("en")
            if not (well_said and fault.place.startswith("p.json:/")):
                raise AssertionError(fault) from error
        return tuple(fault.code for fault in error.faults) or ("no fault named",)
    problem_fingerprint(problem)
    return ()


@MANY
@given(st.sampled_from(WAYS), ODD)
def test_an_odd_value_anywhere_is_a_fault_or_harmless(way, value):
    made = copy.deepcopy(CONTENT)
    find(made, way[:-1])[way[-1]] = value
    faults_of(made)


@MANY
@given(st.sampled_from(FIELD_WAYS))
def test_a_field_left_out_is_missed(way):
    made = copy.deepcopy(CONTENT)
    holder = find(made, way[:-1])
    del holder[way[-1]]
    codes = faults_of(made)
    free_table = way[-2:-1] in (("sources",), ("winding_percent",), ("trunk_speed_kph",), ("access_speed_kph",))
    geometry = "geometry" in way
    assert free_table or geometry or codes, way


@MANY
@given(st.sampled_from(ID_WAYS))
def test_an_id_of_nothing_is_unknown(way):
    made = copy.deepcopy(CONTENT)
    find(made, way[:-1])[way[-1]] = "no such thing"
    codes = set(faults_of(made))
    assert codes <= {"id-unknown", "value-invalid", "field-missing"}


@MANY
@given(st.sampled_from([way for way in WAYS if way[-1] == "first"]))
def test_swapped_dates_are_refused(way):
    made = copy.deepcopy(CONTENT)
    span = find(made, way[:-1])
    if None in (span["first"], span["last"]) or span["first"] == span["last"]:
        return
    span["first"], span["last"] = span["last"], span["first"]
    assert "dates-reversed" in faults_of(made)


@MANY
@given(st.sampled_from([way for way in WAYS if isinstance(way[-1], int)]))
def test_an_item_that_stands_twice_never_breaks_the_reader(way):
    made = copy.deepcopy(CONTENT)
    holder = find(made, way[:-1])
    holder.append(holder[way[-1]])
    codes = faults_of(made)
    assert "no fault named" not in codes
    if len(way) == 2 and way[0] in ("counties", "sets", "halls", "stops", "caravans", "crews", "kits", "exhibits"):
        assert "id-duplicate" in codes


@MANY
@given(st.sampled_from(WAYS), st.text(min_size=1, max_size=4))
def test_an_unknown_field_is_refused_or_lies_in_a_free_table(way, name):
    made = copy.deepcopy(CONTENT)
    holder = find(made, way)
    if not isinstance(holder, dict) or name in holder:
        return
    holder[name] = "x"
    codes = faults_of(made)
    assert codes or way[-1] == "sources" or "geometry" in way
