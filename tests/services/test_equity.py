"""Equity in the report: the objective's own coverage, and indices that a slow second count agrees with."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from scheduler.need import need_permille
from scheduler.verify import figures
from services.report import report_of
from tests.plan_by_hand import plan_by_hand
from tests.small import small_problem

PROBLEM = replace(small_problem(), not_asked=(small_problem().counties[-1].county_id,))
PLAN = plan_by_hand(PROBLEM)
EQUITY = report_of(PROBLEM, PLAN)["equity"]
VALUES = figures(PROBLEM, PLAN)


@pytest.mark.parametrize("section", ["sets", "caravans"])
def test_coverage_is_that_of_the_objective(section):
    even = EQUITY[section]
    assert even["value"] == VALUES[section, "coverage"] > 0
    assert even["permille"] == 1000 * even["value"] // even["whole"]
    assert even["prefectures"][0]["permille"] == VALUES[section, "worst_prefecture"]
    assert sum(row["value"] for row in even["prefectures"]) == even["value"]
    assert sum(row["whole"] for row in even["prefectures"]) == even["whole"]


def slow_gains() -> dict[str, dict[str, int]]:
    """Return section -> county id -> gain, each county's coverage taken alone from plans without the others."""
    need, gains = need_permille(PROBLEM), {"sets": {}, "caravans": {}}
    for county in PROBLEM.counties:
        key = county.county_id
        alone = replace(PLAN, stays=tuple(stay for stay in PLAN.stays if stay.county_id == key))
        visited = {a.stop_id for t in PLAN.tours for d in t.days for a in d.activities if a.kind == "visit"}
        mine = [stop for stop in PROBLEM.stops if stop.county_id == key]
        if key not in PROBLEM.not_asked:
            gains["sets"][key] = figures(PROBLEM, alone)["sets", "coverage"] // need[key]
        if mine:
            reached = sum(stop.audience for stop in mine if stop.stop_id in visited)
            curve = PROBLEM.caravan_rules.gain
            gains["caravans"][key] = curve.gain_permille(1000 * reached // sum(stop.audience for stop in mine))
    return gains


@pytest.mark.parametrize("section", ["sets", "caravans"])
def test_indices_equal_the_double_sum(section):
    gains = slow_gains()[section]
    people = {c.county_id: c.population_5_14 for c in PROBLEM.counties if c.county_id in gains}
    whole = sum(people.values())
    mean = sum(people[key] * gains[key] for key in gains) / whole
    apart = sum(people[a] * people[b] * abs(gains[a] - gains[b]) for a in gains for b in gains)
    ratios = [(people[key], gains[key] / mean) for key in gains if gains[key]]
    assert EQUITY[section]["gini"] == pytest.approx(apart / (2 * whole**2 * mean), abs=1e-4)
    assert EQUITY[section]["theil"] == pytest.approx(sum(w * x * math.log(x) for w, x in ratios) / whole, abs=1e-4)
    assert EQUITY[section]["counties"] == len(gains)


def test_counties_whose_people_are_not_known_are_left_out_of_the_indices_and_counted():
    first = replace(PROBLEM.counties[0], population_5_14=None)
    even = report_of(replace(PROBLEM, counties=(first, *PROBLEM.counties[1:])), PLAN)["equity"]["sets"]
    assert (even["counties"], even["counties_weighted"]) == (len(PROBLEM.counties) - 1, len(PROBLEM.counties) - 2)


def test_nobody_served_has_no_index():
    even = report_of(PROBLEM, replace(PLAN, stays=(), tours=()))["equity"]["sets"]
    assert (even["permille"], even["gini"], even["theil"]) == (0, None, None)
