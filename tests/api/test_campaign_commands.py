"""``dapeng campaigns``: what it prints and writes, and that a refusal writes nothing."""

from __future__ import annotations

import json

import pytest
from golden_plan import stamped
from typer.testing import CliRunner

from api.cli import app
from core.errors import DapengError
from scheduler.wire import dump_plan, dump_problem, read_problem, write_json
from tests.scheduler.campaigns.campaign_help import SCIENCE_DAY_2020
from tests.scheduler.verify.corruptions_campaigns import campaign_problem, good_plan
from tests.small import small_problem


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("DAPENG_LANG", "en")
    monkeypatch.setenv("COLUMNS", "200")


def run(*arguments: object):
    return CliRunner().invoke(app, ["campaigns", *map(str, arguments)])


def test_what_is_due_on_a_day_of_the_2020_calendar(tmp_path):
    write_json(dump_problem(small_problem(campaigns=(SCIENCE_DAY_2020,))), tmp_path / "p.json")
    log = {
        "schema_version": "1", "outreach": [], "efforts": [],
        "done": [{"campaign_id": "kpr-2020", "duty": "register", "day": "2020-09-20"}],
    }  # fmt: skip
    write_json(log, tmp_path / "log.json")
    out = ("--json", tmp_path / "due.json")
    result = run("due", tmp_path / "p.json", "--date", "2020-10-12", "--log", tmp_path / "log.json", *out)
    assert result.exit_code == 0, result.output
    assert "2 due, 1 overdue" in result.output
    written = json.loads((tmp_path / "due.json").read_text("utf-8"))
    assert [item["state"] for item in written] == ["done", "overdue", "due", "due"]


def test_the_deadlines_of_2020_come_with_the_campaign_and_a_log_of_another_is_refused(tmp_path):
    """What the guide prints: on 1 October 2020 registering is 6 days overdue, the others are due in 8, 15, 22 days."""
    write_json(dump_problem(small_problem()), tmp_path / "p.json")
    added = run("add", tmp_path / "p.json", "--kind", "national_science_day", "--year", 2020, "-o", tmp_path / "q.json")
    assert added.exit_code == 0, added.output
    out = ("--json", tmp_path / "due.json")
    assert run("due", tmp_path / "q.json", "--date", "2020-10-01", *out).exit_code == 0
    written = json.loads((tmp_path / "due.json").read_text("utf-8"))
    assert [(each["state"], each["days_left"]) for each in written] == [
        ("overdue", -6), ("due", 8), ("due", 15), ("due", 22),
    ]  # fmt: skip
    done = {"campaign_id": "national_science_day-2021", "duty": "register", "day": "2020-09-20"}
    write_json({"schema_version": "1", "outreach": [], "efforts": [], "done": [done]}, tmp_path / "log.json")
    for typed in (("due", tmp_path / "q.json"), ("table", tmp_path / "q.json", tmp_path / "q.json", "-o", "t.xlsx")):
        refused = run(*typed, "--date", "2020-10-01", "--log", tmp_path / "log.json")
        assert [each.code for each in refused.exception.faults] == ["id-unknown"]


def test_a_campaign_is_added_with_its_target_and_unknown_days_write_nothing(tmp_path):
    write_json(dump_problem(small_problem()), tmp_path / "p.json")
    common = (tmp_path / "p.json", "--year", 2026, "-o", tmp_path / "q.json")
    refused = run("add", *common, "--kind", "food_safety_week")
    assert isinstance(refused.exception, DapengError)
    assert refused.exception.faults[0].code == "campaign-days-unknown"
    assert not (tmp_path / "q.json").exists()
    added = run("add", *common, "--kind", "disaster_day", "--each", "prefecture", "--hard", "--service", "caravan")
    assert added.exit_code == 0, added.output
    made = read_problem(tmp_path / "q.json")
    assert (made.campaigns[0].campaign_id, made.campaign_targets[0].hard) == ("disaster_day-2026", True)


@pytest.mark.parametrize(
    ("typed", "named"),
    [(("--hard",), "--hard"), (("--minimum", 1), "--minimum"), (("--service", "set"), "--service")],
)
def test_what_is_typed_about_a_target_is_not_dropped_where_no_target_is_made(tmp_path, typed, named):
    write_json(dump_problem(small_problem()), tmp_path / "p.json")
    common = (tmp_path / "p.json", "--year", 2026, "--kind", "disaster_day", "-o", tmp_path / "q.json")
    refused = run("add", *common, *typed)
    assert [(each.code, each.place) for each in refused.exception.faults] == [("option-needs", named)]
    assert not (tmp_path / "q.json").exists()
    assert run("add", *common, *typed, "--each", "county").exit_code == 0
    assert len(read_problem(tmp_path / "q.json").campaign_targets) == 1


def test_a_second_target_joins_the_campaign_that_is_there(tmp_path):
    write_json(dump_problem(small_problem()), tmp_path / "p.json")
    common = ("--year", 2026, "--kind", "disaster_day", "--each", "prefecture")
    first = run("add", tmp_path / "p.json", *common, "--service", "caravan", "-o", tmp_path / "q.json")
    second = run("add", tmp_path / "q.json", *common, "--service", "set", "-o", tmp_path / "r.json")
    assert (first.exit_code, second.exit_code) == (0, 0)
    made = read_problem(tmp_path / "r.json")
    assert len(made.campaigns) == 1
    assert [target.service for target in made.campaign_targets] == ["caravan", "set"]
    week = ("--first", "2026-05-12", "--last", "2026-05-12")
    again = run("add", tmp_path / "r.json", *common, *week, "--minimum", 2, "-o", tmp_path / "t.json")
    assert again.exit_code == 0, again.output
    assert len(read_problem(tmp_path / "t.json").campaign_targets) == 3
    for typed in (("--each", "county", "--first", "2026-05-13"), ()):
        args = ("--year", 2026, "--kind", "disaster_day", *typed, "-o", tmp_path / "s.json")
        refused = run("add", tmp_path / "r.json", *args)
        assert [each.code for each in refused.exception.faults] == ["campaign-there"]
        assert not (tmp_path / "s.json").exists()
    last_alone = run("add", tmp_path / "p.json", *common, "--last", "2026-05-20", "-o", tmp_path / "s.json")
    assert last_alone.exception.faults[0].code == "campaign-first-missing"
    assert not (tmp_path / "s.json").exists()


def test_status_assessment_and_table_of_a_plan(tmp_path):
    problem = campaign_problem()
    plan = stamped(good_plan(problem), problem)
    paths = tmp_path / "p.json", tmp_path / "plan.json"
    write_json(dump_plan(plan), paths[1])
    content = dump_problem(problem)
    content["joint_actions"] = []  # those of the sample are of one partner, which a file may not be
    write_json(content, paths[0])
    status = run("status", *paths)
    assert status.exit_code == 0, status.output
    assert "targets met in 2 of 2 places" in status.output
    assessed = run("assess", *paths, "--date", "2026-04-01")
    assert "not known" in assessed.output
    table = run("table", *paths, "--date", "2026-04-01", "-o", tmp_path / "t.xlsx")
    assert table.exit_code == 0, table.output
    assert (tmp_path / "t.xlsx").stat().st_size > 5000
