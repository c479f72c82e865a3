"""The golden case of full rounds: a province like Anhui, 104 counties, 20 sets, everyone twice."""

from __future__ import annotations

import json
from dataclasses import replace

from typer.testing import CliRunner

from bench.__main__ import app
from bench.rounds import is_verified, open_to_all
from scheduler.rounds import plan_rounds

COUNTIES, SETS = 104, 20


def test_anhui_takes_102_weeks_for_two_rounds_and_no_plan_fewer_than_101(outside, tmp_path):
    outside("counties.csv")
    path = tmp_path / "rounds.json"
    done = CliRunner().invoke(app, ["rounds", "--json", str(path)])
    assert done.exit_code == 0, done.output
    (row,) = json.loads(path.read_text("utf-8"))["rows"]
    assert (row["counties"], row["sets"], row["stays"]) == (COUNTIES, SETS, 2 * COUNTIES)
    assert (row["weeks"], row["bound_weeks"], row["verified"]) == (102, 101, True)


def test_a_plan_that_serves_somebody_twice_in_a_round_is_refused(outside):
    problem = open_to_all(outside("counties.csv"), "34", SETS, 1)
    made = plan_rounds(problem, 2, 120)
    first, second = (next(stay for stay in made.stays if stay.opens in one.span) for one in made.rounds)
    doubled = replace(second, opens=first.opens, hall_id=made.stays[1].hall_id, county_id=made.stays[1].county_id)
    assert is_verified(problem, made)
    assert not is_verified(problem, replace(made, stays=(*(s for s in made.stays if s != second), doubled)))
