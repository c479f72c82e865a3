"""What a plan gives is counted once; here it is counted again, the slow way."""

from __future__ import annotations

from dataclasses import replace

from scheduler.need import need_of
from services.counts import county_counts
from services.report import report_of
from services.summary import county_lines, prefecture_lines
from tests.plan_by_hand import plan_by_hand
from tests.small import small_problem

PROBLEM = replace(small_problem(), not_asked=(small_problem().counties[-1].county_id,))
PLAN = plan_by_hand(PROBLEM)


def slow_visits() -> list:
    stops = {stop.stop_id: stop for stop in PROBLEM.stops}
    found = []
    for tour in PLAN.tours:
        for day in tour.days:
            found += [stops[one.stop_id] for one in day.activities if one.kind == "visit"]
    return found


def test_each_county_is_counted_for_itself():
    visits = slow_visits()
    assert visits
    for county, count in zip(PROBLEM.counties, county_counts(PROBLEM, PLAN), strict=True):
        mine = [stop for stop in visits if stop.county_id == county.county_id]
        all_stops = [stop for stop in PROBLEM.stops if stop.county_id == county.county_id]
        stays = [stay for stay in PLAN.stays if stay.county_id == county.county_id]
        assert count.county_id == county.county_id
        assert (count.stays, count.stay_weeks) == (len(stays), sum(stay.weeks for stay in stays))
        assert (count.visits, count.stops) == (len(mine), len(all_stops))
        assert count.township_visits == len([stop for stop in mine if stop.setting in ("township", "village")])
        assert count.audience_visited == sum(stop.audience for stop in mine)
        assert count.audience == sum(stop.audience for stop in all_stops)
        assert ("sets" in count.lacks) == (not stays and county.county_id not in PROBLEM.not_asked)
        assert ("caravans" in count.lacks) == (not mine and bool(all_stops))


def test_report_counties_and_prefectures_agree():
    report = report_of(PROBLEM, PLAN)
    lines = county_lines(PROBLEM, PLAN, need_of(PROBLEM))
    prefectures = prefecture_lines(lines)
    assert report["caravans"]["visits"] == sum(line.visits for line in lines) == sum(p.visits for p in prefectures)
    assert report["sets"]["counties_served"] == sum(line.stays > 0 for line in lines)
    assert report["sets"]["counties_asked"] == sum(line.asked for line in lines) == len(PROBLEM.counties) - 1
    assert report["sets"]["open_set_weeks"] == sum(line.stay_weeks for line in lines)
    assert report["caravans"]["audience"] == sum(stop.audience for stop in PROBLEM.stops)


def test_the_report_names_everybody_who_lacks_something_even_without_reasons():
    listed = report_of(PROBLEM, PLAN)["not_served"]
    ranks = {row.county_id: row.rank for row in need_of(PROBLEM).rows}
    lacking = {count.county_id for count in county_counts(PROBLEM, PLAN) if count.lacks}
    assert lacking
    assert {row["county_id"] for row in listed} == lacking
    assert [ranks[row["county_id"]] for row in listed] == sorted(ranks[row["county_id"]] for row in listed)
    assert all(row["zh"] is None for row in listed)
