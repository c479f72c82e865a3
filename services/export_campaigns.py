"""Campaigns as an Excel workbook: registration table, targets, deadlines, the public, assessment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from xlsxwriter.workbook import Workbook

from scheduler.campaigns.due import due_items
from scheduler.campaigns.log import CampaignLog
from scheduler.plan import Plan
from scheduler.problem import Problem
from services.campaign_assessment import FIGURES, assessment
from services.campaign_events import CampaignEvent, events_of
from services.campaign_status import campaign_status
from services.campaign_words import DUTY, STATE
from services.export_table import Banner, Heading, write_table
from services.export_view import PlanView
from services.export_whole import whole_file
from services.workbook_styles import Styles, new_workbook
from services.workbook_words import choice_label

REGISTRATION, TARGETS, DUE = "登记表 registration", "目标 targets", "期限 due"
PUBLIC, ASSESSMENT = "公众 public", "评估 assessment"
KINDS = {"set": "流动科技馆", "caravan": "科普大篷车", "museum": "固定科技馆"}
Row = tuple[Any, ...]


def write_campaign_workbook(problem: Problem, plan: Plan, log: CampaignLog, day: date, path: Path) -> int:
    """Write the workbook, whole or not at all; return how many activities it registers.

    Parameters
    ----------
    day
        The day from which deadlines and records are seen.
    """
    banner = PlanView(problem, plan).banner()
    events = [event for campaign in problem.campaigns for event in events_of(problem, plan, campaign)]
    with whole_file(path) as part, new_workbook(str(part)) as book:
        styles = Styles(book)
        _registration(book, styles, banner, events)
        _targets(book, styles, banner, problem, plan)
        _due(book, styles, banner, problem, log, day)
        _public(book, styles, banner, problem, log)
        _assessment(book, styles, banner, problem, plan, log, day)
    return len(events)


def _registration(book: Workbook, styles: Styles, banner: Banner, events: list[CampaignEvent]) -> None:
    headings = (
        Heading(zh="活动标识", en="label"),
        Heading(zh="序号", en="number", kind="integer"),
        Heading(zh="活动名称", en="activity"),
        Heading(zh="形式", en="kind"),
        Heading(zh="开始日", en="first", kind="day"),
        Heading(zh="结束日", en="last", kind="day"),
        Heading(zh="开始时刻", en="from", kind="clock"),
        Heading(zh="地市", en="prefecture"),
        Heading(zh="县", en="county"),
        Heading(zh="地点", en="place"),
        Heading(zh="主题", en="themes", kind="long"),
        Heading(zh="预计受众", en="audience", kind="integer"),
        Heading(zh="举办单位", en="organiser"),
        Heading(zh="联合行动", en="joint action"),
        Heading(zh="车队", en="convoy"),
    )
    write_table(book, styles, REGISTRATION, banner, headings, (_event(event) for event in events), frozen=3)


def _event(event: CampaignEvent) -> Row:
    return (
        event.label,
        event.number,
        f"{event.label}：{event.name} · {event.place}",
        KINDS[event.kind],
        event.first,
        event.last,
        event.start_min,
        event.prefecture,
        event.county,
        event.place,
        "、".join(event.themes),
        event.audience,
        event.organiser,
        event.joint_id,
        event.convoy_id,
    )


def _targets(book: Workbook, styles: Styles, banner: Banner, problem: Problem, plan: Plan) -> None:
    headings = (
        Heading(zh="活动", en="campaign"),
        Heading(zh="目标", en="target"),
        Heading(zh="地方", en="place"),
        Heading(zh="服务", en="service"),
        Heading(zh="至少", en="least", kind="integer"),
        Heading(zh="站期", en="stays", kind="integer"),
        Heading(zh="到访", en="visits", kind="integer"),
        Heading(zh="达到", en="met"),
        Heading(zh="原因", en="why (Chinese)", kind="long"),
        Heading(zh="原因（英文）", en="why (English)", kind="long"),
    )
    names = {campaign.campaign_id: campaign.name for campaign in problem.campaigns}
    rows = [
        (
            names[each.campaign_id],
            each.target_id,
            each.where,
            choice_label("service", each.service),
            each.minimum,
            each.stays,
            each.visits,
            "是" if each.met else "否",
            each.why_zh,
            each.why_en,
        )
        for each in campaign_status(problem, plan).targets
    ]
    write_table(book, styles, TARGETS, banner, headings, rows, frozen=3)


def _due(book: Workbook, styles: Styles, banner: Banner, problem: Problem, log: CampaignLog, day: date) -> None:
    headings = (
        Heading(zh="活动", en="campaign"),
        Heading(zh="事项", en="duty"),
        Heading(zh="截止", en="by", kind="day"),
        Heading(zh="办结", en="done on", kind="day"),
        Heading(zh="状态", en=f"state on {day}"),
        Heading(zh="余天", en="days left", kind="integer"),
    )
    rows = (
        (item.name, DUTY[item.duty][0], item.by, item.done_on, STATE[item.state][0], item.days_left)
        for item in due_items(problem.campaigns, log, day)
    )
    write_table(book, styles, DUE, banner, headings, rows)


def _public(book: Workbook, styles: Styles, banner: Banner, problem: Problem, log: CampaignLog) -> None:
    headings = (
        Heading(zh="活动", en="campaign"),
        Heading(zh="公告日", en="public notice", kind="day"),
        Heading(zh="咨询渠道", en="enquiries to"),
        Heading(zh="咨询次数", en="enquiries", kind="integer"),
        Heading(zh="反馈截止", en="feedback until", kind="day"),
        Heading(zh="答复数", en="answers", kind="integer"),
        Heading(zh="满意数", en="satisfied", kind="integer"),
    )
    write_table(book, styles, PUBLIC, banner, headings, _public_rows(problem, log))


def _public_rows(problem: Problem, log: CampaignLog) -> Iterator[Row]:
    told = {each.campaign_id: each for each in log.outreach}
    for campaign in problem.campaigns:
        each = told.get(campaign.campaign_id)
        if each is None:
            yield campaign.name, None, None, None, None, None, None
        else:
            known = (each.noticed_on, each.enquiry, each.enquiries, each.feedback_until, each.answers, each.satisfied)
            yield (campaign.name, *known)


def _assessment(
    book: Workbook, styles: Styles, banner: Banner, problem: Problem, plan: Plan, log: CampaignLog, day: date
) -> None:
    headings = (
        Heading(zh="活动", en="campaign"),
        Heading(zh="评估项", en="figure"),
        Heading(zh="指标", en="measure"),
        Heading(zh="数值", en="value", kind="integer"),
        Heading(zh="总数", en="of", kind="integer"),
    )
    rows = (
        (campaign.name, " ".join(FIGURES[each.figure]), f"{each.name_zh} {each.name_en}", each.value, each.of)
        for campaign in problem.campaigns
        for each in assessment(problem, plan, campaign, log, day)
    )
    write_table(book, styles, ASSESSMENT, banner, headings, rows)
