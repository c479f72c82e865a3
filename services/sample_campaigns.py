"""What an invented planner promises in campaigns whose days are known; linked services; requests; full coverage."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from core.calendar import DateSpan
from maps.model import VisitWindow
from scheduler.campaigns.model import Campaign, CampaignService, CampaignTarget, Convoy, JointAction
from scheduler.coverage_target import CoverageTarget
from scheduler.problem import Problem
from scheduler.requests import Request
from services import sample_pick as pick
from services.campaign_add import add_campaign
from services.sample_history import SOURCE
from services.sample_rules import ASSUMED

YEAR = 2026
SCIENCE_WEEK = DateSpan(first=date(2026, 5, 23), last=date(2026, 5, 29))
"""Invented: the year's notice moves the week."""
WORKDAYS = (1, 2, 3, 4, 5)
CLASS_TIMES = ((480, 690), (840, 1000))


def with_campaigns(problem: Problem) -> Problem:
    """Add three campaigns with targets, a convoy and a joint action in the capital's county.

    Science week: every prefecture has a service (hard), a convoy and a joint action. Disaster day: every prefecture
    has a visit that shows it (soft). Science day: every prefecture has a set (soft).
    """
    problem, week = add_campaign(problem, "science_week", YEAR, SCIENCE_WEEK)
    problem, disaster = add_campaign(problem, "disaster_day", YEAR)
    problem, science = add_campaign(problem, "national_science_day", YEAR)
    window, horizon = problem.caravan_rules.window, problem.horizon
    tours = len(problem.caravans) >= 2 and SCIENCE_WEEK.last in window
    targets = [
        *([_target(week, "any", hard=True), _target(disaster, "caravan", hard=False)] if tours else []),
        *([_target(science, "set", hard=False)] if problem.sets and science.span.last <= horizon.last_day else []),
    ]
    noted = {science.campaign_id: _with_duties(science), week.campaign_id: _invented_days(week)}
    dated = tuple(noted.get(each.campaign_id, each) for each in problem.campaigns)
    problem = replace(problem, campaigns=dated, campaign_targets=tuple(targets))
    return _with_actions(problem, week) if tours else problem


def _target(campaign: Campaign, service: CampaignService, hard: bool) -> CampaignTarget:
    return CampaignTarget(
        target_id=f"{campaign.campaign_id}-prefecture",
        campaign_id=campaign.campaign_id,
        scope="prefecture",
        county_ids=(),
        stop_id=None,
        service=service,
        minimum=1,
        hard=hard,
    )


def _invented_days(campaign: Campaign) -> Campaign:
    """Return the campaign with a source that says of its days that they are invented."""
    return replace(campaign, source=f"{campaign.source}；日期虚构 / days invented")


def _with_duties(campaign: Campaign) -> Campaign:
    """Return the campaign with deadlines, by the distances of the notice of 2020, which are invented for this year."""
    last = campaign.span.last
    return replace(
        campaign,
        register_from=campaign.span.first - timedelta(days=47),
        register_by=last,
        complete_by=last + timedelta(days=14),
        summary_by=last + timedelta(days=21),
        recommend_by=last + timedelta(days=28),
        source=f"{campaign.source}；期限虚构 / deadlines invented",
    )


def _with_actions(problem: Problem, week: Campaign) -> Problem:
    """Add a convoy of two to a school or square near the first depot, and a joint action there the day after."""
    county_id = problem.depots[0].county_id
    wednesday = next(day for n in range(7) if (day := week.span.first + timedelta(days=n)).isoweekday() == 3)
    pinned = {pin.stop_id for pin in problem.visit_pins}
    stops = [stop for stop in pick.easy_stops(problem, county_id) if stop.stop_id not in pinned]
    here = sum(one.depot_id == problem.depots[0].depot_id for one in problem.caravans)
    if not stops or here < 2:
        return problem
    convoy = Convoy(
        convoy_id="CV1",
        campaign_id=week.campaign_id,
        stop_id=stops[0].stop_id,
        day=wednesday,
        vehicles=2,
        caravan_ids=(),
        arrive_within_min=60,
    )
    joint = JointAction(
        joint_id="JA1",
        campaign_id=week.campaign_id,
        county_id=county_id,
        day=wednesday + timedelta(days=1),
        museum_ids=tuple(museum.museum_id for museum in problem.museums[:1]),
        with_set=len(problem.sets) >= 6,
        caravans=1,
    )
    return replace(problem, convoys=(convoy,), joint_actions=(joint,))


def with_linked_services(problem: Problem) -> Problem:
    """Keep caravans out of towns with a set, except the first depot's own, and visits to schools to class times."""
    times = tuple(
        VisitWindow(weekdays=WORKDAYS, first=None, last=None, open_min=opens, close_min=closes, school_days_only=True)
        for opens, closes in CLASS_TIMES
    )
    sources = {**problem.caravan_rules.sources, "apart_from_sets": ASSUMED, "class_times": ASSUMED}
    return replace(
        problem,
        caravan_rules=replace(problem.caravan_rules, apart_from_sets=True, class_times=times, sources=sources),
        joint_counties=tuple(depot.county_id for depot in problem.depots[:1]),
    )


def with_requests(problem: Problem) -> Problem:
    """Add what a school and a county ask for."""
    window = problem.caravan_rules.window
    empty = Request(
        request_id="RQ1",
        asker="某乡镇学校（虚构）",
        wants="caravan",
        county_id=problem.counties[len(problem.counties) // 2].county_id,
        stop_id=None,
        hall_id=None,
        themes=("安全生活", "健康生活"),
        exhibit_ids=(),
        audience=("pupils",),
        first=window.first,
        last=window.last,
        weeks=None,
    )
    county = replace(
        empty,
        request_id="RQ2",
        asker="某县科协（虚构）",
        wants="set",
        county_id=problem.counties[len(problem.counties) // 3].county_id,
        themes=(),
        audience=(),
        first=problem.horizon.first_monday,
        last=problem.horizon.last_day,
    )
    return replace(problem, requests=(empty, county))


def with_coverage_target(problem: Problem) -> Problem:
    """Add full coverage of mobile service within five years as a target."""
    target = CoverageTarget(
        target_id="FULL1",
        name_zh="流动科普服务五年全覆盖（虚构）",
        name_en="Full coverage of mobile service in five years (invented)",
        since=date(2021, 1, 1),
        services=("set", "caravan"),
        due=problem.horizon.last_day,
        county_ids=(),
        source=SOURCE,
    )
    return replace(problem, coverage_targets=(target,))
