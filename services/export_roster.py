"""The roster as an Excel workbook: duties, people, what is uncovered and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.staffing.gaps import Doubt, Gap
from scheduler.staffing.model import Roster
from services.staffing import job_of, loads_of

GAP_HEADINGS = ("日期", "服务", "行程或套", "县", "需求", "缺", "会的人", "原因", "已证明")
REASON_ZH = {
    "territory": "不在其服务区域",
    "leave": "休假",
    "elsewhere": "当日另有派工",
    "days": "天数已满",
    "rest": "须休息",
}


def write_roster_workbook(
    problem: Problem, plan: Plan, roster: Roster, gaps: Sequence[Gap], doubts: Sequence[Doubt], path: Path
) -> None:
    """Write the workbook; where data are invented its first line on every sheet says so."""
    book = xlsxwriter.Workbook(str(path))
    bold = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1})
    for title, headings, rows in (
        ("派员 duties", ("日期", "服务", "行程或套", "县", "姓名", "身份", "天数"), _duties(problem, plan, roster)),
        ("人员 people", ("编号", "姓名", "次数", "天数", "可服务天数"), _people(problem, plan, roster)),
        (
            "缺员 uncovered",
            ("日期", "服务", "行程或套", "县", "需求", "缺", "会的人", "原因", "已证明"),
            _gaps(problem, gaps),
        ),
        ("名单不详 unknown", ("需求", "名单", "县", "服务次数"), _doubts(problem, doubts)),
    ):
        page = book.add_worksheet(title)
        page.write(0, 0, problem.label.notice_zh)
        page.write_row(1, 0, headings, bold)
        for number, row in enumerate(rows, start=2):
            page.write_row(number, 0, row)
        page.freeze_panes(2, 0)
        page.set_column(0, len(headings) - 1, 16)
        page.repeat_rows(1)
        page.set_landscape()
        page.fit_to_pages(1, 0)
    book.close()


def _duties(problem: Problem, plan: Plan, roster: Roster) -> list[list[Any]]:
    people, jobs = {person.staff_id: person for person in problem.staff}, job_of(problem, plan)
    names = {county.county_id: county.name for county in problem.counties}
    rows = []
    for duty in roster.duties:
        job, person = jobs[duty.service, duty.subject_id, duty.day], people[duty.staff_id]
        where = "、".join(names[county_id] for county_id in job.county_ids)
        rows.append(
            [
                str(duty.day),
                _service(duty.service),
                duty.subject_id,
                where,
                person.name,
                _role(person.role),
                len(job.days),
            ]
        )
    return rows


def _people(problem: Problem, plan: Plan, roster: Roster) -> list[list[Any]]:
    return [[one.staff_id, one.name, one.duties, one.days, one.days_max] for one in loads_of(problem, plan, roster)]


def _gaps(problem: Problem, gaps: Sequence[Gap]) -> list[list[Any]]:
    names = {county.county_id: county.name for county in problem.counties}
    return [
        [
            str(gap.job.day),
            _service(gap.job.service),
            gap.job.subject_id,
            "、".join(names[county_id] for county_id in gap.job.county_ids),
            gap.want.want_id,
            gap.short,
            gap.able,
            "；".join(f"{REASON_ZH[reason]} {count}" for reason, count in gap.reasons.items()) or "没有人会",
            "是" if gap.proved else "否",
        ]
        for gap in gaps
    ]


def _doubts(problem: Problem, doubts: Sequence[Doubt]) -> list[list[Any]]:
    names = {county.county_id: county.name for county in problem.counties}
    return [
        [doubt.want.want_id, doubt.want.list_id, "、".join(names[each] for each in doubt.county_ids), doubt.services]
        for doubt in doubts
    ]


def _service(service: str) -> str:
    return {"set": "流动科技馆", "caravan": "大篷车"}[service]


def _role(role: str) -> str:
    return {"docent": "辅导员", "volunteer": "科技志愿者"}[role]
