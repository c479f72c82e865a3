"""The map with a slider through the weeks of the horizon."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from core.calendar import iso_week_label
from core.records import DrawnAway, DrawnStay, Week, Words
from maps.render.year import year_page
from scheduler.plan import Plan
from scheduler.problem import Problem
from services.map_common import areas_of, caption_of, set_tags


def year_map_html(problem: Problem, plan: Plan) -> str:
    """Return the page that shows week by week which counties hold a set and where caravans go."""
    title = Words(zh="逐周服务图", en="Week by week")
    source = Words(zh=f"计划 {plan.plan_id}", en=f"plan {plan.plan_id}")
    return year_page(
        caption_of(problem, title, source), areas_of(problem), stays_of(problem, plan), aways_of(problem, plan),
        weeks_of(problem, plan),
    )  # fmt: skip


def stays_of(problem: Problem, plan: Plan) -> tuple[DrawnStay, ...]:
    """Return the plan's stays by date."""
    tags, names = set_tags(problem), {one.set_id: one.name for one in problem.sets}
    halls = {hall.hall_id: hall.name for hall in problem.halls}
    return tuple(
        DrawnStay(
            area_id=stay.county_id,
            tag=tags[stay.set_id],
            name=names[stay.set_id],
            place=halls[stay.hall_id],
            first=stay.opens,
            last=stay.last_day,
        )
        for stay in sorted(plan.stays, key=lambda stay: (stay.opens, stay.set_id))
    )


def aways_of(problem: Problem, plan: Plan) -> tuple[DrawnAway, ...]:
    """Return the plan's overhauls by date."""
    tags, names = set_tags(problem), {one.set_id: one.name for one in problem.sets}
    return tuple(
        DrawnAway(tag=tags[one.set_id], name=names[one.set_id], first=one.first_monday, last=one.last_day)
        for one in sorted(plan.overhauls, key=lambda one: (one.first_monday, one.set_id))
    )


def weeks_of(problem: Problem, plan: Plan) -> tuple[Week, ...]:
    """Return the weeks of the horizon with the visits and holidays of each."""
    first = problem.horizon.first_monday
    mondays = [first + timedelta(weeks=week) for week in range(problem.horizon.weeks)]
    counts: dict[date, Counter[str]] = {monday: Counter() for monday in mondays}
    for day, county_id in _visits(problem, plan):
        monday = day - timedelta(days=day.weekday())
        if monday in counts:
            counts[monday][county_id] += 1
    return tuple(
        Week(
            monday=monday,
            label=_label(monday),
            visits=dict(sorted(counts[monday].items())),
            note=_note(problem, monday),
        )
        for monday in mondays
    )


def _label(monday: date) -> Words:
    year, week, _ = monday.isocalendar()
    return Words(zh=f"{year} 年第 {week} 周", en=iso_week_label(monday))


def _visits(problem: Problem, plan: Plan) -> Iterator[tuple[date, str]]:
    county = {stop.stop_id: stop.county_id for stop in problem.stops}
    for tour in plan.tours:
        for day in tour.days:
            yield from ((day.day, county[part.stop_id]) for part in day.activities if part.stop_id is not None)


def _note(problem: Problem, monday: date) -> Words:
    """Return the holidays of a week, or that school is out."""
    sunday = monday + timedelta(days=6)
    holidays = [span for span in problem.calendar.holidays if span.overlaps(monday, sunday)]
    if holidays:
        named = "、".join(f"{span.reason or '公休'}（{span.first} 至 {span.last}）" for span in holidays)
        return Words(zh=f"公休：{named}", en="public holiday")
    if not any(span.overlaps(monday, sunday) for span in problem.calendar.terms):
        return Words(zh="学校放假", en="school vacation")
    return Words(zh="", en="")
