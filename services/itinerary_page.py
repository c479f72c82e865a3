"""What the paper itinerary says, in words and clock times: the same for the PDF and the printable page."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import segno

from services.export_view import weekday_zh
from services.itinerary_build import clock
from services.itinerary_record import Day, Itinerary, Line, Trip

SIGNS = {"drive": "驶", "visit": "访", "rest": "歇", "wait": "候"}
"""One character per kind of line, white on black: legible without colour."""


def page_content(itinerary: Itinerary, url: str | None = None) -> dict[str, Any]:
    """Return the content of the paper itinerary as JSON-like data.

    Parameters
    ----------
    url
        Address of the itinerary's page on the planner's server, put into a QR code on the cover.
    """
    return {
        "title": itinerary.title,
        "notices": [notice for notice in (itinerary.notice_zh, itinerary.notice_en) if notice],
        "plan_id": itinerary.plan_id,
        "caravan_id": itinerary.caravan_id,
        "caravan": itinerary.caravan,
        "vehicle_type": itinerary.vehicle_type,
        "depot": itinerary.depot.name,
        "depot_area": itinerary.depot.area,
        "kit": itinerary.kit,
        "cargo": [{"name": item.name, "theme": item.theme, "shown": item.shown} for item in itinerary.cargo],
        "rule": rest_rule(itinerary),
        "url": url or "",
        "url_qr": qr_svg(url) if url else "",
        "totals": _totals(itinerary),
        "days": [_day(trip, day) for trip in itinerary.trips for day in trip.days],
    }


def rest_rule(itinerary: Itinerary) -> str:
    """Return the rest rule in words; the law's own figures are 4 hours and 20 minutes."""
    return (
        f"连续驾驶不得超过 {duration(itinerary.continuous_drive_max_min)}，"
        f"其间须停车休息不少于 {duration(itinerary.rest_min)}。"
    )


def duration(minutes: int) -> str:
    """Return minutes in Chinese words, e.g. ``3 小时 05 分``."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} 分钟"
    return f"{hours} 小时 {rest:02d} 分" if rest else f"{hours} 小时"


def kilometres(metres: int) -> str:
    """Return metres in km with one decimal."""
    return f"{metres / 1000:.1f} km"


def qr_svg(text: str) -> str:
    """Return a QR code as an SVG document."""
    stream = io.BytesIO()
    segno.make(text, error="m", micro=False).save(stream, kind="svg", border=2, xmldecl=False, omitsize=True)
    return stream.getvalue().decode()


def _totals(itinerary: Itinerary) -> list[list[str]]:
    days = itinerary.days
    return [
        ["出车", f"{len(itinerary.trips)} 次 {len(days)} 天"],
        ["到访", f"{sum(len(day.visits) for day in days)} 处"],
        ["行驶", kilometres(sum(day.length_m for day in days))],
        ["驾驶", duration(sum(day.drive_min for day in days))],
    ]


def _day(trip: Trip, day: Day) -> dict[str, Any]:
    rest = f"{duration(day.rest_min)}" if day.rest_min else "—"
    return {
        "date": f"{day.day.month}月{day.day.day}日",
        "year": f"{day.day.year} 年",
        "weekday": weekday_zh(day.day),
        "order": f"第 {day.number} 天 / 共 {len(trip.days)} 天",
        "tour_id": trip.tour_id,
        "crew": f"{trip.crew}（{trip.crew_size} 人）",
        "start": clock(day.start_min),
        "end": clock(day.end_min),
        "overnight": day.overnight.name if day.overnight else "回车库",
        "stops": "、".join(line.spot.name for line in day.visits),
        "facts": [
            ["出车", clock(day.start_min)],
            ["收车", clock(day.end_min)],
            ["驾驶", duration(day.drive_min)],
            ["里程", kilometres(day.length_m)],
            ["途中休息", rest],
            ["过夜", day.overnight.name if day.overnight else "回车库"],
        ],
        "lines": list(_lines(day)),
    }


def _lines(day: Day) -> Iterator[dict[str, Any]]:
    resumed = False
    for line in day.lines:
        yield {
            "kind": line.kind,
            "sign": SIGNS[line.kind],
            "start": clock(line.start_min),
            "end": clock(line.end_min),
            "head": _head(line, resumed),
            "notes": list(_notes(line)),
            "qr": qr_svg(line.spot.geo_uri) if line.visit else "",
            "geo": f"{line.spot.lat:.5f}, {line.spot.lon:.5f}" if line.visit else "",
        }
        resumed = line.on_the_way


def _head(line: Line, resumed: bool) -> str:
    lasts = duration(line.end_min - line.start_min)
    if line.kind == "visit":
        return line.spot.name
    if line.kind == "drive":
        return f"{'继续驶往' if resumed else '驶往'} {line.spot.name}"
    where = "途中" if line.on_the_way else f"在 {line.spot.name}"
    return f"{where}停车休息 {lasts}" if line.kind == "rest" else f"{where}等候 {lasts}"


def _notes(line: Line) -> Iterator[str]:
    if line.kind == "drive":
        yield f"{kilometres(line.length_m)} · {duration(line.end_min - line.start_min)} · {line.spot.area}"
    if line.visit:
        facts = line.visit
        lasts = duration(line.end_min - line.start_min)
        yield f"{line.spot.area} · {facts.kind} · 约 {facts.audience} 人 · 活动 {lasts}"
        supply = f"供电 {facts.power_w / 1000:.1f} kW" if facts.power_w else "场地无供电"
        yield f"开放 {facts.hours or '—'} · 场地 {facts.area_m2:.0f} m² · {supply} · {facts.road_class} 级路"
        if facts.themes_wanted:
            yield f"希望主题：{'、'.join(facts.themes_wanted)}"
