"""Rules of repeats, loans and rings: each is broken alone, and accepted once it is gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from corruptions_repeats import REPEATS, pinned, problem_for, repeats_problem
from golden_plan import golden_plan

from core.calendar import months_later
from scheduler.check import check_problem
from scheduler.verify import figures, registry, verify
from scheduler.verify.registry import RULES

NAMES = [f"{rule_id}-{corruption.__name__}" for rule_id, _, corruption in REPEATS]


def test_the_plan_made_by_hand_obeys_them_all():
    assert check_problem(repeats_problem()) == []
    assert verify(repeats_problem(), pinned(golden_plan())) == []


@pytest.mark.parametrize(("rule_id", "case", "corruption"), REPEATS, ids=NAMES)
def test_a_corrupted_plan_breaks_exactly_one_rule(rule_id, case, corruption, monkeypatch):
    problem = problem_for(corruption)
    plan = pinned(corruption(), problem)
    found = verify(problem, plan)
    assert {(each.rule_id, each.case) for each in found} == {(rule_id, case)}
    assert all(each.text("zh") != each.text("en") for each in found)
    monkeypatch.setattr(registry, "RULES", {name: check for name, check in RULES.items() if name != rule_id})
    assert verify(problem, plan) == []


def test_whose_history_is_not_known_neither_waits_nor_holds_up():
    problem = repeats_problem()
    unknown = tuple(replace(each, known_since=None) for each in problem.history)
    third = next(make for rule_id, _, make in REPEATS if rule_id == "set.once_first")
    assert verify(problem, pinned(third()))
    freed = replace(problem, history=unknown)
    assert {each.rule_id for each in verify(freed, pinned(third()))} == {"plan.problem"}


def test_priced_each_county_known_to_be_left_out_is_a_shortage():
    problem = repeats_problem()
    since_this_year = replace(problem.repeats, once_first="soft", counted_from=date(2026, 1, 1))
    soft = replace(problem, repeats=since_this_year)
    bare = replace(golden_plan(), stays=golden_plan().stays[:1])
    plain = figures(replace(problem, repeats=replace(since_this_year, once_first="off")), bare)
    assert figures(soft, bare)["sets", "shortage"] == plain["sets", "shortage"] + 2
    assert figures(soft, golden_plan()) == figures(problem, golden_plan())


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [("2025-01-31", 1, "2025-02-28"), ("2024-01-31", 1, "2024-02-29"), ("2025-12-15", 12, "2026-12-15"),
     ("2025-11-30", 3, "2026-02-28"), ("2025-06-01", 0, "2025-06-01")],
)  # fmt: skip
def test_months_end_with_the_month(day, months, later):
    assert months_later(date.fromisoformat(day), months) == date.fromisoformat(later)
