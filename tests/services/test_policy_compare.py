"""Two policies on one plan: a golden case, its counter-example, and slow sums of what is printed."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from api.cli import main
from core.errors import DapengError
from maps.defaults import default_need_policy
from maps.policy import ListMembers
from scheduler.need import need_permille
from scheduler.policy_file import read_policy, with_policy
from scheduler.verify.figures import caravan_gains, set_gains
from scheduler.verify.view import View
from scheduler.wire import dump_plan, dump_problem, pinned_of
from services.policy_compare import WHOLE, compare_policies
from tests.plan_by_hand import plan_by_hand
from tests.small import small_problem

PROBLEM = small_problem()
PLAN = plan_by_hand(PROBLEM)
OLD = default_need_policy()
LUCKY = PROBLEM.counties[2]
NEW = replace(
    OLD,
    version="cn-need/test",
    members=(ListMembers(list_id="old_rev_base", codes=(LUCKY.code,), complete=True, source="invented"),),
)


def test_the_county_that_a_new_list_names_wins_and_the_others_lose():
    found = compare_policies(PROBLEM, PLAN, OLD, NEW)
    first = found.counties[0]
    assert first.county_id == LUCKY.county_id
    assert first.need[1] > first.need[0]
    assert first.rank[1] <= first.rank[0]
    assert all(one.shift_ppm <= 0 for one in found.counties[1:])
    assert found.versions == ("cn-need/2", "cn-need/test")


def test_the_same_policy_twice_changes_nothing():
    found = compare_policies(PROBLEM, PLAN, OLD, OLD)
    assert found.moved == 0
    assert {one.shift_ppm for one in found.counties} == {0}
    assert all(one.permille[0] == one.permille[1] for one in found.coverage)


@pytest.mark.parametrize(("section", "gains"), [("sets", set_gains), ("caravans", caravan_gains)])
def test_coverage_is_that_of_the_objective_under_each_policy(section, gains):
    found = compare_policies(PROBLEM, PLAN, OLD, NEW)
    for turn, policy in enumerate((OLD, NEW)):
        need, level = need_permille(replace(PROBLEM, need_policy=policy)), gains(View(PROBLEM, PLAN))
        groups = {WHOLE: set(level)}
        for county in PROBLEM.counties:
            groups.setdefault(county.prefecture_id, set()).update({county.county_id} & set(level))
        for one in found.coverage:
            if one.section == section:
                mine = groups[one.group_id]
                whole = sum(1000 * need[county_id] for county_id in mine)
                assert one.permille[turn] == 1000 * sum(need[c] * level[c] for c in mine) // whole


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "problem.json").write_text(json.dumps(dump_problem(PROBLEM)), "utf-8")
    (tmp_path / "plan.json").write_text(json.dumps(dump_plan(replace(PLAN, pinned=pinned_of(PROBLEM)))), "utf-8")
    text = (Path(__file__).parents[2] / "maps/data/need_policy.toml").read_text("utf-8")
    (tmp_path / "a.toml").write_text(text, "utf-8")
    notice = f'[[members]]\nlist_id = "old_rev_base"\ncodes = ["{LUCKY.code}"]\ncomplete = true\nsource = "invented"\n'
    (tmp_path / "b.toml").write_text(text.replace("cn-need/2", "mine/1") + notice, "utf-8")
    return tmp_path


def run(monkeypatch, capsys, *arguments: object) -> tuple[int, str]:
    monkeypatch.setenv("DAPENG_LANG", "zh")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setattr(sys, "argv", ["dapeng", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out + said.err


def test_the_commands_show_compare_and_take_over(files, monkeypatch, capsys):
    problem, plan, new = files / "problem.json", files / "plan.json", files / "new.json"
    status, said = run(monkeypatch, capsys, "policy", "compare", files / "a.toml", files / "b.toml",
                       "--problem", problem, "--plan", plan, "--json", files / "c.json")  # fmt: skip
    assert status == 0
    assert LUCKY.name in said
    assert json.loads((files / "c.json").read_text("utf-8"))["versions"] == ["cn-need/2", "mine/1"]
    assert run(monkeypatch, capsys, "policy", "use", problem, files / "b.toml", "-o", new)[0] == 0
    assert json.loads(new.read_text("utf-8"))["need_policy"]["version"] == "mine/1"
    status, said = run(monkeypatch, capsys, "policy", "show", new, "--on", "2020-12-31")
    assert status == 0
    assert "国家级贫困县" in said


def test_a_policy_that_cannot_be_used_changes_nothing(files, monkeypatch, capsys):
    bad, new = files / "bad.toml", files / "new.json"
    bad.write_text((files / "b.toml").read_text("utf-8").replace(LUCKY.code, "甲县"), "utf-8")
    status, said = run(monkeypatch, capsys, "policy", "use", files / "problem.json", bad, "-o", new)
    assert (status, new.exists()) == (2, False)
    assert f"code-invalid {bad}:/members/0/codes/0" in said
    bad.write_text("version = ", "utf-8")
    assert run(monkeypatch, capsys, "policy", "use", files / "problem.json", bad)[0] == 2
    with pytest.raises(DapengError, match="file-missing"):
        read_policy(files / "none.toml")


def test_a_list_that_flags_name_must_be_in_the_policy():
    flagged = {flag.list_id for county in PROBLEM.counties for flag in county.flags}
    less = replace(OLD, lists=tuple(entry for entry in OLD.lists if entry.list_id not in flagged))
    with pytest.raises(DapengError, match=r"id-unknown b\.toml:/counties"):
        with_policy(PROBLEM, less, "b.toml")
