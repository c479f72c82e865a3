"""A plan of another problem is a coded fault for every command that reads one; a title may change since."""

from __future__ import annotations

from dataclasses import replace

import pytest
from golden import golden_problem
from golden_plan import golden_plan
from typer.testing import CliRunner

from api.cli import app
from core.errors import DapengError
from fleet.troupe import Troupe
from scheduler.wire import dump_plan, dump_problem, pinned_of, write_json
from services.plan_of import read_plan_of
from services.troupe import troupe_result
from tests.small import small_problem

COMMANDS = {
    "coverage": ["coverage", "full", "P", "X", "--since", "2021-01-01"],
    "slots": ["slots", "P", "X"],
    "emergency": ["emergency", "P", "X", "--county", "县C", "--theme", "light", "--at", "2026-03-25T10:00"],
    "suspend": ["suspend", "P", "X", "--county", "县A", "--from", "2026-03-25"],
    "contracts": ["contracts", "P", "X"],
    "staff": ["staff", "assign", "P", "X", "-o", "OUT"],
    "campaigns": ["campaigns", "status", "P", "X"],
    "where": ["library", "where", "P", "--date", "2026-04-02", "--plan", "X"],
    "compose": ["library", "compose", "P", "--request", "Q1", "--plan", "X"],
    "explain": ["explain", "P", "X", "--county", "县A"],
    "report": ["report", "P", "X", "-o", "OUT"],
    "export": ["export", "P", "X", "-o", "OUT"],
    "map": ["map", "P", "X", "-o", "OUT"],
    "itinerary": ["itinerary", "P", "X", "--caravan", "V1", "-o", "OUT"],
    "troupe": ["troupe", "P", "--plan", "X"],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("plan_of")
    problem = with_troupe(golden_problem())
    write_json(dump_problem(problem), made / "P")
    write_json(dump_plan(replace(golden_plan(), pinned=pinned_of(problem))), made / "G")
    strange = replace(golden_plan().stays[0], set_id="nobody")
    write_json(dump_plan(replace(golden_plan(), stays=(strange,), pinned=pinned_of(small_problem()))), made / "X")
    return made


def with_troupe(problem):
    caravan = problem.caravans[0]
    troupe = Troupe(
        troupe_id="play",
        name="科普剧团（虚构）",
        org_id=caravan.owner_id,
        type_id=caravan.type_id,
        depot_id=caravan.depot_id,
        people=8,
        days_max=4,
        unavailable=(),
        stop_kinds=("school", "township", "village"),
        performances_target=100,
        played_known_since=None,
    )
    return replace(problem, troupes=(troupe,))


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_no_command_tells_anything_of_another_problems_plan(folder, words):
    files = {name: str(folder / name) for name in ("P", "X", "OUT")}
    result = CliRunner().invoke(app, [files.get(word, word) for word in words])
    assert isinstance(result.exception, DapengError), result.exception
    assert [each.code for each in result.exception.faults] == ["plan-of-another"]
    assert not (folder / "OUT").exists()


def test_plays_are_not_counted_from_the_caravans_plan(folder):
    result = CliRunner().invoke(app, ["troupe", str(folder / "P"), "--plan", str(folder / "G")])
    assert [each.code for each in result.exception.faults] == ["plan-of-another"]  # type: ignore[union-attr]
    assert troupe_result(with_troupe(golden_problem()), golden_plan()).performances == 0


def test_what_is_entered_after_planning_leaves_the_plan_as_it_is(folder):
    problem = with_troupe(golden_problem())
    assert read_plan_of(problem, folder / "G").stays == golden_plan().stays
    assert read_plan_of(replace(problem, title_en="another title"), folder / "G").stays == golden_plan().stays
    shut = replace(problem, halls=tuple(replace(hall, available=()) for hall in problem.halls))
    with pytest.raises(DapengError, match="plan-of-another"):
        read_plan_of(shut, folder / "G")


def test_a_plan_edited_by_hand_to_name_what_does_not_exist(folder, tmp_path):
    problem = with_troupe(golden_problem())
    strange = replace(golden_plan().stays[0], set_id="nobody")
    write_json(dump_plan(replace(golden_plan(), stays=(strange,), pinned=pinned_of(problem))), tmp_path / "H")
    with pytest.raises(DapengError, match=r"set\.reference"):
        read_plan_of(problem, tmp_path / "H")
