"""The timetable as the data of the page's timeline."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from api.texts import plain
from services.timetable import Bar, Shade, Timetable

NEED_CLASSES = 5


def timeline_data(timetable: Timetable) -> dict[str, Any]:
    """Return rows, bars and shades for ``static/timetable.js``; days end at the next midnight."""
    return {
        "first": timetable.first.isoformat(),
        "last": _next_day(timetable.last),
        "groups": [
            {"id": row.row_id, "name": row.name, "stays": row.stays, "weeks": row.open_weeks} for row in timetable.rows
        ],
        "items": [_bar(place, bar) for place, bar in enumerate(timetable.bars)],
        "shades": [_shade(place, shade) for place, shade in enumerate(timetable.shades)],
    }


def need_class(permille: int) -> int:
    """Return 1 (least) to 5 (most need)."""
    return min(NEED_CLASSES, permille * NEED_CLASSES // 1000 + 1)


def _bar(place: int, bar: Bar) -> dict[str, Any]:
    label = bar.county if bar.kind == "stay" else ""
    need = f" need-{need_class(bar.need_permille)}" if bar.kind == "stay" and bar.need_permille is not None else ""
    return {
        "id": f"b{place}",
        "group": bar.row,
        "start": bar.first.isoformat(),
        "end": _next_day(bar.last),
        "content": label,
        "className": f"dp-{bar.kind}{need}",
        "title": _title(bar),
    }


def _title(bar: Bar) -> str:
    parts = [plain(f"bars.{bar.kind}"), f"{bar.county} {bar.hall}".strip(), f"{bar.first} – {bar.last}"]
    if bar.kind == "stay":
        parts.append(plain("bars.stay_facts", weeks=bar.weeks, need=bar.need_permille))
    return " · ".join(part for part in parts if part)


def _shade(place: int, shade: Shade) -> dict[str, Any]:
    return {
        "id": f"s{place}",
        "start": shade.first.isoformat(),
        "end": _next_day(shade.last),
        "className": f"dp-{shade.kind}",
        "content": "",
    }


def _next_day(day: date) -> str:
    return (day + timedelta(days=1)).isoformat()
