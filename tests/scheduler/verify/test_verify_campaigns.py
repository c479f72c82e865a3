"""Rules of campaigns: each is broken alone, and accepted once it is gone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from corruptions_campaigns import (
    CAMPAIGN,
    CAMPAIGNS,
    at_s5,
    campaign_problem,
    first,
    good_plan,
    judged,
    plan_of,
    with_target,
)
from golden import span

from scheduler.check import check_problem
from scheduler.verify import figures, registry, verify
from scheduler.verify.registry import RULES


def rule_ids(problem, plan) -> set[str]:
    return {violation.rule_id for violation in verify(problem, plan)}


def test_the_plan_made_by_hand_obeys_them_all():
    assert {fault.code for fault in check_problem(campaign_problem())} <= {"joint-action-empty"}
    assert verify(*judged(campaign_problem())) == []


@pytest.mark.parametrize(("rule_id", "case"), CAMPAIGNS)
def test_a_corrupted_plan_breaks_exactly_one_rule(rule_id, case, monkeypatch):
    problem, plan = CAMPAIGNS[rule_id, case]()
    found = verify(problem, plan)
    assert {(each.rule_id, each.case) for each in found} == {(rule_id, case)}
    assert all(each.text("zh") != each.text("en") for each in found)
    monkeypatch.setattr(registry, "RULES", {name: check for name, check in RULES.items() if name != rule_id})
    assert verify(problem, plan) == []


def test_without_a_convoy_two_vehicles_at_a_stop_are_one_too_many():
    problem = replace(campaign_problem(), convoys=())
    assert rule_ids(problem, good_plan(problem)) == {"stop.once"}


def test_a_convoy_excuses_its_own_day_alone():
    problem = replace(campaign_problem(), convoys=(), campaign_targets=())
    plan = plan_of(problem, first(), at_s5("t2", "V2", "K2", 840), at_s5("t3", "V1", "K1", 850, on="03-26"))
    assert rule_ids(problem, plan) == {"stop.once"}
    with_convoy = replace(problem, convoys=campaign_problem().convoys)
    assert rule_ids(with_convoy, plan_of(with_convoy, *plan.tours)) == {"stop.once", "campaign.convoy"}


def test_services_without_the_campaigns_themes_or_outside_its_days_do_not_count():
    other = replace(campaign_problem(), campaigns=(replace(CAMPAIGN, themes=("nobody shows this",)),))
    assert "campaign.target" in rule_ids(other, good_plan(other))
    short = replace(campaign_problem(), campaigns=(replace(CAMPAIGN, span=span("03-24", "03-29")),))
    assert "campaign.target" in rule_ids(short, good_plan(short))


def test_what_a_soft_target_lacks_is_shortage():
    plain = figures(with_target(minimum=4), good_plan(campaign_problem()))
    soft = figures(with_target(minimum=7, hard=False), good_plan(campaign_problem()))
    assert soft["caravans", "shortage"] == plain["caravans", "shortage"] + 3
    assert soft["sets", "shortage"] == plain["sets", "shortage"]
    of_sets = figures(with_target(minimum=7, hard=False, service="set"), good_plan(campaign_problem()))
    assert of_sets["caravans", "shortage"] == plain["caravans", "shortage"]
    assert of_sets["sets", "shortage"] > plain["sets", "shortage"]
