"""``dapeng slots``: what it writes, and what it refuses to leave half said; ``dapeng coverage full`` likewise."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from typer.testing import CliRunner

from api.cli import app
from core.errors import DapengError
from scheduler.coverage_target import CoverageTarget
from scheduler.problem import Problem
from scheduler.requests import Request
from scheduler.verify import verify
from scheduler.wire import dump_plan, dump_problem, pinned_of, read_plan, write_json
from tests.golden import golden_problem
from tests.golden_plan import golden_plan
from tests.small import small_problem


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("DAPENG_LANG", "en")
    monkeypatch.setenv("COLUMNS", "160")


def asking(request_id: str, stop_id: str) -> Request:
    return Request(
        request_id=request_id, asker="某小学（虚构）", wants="caravan", county_id="D", stop_id=stop_id, hall_id=None,
        themes=(), exhibit_ids=(), audience=(), first=date(2026, 3, 25), last=date(2026, 3, 27), weeks=None,
    )  # fmt: skip


@pytest.fixture
def paths(tmp_path):
    problem: Problem = replace(golden_problem(), requests=(asking("R1", "s8"), asking("R2", "s7-narrow")))
    write_json(dump_problem(problem), tmp_path / "p.json")
    write_json(dump_plan(replace(golden_plan(), pinned=pinned_of(problem))), tmp_path / "plan.json")
    return problem, tmp_path


def run(folder, command, *arguments: object):
    return CliRunner().invoke(app, [*command, str(folder / "p.json"), str(folder / "plan.json"), *map(str, arguments)])


def test_the_first_slot_of_one_request_is_written_and_accepted(paths):
    problem, folder = paths
    done = run(folder, ["slots"], "--request", "R1", "-o", folder / "new.json")
    assert done.exit_code == 0, done.output
    assert verify(problem, read_plan(folder / "new.json")) == []


@pytest.mark.parametrize(("arguments", "code"), [((), "slots-one-request"), (("--request", "R2"), "slots-none")])
def test_a_plan_that_cannot_be_written_is_refused_in_words(paths, arguments, code):
    _, folder = paths
    refused = run(folder, ["slots"], *arguments, "-o", folder / "new.json", "--json", folder / "a.json")
    assert isinstance(refused.exception, DapengError)
    assert refused.exception.faults[0].code == code
    assert not (folder / "new.json").exists()
    assert not (folder / "a.json").exists()


def test_two_options_of_which_one_would_be_dropped_are_refused(paths):
    """A request by id and one by file; a plan of the troupes to be told, and a file for their problem."""
    _, folder = paths
    both = run(folder, ["slots"], "--request", "R1", "--file", folder / "request.json")
    assert both.exception.faults[0].code == "options-exclusive"
    told = CliRunner().invoke(
        app, ["troupe", str(folder / "p.json"), "--plan", str(folder / "plan.json"), "-o", str(folder / "t.json")]
    )
    assert told.exception.faults[0].code == "options-exclusive"
    assert not (folder / "t.json").exists()


def test_several_requests_are_answered_without_a_plan(paths):
    _, folder = paths
    done = run(folder, ["slots"], "--json", folder / "a.json")
    assert done.exit_code == 0, done.output
    assert [each["verdict"] for each in json.loads((folder / "a.json").read_text("utf-8"))] == ["accepted", "declined"]


def test_services_without_a_first_day_are_not_passed_over(paths):
    _, folder = paths
    refused = run(folder, ["coverage", "full"], "--service", "caravan")
    assert refused.exception.faults[0].code == "coverage-since-missing"


def test_a_day_of_full_coverage_is_told_as_the_latest_where_records_are_incomplete(paths):
    """Nothing is known of what went before in any county; plans serve A and B, the one due after the other."""
    problem, folder = paths
    target = CoverageTarget(
        target_id="AB", name_zh="两县", name_en="two counties", since=date(2026, 1, 1), services=("set", "caravan"),
        due=date(2026, 3, 20), county_ids=("A", "B"), source="invented",
    )  # fmt: skip
    changed = replace(problem, coverage_targets=(target,))
    write_json(dump_problem(changed), folder / "p.json")
    write_json(dump_plan(replace(golden_plan(), pinned=pinned_of(changed))), folder / "plan.json")
    told = run(folder, ["coverage", "full"])
    assert told.exit_code == 0, told.output
    said = " ".join(told.output.split())
    assert "full coverage on 2026-03-23 at the latest" in said
    assert "the records of 2 of the counties served are not complete" in said
    assert "due 2026-03-20: not known whether in time" in said


def test_a_list_of_which_nothing_is_known_is_not_told_as_empty(tmp_path):
    """Nobody is known to be on a list, or not to be."""
    problem = small_problem(counties=4)
    bare = tuple(replace(county, flags=(), flags_known=()) for county in problem.counties)
    write_json(dump_problem(replace(problem, counties=bare)), tmp_path / "bare.json")
    shown = CliRunner().invoke(app, ["policy", "show", str(tmp_path / "bare.json"), "--on", "2026-01-01"])
    assert shown.exit_code == 0, shown.output
    lists = shown.output.split("lists", 1)[1].splitlines()
    told = [[cell.strip() for cell in line.split("│")[-3:-1]] for line in lists if " yes " in line]
    assert ["not known", "0"] in told
    assert all((members == "not known") == (known == "0") for members, known in told)
