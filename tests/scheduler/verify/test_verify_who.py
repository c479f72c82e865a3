"""Operators' territory, contract and budget, and booked journeys: broken by exactly one step, each rule alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from corruptions_who import KEPT, WHO
from golden_plan import golden_plan, stamped

from scheduler.check import check_problem
from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.verify import registry, verify
from scheduler.verify.registry import RULES
from scheduler.wire import pinned_of


def plan_of(problem: Problem) -> Plan:
    return stamped(replace(golden_plan(), pinned=pinned_of(problem)), problem)


@pytest.mark.parametrize(("rule_id", "case", "made"), WHO)
def test_the_plan_breaks_exactly_this_rule(rule_id, case, made, monkeypatch):
    problem = made()
    found = verify(problem, plan_of(problem))
    assert {(one.rule_id, one.case) for one in found} == {(rule_id, case)}
    monkeypatch.setattr(registry, "RULES", {name: check for name, check in RULES.items() if name != rule_id})
    assert verify(problem, plan_of(problem)) == []


@pytest.mark.parametrize("made", KEPT)
def test_one_step_less_and_it_is_accepted(made):
    problem = made()
    assert check_problem(problem) == []
    assert verify(problem, plan_of(problem)) == []
