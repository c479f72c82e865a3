"""Put a known campaign into a problem: its days by rule, by notice, or as the planner enters them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import chain, count
from typing import Literal

from core.calendar import DateSpan
from core.campaign_dates import CampaignDates, campaign_dates
from core.errors import DapengError, fail
from scheduler.campaigns.model import Campaign, CampaignService, CampaignTarget
from scheduler.check import check_problem
from scheduler.problem import Problem

Each = Literal["prefecture", "county"]


def add_campaign(problem: Problem, kind: str, year: int, span: DateSpan | None = None) -> tuple[Problem, Campaign]:
    """Return the problem with the campaign ``kind`` of ``year``, its deadlines where they are public, and the campaign.

    Parameters
    ----------
    kind
        Key of ``core/data/campaigns_cn.toml``.
    span
        The days, where the year's notice moved them or no rule gives them.

    Raises
    ------
    DapengError
        ``campaign-unknown``, ``campaign-days-unknown``, ``campaign-there``; faults of the new problem.
    """
    there = entered(problem, kind, year)
    if there is not None:
        raise fail("campaign-there", "--kind", name=there.name, first=there.span.first, last=there.span.last)
    known = {item.kind: item for item in campaign_dates(year)}
    if kind not in known:
        raise fail("campaign-unknown", "--kind", kind=kind, year=year, known=", ".join(sorted(known)))
    item = known[kind]
    days = span or item.span
    if days is None:
        raise fail("campaign-days-unknown", "--kind", kind=kind, year=year, source=item.source)
    duties = item.duties
    campaign = Campaign(
        campaign_id=f"{kind}-{year}",
        name=f"{year}年{item.name_zh}",
        label=f"{year}年{item.name_zh}活动",
        span=days,
        themes=item.themes,
        register_from=duties.register_from if duties else None,
        register_by=duties.register_by if duties else None,
        complete_by=duties.complete_by if duties else None,
        summary_by=duties.summary_by if duties else None,
        recommend_by=duties.recommend_by if duties else None,
        source=_source(item, span),
    )
    return _checked(replace(problem, campaigns=(*problem.campaigns, campaign))), campaign


def add_target(
    problem: Problem, campaign: Campaign, each: Each, service: CampaignService, minimum: int, hard: bool
) -> Problem:
    """Return the problem with a target of a campaign in every prefecture or county."""
    taken = {target.target_id for target in problem.campaign_targets}
    base = f"{campaign.campaign_id}-{each}"
    names = chain([base], (f"{base}-{number}" for number in count(2)))
    target = CampaignTarget(
        target_id=next(name for name in names if name not in taken),
        campaign_id=campaign.campaign_id,
        scope=each,
        county_ids=(),
        stop_id=None,
        service=service,
        minimum=minimum,
        hard=hard,
    )
    return _checked(replace(problem, campaign_targets=(*problem.campaign_targets, target)))


def entered(problem: Problem, kind: str, year: int) -> Campaign | None:
    """Return the campaign ``kind`` of ``year`` where the problem has it already."""
    return next((each for each in problem.campaigns if each.campaign_id == f"{kind}-{year}"), None)


def _source(item: CampaignDates, span: DateSpan | None) -> str:
    source = f"计划员填写 / entered by the planner; {item.source}" if span else item.source
    return f"{source}; {item.duties.source}" if item.duties else source


def _checked(problem: Problem) -> Problem:
    faults = check_problem(problem)
    if faults:
        raise DapengError(faults)
    return problem


def span_of(first: date | None, last: date | None) -> DateSpan | None:
    """Return the days entered, one day where the last is left out; ``None`` where none was entered.

    Raises
    ------
    DapengError
        ``campaign-first-missing`` for a last day alone.
    """
    if first is None and last is not None:
        raise fail("campaign-first-missing", "--last", last=last)
    return None if first is None else DateSpan(first=first, last=last or first)
