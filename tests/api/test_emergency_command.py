"""``dapeng emergency`` and ``dapeng suspend``: what they print and write, and that a plan is never written alone."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from golden import day, golden_problem
from golden_plan import golden_plan

from api.cli import main
from api.commands.emergency_tables import show_dispatch
from scheduler.emergency.model import Changed, Emergency
from scheduler.verify import verify
from scheduler.wire import dump_plan, dump_problem, read_plan, read_problem, write_json
from services.emergency import decide_emergency

EMERGENCY = ("--county", "C", "--theme", "light", "--at", "2026-03-25T10:00", "--within", "24")
SUSPENSION = ("--county", "B", "--from", "2026-03-20")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    write_json(dump_problem(golden_problem()), tmp_path / "problem.json")
    write_json(dump_plan(golden_plan()), tmp_path / "plan.json")
    monkeypatch.chdir(tmp_path)

    def command(name: str, *arguments: str, language: str = "en") -> tuple[int, str]:
        monkeypatch.setenv("DAPENG_LANG", language)
        monkeypatch.setattr(sys, "argv", ["dapeng", name, "problem.json", "plan.json", *arguments])
        status = 0
        try:
            main()
        except SystemExit as ended:
            status = int(ended.code or 0)
        said = capsys.readouterr()
        return status, said.out + said.err

    return command


def test_a_dispatch_is_shown_and_written_with_its_problem(run, tmp_path):
    files = ("-o", "new-plan.json", "--problem-out", "new-problem.json", "--json", "decision.json")
    status, said = run("emergency", *EMERGENCY, *files)
    assert status == 0
    assert "proven: no dispatch at all is sooner" in said
    assert "exception made: Least share of visits in townships" in said
    assert verify(read_problem(tmp_path / "new-problem.json"), read_plan(tmp_path / "new-plan.json")) == []
    (sending,) = json.loads((tmp_path / "decision.json").read_text("utf-8"))["sendings"]
    assert sending["county_id"] == "C"


def test_what_is_excepted_is_told_in_words(run):
    status, said = run("suspend", *SUSPENSION, language="zh")
    assert status == 0
    assert "破例：不再要求“固定的到访照排” 点s2" in said
    assert "破例：各县到访次数下限（硬性） 县B 2 → 0" in said
    assert "受影响的到访 2 处（括号内为受众人数）：改期 0（0），改为线上 2（700），取消 0（0）" in said


def test_what_was_not_found_is_not_called_impossible(monkeypatch, capsys):
    """Visits are dropped, and no way without that was found: nothing says that there is none."""
    monkeypatch.setenv("DAPENG_LANG", "en")
    answered = decide_emergency(golden_problem(), golden_plan(), _soon())
    lost = Changed(
        stop_id="s4", county_id="A", caravan_id="V2", day=day("03-25"), outcome="lost", new_day=None,
        new_caravan_id=None, obstacle="room",
    )  # fmt: skip
    told = replace(answered.dispatch, changed=(lost,), gentle_hours=None, shortage=2)
    show_dispatch(answered.problem, ("light",), told)
    said = capsys.readouterr().out
    assert "no way was found that is in time and drops no visit" in said
    assert "soft floors and soft campaign targets lack 2 more" in said
    assert "no place within a day was found" in said


def _soon() -> Emergency:
    return Emergency(
        emergency_id="E1", county_ids=("C",), themes=("light",), called_on=day("03-25"), called_min=600, within_hours=24
    )


@pytest.mark.parametrize(("name", "arguments"), [("emergency", EMERGENCY), ("suspend", SUSPENSION)])
def test_a_plan_is_not_written_without_its_problem(run, tmp_path, name, arguments):
    status, said = run(name, *arguments, "-o", "new-plan.json", "--json", "decision.json")
    assert status == 2
    assert "plan-without-problem" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan.json", "problem.json"]
