"""A tiny round of what rules cost: rows of both sections, made once, checked by the verifier."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from bench import rules
from bench.__main__ import app
from bench.resume import OwnTime, resumed, solver_sources
from bench.rules_cases import CARAVAN_RULES, SET_RULES
from core.errors import fail
from scheduler.campaigns.model import CampaignTarget
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


def test_a_failure_is_a_lost_row_and_no_end(run, monkeypatch):
    solved = rules.followed

    def fails_with_rules(problem, budget):
        if problem.campaigns:
            raise fail("sets-none-found", "/", pins=0, floors=0, named="-")
        return solved(problem, budget)

    monkeypatch.setattr(rules, "followed", fails_with_rules)
    rows, told = run()
    assert [row["lost"] for row in rows] == ["", *["sets-none-found"] * 3]
    assert told.count("| sets-none-found |") == 3


def test_loading_and_compiling_are_before_the_clock_of_every_row(monkeypatch):
    seen = []
    monkeypatch.setattr(rules, "warm", lambda: seen.append("warm"))
    monkeypatch.setattr(rules, "OwnTime", lambda *words, **named: seen.append("clock") or OwnTime(*words, **named))
    rules._sets_row(small_problem(**SIZE), 0.2, 1)
    assert seen == ["warm", "clock"]


def test_verified_asks_for_figures_and_for_campaigns(monkeypatch):
    problem = with_parts(small_problem(**SIZE), ("campaigns",))
    sets, _ = rules.followed(problem, OwnTime(1.0, workers=1))
    wrong = replace(sets, stages=tuple(replace(each, value=each.value + 1) for each in sets.stages))
    target = CampaignTarget(
        target_id="every",
        campaign_id=problem.campaigns[0].campaign_id,
        scope="county",
        service="set",
        minimum=50,
        hard=True,
        stop_id=None,
        county_ids=(),
    )
    asked = replace(problem, campaign_targets=(*problem.campaign_targets, target))
    assert rules._broken("sets", rules.sets_alone(problem), sets, (), sets.stages) == []
    assert {*rules._broken("sets", rules.sets_alone(problem), wrong, (), wrong.stages)} == {"plan.figures"}
    assert {*rules._broken("sets", rules.sets_alone(asked), sets, (), sets.stages)} == {"campaign.target"}

    solved = rules.solve_with_campaigns

    def misreported(*words):
        made = solved(*words)
        return replace(made, stages=tuple(replace(each, value=each.value - 1) for each in made.stages))

    assert rules._caravans_row(problem, lambda: sets, 0.6, 1)["broken"] == []
    monkeypatch.setattr(rules, "solve_with_campaigns", misreported)
    assert {*rules._caravans_row(problem, lambda: sets, 0.6, 1)["broken"]} == {"plan.figures"}


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


def test_rows_are_kept_for_the_same_machine_and_problem_only(run, monkeypatch):
    monkeypatch.setattr(rules, "_or_lost", lambda _: {"lost": "first"})
    assert [row["lost"] for row in run()[0]] == ["first"] * 4
    monkeypatch.setattr(rules, "_or_lost", lambda _: {"lost": "anew"})
    assert [row["lost"] for row in run()[0]] == ["first"] * 4
    monkeypatch.setattr(rules, "machine", lambda: {"cores": 1000, "day": "2026-01-01"})
    assert [row["lost"] for row in run()[0]] == ["first"] * 4 + ["anew"] * 4


def test_a_row_of_other_sources_is_made_anew(tmp_path):
    path = tmp_path / "rows.json"
    first = resumed("x", path, [({"sources": "a"}, lambda: {"value": 1})])
    both = resumed("x", path, [({"sources": "b"}, lambda: {"value": 2}), ({"sources": "a"}, lambda: {"value": 3})])
    assert [row["value"] for row in (*first, *both)] == [1, 2, 1]
    assert len(solver_sources()) == 8
