"""Maps of a problem and its plan show the plan's own figures."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace

import pytest

from core.errors import DapengError
from maps.boundaries import read_boundaries
from maps.counties import read_counties
from maps.model import CountyHistory, ServiceRecord
from scheduler.need import need_permille
from services.map_common import areas_of
from services.map_tours import legs_of, routes_of
from services.maps import (
    before_after_html,
    coverage_map_html,
    need_map_html,
    tours_map_html,
    write_maps,
    year_map_html,
)
from services.sample import make_sample
from tests.plan_by_hand import plan_by_hand
from tests.small import small_problem


def data_of(html: str):
    return json.loads(re.search(r"window\.dapengData = (\{.*?\});\n", html)[1])


def figures(data, level_id, moment_id=None):
    """Return area id -> figure of a level at a moment (the last one by default)."""
    level = next(one for one in data["levels"] if one["level_id"] == level_id)
    moment = next((one for one in level["moments"] if one["moment_id"] == moment_id), level["moments"][-1])
    return {one["area_id"]: one for one in moment["figures"]}


@pytest.fixture(scope="module")
def problem():
    return small_problem()


@pytest.fixture(scope="module")
def plan(problem):
    return plan_by_hand(problem)


@pytest.fixture(scope="module")
def coverage(problem, plan):
    return data_of(coverage_map_html(problem, plan))


def visited(problem, plan):
    stops = {stop.stop_id: stop for stop in problem.stops}
    return [stops[a.stop_id] for tour in plan.tours for day in tour.days for a in day.activities if a.stop_id]


def test_need_map_shows_the_index_and_every_component(problem):
    data = data_of(need_map_html(problem))
    shown = figures(data, "need")
    assert {key: one["value"] for key, one in shown.items()} == need_permille(problem)
    assert all(len(one["parts"]) == len(problem.need_policy.components) for one in shown.values())
    assert [kind["weight"] for kind in data["part_kinds"]][:3] == [c.weight for c in problem.need_policy.components][:3]


def test_a_missing_component_is_shown_as_missing(problem):
    unknown = replace(problem.counties[0], schooling_years=None)
    data = data_of(need_map_html(replace(problem, counties=(unknown, *problem.counties[1:]))))
    parts = figures(data, "need")[unknown.county_id]["parts"]
    shown = {data["part_kinds"][kind]["name"]["zh"]: values for kind, *values in parts}
    assert shown["受教育年限"][:2] == [None, None]
    assert shown["乡村人口比重"][0] is not None


def test_set_level_counts_weeks_and_names_sets(problem, plan, coverage):
    weeks = Counter()
    for stay in plan.stays:
        weeks[stay.county_id] += stay.weeks
    shown = figures(coverage, "sets")
    assert {key: one["value"] for key, one in shown.items()} == {
        c.county_id: weeks[c.county_id] for c in problem.counties
    }
    stay = plan.stays[0]
    assert "1号" in shown[stay.county_id]["tag"]
    assert str(stay.opens) in shown[stay.county_id]["lines"][0]["zh"]


def test_township_level_prints_its_denominator(problem, plan, coverage):
    reached = {county.county_id: set() for county in problem.counties}
    for stop in visited(problem, plan):
        if stop.setting != "seat" and stop.township_id:
            reached[stop.county_id].add(stop.township_id)
    assert any(reached.values())
    for county in problem.counties:
        shown = figures(coverage, "townships")[county.county_id]
        assert shown["text"]["zh"] == f"{len(reached[county.county_id])} / {county.township_count} 个乡镇"
        assert shown["value"] == pytest.approx(100 * len(reached[county.county_id]) / county.township_count, abs=0.1)


def test_an_unknown_number_of_townships_gives_no_share(problem, plan):
    counties = (replace(problem.counties[0], township_count=None), *problem.counties[1:])
    shown = figures(data_of(coverage_map_html(replace(problem, counties=counties), plan)), "townships")
    assert shown[counties[0].county_id]["value"] is None
    assert shown[counties[0].county_id]["class"] == -1


def test_a_number_of_townships_that_is_too_small_gives_no_share(problem, plan):
    placed = next(stop for stop in visited(problem, plan) if stop.setting != "seat" and stop.township_id)
    counties = tuple(replace(c, township_count=0) if c.county_id == placed.county_id else c for c in problem.counties)
    shown = figures(data_of(coverage_map_html(replace(problem, counties=counties), plan)), "townships")
    assert (shown[placed.county_id]["value"], shown[placed.county_id]["class"]) == (None, -1)
    assert "多于登记的总数 0" in shown[placed.county_id]["text"]["zh"]


def test_near_level_counts_visited_stops_as_near(problem, plan, coverage):
    near = Counter()
    for stop in visited(problem, plan):
        near[stop.county_id] += stop.audience
    people = Counter()
    for stop in problem.stops:
        people[stop.county_id] += stop.audience
    for key, one in figures(coverage, "near").items():
        if people[key]:
            assert one["value"] >= 100 * near[key] / people[key] - 0.1
            assert one["text"]["zh"].endswith(f"/ {people[key]:,} 人")
            assert "虚构" in one["lines"][0]["zh"]


def test_before_and_after_differ_by_the_plan(problem, plan):
    data = data_of(before_after_html(problem, plan))
    planned = Counter(stay.county_id for stay in plan.stays)
    before, after = figures(data, "times", "before"), figures(data, "times", "after")
    for county in problem.counties:
        key = county.county_id
        known = before[key]["value"]
        assert (after[key]["value"] or 0) == (known or 0) + planned[key]
    gap_before, gap_after = figures(data, "gap", "before"), figures(data, "gap", "after")
    served = {*planned, *(stop.county_id for stop in visited(problem, plan))}
    for key in served:
        assert gap_after[key]["value"] < 1
        assert gap_before[key]["value"] is None or gap_before[key]["value"] > gap_after[key]["value"]
    assert all(gap_before[key] == gap_after[key] for key in set(gap_before) - served)


def test_an_unknown_history_is_not_a_zero(problem, plan):
    quiet = next(c for c in problem.counties if c.county_id not in {stay.county_id for stay in plan.stays})
    unknown = tuple(h for h in problem.history if h.county_id != quiet.county_id)
    shown = figures(data_of(before_after_html(replace(problem, history=unknown), plan)), "times")[quiet.county_id]
    assert shown["value"] is None
    assert shown["class"] == -1


def test_a_last_service_in_incomplete_records_is_the_most_it_can_be(problem, plan):
    """A later service may be missing from the records: no exact figure, no colour; once the plan serves it, both."""
    served = plan.stays[0].county_id
    quiet = next(c.county_id for c in problem.counties if c.county_id not in services_of(problem, plan))
    last = problem.horizon.last_day.replace(year=problem.horizon.last_day.year - 11)
    record = ServiceRecord(county_id="", kind="set", first=last, last=last, audience=None, themes=(), source="test")
    history = tuple(
        CountyHistory(
            county_id=name, known_since=None, fixed_museum_known=False, services=(replace(record, county_id=name),)
        )
        for name in (served, quiet)
    )
    data = data_of(before_after_html(replace(problem, history=history), plan))
    for moment_id, name in (("before", served), ("before", quiet), ("after", quiet)):
        shown = figures(data, "gap", moment_id)[name]
        assert (shown["value"], shown["class"], shown["text"]["en"]) == (None, -1, "at most 11.0 years")
    after = figures(data, "gap", "after")[served]
    assert after["value"] < 1
    assert "at most" not in after["text"]["en"]


def services_of(problem, plan):
    return {stay.county_id for stay in plan.stays} | {stop.county_id for stop in visited(problem, plan)}


def test_routes_keep_metres_minutes_and_visits(problem, plan):
    routes = routes_of(problem, plan)
    parts = [a for tour in plan.tours for day in tour.days for a in day.activities]
    legs = [leg for route in routes for day in route.days for leg in day.legs]
    assert sum(leg.length_m for leg in legs) == sum(a.length_m for a in parts)
    assert sum(leg.drive_min for leg in legs) == sum(a.end_min - a.start_min for a in parts if a.kind == "drive")
    assert sum(len(day.visits) for route in routes for day in route.days) == sum(a.kind == "visit" for a in parts)
    for route in routes:
        assert [visit.number for day in route.days for visit in day.visits] == list(
            range(1, 1 + sum(len(day.visits) for day in route.days))
        )


def test_a_rest_on_the_way_does_not_cut_a_leg(plan):
    drive, visit, *_ = plan.tours[0].days[0].activities
    middle = (drive.start_min + drive.end_min) // 2
    halves = [
        replace(drive, end_min=middle, length_m=1000),
        replace(drive, kind="rest", start_min=middle, end_min=middle + 20, length_m=0),
        replace(drive, start_min=middle + 20, end_min=drive.end_min + 20, length_m=drive.length_m - 1000),
    ]
    assert [len(parts) for parts in legs_of([*halves, visit])] == [2]


def test_one_caravans_page_holds_no_other_caravans_routes(problem, plan):
    mine, other = plan.tours[0], next(t for t in plan.tours if t.caravan_id != plan.tours[0].caravan_id)
    html = tours_map_html(problem, plan, mine.caravan_id)
    assert {route["vehicle_id"] for route in data_of(html)["routes"]} == {mine.caravan_id}
    stop = next(a.stop_id for a in other.days[0].activities if a.stop_id)
    assert next(s.name for s in problem.stops if s.stop_id == stop) not in html


def test_weeks_hold_every_visit_and_stay(problem, plan):
    data = data_of(year_map_html(problem, plan))
    assert len(data["weeks"]) == problem.horizon.weeks
    visits = Counter()
    for week in data["weeks"]:
        visits.update(week["visits"])
    assert visits == Counter(stop.county_id for stop in visited(problem, plan))
    assert len(data["stays"]) == len(plan.stays)
    assert len(data["aways"]) == len(plan.overhauls)


def test_pages_are_written_small_and_labelled(problem, plan, tmp_path):
    paths = write_maps(problem, plan, tmp_path / "new")
    assert {path.name for path in paths} == {
        "need.html",
        "coverage.html",
        "before_after.html",
        "tours.html",
        "year.html",
    }
    for path in paths:
        html = path.read_text("utf-8")
        assert len(html.encode()) < 1_000_000
        assert problem.label.notice_zh in html
        assert "示意" in html


def test_every_county_needs_an_outline(problem):
    outlines = replace(problem.boundaries, boundaries=problem.boundaries.boundaries[1:])
    with pytest.raises(DapengError, match="boundary-county-missing"):
        areas_of(replace(problem, boundaries=outlines))


def test_without_outlines_the_map_is_schematic(problem):
    bare = replace(problem, boundaries=None)
    assert len(areas_of(bare)) == len(problem.counties)
    assert data_of(need_map_html(bare))["caption"]["schematic"] is True


@pytest.mark.parametrize(("province", "count"), [("52", 88), ("53", 129)])
def test_real_outlines_of_a_full_province_stay_below_a_megabyte(outside, tmp_path, province, count):
    rows = read_counties(outside("counties.csv"), province)
    outlines = read_boundaries(outside(f"counties_{province}.geojson"), rows)
    made = make_sample(rows, province, 10, 20, 1500, 1, boundaries=outlines)
    for path in write_maps(made, plan_by_hand(made, tours=12, visits=3), tmp_path):
        assert path.stat().st_size < 1_000_000
        html = path.read_text("utf-8")
        assert len(data_of(html)["topology"]["shapes"]) == count
        assert "示意<small" not in html
