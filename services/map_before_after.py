"""The map of before and after: what history shows, and history and plan together."""

from __future__ import annotations

from datetime import date

from core.records import Figure, Level, Moment, Words
from maps.coverage import SetLevel, SetStay, set_levels
from maps.model import CountyHistory
from maps.render.choropleth import choropleth_page
from scheduler.plan import Plan
from scheduler.problem import Problem
from services.map_common import areas_of, caption_of, of_all
from services.map_coverage import source_of

DAYS_PER_YEAR = 365.25
UNKNOWN = Words(zh="未知", en="not known")
BEFORE, AFTER = Words(zh="计划前", en="before"), Words(zh="计划后", en="after")


def before_after_html(problem: Problem, plan: Plan) -> str:
    """Return the page that compares what history shows with history and plan together."""
    title = Words(zh="计划前后对比图", en="Before and after the plan")
    levels = [_times_level(problem, plan), _gap_level(problem, plan)]
    return choropleth_page(caption_of(problem, title, source_of(plan)), areas_of(problem), levels)


def _times_level(problem: Problem, plan: Plan) -> Level:
    past = [
        SetStay(county_id=record.county_id, first=record.first, last=record.last, themes=record.themes)
        for one in problem.history
        for record in one.services
        if record.kind == "set"
    ]
    planned = [SetStay(county_id=s.county_id, first=s.opens, last=s.last_day, themes=()) for s in plan.stays]
    since = {one.county_id: one.known_since for one in problem.history}
    return Level(
        level_id="times",
        name=Words(zh="流动科技馆到过次数", en="stays of a museum set"),
        about=Words(
            zh="有记录以来流动科技馆到过的次数。没有记录的县为未知，不当作零；计划后至少为计划内的次数。",
            en="Stays since records began. A county without records is not known, never zero.",
        ),
        unit=Words(zh="次", en="×"),
        scale="amount",
        moments=(
            _times_moment("before", BEFORE, set_levels(problem.counties, past, since)),
            _times_moment("after", AFTER, set_levels(problem.counties, past + planned, since)),
        ),
    )


def _times_moment(moment_id: str, name: Words, rows: tuple[SetLevel, ...]) -> Moment:
    served, unknown = sum(bool(row.stays) for row in rows), sum(row.stays is None for row in rows)
    summary = Words(
        zh=f"{of_all(served, len(rows))}到过流动科技馆，{unknown} 县未知。",
        en=f"{served} of {len(rows)} counties have had a set; {unknown} are not known.",
    )
    return Moment(moment_id=moment_id, name=name, summary=summary, figures=tuple(_times_figure(row) for row in rows))


def _times_figure(row: SetLevel) -> Figure:
    if row.stays is None:
        return Figure(area_id=row.county_id, value=None, text=UNKNOWN)
    least = ("", "") if row.complete else ("至少 ", "at least ")
    return Figure(
        area_id=row.county_id,
        value=row.stays,
        text=Words(zh=f"{least[0]}{row.stays} 次", en=f"{least[1]}{row.stays} times"),
    )


def _gap_level(problem: Problem, plan: Plan) -> Level:
    day = problem.horizon.last_day
    return Level(
        level_id="gap",
        name=Words(zh="距上次服务", en="years since the last service"),
        about=Words(
            zh=f"到 {day} 为止，距上次服务（流动科技馆或大篷车）的年数。有记录而从未服务的，从有记录之日算起；"
            "记录不全的按未知绘制，只写至多几年。",
            en=f"Years since the last service of either kind, as of {day}; where none is known, since records began. "
            "Where records are not complete the years are the most they can be, and drawn as not known.",
        ),
        unit=Words(zh="年", en="years"),
        scale="gap",
        moments=(
            _gap_moment(problem, "before", BEFORE, {}),
            _gap_moment(problem, "after", AFTER, _last_planned(problem, plan)),
        ),
    )


def _last_planned(problem: Problem, plan: Plan) -> dict[str, date]:
    """Return county id -> last day of service in the plan."""
    county = {stop.stop_id: stop.county_id for stop in problem.stops}
    days = [(stay.county_id, stay.last_day) for stay in plan.stays]
    for tour in plan.tours:
        for day in tour.days:
            days += [(county[part.stop_id], day.day) for part in day.activities if part.stop_id is not None]
    last: dict[str, date] = {}
    for county_id, day_served in days:
        last[county_id] = max(day_served, last.get(county_id, day_served))
    return last


def _gap_moment(problem: Problem, moment_id: str, name: Words, planned: dict[str, date]) -> Moment:
    history = {one.county_id: one for one in problem.history}
    day = problem.horizon.last_day
    figures = tuple(
        _gap_figure(county.county_id, history.get(county.county_id), planned.get(county.county_id), day)
        for county in problem.counties
    )
    within = sum(figure.value is not None and figure.value <= 1 for figure in figures)
    unknown = sum(figure.value is None for figure in figures)
    summary = Words(
        zh=f"{of_all(within, len(figures))}在最近一年内有过服务，{unknown} 县未知。",
        en=f"{within} of {len(figures)} counties were served within a year; {unknown} are not known.",
    )
    return Moment(moment_id=moment_id, name=name, summary=summary, figures=figures)


def _gap_figure(county_id: str, history: CountyHistory | None, planned: date | None, day: date) -> Figure:
    served = [record.last for record in history.services] if history else []
    served += [planned] if planned else []
    since = history.known_since if history else None
    last = max(served, default=since)
    if last is None:
        return Figure(area_id=county_id, value=None, text=UNKNOWN)
    years = round(max(0, (day - last).days) / DAYS_PER_YEAR, 1)
    if not served:
        return Figure(
            area_id=county_id,
            value=years,
            text=Words(zh=f"至少 {years} 年", en=f"at least {years} years"),
            lines=(Words(zh=f"{last} 有记录以来没有服务", en=f"no service since records began on {last}"),),
        )
    last_words = Words(zh=f"最近一次 {last}", en=f"last on {last}")
    if since is None and planned is None:
        return _at_most(county_id, years, last_words)
    return Figure(
        area_id=county_id, value=years, text=Words(zh=f"{years} 年", en=f"{years} years"), lines=(last_words,)
    )


def _at_most(county_id: str, years: float, last: Words) -> Figure:
    """Return the figure where records are not known to be complete: a later service may be unknown, so no colour."""
    later = Words(zh="记录不全，之后可能还有服务", en="records are not complete: there may have been a later one")
    text = Words(zh=f"至多 {years} 年", en=f"at most {years} years")
    return Figure(area_id=county_id, value=None, text=text, lines=(last, later))
