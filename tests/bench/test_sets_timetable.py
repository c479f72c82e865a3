"""A tiny round of the timetable benchmark: ours and both peers, checked, with figures that hold together."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from bench import timetable
from bench.__main__ import app
from bench.timetable_cases import TimetableCase, plain_problem
from bench.timetable_peers import Track, circuit_plan, interval_plan
from maps.counties import guizhou_counties, guizhou_table
from scheduler.check import check_problem
from scheduler.verify import verify


def test_plain_problems_can_be_planned():
    problem = plain_problem(guizhou_counties()[:12], 2, 104, seed=1)
    assert check_problem(problem) == []
    assert any(len(hall.available) == 2 for hall in problem.halls)


def test_all_solvers_agree_on_a_tiny_case(tmp_path, monkeypatch):
    monkeypatch.setattr(timetable, "CASES", (TimetableCase("12x2", 12, 2),))
    monkeypatch.setattr(timetable, "find_outside", lambda name, data: guizhou_table())
    monkeypatch.setattr(timetable, "_run_apart", timetable.run)
    path = tmp_path / "rows.json"
    words = ["timetable", "--only", "12x2", "--seconds", "6", "--json", str(path)]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    rows = {row["solver"]: row for row in json.loads(path.read_text("utf-8"))["rows"]}
    assert rows.keys() == {"dapeng", "interval", "circuit"}
    assert all(row["verified"] for row in rows.values())
    assert rows["dapeng"]["gap"] == 0
    assert all(row["coverage"] <= rows["dapeng"]["coverage"] <= row["bound"] for row in rows.values())
    assert rows["dapeng"]["travel_km"] >= rows["dapeng"]["travel_bound_km"] > 0


@pytest.mark.parametrize("model", [interval_plan, circuit_plan])
def test_a_peer_that_is_too_large_is_not_built(model, monkeypatch):
    monkeypatch.setattr("bench.timetable_peers.MOST_LITERALS", 10)
    assert model(plain_problem(guizhou_counties()[:6], 1, 20, 1), 1.0, 1, 1, Track(0.0)) is None


def test_a_broken_peer_plan_is_found_out():
    problem = plain_problem(guizhou_counties()[:6], 1, 30, 1)
    made = interval_plan(problem, 5.0, 1, 1, Track(time.monotonic()))
    twice = (*made.stays, replace(made.stays[0], team_id=made.stays[0].team_id))
    assert any(item.rule_id.startswith("set.") for item in verify(problem, timetable._plan(problem, twice, ())))
