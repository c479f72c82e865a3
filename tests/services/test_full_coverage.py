"""Full coverage as a tracked target: golden dates, what unknown may not mean, and a slow second count."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import date, timedelta

import pytest

from api.cli import main
from maps.model import CountyHistory, ServiceRecord
from scheduler.check import check_problem
from scheduler.coverage_target import CoverageTarget
from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.wire import PROBLEM, dump_plan, dump_problem, parse, pinned_of
from services.full_coverage import full_coverage
from services.report import report_of
from services.workbook_import import read_workbook
from services.workbook_template import write_template
from tests.plan_by_hand import plan_by_hand
from tests.small import small_problem

SINCE = date(2024, 1, 1)
TARGET = CoverageTarget(
    target_id="full",
    name_zh="全覆盖",
    name_en="full coverage",
    since=SINCE,
    services=("set", "caravan"),
    due=date(2026, 12, 31),
    county_ids=(),
    source="invented",
)
BARE = small_problem()
PLAN = plan_by_hand(BARE)


def history(county_id: str, since: date | None, *services: tuple[str, str, str]) -> CountyHistory:
    made = tuple(
        ServiceRecord(
            county_id=county_id,
            kind=kind,  # type: ignore[arg-type]
            first=date.fromisoformat(first),
            last=date.fromisoformat(last),
            audience=None,
            themes=(),
            source="invented",
        )
        for kind, first, last in services
    )
    return CountyHistory(county_id=county_id, known_since=since, services=made, fixed_museum_known=False)


def with_history(known: date | None, served: dict[str, tuple[str, str, str]], **changes: object) -> Problem:
    """Return the small problem with these recorded services, all records complete since ``known``."""
    made = tuple(
        history(c.county_id, known, *([served[c.county_id]] if c.county_id in served else ())) for c in BARE.counties
    )
    return replace(BARE, history=made, **changes)


def in_plan(plan: Plan = PLAN) -> dict[str, date]:
    """Return county id -> first day that the plan serves it, by looking at every day of the horizon."""
    county_of, days = {stop.stop_id: stop.county_id for stop in BARE.stops}, {}
    for offset in range(7 * BARE.horizon.weeks, -1, -1):
        day = BARE.horizon.first_monday + timedelta(days=offset)
        days |= {stay.county_id: day for stay in plan.stays if stay.opens == day}
        parts = [part for tour in plan.tours for one in tour.days if one.day == day for part in one.activities]
        days |= {county_of[part.stop_id]: day for part in parts if part.stop_id}
    return days


EARLIER = ("caravan", "2023-12-20", "2024-01-03")
REST = {c.county_id: EARLIER for c in BARE.counties if c.county_id not in in_plan()}


def test_the_plan_reaches_it_on_the_day_the_last_county_is_served():
    found = full_coverage(with_history(SINCE, REST), PLAN, TARGET)
    assert found.reached_on == max(in_plan().values())
    assert {county.county_id: county.day for county in found.having("served_by_plan")} == in_plan()
    assert {county.day for county in found.having("served_before")} <= {SINCE}  # clipped to the target's start
    assert found.in_time is True
    late = full_coverage(with_history(SINCE, REST), PLAN, replace(TARGET, due=max(in_plan().values()) - timedelta(1)))
    assert late.in_time is False


def test_a_county_less_and_it_is_not_reached():
    lost = next(iter(REST or in_plan()))
    left = {key: service for key, service in REST.items() if key != lost}
    plan = PLAN if lost in REST else replace(PLAN, stays=(), tours=())
    found = full_coverage(with_history(SINCE, left), plan, TARGET)
    assert found.reached_on is None
    assert lost in {county.county_id for county in found.having("missing")}
    assert found.planned_until == min(BARE.horizon.last_day, BARE.caravan_rules.window.last)
    assert found.in_time is None  # due at the end of the year: a later plan may still bring it
    due = replace(TARGET, due=found.planned_until)
    assert full_coverage(with_history(SINCE, left), plan, due).in_time is False


def test_unknown_stays_unknown():
    """Records that begin after the target say nothing of the time between: not missing, and not served."""
    nothing = replace(PLAN, stays=(), tours=())
    for known in (None, SINCE + timedelta(days=1)):
        found = full_coverage(with_history(known, {}), nothing, TARGET)
        assert {county.status for county in found.counties} == {"unknown"}
        assert (found.reached_on, found.reached_if_unknown_served, found.in_time) == (None, None, None)
    assert {c.status for c in full_coverage(with_history(SINCE, {}), nothing, TARGET).counties} == {"missing"}
    some = full_coverage(with_history(None, {}), PLAN, TARGET)
    assert (some.reached_on, some.reached_if_unknown_served) == (None, max(in_plan().values()))


def test_a_planned_day_is_only_the_latest_where_records_are_incomplete():
    """With records unknown what is planned after the due day may have come before; with all complete it is late."""
    by_day = sorted(in_plan(), key=lambda county_id: in_plan()[county_id])
    last, reached = by_day[-1], in_plan()[by_day[-1]]
    due = replace(TARGET, county_ids=tuple(by_day), due=reached - timedelta(days=1))
    blank = full_coverage(with_history(None, {}), PLAN, due)
    assert (blank.reached_on, blank.at_latest, blank.in_time) == (reached, True, None)
    assert all(county.at_latest for county in blank.counties)
    assert full_coverage(with_history(None, {}), PLAN, replace(due, due=reached)).in_time is True
    known = with_history(SINCE, {})
    some = tuple(replace(each, known_since=None) if each.county_id == last else each for each in known.history)
    one = full_coverage(replace(known, history=some), PLAN, due)
    assert (one.reached_on, one.at_latest, one.in_time) == (reached, True, None)  # nobody else is served that day
    whole = full_coverage(known, PLAN, due)
    assert (whole.reached_on, whole.at_latest, whole.in_time) == (reached, False, False)
    late = replace(due, county_ids=(), due=min(in_plan().values()) - timedelta(days=1))
    fewer = tuple(each for each in known.history if each.county_id in in_plan())
    assert full_coverage(replace(known, history=fewer), PLAN, late).in_time is False  # whatever others are


def test_only_the_services_that_count_do_and_only_since_the_start():
    problem = with_history(SINCE, REST)
    sets = full_coverage(problem, PLAN, replace(TARGET, services=("set",)))
    assert {county.county_id for county in sets.having("served_by_plan")} == {stay.county_id for stay in PLAN.stays}
    assert not sets.having("served_before")
    too_early = dict.fromkeys(REST, ("caravan", "2023-12-20", "2023-12-31"))
    assert not full_coverage(with_history(SINCE, too_early), PLAN, TARGET).having("served_before")


def test_progress_by_month_agrees_with_a_slow_count():
    found = full_coverage(with_history(SINCE, REST), PLAN, TARGET)
    days = [county.day for county in found.counties if county.day]
    assert (found.months[0].month, found.months[-1].month) == ("2024-01" if REST else min(days).strftime("%Y-%m"),
                                                               BARE.horizon.last_day.strftime("%Y-%m"))  # fmt: skip
    for month in found.months:
        assert month.served == sum(day.strftime("%Y-%m") <= month.month for day in days)
    assert found.months[-1].served == len(found.counties)


def test_it_goes_through_json_excel_and_report(tmp_path):
    problem = with_history(SINCE, REST, coverage_targets=(TARGET,), boundaries=None)
    assert check_problem(problem) == []
    assert parse(PROBLEM, dump_problem(problem), "p").coverage_targets == (TARGET,)
    write_template(tmp_path / "w.xlsx", problem)
    assert read_workbook(tmp_path / "w.xlsx").coverage_targets == (TARGET,)
    row = report_of(problem, PLAN)["full_coverage"][0]
    assert (row["reached_on"], row["served"]) == (str(max(in_plan().values())), len(problem.counties))


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        ({"services": ()}, "list-empty", "/coverage_targets/0/services"),
        ({"due": date(2023, 1, 1)}, "dates-reversed", "/coverage_targets/0"),
        ({"county_ids": ("nowhere",)}, "id-unknown", "/coverage_targets/0/county_ids/0"),
    ],
)
def test_bad_targets_are_named(change, code, place):
    faults = check_problem(replace(BARE, coverage_targets=(replace(TARGET, **change),)))
    assert [(found.code, found.place) for found in faults] == [(code, place)]


def test_the_command_names_the_day_and_a_missing_target(tmp_path, monkeypatch, capsys):
    problem = with_history(SINCE, REST)
    (tmp_path / "p.json").write_text(json.dumps(dump_problem(problem)), "utf-8")
    (tmp_path / "plan.json").write_text(json.dumps(dump_plan(replace(PLAN, pinned=pinned_of(problem)))), "utf-8")
    ask = ["dapeng", "coverage", "full", str(tmp_path / "p.json"), str(tmp_path / "plan.json")]
    for options, status, words in (([], 2, "coverage-target-missing"), (["--since", "2024-01-01"], 0, "达到全覆盖")):
        monkeypatch.setenv("DAPENG_LANG", "zh")
        monkeypatch.setattr(sys, "argv", [*ask, *options])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        assert (ended.value.code or 0) == status
        assert words in said.out + said.err


def test_a_stay_that_ends_before_the_start_does_not_count():
    stay = PLAN.stays[0]
    county = next(hall.county_id for hall in BARE.halls if hall.hall_id == stay.hall_id)
    alone = replace(PLAN, stays=(stay,), tours=())
    for since, status in ((stay.last_day, "served_by_plan"), (stay.last_day + timedelta(days=1), "missing")):
        found = full_coverage(BARE, alone, replace(TARGET, since=since))
        assert {one.status for one in found.counties if one.county_id == county} == {status}
