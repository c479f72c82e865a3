"""Requests through JSON, the workbook and the command line."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from golden import day, golden_problem
from golden_plan import golden_plan
from typer.testing import CliRunner

from api.cli import app
from core.errors import DapengError
from scheduler.requests import GROUPS, Request, kinds_for
from scheduler.verify import verify
from scheduler.wire import dump_plan, dump_problem, parse_problem, pinned_of, read_plan, read_problem, write_json
from services.requests import asked
from services.workbook_import import read_workbook
from services.workbook_template import write_template

ASKED = Request(
    request_id="R1",
    asker="某小学（虚构）",
    wants="caravan",
    county_id="D",
    stop_id="s8",
    hall_id=None,
    themes=("light", "chemistry"),
    exhibit_ids=("k2",),
    audience=("pupils", "left_behind_children"),
    first=day("03-25"),
    last=day("03-27"),
    weeks=None,
)
HALL = replace(ASKED, request_id="R2", wants="set", county_id="C", stop_id=None, hall_id="hC", weeks=8, exhibit_ids=())


@pytest.fixture
def files(tmp_path):
    problem = replace(golden_problem(), requests=(ASKED, replace(HALL, themes=())))
    write_json(dump_problem(problem), tmp_path / "problem.json")
    write_json(dump_plan(replace(golden_plan(), pinned=pinned_of(problem))), tmp_path / "plan.json")
    return tmp_path


def test_requests_come_back_from_json_and_from_excel(tmp_path):
    problem = replace(golden_problem(), requests=(ASKED, HALL))
    assert parse_problem(json.loads(json.dumps(dump_problem(problem))), "here").requests == (ASKED, HALL)
    write_template(tmp_path / "book.xlsx", problem)
    assert read_workbook(tmp_path / "book.xlsx").requests == (ASKED, HALL)


def test_a_problem_without_requests_still_reads():
    content = dump_problem(golden_problem())
    content.pop("requests")
    assert parse_problem(content, "here") == golden_problem()


def test_every_group_can_be_met_somewhere():
    assert all(kinds_for((group,)) for group in GROUPS)


def test_slots_answers_every_request_and_writes_plan_and_answers(files):
    result = CliRunner().invoke(
        app,
        ["slots", f"{files}/problem.json", f"{files}/plan.json", "--request", "R1", "--json", f"{files}/answers.json",
         "-o", f"{files}/new.json"],
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    (answer,) = json.loads((files / "answers.json").read_text("utf-8"))
    assert (answer["verdict"], answer["slots"][0]["kind"], answer["slots"][0]["place_id"]) == (
        "accepted",
        "insert",
        "s8",
    )
    assert verify(read_problem(files / "problem.json"), read_plan(files / "new.json")) == []


def test_a_request_from_a_file_with_a_fault_names_the_file(tmp_path):
    content = {**json.loads(json.dumps(dump_problem(replace(golden_problem(), requests=(ASKED,)))))["requests"][0]}
    write_json({**content, "stop_id": "nowhere"}, tmp_path / "one.json")
    write_json(dump_problem(golden_problem()), tmp_path / "p.json")
    with pytest.raises(DapengError, match="id-unknown") as error:
        asked(tmp_path / "p.json", None, tmp_path / "one.json")
    assert "one.json" in error.value.faults[0].place


def test_an_unknown_request_is_named(files):
    with pytest.raises(DapengError, match="name-unknown"):
        asked(files / "problem.json", "R9", None)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["emergency", "--county", "县C", "--theme", "light", "--at", "2026-02-01T10:00"], "span-outside"),
        (["emergency", "--county", "无", "--theme", "light", "--at", "2026-03-25T10:00"], "name-unknown"),
        (["suspend", "--county", "县C", "--from", "2026-03-25", "--to", "2026-03-24"], "dates-reversed"),
    ],
)
def test_what_cannot_be_changes_nothing(files, arguments, code):
    name, *options = arguments
    out = ["-o", f"{files}/new.json", "--problem-out", f"{files}/new-problem.json", "--json", f"{files}/told.json"]
    result = CliRunner().invoke(app, [name, f"{files}/problem.json", f"{files}/plan.json", *options, *out])
    assert isinstance(result.exception, DapengError)
    assert [each.code for each in result.exception.faults] == [code]
    assert sorted(path.name for path in files.iterdir()) == ["plan.json", "problem.json"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["emergency", "--county", "县C", "--theme", "light", "--at", "2026-03-25T10:00"],
        ["suspend", "--county", "县A", "--from", "2026-03-25"],
    ],
)
def test_the_plan_that_is_written_belongs_to_the_problem_that_is_written(files, arguments):
    name, *options = arguments
    out = ["-o", f"{files}/new.json", "--problem-out", f"{files}/new-problem.json", "--json", f"{files}/told.json"]
    result = CliRunner().invoke(app, [name, f"{files}/problem.json", f"{files}/plan.json", *options, *out])
    assert result.exit_code == 0, result.output
    assert verify(read_problem(files / "new-problem.json"), read_plan(files / "new.json")) == []
