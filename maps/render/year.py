"""A page with a slider through the weeks."""

from __future__ import annotations

from collections.abc import Sequence

from core.records import Area, Caption, DrawnAway, DrawnStay, Week
from maps.render.frame import page, to_json


def year_page(
    caption: Caption,
    areas: Sequence[Area],
    stays: Sequence[DrawnStay],
    aways: Sequence[DrawnAway],
    weeks: Sequence[Week],
) -> str:
    """Return a page that shows, week by week, which areas hold a museum set and where caravans go."""
    names = {one.tag: one.name for one in stays} | {one.tag: one.name for one in aways}
    content = {
        "kind": "year",
        "sets": [{"tag": tag, "name": name} for tag, name in sorted(names.items(), key=_by_number)],
        "stays": to_json(stays),
        "aways": to_json(aways),
        "weeks": to_json(weeks),
    }
    return page(caption, areas, content, "year")


def _by_number(item: tuple[str, str]) -> tuple[int, str]:
    """Sort 2 before 10: shorter tags first."""
    return len(item[0]), item[0]
