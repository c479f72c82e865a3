"""Contracts and journeys against their targets: figures by hand, costs as the verifier counts them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from golden import day, golden_problem
from golden_plan import golden_plan, stamped

from api.cli import main
from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.verify import verify
from scheduler.wire import dump_plan, dump_problem, pinned_of, write_json
from services.contracts import journey_results, operator_results
from tests.scheduler.verify.corruptions_who import journey, run_by


def planned(problem: Problem) -> Plan:
    return stamped(replace(golden_plan(), pinned=pinned_of(problem)), problem)


def test_visits_counties_and_stays_under_a_contract():
    """V2 is out on 03-25 at s4 and s5, both in A; S2 has two stays, the second in C; B is never reached."""
    problem = run_by(set_id="S2", caravan_id="V2", visits_target=40, county_ids=("A", "B", "C"))
    (found,) = operator_results(problem, planned(problem))
    assert (found.visits, found.visits_target, found.stays) == (2, 40, 2)
    assert (found.counties_served, found.counties) == (2, 3)


def test_the_cost_is_the_one_that_the_budget_limits():
    (found,) = operator_results(free := run_by(caravan_id="V2"), planned(free))
    enough, short = (run_by(caravan_id="V2", budget_fen=found.cost_fen - less) for less in (0, 1))
    assert verify(enough, planned(enough)) == []
    assert {each.rule_id for each in verify(short, planned(short))} == {"caravan.budget"}


def test_journeys_tell_targets_and_what_was_not_reported():
    one = journey("set", "S4", day("08-20"), day("08-24"), stays_target=6, stays_done=2, audience_target=9000)
    (found,) = journey_results(replace(golden_problem(), journeys=(one,)))
    assert (found.leaves, found.returns) == (day("08-15"), day("08-29"))
    assert (found.stays_done, found.stays_target, found.audience_done, found.audience_target) == (2, 6, None, 9000)


def test_the_command_prints_and_writes_both(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    problem = replace(
        run_by(caravan_id="V2", visits_target=40, budget_fen=10_000_000),
        journeys=(journey("set", "S3", day("08-20"), day("08-24"), audience_target=9000),),
    )
    write_json(dump_problem(problem), tmp_path / "problem.json")
    write_json(dump_plan(planned(problem)), tmp_path / "plan.json")
    arguments = ["contracts", str(tmp_path / "problem.json"), str(tmp_path / "plan.json")]
    monkeypatch.setattr("sys.argv", ["dapeng", *arguments, "--json", str(tmp_path / "out.json")])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code in (None, 0)
    told = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert (told["operators"][0]["visits"], told["journeys"][0]["audience_done"]) == (2, None)
    printed = capsys.readouterr().out
    assert "2 / 40" in printed
    assert "9,000" in printed
