"""The lists of a plan as tables: stays, tours day by day, visits, what is not served and why, the need table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xlsxwriter.workbook import Workbook

from core.calendar import iso_week_label
from scheduler.need import need_of
from scheduler.plan import Section, Stay
from services.export_table import HEADINGS, Heading, write_table
from services.export_view import DayOut, PlanView, Visit, driven_m, driven_min, stop_kind_zh, weekday_zh
from services.workbook_styles import DEEP, Styles
from services.workbook_words import choice_label

STAYS, TOURS, VISITS, UNSERVED, NEED = "站期 stays", "行程 tours", "到访 visits", "未安排 unserved", "需求 need"
Row = tuple[Any, ...]
ReasonKey = tuple[str, Section]
"""A county and the section of the plan that does not serve it."""
_SERVICE: dict[Section, str] = {"sets": "set", "caravans": "caravan"}
_PLACE = (Heading(zh="地市", en="prefecture"), Heading(zh="县", en="county"))


def write_stays(book: Workbook, styles: Styles, view: PlanView) -> None:
    """Write a row per stay, by opening day."""
    headings = (
        Heading(zh="套", en="set"),
        Heading(zh="套名", en="set name"),
        *_PLACE,
        Heading(zh="展厅", en="hall"),
        Heading(zh="开放周", en="week"),
        Heading(zh="首日", en="opens", kind="day"),
        Heading(zh="末日", en="last day", kind="day"),
        Heading(zh="周数", en="weeks", kind="integer"),
        Heading(zh="布展队", en="set-up team"),
    )
    stays = sorted(view.plan.stays, key=lambda stay: (stay.opens, stay.set_id))
    write_table(book, styles, STAYS, view.banner(), headings, (_stay_row(view, stay) for stay in stays), frozen=2)


def _stay_row(view: PlanView, stay: Stay) -> Row:
    county = view.counties[stay.county_id]
    return (
        stay.set_id,
        view.sets[stay.set_id].name,
        county.prefecture_name,
        county.name,
        view.halls[stay.hall_id].name,
        iso_week_label(stay.opens),
        stay.opens,
        stay.last_day,
        stay.weeks,
        view.teams[stay.team_id].name,
    )


def write_tours(book: Workbook, styles: Styles, view: PlanView) -> None:
    """Write a row per caravan and day out."""
    headings = (
        Heading(zh="日期", en="date", kind="day"),
        Heading(zh="星期", en="weekday"),
        Heading(zh="大篷车", en="caravan"),
        Heading(zh="车组", en="crew"),
        Heading(zh="巡回", en="tour"),
        Heading(zh="第几天", en="day", kind="integer"),
        Heading(zh="出发", en="start", kind="clock"),
        Heading(zh="收车", en="end", kind="clock"),
        Heading(zh="驾驶", en="at the wheel", kind="clock"),
        Heading(zh="公里", en="km", kind="number"),
        Heading(zh="到访", en="visits", kind="integer"),
        Heading(zh="停靠点", en="stops", kind="long"),
        Heading(zh="过夜", en="overnight"),
    )
    write_table(
        book, styles, TOURS, view.banner(), headings, (_day_row(view, out) for out in view.days_out()), frozen=3
    )


def _day_row(view: PlanView, out: DayOut) -> Row:
    stops = [view.stops[part.stop_id].name for part in out.day.activities if part.stop_id is not None]
    overnight = out.day.overnight_county_id
    return (
        out.day.day,
        weekday_zh(out.day.day),
        view.caravans[out.tour.caravan_id].name,
        view.crews[out.tour.crew_id].name,
        out.tour.tour_id,
        out.number,
        out.day.activities[0].start_min,
        out.day.activities[-1].end_min,
        driven_min(out.day),
        driven_m(out.day) / 1000,
        len(stops),
        "、".join(stops),
        view.county_name(overnight) if overnight else "回车库",
    )


def write_visits(book: Workbook, styles: Styles, view: PlanView) -> None:
    """Write a row per visit."""
    headings = (
        Heading(zh="日期", en="date", kind="day"),
        Heading(zh="星期", en="weekday"),
        Heading(zh="开始", en="from", kind="clock"),
        Heading(zh="结束", en="to", kind="clock"),
        Heading(zh="停靠点", en="stop"),
        Heading(zh="编号", en="id"),
        Heading(zh="类别", en="kind"),
        *_PLACE,
        Heading(zh="乡镇", en="township"),
        Heading(zh="受众", en="audience", kind="integer"),
        Heading(zh="大篷车", en="caravan"),
        Heading(zh="车组", en="crew"),
    )
    write_table(
        book, styles, VISITS, view.banner(), headings, (_visit_row(view, visit) for visit in view.visits()), frozen=2
    )


def _visit_row(view: PlanView, visit: Visit) -> Row:
    county = view.counties[visit.stop.county_id]
    return (
        visit.out.day.day,
        weekday_zh(visit.out.day.day),
        visit.activity.start_min,
        visit.activity.end_min,
        visit.stop.name,
        visit.stop.stop_id,
        stop_kind_zh(visit.stop),
        county.prefecture_name,
        county.name,
        visit.stop.township_name,
        visit.stop.audience,
        view.caravans[visit.out.tour.caravan_id].name,
        view.crews[visit.out.tour.crew_id].name,
    )


def write_unserved(
    book: Workbook, styles: Styles, view: PlanView, reasons: Mapping[ReasonKey, tuple[str, str]]
) -> None:
    """Write a row per county and service that it does not get; ``reasons`` in Chinese and English."""
    headings = (
        Heading(zh="需求名次", en="need rank", kind="integer"),
        Heading(zh="需求", en="need ‰", kind="integer"),
        *_PLACE,
        Heading(zh="缺少", en="service"),
        Heading(zh="原因", en="reason (Chinese)", kind="long"),
        Heading(zh="原因（英文）", en="reason (English)", kind="long"),
    )
    rows = list(_unserved_rows(view, reasons))
    page = write_table(book, styles, UNSERVED, view.banner(), headings, rows, frozen=4)
    page.print_area(0, 0, HEADINGS + len(rows), len(headings) - 2)  # on paper in one language, so that it can be read


def _unserved_rows(view: PlanView, reasons: Mapping[ReasonKey, tuple[str, str]]) -> Iterator[Row]:
    missing: dict[Section, set[str]] = {"sets": _without_set(view), "caravans": _without_visit(view)}
    for need in need_of(view.problem).rows:
        county = view.counties[need.county_id]
        how = f"dapeng explain --county {county.code}"
        for section, counties in missing.items():
            if need.county_id in counties:
                unknown = (f"尚未解释：{how}", f"not explained yet: {how}")
                zh, en = reasons.get((need.county_id, section), unknown)
                label = choice_label("service", _SERVICE[section])
                yield need.rank, need.permille, county.prefecture_name, county.name, label, zh, en


def _without_set(view: PlanView) -> set[str]:
    asked = view.counties.keys() - set(view.problem.not_asked)
    return asked - {stay.county_id for stay in view.plan.stays}


def _without_visit(view: PlanView) -> set[str]:
    with_stops = {stop.county_id for stop in view.problem.stops}
    return with_stops - {visit.stop.county_id for visit in view.visits()}


def write_need(book: Workbook, styles: Styles, view: PlanView) -> None:
    """Write a row per county: the index, and each component's raw value and points."""
    table = need_of(view.problem)
    components = view.problem.need_policy.components_in_force
    headings = [Heading(zh="名次", en="rank", kind="integer"), *_PLACE, Heading(zh="需求", en="need ‰", kind="integer")]
    for component in components:
        name = choice_label("component_id", component.component_id)
        headings.append(Heading(zh=name, en=component.unit, kind="number"))
        headings.append(Heading(zh="得分", en=f"‰, weight {component.weight}", kind="number"))
    rows = [
        (
            row.rank,
            view.counties[row.county_id].prefecture_name,
            row.name,
            row.permille,
            *_component_cells(row.components),
        )
        for row in table.rows
    ]
    page = write_table(book, styles, NEED, view.banner(), headings, rows, frozen=4)
    bar = {"type": "data_bar", "bar_color": DEEP, "bar_solid": True, "min_type": "num", "min_value": 0}
    page.conditional_format(HEADINGS, 3, HEADINGS + len(rows), 3, {**bar, "max_type": "num", "max_value": 2000})


def _component_cells(components: Sequence[Any]) -> Iterator[float | None]:
    for component in components:
        yield component.raw
        yield None if component.raw is None else component.points
