"""The timetable of the museum sets as a sheet: a row per set, a column per week, blocks with the counties' names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from core.calendar import iso_week_label
from scheduler.plan import Overhaul, Stay
from services.export_table import Banner, write_banner
from services.export_view import PlanView
from services.workbook_styles import DEEP, INK, LINE, Styles, set_print

TITLE = "时间表 timetable"
PALETTE = (
    "#BFDDF2", "#F9D9A8", "#C9E7C4", "#F4C3C2", "#D9CCEC", "#FFF0A8",
    "#B9E4DF", "#E8CDB5", "#DDE6A7", "#F2C9E0", "#CBD5E1", "#FFD3B0",
)  # fmt: skip
REPAIR = "#8A97A0"
SETUP_WEEK = {"pattern": 14, "fg_color": "#B9CDD1", "bg_color": "#FFFFFF"}
_LEGEND_WEEKS, _LEGEND_ROW = 5, 8
_HEAD, _LEFT = 4, 2
_WEEK_WIDTH = 3.9


def write_timetable(book: Workbook, styles: Styles, view: PlanView) -> None:
    """Write the sheet; colours are prefectures', named in the legend below the grid."""
    page = book.add_worksheet(TITLE)
    page.hide_gridlines(2)
    _write_weeks(page, styles, view)
    colours = _prefecture_colours(view)
    rows = {one.set_id: row for row, one in enumerate(view.problem.sets, _HEAD)}
    for one in view.problem.sets:
        page.set_row(rows[one.set_id], 36)
        label = styles.get(bold=True, text_wrap=True, bottom=1, bottom_color=LINE)
        page.write_string(rows[one.set_id], 0, one.name, label)
        page.write_string(
            rows[one.set_id],
            1,
            f"{one.set_id}\n{view.county_name(one.home_county_id)}",
            styles.get(text_wrap=True, font_size=8, font_color="#5A6B72", bottom=1, bottom_color=LINE),
        )
        _write_empty_weeks(page, styles, view, rows[one.set_id], one.set_id)
    for stay in view.plan.stays:
        _write_stay(page, styles, view, rows[stay.set_id], stay, colours)
    for overhaul in view.plan.overhauls:
        _write_overhaul(page, styles, view, rows[overhaul.set_id], overhaul)
    _write_legend(page, styles, view, colours, _HEAD + len(rows) + 1)
    page.freeze_panes(_HEAD, _LEFT)
    set_print(page)
    page.set_paper(8)
    page.repeat_columns(0, 1)


def _mondays(view: PlanView) -> Iterator[date]:
    horizon = view.problem.horizon
    yield from (horizon.first_monday + timedelta(weeks=week) for week in range(horizon.weeks))


def _write_weeks(page: Worksheet, styles: Styles, view: PlanView) -> None:
    mondays = list(_mondays(view))
    page.set_column(0, 0, 20)
    page.set_column(1, 1, 14)
    page.set_column(_LEFT, _LEFT + len(mondays) - 1, _WEEK_WIDTH)
    banner = view.banner()
    write_banner(
        page, styles, Banner(title=f"流动科技馆时间表 · {banner.title}", notice=banner.notice), _LEFT + len(mondays) - 1
    )
    head = {
        "bold": True,
        "align": "center",
        "bg_color": DEEP,
        "font_color": "#FFFFFF",
        "border": 1,
        "border_color": "#FFFFFF",
    }
    for row, text in ((1, "展览套 set"), (2, "周 ISO week"), (3, "周一 Monday")):
        page.merge_range(row, 0, row, 1, text, styles.get(**{**head, "align": "left"}))
    col = _LEFT
    for (year, month), group in groupby(mondays, key=lambda monday: (monday.year, monday.month)):
        count = len(list(group))
        text = f"{year}年{month}月" if count > 2 else f"{month}月"
        _block(page, 1, col, count, text, styles.get(**head))
        col += count
    for col, monday in enumerate(mondays, _LEFT):
        plain = styles.get(align="center", font_size=8, bg_color="#E6F1F2" if _in_term(view, monday) else "#F3E9D2")
        page.write_string(2, col, iso_week_label(monday)[-3:], plain)
        page.write_datetime(
            3, col, monday, styles.get(num_format="m.d", align="center", font_size=8, bottom=2, bottom_color=DEEP)
        )


