"""A tiny round of what rules cost: rows of both sections, made once, checked by the verifier."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from bench import rules
from bench.__main__ import app
from bench.resume import OwnTime, resumed, solver_sources
from bench.rules_cases import CARAVAN_RULES, SET_RULES
from services.sample_parts import with_parts
from tests.small import small_problem

SIZE = {"counties": 8, "sets": 9, "caravans": 6, "stops": 40, "weeks": 52}


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a round on a small problem of which a few rules are measured."""
    monkeypatch.setattr("bench.cases.Case.problem", lambda *_: small_problem(**SIZE))
    monkeypatch.setattr(rules, "SET_RULES", {name: SET_RULES[name] for name in ("none", "all")})
    monkeypatch.setattr(rules, "CARAVAN_RULES", dict(list(CARAVAN_RULES.items())[:2]))

    def once() -> tuple[list[dict], str]:
        path = tmp_path / "rules.json"
        words = ("rules", "--only", "guizhou", "--seconds", "1", "--caravan-seconds", "1.5", "--json", str(path))
        done = CliRunner().invoke(app, words)
        assert done.exit_code == 0, done.output
        return json.loads(path.read_text("utf-8"))["rows"], done.output

    return once


def test_a_round_is_verified_compared_with_plain_and_made_once(run):
    rows, told = run()
    assert [row["rules"] for row in rows] == ["none", "all", *list(CARAVAN_RULES)[:2]]
    assert all(row["verified"] and 0 < row["value"] <= row["bound"] for row in rows), rows
    assert "| guizhou | 1 | all |" in told
    again, _ = run()
    assert again == rows


@pytest.mark.parametrize("name", [*SET_RULES])
def test_every_rule_of_the_sets_changes_the_plain_problem(name):
    plain = small_problem(**SIZE)
    assert (SET_RULES[name](plain) == plain) is (name == "none")


@pytest.mark.parametrize("name", [*CARAVAN_RULES])
def test_every_rule_of_the_caravans_can_be_taken_out(name):
    whole = with_parts(small_problem(**SIZE))
    assert (CARAVAN_RULES[name](whole) == whole) is (name == "all")


def test_a_part_of_own_time_is_own_time():
    part = OwnTime(10.0, seed=2, workers=1).part(3.0)
    assert isinstance(part, OwnTime)
    assert (part.seconds, part.seed, part.workers) == (3.0, 2, 1)
    assert part.elapsed() < 1


def test_a_row_of_other_sources_is_made_anew(tmp_path):
    path = tmp_path / "rows.json"
    first = resumed("x", path, [({"sources": "a"}, lambda: {"value": 1})])
    both = resumed("x", path, [({"sources": "b"}, lambda: {"value": 2}), ({"sources": "a"}, lambda: {"value": 3})])
    assert [row["value"] for row in (*first, *both)] == [1, 2, 1]
    assert len(solver_sources()) == 8
