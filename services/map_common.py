"""What every map of a problem shares: areas, captions, and words in both languages."""

from __future__ import annotations

from datetime import date

from core.errors import DapengError, fault
from core.records import Area, Caption, Words
from maps.model import Boundary, BoundarySet
from maps.voronoi import voronoi_boundaries
from scheduler.problem import Problem
from services.workbook_words import choice_label


def boundaries_of(problem: Problem) -> BoundarySet:
    """Return the problem's outlines, or schematic ones where it has none."""
    return problem.boundaries or voronoi_boundaries(problem.counties)


def areas_of(problem: Problem) -> tuple[Area, ...]:
    """Return every county as it is drawn on the first day of the horizon, in the problem's order.

    Raises
    ------
    DapengError
        ``boundary-county-missing`` for each county without an outline valid on that day.
    """
    day = problem.horizon.first_monday
    outlines = {b.county_id: b for b in boundaries_of(problem).boundaries if _valid(b, day)}
    missing = [county for county in problem.counties if county.county_id not in outlines]
    if missing:
        raise DapengError(
            fault("boundary-county-missing", f"/boundaries {day}", county=c.code, name=c.name) for c in missing
        )
    return tuple(
        Area(
            area_id=county.county_id,
            code=county.code,
            name=county.name,
            group_id=county.prefecture_id,
            group_name=county.prefecture_name,
            geometry=outlines[county.county_id].geometry,
        )
        for county in problem.counties
    )


def _valid(boundary: Boundary, day: date) -> bool:
    after_start = boundary.valid_from is None or boundary.valid_from <= day
    return after_start and (boundary.valid_to is None or day <= boundary.valid_to)


def caption_of(problem: Problem, title: Words, source: Words) -> Caption:
    """Return title, sources and notices of a map; ``source`` names what is shown beside the outlines."""
    outlines, label = boundaries_of(problem), problem.label
    first, last = problem.horizon.first_monday, problem.horizon.last_day
    return Caption(
        title=title,
        subtitle=Words(zh=f"{problem.title_zh}，{first} 至 {last}", en=f"{problem.title_en}, {first} to {last}"),
        source=Words(zh=f"县界：{outlines.source}；{source.zh}", en=source.en),
        notice=Words(zh=label.notice_zh, en=label.notice_en) if label.notice_zh or label.notice_en else None,
        approval_number=outlines.approval_number,
        schematic=outlines.schematic,
    )


def choice(field: str, value: str) -> Words:
    """Return a choice of a field, such as a stop's kind, in both languages."""
    return Words(zh=choice_label(field, value), en=value.replace("_", " "))


def of_all(part: int, whole: int, unit_zh: str = "县") -> str:
    """Return e.g. ``88 县中 43 县（48.9 %）``: a share never stands without its denominator."""
    share = f"（{100 * part / whole:.1f} %）" if whole else ""
    return f"{whole} {unit_zh}中 {part} {unit_zh}{share}"


def set_tags(problem: Problem) -> dict[str, str]:
    """Return set id -> the few letters that name it on a map: its place in the inventory."""
    return {one.set_id: f"{place}号" for place, one in enumerate(problem.sets, start=1)}
