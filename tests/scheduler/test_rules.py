"""The rules of docs/model.md, of rules.toml and of the verifier are the same, and their texts are whole."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from scheduler.rules import Violation, rules, violation
from scheduler.verify.registry import RULES, rule_id_of

MODEL = (Path(__file__).resolve().parents[2] / "docs/model.md").read_text("utf-8")
HARD = {rule_id: rule for rule_id, rule in rules().items() if rule.kind == "hard"}
SOFT = {rule_id: rule for rule_id, rule in rules().items() if rule.kind == "soft"}
CASES = [(rule_id, case) for rule_id, rule in HARD.items() for case in rule.cases]


def section(title: str) -> str:
    """Return the part of docs/model.md under a heading of level 2."""
    parts = {part.split("\n")[0]: part for part in re.split(r"^## ", MODEL, flags=re.M)}
    return parts[title]


def test_the_tables_of_the_model_name_the_rules_in_order():
    tables = "".join(section(title) for title in ("Museum sets", "Caravans", "Campaigns", "Whole plan"))
    assert re.findall(r"^\| `([a-z_.]+)` \|", tables, re.M) == list(HARD)


@pytest.mark.parametrize(("title", "name"), [("Museum sets", "sets"), ("Caravans", "caravans")])
def test_the_objective_of_the_model_names_the_terms_in_order(title, name):
    terms = re.findall(r"^\d\. `([a-z_]+)` \((min|max)", section(title), re.M)
    assert [f"{name}.{term}" for term, _ in terms] == [rule_id for rule_id in SOFT if rule_id.startswith(name)]
    assert [sense for _, sense in terms] == ["min", "max", "max", "min"]


def test_the_verifier_has_one_function_per_rule_named_after_it():
    assert list(RULES) == list(HARD)
    assert len({check.__name__ for check in RULES.values()}) == len(RULES)
    assert all(rule_id_of(check) == rule_id for rule_id, check in RULES.items())


def test_sections_are_those_of_the_model():
    for rule_id, rule in rules().items():
        first = rule_id.split(".")[0]
        expected = {"staff": "staff", "set": "sets", "sets": "sets", "plan": "plan", "campaign": "plan"}.get(
            first, "caravans"
        )
        assert rule.section == expected, rule_id


@pytest.mark.parametrize(("rule_id", "case"), CASES)
def test_both_languages_state_the_same_facts(rule_id, case):
    texts = HARD[rule_id].cases[case]
    assert set(texts) == {"zh", "en"}
    named = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in texts.values()]
    assert named[0] == named[1]
    assert re.search(r"[\u4e00-\u9fff]", texts["zh"])
    assert not re.search(r"[\u4e00-\u9fff]", texts["en"])


def test_titles_are_in_both_languages():
    for rule in rules().values():
        assert re.search(r"[\u4e00-\u9fff]", rule.title("zh"))
        assert rule.title("en").isascii()


def test_a_violation_speaks_with_its_facts():
    made = violation("tour.visit_time", "short", "/tours/0/days/0/activities/2", stop="三穗小学", needed=90, found=80)
    assert made == Violation(
        rule_id="tour.visit_time",
        case="short",
        place="/tours/0/days/0/activities/2",
        facts={"stop": "三穗小学", "needed": "90", "found": "80"},
    )
    assert made.text("zh") == "三穗小学 需停留 90 分钟，计划为 80 分钟。"
    assert made.line("en") == "tour.visit_time /tours/0/days/0/activities/2: 三穗小学 takes 90 min; the plan has 80."


def test_an_unknown_rule_case_or_a_fact_left_out_fails_at_once():
    for rule_id, case in (("no.rule", "short"), ("tour.visit_time", "no"), ("tour.visit_time", "short")):
        with pytest.raises(KeyError):
            violation(rule_id, case, "/", stop="x", needed=1)
