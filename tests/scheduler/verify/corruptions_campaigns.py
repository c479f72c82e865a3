"""Problems with campaigns and plans that break their rules, one each, on the golden problem."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from golden import day, golden_problem, span
from golden_plan import golden_plan, one_day, stamped, two_days

from scheduler.campaigns.model import Campaign, CampaignTarget, Convoy, JointAction
from scheduler.plan import Plan, Tour
from scheduler.problem import Problem
from scheduler.wire import pinned_of

CAMPAIGN = Campaign(
    campaign_id="K",
    name="科普日",
    label="科普日活动",
    span=span("03-23", "03-29"),
    themes=(),
    register_from=None,
    register_by=None,
    complete_by=None,
    summary_by=None,
    recommend_by=None,
    source="test",
)
TARGET = CampaignTarget(
    target_id="T", campaign_id="K", scope="prefecture", county_ids=("A", "B"), stop_id=None, service="caravan",
    minimum=4, hard=True,
)  # fmt: skip
CONVOY = Convoy(
    convoy_id="C",
    campaign_id="K",
    stop_id="s5",
    day=day("03-25"),
    vehicles=2,
    caravan_ids=("V1",),
    arrive_within_min=10,
)
JOINT = JointAction(
    joint_id="J", campaign_id="K", county_id="C", day=day("03-25"), museum_ids=(), with_set=True, caravans=0
)


@cache
def campaign_problem() -> Problem:
    return replace(
        golden_problem(),
        campaigns=(CAMPAIGN,),
        campaign_targets=(TARGET, replace(TARGET, target_id="T2", county_ids=("C",), service="any", minimum=1)),
        convoys=(CONVOY,),
        joint_actions=(
            JOINT,
            replace(JOINT, joint_id="J2", county_id="B", day=day("03-24"), with_set=False, caravans=1),
        ),
    )


def plan_of(problem: Problem, *tours: Tour) -> Plan:
    plan = replace(golden_plan(), tours=tours, pinned=pinned_of(problem))
    return stamped(plan, problem)


def first() -> Tour:
    return two_days("t1", "V1", "K1", "03-23", "s1", "s2")


def at_s5(tour_id: str, caravan_id: str, crew_id: str, start_min: int, on: str = "03-25") -> Tour:
    return one_day(tour_id, caravan_id, crew_id, on, (("s5", start_min),))


def good_plan(problem: Problem) -> Plan:
    return plan_of(problem, first(), at_s5("t2", "V2", "K2", 840), at_s5("t3", "V1", "K1", 850))


def with_target(**changes: object) -> Problem:
    return replace(campaign_problem(), campaign_targets=(replace(TARGET, **changes),))  # type: ignore[arg-type]


def with_convoy(**changes: object) -> Problem:
    return replace(campaign_problem(), convoys=(replace(CONVOY, **changes),))  # type: ignore[arg-type]


def with_joint(**changes: object) -> Problem:
    return replace(campaign_problem(), joint_actions=(replace(JOINT, **changes),))  # type: ignore[arg-type]


def alone() -> tuple[Problem, Plan]:
    """Nothing but the convoy is asked for, and one vehicle comes."""
    problem = replace(campaign_problem(), campaign_targets=(), convoys=(replace(CONVOY, caravan_ids=()),))
    return problem, plan_of(problem, first(), at_s5("t2", "V2", "K2", 840))


def judged(problem: Problem) -> tuple[Problem, Plan]:
    return problem, good_plan(problem)


CAMPAIGNS = {
    ("campaign.target", "short"): lambda: judged(with_target(minimum=5)),
    ("campaign.convoy", "few"): alone,
    ("campaign.convoy", "missing"): lambda: judged(with_convoy(caravan_ids=("V3",))),
    ("campaign.convoy", "apart"): lambda: judged(with_convoy(arrive_within_min=9)),
    ("campaign.joint", "set"): lambda: judged(with_joint(day=day("03-24"))),
    ("campaign.joint", "caravans"): lambda: judged(with_joint(with_set=False, caravans=1)),
}
