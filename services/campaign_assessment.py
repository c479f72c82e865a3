"""The seven assessment figures of a campaign: from the plan, from the records, or not known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from core.record import record
from scheduler.campaigns.due import due_items
from scheduler.campaigns.log import CampaignLog, Effort, Outreach
from scheduler.campaigns.model import Campaign
from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.rules import Violation
from scheduler.verify.campaigns import campaign_convoy, campaign_joint, places
from scheduler.verify.view import View
from services.campaign_events import CampaignEvent, events_of

Figure = Literal["mobilisation", "joint_actions", "online", "publicity", "volunteers", "information", "public"]
FIGURES: dict[Figure, tuple[str, str]] = {
    "mobilisation": ("社会动员", "social mobilisation"),
    "joint_actions": ("联合行动组织实施", "joint actions"),
    "online": ("网络活动", "online activities"),
    "publicity": ("宣传工作", "publicity"),
    "volunteers": ("科技志愿服务", "science volunteers"),
    "information": ("活动信息服务", "information on activities"),
    "public": ("公众评价", "public evaluation"),
}
"""Names as in the notices; no public weights were found, so the figures are not added up."""
NO_EFFORT = Effort(
    campaign_id="",
    organisations=None,
    online_events=None,
    online_audience=None,
    media_reports=None,
    volunteers=None,
    volunteer_hours=None,
)
NO_OUTREACH = Outreach(
    campaign_id="", noticed_on=None, enquiry=None, enquiries=None, feedback_until=None, answers=None, satisfied=None
)


@record
class Measure:
    """One number of one figure."""

    figure: Figure
    name_zh: str
    name_en: str
    value: int | None
    """``None``: not known."""
    of: int | None
    """What it is a part of; ``None``: a plain count, or not known."""


def assessment(problem: Problem, plan: Plan, campaign: Campaign, log: CampaignLog, day: date) -> tuple[Measure, ...]:
    """Return the measures of a campaign as known on ``day``, in the order of :data:`FIGURES`."""
    events = events_of(problem, plan, campaign)
    effort = next((each for each in log.efforts if each.campaign_id == campaign.campaign_id), NO_EFFORT)
    told = next((each for each in log.outreach if each.campaign_id == campaign.campaign_id), NO_OUTREACH)
    return (
        *_mobilisation(problem, events, effort),
        *_joint_actions(problem, plan, campaign),
        *_recorded(effort),
        *_information(campaign, log, told, day),
        *_public(told),
    )


def _mobilisation(problem: Problem, events: tuple[CampaignEvent, ...], effort: Effort) -> Iterator[Measure]:
    yield _measure("mobilisation", "活动场次", "activities", len(events))
    counties = {(event.prefecture, event.county) for event in events}
    yield _measure("mobilisation", "有活动的县", "counties with an activity", len(counties), len(problem.counties))
    every = {county.prefecture_name for county in problem.counties}
    yield _measure("mobilisation", "有活动的地市", "prefectures", len({p for p, _ in counties}), len(every))
    yield _measure("mobilisation", "参加单位", "organisations", effort.organisations)


def _joint_actions(problem: Problem, plan: Plan, campaign: Campaign) -> Iterator[Measure]:
    view = View(problem, plan)
    mine = [place for place in places(view) if place.target.campaign_id == campaign.campaign_id]
    met = sum(place.found >= place.target.minimum for place in mine)
    yield _measure("joint_actions", "达到目标的地方", "places that meet their target", met, len(mine))
    joints = [each.joint_id for each in problem.joint_actions if each.campaign_id == campaign.campaign_id]
    convoys = [each.convoy_id for each in problem.convoys if each.campaign_id == campaign.campaign_id]
    whole = len(joints) - _broken(campaign_joint(view), "joint", joints)
    yield _measure("joint_actions", "齐全的联合行动", "complete joint actions", whole, len(joints))
    together = len(convoys) - _broken(campaign_convoy(view), "convoy", convoys)
    yield _measure("joint_actions", "齐到的车队", "complete convoys", together, len(convoys))


def _broken(found: Iterator[Violation], fact: str, ids: list[str]) -> int:
    return len({each.facts[fact] for each in found}.intersection(ids))


def _recorded(effort: Effort) -> Iterator[Measure]:
    yield _measure("online", "网络活动", "online activities", effort.online_events)
    yield _measure("online", "网络受众", "online audience", effort.online_audience)
    yield _measure("publicity", "媒体报道", "media reports", effort.media_reports)
    yield _measure("volunteers", "科技志愿者", "volunteers", effort.volunteers)
    yield _measure("volunteers", "服务小时", "hours served", effort.volunteer_hours)


def _information(campaign: Campaign, log: CampaignLog, told: Outreach, day: date) -> Iterator[Measure]:
    items = [item for item in due_items([campaign], log, day) if item.by is not None]
    recorded = any(each.campaign_id == campaign.campaign_id for each in log.done)
    timely = sum(item.state == "done" for item in items) if recorded else None
    yield _measure("information", "按期办结的事项", "duties done in time", timely, len(items))
    ahead = (campaign.span.first - told.noticed_on).days if told.noticed_on else None
    yield _measure("information", "提前公告天数", "days of advance notice", ahead)
    yield _measure("information", "公众咨询", "enquiries", told.enquiries)


def _public(told: Outreach) -> Iterator[Measure]:
    yield _measure("public", "公众答复", "answers of the public", told.answers)
    yield _measure("public", "满意", "satisfied", told.satisfied, told.answers)


def _measure(figure: Figure, zh: str, en: str, value: int | None, of: int | None = None) -> Measure:
    return Measure(figure=figure, name_zh=zh, name_en=en, value=value, of=of)
