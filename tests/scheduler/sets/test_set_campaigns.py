"""Campaigns' demands for museum sets against every plan there is, on problems small enough to list them all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import product
from random import Random

import pytest

from core.calendar import DateSpan
from core.errors import DapengError
from scheduler.campaigns.model import Campaign, CampaignTarget, JointAction
from scheduler.check import check_problem
from scheduler.problem import Problem
from scheduler.progress import Budget
from scheduler.sets.solve import solve_sets
from scheduler.verify import verify
from scheduler.verify.campaigns import campaign_joint, campaign_target, soft_shortage
from scheduler.verify.view import View
from tests.scheduler.listed_sets import Rank, cheapest, plan_of, problem_of, rank_of, ways_of, with_teams

SEEDS = (1, 2, 3, 5, 8, 11, 13, 16, 19, 22, 27, 31, 36, 40)


def campaign_problem(seed: int) -> Problem:
    """Return a listed problem with a campaign of a few days, a target, and sometimes themes and a joint action."""
    random, base = Random(900 + seed), problem_of(seed)
    first = base.horizon.first_monday + timedelta(days=random.randrange(3, 7 * base.horizon.weeks - 10))
    span = DateSpan(first=first, last=first + timedelta(days=random.choice([0, 3, 6])))
    shown = sorted({zone.theme for museum_set in base.sets for zone in museum_set.zones})
    themes = random.choice([(), (random.choice(shown),)])
    campaign = Campaign(
        campaign_id="K", name="K", label="K", span=span, themes=themes, register_from=None, register_by=None,
        complete_by=None, summary_by=None, recommend_by=None, source="test",
    )  # fmt: skip
    asked = [county.county_id for county in base.counties if county.county_id not in base.not_asked]
    target = CampaignTarget(
        target_id="T", campaign_id="K", scope=random.choice(["prefecture", "county"]),
        county_ids=tuple(random.sample(asked, random.choice([1, 2]))), stop_id=None, service="set", minimum=1,
        hard=random.random() < 0.5,
    )  # fmt: skip
    joint = JointAction(
        joint_id="J", campaign_id="K", county_id=asked[-1], day=span.first, museum_ids=(), with_set=True, caravans=0
    )
    floors = tuple(replace(floor, hard=False) for floor in base.floors)
    joints = (joint,) if random.random() < 0.3 else ()
    sets = tuple(bare(one, number, themes) for number, one in enumerate(base.sets))
    problem = replace(base, sets=sets, campaigns=(campaign,), campaign_targets=(target,), joint_actions=joints)
    return replace(problem, floors=floors)


def bare(museum_set, number, themes):
    """The second set shows nothing of the campaign's themes, so that kinds must be told apart."""
    zones = museum_set.zones if number == 0 else tuple(zone for zone in museum_set.zones if zone.theme not in themes)
    return replace(museum_set, zones=zones)


@cache
def best_with_campaigns(seed: int) -> Rank | None:
    problem = campaign_problem(seed)
    empty = plan_of(problem, ())
    view = View(problem, empty)
    view.warm_up()
    found = []
    for chosen in product(*(cheapest(ways_of(view, empty, each)) for each in problem.sets)):
        rank = rank_of(view, chosen)
        stays = [stay for way in chosen for stay in way.stays]
        tried = view.with_plan(plan_of(problem, stays))
        if rank is not None and not [*campaign_target(tried), *campaign_joint(tried)]:
            found.append(((rank[0] - soft_shortage(tried, "sets"), *rank[1:]), stays, chosen))
    for rank, stays, chosen in sorted(found, key=lambda item: item[0], reverse=True):
        teamed = with_teams(problem, stays)
        if teamed is not None:
            plan = plan_of(problem, teamed, [overhaul for way in chosen for overhaul in way.overhauls])
            if not any(each.rule_id.startswith("set.") for each in verify(problem, plan)):
                return rank
    return None


@pytest.mark.parametrize("seed", SEEDS)
def test_with_campaigns_the_stages_are_the_best_of_all_plans(seed):
    problem = campaign_problem(seed)
    assert {fault.code for fault in check_problem(problem)} <= {"joint-action-empty"}
    best = best_with_campaigns(seed)
    if best is None:
        with pytest.raises(DapengError) as caught:
            solve_sets(problem, Budget(8.0))
        assert {each.code for each in caught.value.faults} <= {"campaign-target-impossible", "sets-impossible"}
        return
    result = solve_sets(problem, Budget(8.0))
    broken = verify(problem, plan_of(problem, result.stays, result.overhauls))
    assert [each.text() for each in broken if each.rule_id.startswith(("set.", "campaign."))] == []
    signs = {"shortage": -1, "coverage": 1, "worst_prefecture": 1, "cost": -1}
    found = {stage.stage: stage for stage in result.stages}
    assert tuple(sign * found[name].value for name, sign in signs.items()) == best
    assert all(sign * found[name].bound >= sign * found[name].value for name, sign in signs.items())


def test_the_problems_show_what_they_should():
    problems = [campaign_problem(seed) for seed in SEEDS]
    targets = [problem.campaign_targets[0] for problem in problems]
    assert 2 < sum(target.hard for target in targets) < len(SEEDS) - 2
    assert any(problem.campaigns[0].themes and len(problem.sets) > 1 for problem in problems)
    assert any(problem.joint_actions for problem in problems)
    answers = [best_with_campaigns(seed) for seed in SEEDS]
    assert 1 < answers.count(None) < len(SEEDS) // 2