def _in_term(view: PlanView, monday: date) -> bool:
    return any(view.problem.calendar.in_term(monday + timedelta(days=day)) for day in range(5))


def _write_empty_weeks(page: Worksheet, styles: Styles, view: PlanView, row: int, set_id: str) -> None:
    busy = {stay.opens - timedelta(weeks=1) for stay in view.plan.stays if stay.set_id == set_id}
    for col, monday in enumerate(_mondays(view), _LEFT):
        if monday in busy:
            style = styles.get(align="center", font_size=8, **SETUP_WEEK)
            page.write_string(row, col, "布", style)
        else:
            page.write_blank(row, col, None, styles.get(bottom=1, bottom_color=LINE, left=4, left_color=LINE))


def _write_stay(page: Worksheet, styles: Styles, view: PlanView, row: int, stay: Stay, colours: dict[str, str]) -> None:
    county = view.counties[stay.county_id]
    text = f"{county.name}\n{stay.opens:%-m.%-d}–{stay.last_day:%-m.%-d}"
    style = styles.get(
        bold=True,
        font_size=9,
        align="center",
        text_wrap=True,
        border=1,
        border_color=INK,
        bg_color=colours[county.prefecture_id],
    )
    _block(page, row, _col(view, stay.opens), stay.weeks, text, style)


def _write_overhaul(page: Worksheet, styles: Styles, view: PlanView, row: int, overhaul: Overhaul) -> None:
    style = styles.get(
        bold=True, font_size=9, font_color="#FFFFFF", align="center", text_wrap=True, border=1, bg_color=REPAIR
    )
    _block(page, row, _col(view, overhaul.first_monday), overhaul.weeks, "检修", style)


def _block(page: Worksheet, row: int, col: int, count: int, text: str, style: object) -> None:
    if count > 1:
        page.merge_range(row, col, row, col + count - 1, text, style)
    else:
        page.write_string(row, col, text, style)


def _col(view: PlanView, monday: date) -> int:
    return _LEFT + (monday - view.problem.horizon.first_monday).days // 7


def _prefecture_colours(view: PlanView) -> dict[str, str]:
    prefectures = sorted({county.prefecture_id for county in view.problem.counties})
    return {prefecture: PALETTE[place % len(PALETTE)] for place, prefecture in enumerate(prefectures)}


def _write_legend(page: Worksheet, styles: Styles, view: PlanView, colours: dict[str, str], row: int) -> None:
    names = {county.prefecture_id: county.prefecture_name for county in view.problem.counties}
    page.write_string(row, 0, "图例 legend（底色为地市）", styles.get(bold=True))
    entries: list[tuple[str, dict[str, Any]]] = [
        (names[prefecture], {"bg_color": colour}) for prefecture, colour in colours.items()
    ]
    entries.append(("检修 overhaul", {"bg_color": REPAIR, "font_color": "#FFFFFF"}))
    entries.append(("布展周 set-up week", SETUP_WEEK))
    for place, (text, look) in enumerate(entries):
        top, col = row + 1 + place // _LEGEND_ROW, _LEFT + _LEGEND_WEEKS * (place % _LEGEND_ROW)
        style = styles.get(font_size=9, align="center", border=1, border_color=LINE, **look)
        page.merge_range(top, col, top, col + _LEGEND_WEEKS - 1, text, style)
    note = "浅黄色周次为假期（非教学周） / pale weeks: school vacation"
    page.write_string(row + 3 + len(entries) // _LEGEND_ROW, 0, note, styles.get(font_color="#5A6B72"))
