"""Each fault of a problem is found, coded and placed; a valid problem has none."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from typing import Any

import pytest
from small import small_problem

from core.errors import DapengError
from scheduler.check import check_problem
from scheduler.wire import dump_problem, parse_problem

ORGANISATION = {"org_id": "loop", "name": "环", "level": "operator", "parent_id": "loop"}


SQUARE = [[106, 26], [107, 26], [107, 27], [106, 27], [106, 26]]


def outline(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def content() -> dict[str, Any]:
    """Return a small problem as JSON with at least one of everything that is checked."""
    made: dict[str, Any] = copy.deepcopy(dump_problem(small_problem()))
    made["boundaries"] = {
        "source": "test",
        "schematic": True,
        "approval_number": None,
        "boundaries": [
            {"county_id": county["county_id"], "geometry": outline(SQUARE), "valid_from": None, "valid_to": None}
            for county in made["counties"]
        ],
    }
    county_id = made["halls"][0]["county_id"]
    made["not_asked"], made["stay_pins"], made["visit_pins"] = [], [], []
    made["floors"] = [{"county_id": county_id, "service": "caravan", "minimum": 1, "hard": True}]
    made["ceilings"] = [{"county_id": county_id, "maximum": 5}]
    return made


def stay_pin(made: dict[str, Any], **changes: Any) -> dict[str, Any]:
    pin = {
        "set_id": made["sets"][0]["set_id"],
        "hall_id": made["halls"][0]["hall_id"],
        "opens": made["horizon"]["first_monday"],
        "weeks": made["set_rules"]["stay_weeks"][0],
    }
    return {**pin, **changes}


def visit_pin(made: dict[str, Any], **changes: Any) -> dict[str, Any]:
    window = made["caravan_rules"]["window"]
    return {"stop_id": made["stops"][0]["stop_id"], "day": window["first"], "caravan_id": None, **changes}


def put(path: str, value: Any) -> Any:
    """Return a change that puts ``value`` at a JSON path; one that ends in ``-`` appends."""

    def change(made: dict[str, Any]) -> None:
        *way, last = path.strip("/").split("/")
        node: Any = made
        for part in way:
            node = node[int(part)] if isinstance(node, list) else node[part]
        new = value(made) if callable(value) else value
        if isinstance(node, list) and last == "-":
            node.append(new)
        elif isinstance(node, list):
            node[int(last)] = new
        else:
            node[last] = new

    return change


def first(name: str, field: str) -> Any:
    return lambda made: made[name][0][field]


def one_day_early(made: dict[str, Any]) -> None:
    before = date.fromisoformat(made["horizon"]["first_monday"]) - timedelta(days=1)
    made["horizon"] = {"first_monday": str(before), "weeks": made["horizon"]["weeks"] + 1}


def drawn(geometry: dict[str, Any]) -> Any:
    return put("/boundaries/boundaries/0/geometry", geometry)


UNUSABLE: list[dict[str, Any]] = [
    {"type": "Point", "coordinates": [106, 26]},
    {"type": "MultiPolygon", "coordinates": [SQUARE]},
    {"type": "MultiPolygon", "coordinates": []},
    {"type": "Polygon"},
    outline(),
    outline(["x"]),
    outline(SQUARE[:-1]),
    outline([[106, 26], [107, 27], [106, 26]]),
    outline([[106, 26], [107, 27], [108, 28], [106, 26]]),
    outline([[*position, 5] for position in SQUARE]),
    outline([[str(number) for number in position] for position in SQUARE]),
    outline([[lon + 100, lat] for lon, lat in SQUARE]),
    outline(SQUARE, []),
]
FLOOR = {"county_id": "x", "service": "set", "minimum": 1, "hard": True}
REVERSED = {"first": "2026-05-02", "last": "2026-05-01", "reason": ""}
FAULTS: list[tuple[str, str, Any]] = [
    # values
    ("out-of-range", "/horizon/weeks", put("/horizon/weeks", 0)),
    ("out-of-range", "/horizon/weeks", put("/horizon/weeks", 10**40)),
    ("out-of-range", "/horizon/first_monday", put("/horizon/first_monday", "9999-12-27")),
    ("out-of-range", "/counties/1/lon", put("/counties/1/lon", 181.0)),
    ("out-of-range", "/counties/1/lat", put("/counties/1/lat", -91)),
    ("out-of-range", "/halls/0/area_m2", put("/halls/0/area_m2", -1.0)),
    ("out-of-range", "/halls/0/area_m2", put("/halls/0/area_m2", float("nan"))),
    ("out-of-range", "/stops/0/audience", put("/stops/0/audience", -5)),
    ("out-of-range", "/set_rules/min_intact_percent", put("/set_rules/min_intact_percent", 101)),
    (
        "out-of-range",
        "/caravan_rules/township_share_min_percent",
        put("/caravan_rules/township_share_min_percent", 101),
    ),
    ("out-of-range", "/set_rules/open_weekdays/0", put("/set_rules/open_weekdays/0", 0)),
    ("out-of-range", "/stops/0/windows/0/close_min", put("/stops/0/windows/0/close_min", 1441)),
    ("out-of-range", "/vehicle_types/0/speed_percent", put("/vehicle_types/0/speed_percent", 0)),
    ("out-of-range", "/sets/0/setup_days", put("/sets/0/setup_days", 8)),
    *[("outline-unusable", "/boundaries/boundaries/0/geometry", drawn(each)) for each in UNUSABLE],
    ("boundary-county-missing", "/boundaries/boundaries", lambda made: made["boundaries"]["boundaries"].pop()),
    ("boundary-county-missing", "/boundaries/boundaries", put("/boundaries/boundaries/0/valid_to", "2000-01-01")),
    ("id-empty", "/halls/0/hall_id", put("/halls/0/hall_id", " ")),
    ("id-unusable", "/caravans/0/caravan_id", put("/caravans/0/caravan_id", "x/../../escaped")),
    ("id-unusable", "/stops/0/stop_id", put("/stops/0/stop_id", "a\\b")),
    ("id-unusable", "/halls/0/hall_id", put("/halls/0/hall_id", "a\0b")),
    ("id-unusable", "/crews/0/crew_id", put("/crews/0/crew_id", "..")),
    ("text-unusable", "/stops/0/name", put("/stops/0/name", "学\x0b校")),
    ("text-unusable", "/title_zh", put("/title_zh", "计划\0")),
    ("text-unusable", "/halls/0/available/0/reason", put("/halls/0/available/0/reason", "\x7f")),
    ("list-empty", "/counties/0/codes", put("/counties/0/codes", [])),
    ("list-empty", "/set_rules/stay_weeks", put("/set_rules/stay_weeks", [])),
    # ids
    ("id-duplicate", "/sets/1/set_id", put("/sets/1/set_id", first("sets", "set_id"))),
    ("id-duplicate", "/stops/1/stop_id", put("/stops/1/stop_id", first("stops", "stop_id"))),
    ("id-duplicate", "/caravans/1/caravan_id", put("/caravans/1/caravan_id", first("caravans", "caravan_id"))),
    ("id-duplicate", "/floors/1", put("/floors/-", lambda made: made["floors"][0])),
    ("id-duplicate", "/not_asked/1", put("/not_asked", lambda made: [made["counties"][0]["county_id"]] * 2)),
    ("id-unknown", "/halls/0/county_id", put("/halls/0/county_id", "nowhere")),
    ("id-unknown", "/stops/0/county_id", put("/stops/0/county_id", "nowhere")),
    ("id-unknown", "/sets/0/home_county_id", put("/sets/0/home_county_id", "nowhere")),
    ("id-unknown", "/sets/0/split_of", put("/sets/0/split_of", "nobody")),
    ("id-unknown", "/sets/0/owner_id", put("/sets/0/owner_id", "nobody")),
    ("id-unknown", "/sets/0/zones/0/exhibit_ids/0", put("/sets/0/zones/0/exhibit_ids/0", "nothing")),
    ("id-unknown", "/kits/0/exhibit_ids/0", put("/kits/0/exhibit_ids/0", "nothing")),
    ("id-unknown", "/caravans/0/type_id", put("/caravans/0/type_id", "V")),
    ("id-unknown", "/caravans/0/kit_id", put("/caravans/0/kit_id", "none")),
    ("id-unknown", "/crews/0/depot_id", put("/crews/0/depot_id", "none")),
    ("id-unknown", "/floors/1/county_id", put("/floors/-", FLOOR)),
    ("id-unknown", "/not_asked/0", put("/not_asked/-", "nowhere")),
    ("id-unknown", "/stay_pins/0/set_id", put("/stay_pins/-", lambda made: stay_pin(made, set_id="nobody"))),
    ("id-unknown", "/visit_pins/0/stop_id", put("/visit_pins/-", lambda made: visit_pin(made, stop_id="nowhere"))),
    ("id-unknown", "/visit_pins/0/caravan_id", put("/visit_pins/-", lambda made: visit_pin(made, caravan_id="x"))),
    ("id-unknown", "/organisations/0/parent_id", put("/organisations/0/parent_id", "nobody")),
    ("tree-cycle", "/organisations/0/parent_id", put("/organisations/0/parent_id", first("organisations", "org_id"))),
    (
        "used-twice",
        "/kits/0/exhibit_ids/0",
        put("/kits/0/exhibit_ids/0", lambda made: made["sets"][0]["zones"][0]["exhibit_ids"][0]),
    ),
    ("used-twice", "/caravans/1/kit_id", put("/caravans/1/kit_id", first("caravans", "kit_id"))),
    # times
    ("dates-reversed", "/halls/0/available/0", put("/halls/0/available/0", REVERSED)),
    ("dates-reversed", "/rounds/0/span", put("/rounds/0/span", REVERSED)),
    ("zone-unknown", "/timezone", put("/timezone", "Asia/Guiyang")),
    ("zone-unknown", "/timezone", put("/timezone", "../../etc/passwd")),
    ("not-monday", "/horizon/first_monday", one_day_early),
    ("span-outside", "/rounds/0/span", put("/rounds/0/span/first", "2020-01-01")),
    ("span-outside", "/caravan_rules/window", put("/caravan_rules/window/last", "2100-01-01")),
    ("spans-overlap", "/rounds/1/span", put("/rounds/-", lambda made: {**made["rounds"][0], "round_id": "again"})),
    (
        "span-short",
        "/sets/0/repair/within/0",
        put(
            "/sets/0/repair",
            {"weeks": 2, "within": [{"first": "2026-04-06", "last": "2026-04-18", "reason": ""}]},
        ),
    ),
    ("range-reversed", "/stops/0/windows/0", put("/stops/0/windows/0/open_min", 1430)),
    ("range-reversed", "/duty", put("/duty/day_start_min", 1440)),
    ("range-reversed", "/exhibits/0", put("/exhibits/0/age_min", 120)),
    ("not-ascending", "/set_rules/stay_weeks", put("/set_rules/stay_weeks", [10, 8])),
    # settings that do not suit each other
    ("key-missing", "/travel/access_speed_kph", lambda made: made["travel"]["access_speed_kph"].pop("4")),
    ("anchors-equal", "/need_policy/components/0", put("/need_policy/components/0/low", 7.0)),
    (
        "floor-above-ceiling",
        "/floors/0",
        put("/ceilings/0/maximum", 0),
    ),
    (
        "not-asked-yet-wanted",
        "/stay_pins/0",
        lambda made: made.update(stay_pins=[stay_pin(made)], not_asked=[made["halls"][0]["county_id"]]),
    ),
    ("pin-length", "/stay_pins/0/weeks", put("/stay_pins/-", lambda made: stay_pin(made, weeks=1))),
    ("span-outside", "/stay_pins/0", put("/stay_pins/-", lambda made: stay_pin(made, opens="2020-01-06"))),
    ("span-outside", "/visit_pins/0/day", put("/visit_pins/-", lambda made: visit_pin(made, day="2020-01-06"))),
]


def faults_of(made: dict[str, Any]) -> list[tuple[str, str]]:
    try:
        parse_problem(made, "p.json")
    except DapengError as error:
        return [(fault.code, fault.place) for fault in error.faults]
    return []


def test_a_valid_problem_has_no_fault():
    assert check_problem(small_problem()) == []
    assert faults_of(content()) == []


@pytest.mark.parametrize(
    ("code", "place", "change"), FAULTS, ids=[f"{c} {p} {n}" for n, (c, p, _) in enumerate(FAULTS)]
)
def test_one_mistake_is_one_fault_with_its_place(code, place, change):
    made = content()
    if code == "anchors-equal":
        made["need_policy"]["components"][0]["high"] = 7.0
    change(made)
    found = faults_of(made)
    assert (code, f"p.json:{place}") in found
    assert {each for each, _ in found} == {code}


def test_texts_may_have_lines():
    made = content()
    made["stops"][0]["name"] = "第一小学\n\t（东门）\r\n😀"
    assert faults_of(made) == []


def test_weights_that_are_all_zero():
    made = content()
    for component in made["need_policy"]["components"]:
        component["weight"] = 0
    assert faults_of(made) == [("weights-zero", "p.json:/need_policy/components")]


def test_a_circle_of_two_organisations_is_named_at_both():
    made = content()
    made["organisations"] += [{**ORGANISATION, "parent_id": "pool"}, {**ORGANISATION, "org_id": "pool"}]
    count = len(made["organisations"])
    assert faults_of(made) == [("tree-cycle", f"p.json:/organisations/{n}/parent_id") for n in (count - 2, count - 1)]


def test_several_mistakes_are_all_reported():
    made = content()
    made["halls"][0]["county_id"] = "nowhere"
    made["stops"][3]["audience"] = -1
    made["rounds"][0]["span"] = {"first": "2026-05-02", "last": "2026-05-01", "reason": ""}
    made["timezone"] = "nowhere"
    assert {code for code, _ in faults_of(made)} >= {"dates-reversed"}
    made["rounds"] = content()["rounds"]
    assert set(faults_of(made)) == {
        ("id-unknown", "p.json:/halls/0/county_id"),
        ("out-of-range", "p.json:/stops/3/audience"),
    }
