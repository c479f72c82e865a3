"""The first sheet of a plan's workbook: what was reached, what is proven of it, how resources are used."""

from __future__ import annotations

from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from scheduler.plan import StageResult
from services.export_table import put
from services.export_view import PlanView
from services.report import caravans_figures, sets_figures
from services.workbook_styles import LINE, Styles, set_print

TITLE = "概要 summary"
_WIDTHS = (25, 32, 16, 16, 12, 19, 38)
STAGES = {
    "shortage": "下限缺额 shortage of floors",
    "coverage": "需求加权覆盖 coverage",
    "worst_prefecture": "最弱市州 worst prefecture",
    "cost": "费用 cost",
}
SECTIONS = {"sets": "流动科技馆 museum sets", "caravans": "科普大篷车 caravans"}
STATUS = {"optimal": "已证最优 proven", "feasible": "未证最优 feasible"}
_STAGE_HEADS = (
    "部分\nsection",
    "目标（依次优先）\nstage, in this order",
    "达到\nvalue",
    "证得界限\nproven bound",
    "差距\ngap",
    "状态\nstatus",
    "证明方法 · 秒\nmethod · seconds",
)
_BOUND_NOTE = (
    "证得界限：任何计划都不可能超过的数值；差距是本计划离它还有多远。 "
    "/ The bound is a value that no plan can pass; the gap says how far from it this plan is at most."
)
_SETS = (
    ("counties_served", "服务县数 counties served", "integer"),
    ("counties_asked", "申请县数 counties that asked", "integer"),
    ("stays", "站数 stays", "integer"),
    ("open_set_weeks", "开放周数 open set-weeks", "integer"),
    ("set_weeks", "总套周 set-weeks in all", "integer"),
    ("utilisation", "利用率 utilisation", "share"),
    ("kilometres", "转场公里 km", "integer"),
)
_CARAVANS = (
    ("counties_served", "服务县数 counties served", "integer"),
    ("counties_with_stops", "有停靠点的县数 counties with stops", "integer"),
    ("tours", "巡回次数 tours", "integer"),
    ("visits", "到访次数 visits", "integer"),
    ("stops", "停靠点总数 stops in all", "integer"),
    ("audience_visited", "服务人数 audience visited", "integer"),
    ("audience_share", "受众占比 share of the audience", "share"),
    ("township_share", "乡镇村占比 township share", "share"),
    ("vehicle_days", "出车天数 vehicle-days out", "integer"),
    ("vehicle_days_max", "可出车天数 vehicle-days in all", "integer"),
    ("utilisation", "车辆利用率 utilisation", "share"),
    ("crew_utilisation", "车组利用率 use of crews", "share"),
    ("kilometres", "行驶公里 km", "integer"),
)


def write_summary(book: Workbook, styles: Styles, view: PlanView) -> None:
    """Write the sheet; figures are those of ``report.json``."""
    page = book.add_worksheet(TITLE)
    page.hide_gridlines(2)
    for col, width in enumerate(_WIDTHS):
        page.set_column(col, col, width)
    row = _write_head(page, styles, view)
    row = _write_stages(page, styles, view, row)
    left = _write_figures(page, styles, 0, row, SECTIONS["sets"], _SETS, sets_figures(view.problem, view.plan))
    right = _write_figures(
        page, styles, 4, row, SECTIONS["caravans"], _CARAVANS, caravans_figures(view.problem, view.plan)
    )
    last = _write_making(page, styles, view, max(left, right) + 1)
    set_print(page)
    page.print_area(0, 0, last, len(_WIDTHS) - 1)


def _write_head(page: Worksheet, styles: Styles, view: PlanView) -> int:
    label = view.problem.label
    last = len(_WIDTHS) - 1
    page.set_row(0, 34)
    page.write_string(0, 0, f"{view.problem.title_zh} · 巡展计划", styles.title())
    page.write_string(1, 0, f"{view.problem.title_en} · tour plan", styles.get(font_color="#5A6B72"))
    row = 2
    for notice in (label.notice_zh, label.notice_en):
        if notice:
            page.merge_range(row, 0, row, last, notice, styles.note())
            page.set_row(row, 30)
            row += 1
    return row + 1


def _write_stages(page: Worksheet, styles: Styles, view: PlanView, row: int) -> int:
    page.set_row(row, 34)
    for col, head in enumerate(_STAGE_HEADS):
        page.write_string(row, col, head, styles.heading())
    for number, stage in enumerate(view.plan.stages, row + 1):
        _write_stage(page, styles, number, stage)
    below = row + len(view.plan.stages) + 1
    page.merge_range(below, 0, below, len(_WIDTHS) - 1, _BOUND_NOTE, styles.get(font_size=9, font_color="#5A6B72"))
    return below + 2


def _write_stage(page: Worksheet, styles: Styles, row: int, stage: StageResult) -> None:
    sense = "越大越好" if stage.sense == "max" else "越小越好"
    cells: tuple[tuple[Any, Any], ...] = (
        ("text", SECTIONS[stage.section]),
        ("text", f"{STAGES[stage.stage]}\n{sense}"),
        _amount(stage, stage.value),
        _amount(stage, stage.bound),
        ("share", stage.gap),
        ("text", STATUS[stage.status]),
        ("text", f"{stage.method} · {stage.seconds:.1f} s"),
    )
    page.set_row(row, 30)
    for col, (kind, value) in enumerate(cells):
        put(page, styles, row, col, kind, value)


def _amount(stage: StageResult, value: int) -> tuple[str, float]:
    """Return kind and number as a person reads them: a share of everything served, yuan, or a count."""
    if stage.sense == "max" and stage.trivial_bound:
        return "share", value / stage.trivial_bound
    return ("yuan", value / 100) if stage.unit == "fen" else ("integer", value)


def _write_figures(
    page: Worksheet, styles: Styles, col: int, row: int, title: str, rows: Any, figures: dict[str, Any]
) -> int:
    page.merge_range(row, col, row, col + 2, title, styles.heading())
    for number, (key, name, kind) in enumerate(rows, row + 1):
        page.merge_range(number, col, number, col + 1, name, styles.get(bottom=1, bottom_color=LINE))
        put(page, styles, number, col + 2, kind, figures[key])
    return row + len(rows) + 1


def _write_making(page: Worksheet, styles: Styles, view: PlanView, row: int) -> int:
    """Write what the plan was made from; return the last row."""
    plan = view.plan
    versions = " · ".join(f"{name} {version}" for name, version in plan.making.versions.items())
    facts = (
        ("计划编号 plan", plan.plan_id),
        ("问题指纹 problem", plan.pinned.problem),
        ("日历 calendar", plan.pinned.calendar),
        ("需求政策 need policy", plan.pinned.need_policy),
        ("行车模型 travel", plan.pinned.travel),
        ("种子、秒数 seed, seconds", f"{plan.making.seed} · {plan.making.seconds:.1f} s"),
        ("版本 versions", versions),
    )
    for number, (name, text) in enumerate(facts, row):
        page.write_string(number, 0, name, styles.get(font_size=9, font_color="#5A6B72"))
        page.write_string(number, 1, text, styles.get(font_size=9, font_color="#5A6B72"))
    return row + len(facts) - 1
