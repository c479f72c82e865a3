"""How figures, dates and times are written on the pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from services.summary import StageLine
from services.units import UNITS

WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def clock(minutes: int) -> str:
    """Return minutes after midnight as e.g. ``08:05``."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def hours(minutes: int) -> str:
    """Return a length of time as e.g. ``1 h 25 min`` or ``25 min``."""
    whole, rest = divmod(minutes, 60)
    return f"{whole} h {rest:02d} min" if whole else f"{rest} min"


def grouped(number: float | None) -> str:
    """Return a whole number with thin groups of three digits; unknown is a dash."""
    return "—" if number is None else f"{round(number):,}"


def percent(share: float | None, digits: int = 1) -> str:
    """Return a share as a percentage; unknown is a dash."""
    return "—" if share is None else f"{100 * share:.{digits}f}%"


def kilometres(metres: int) -> str:
    """Return metres as kilometres, one digit below 100."""
    return f"{metres / 1000:.1f} km" if metres < 100_000 else f"{metres / 1000:,.0f} km"


def points(value: float | None) -> str:
    """Return percentage points, three digits; unknown is a dash."""
    return "—" if value is None else f"{value:.3f}"


def yuan(fen: float) -> str:
    """Return fen as yuan, large sums in units of ten thousand."""
    return f"¥{fen / 1_000_000:,.1f} 万" if abs(fen) >= 10_000_00 else f"¥{fen / 100:,.0f}"


def day_zh(day: date) -> str:
    """Return e.g. ``3月16日 周一``."""
    return f"{day.month}月{day.day}日 周{WEEKDAYS_ZH[day.weekday()]}"


def day_en(day: date) -> str:
    """Return e.g. ``Mon 16 Mar``."""
    return f"{WEEKDAYS_EN[day.weekday()]} {day.day} {day.strftime('%b')}"


def instant(moment: datetime, timezone: str = "Asia/Shanghai") -> str:
    """Return an instant in local time, to the minute."""
    return moment.astimezone(ZoneInfo(timezone)).strftime("%Y-%m-%d %H:%M")


def stage_figure(number: int, line: StageLine) -> str:
    """Return a value or a bound of a stage: a share where there is a whole, money for cost, else a count."""
    if line.stage == "cost":
        return yuan(number)
    return percent(number / line.whole) if line.whole else grouped(number)


def gap(share: float) -> str:
    """Return a gap; one that is not quite closed never reads as zero."""
    return "<0.1%" if 0 < share < 0.0005 else percent(share)


def gap_of(progress: dict[str, Any]) -> str:
    """Return the gap between incumbent and bound of a report of a running solve; a dash before there are both."""
    incumbent, bound = progress["incumbent"], progress["bound"]
    if incumbent is None or bound is None:
        return "—"
    return gap(abs(bound - incumbent) / max(abs(bound), abs(incumbent), 1))


def job_figure(progress: dict[str, Any]) -> str:
    """Return what a running solve has reached, as a person reads it; nothing where only the gap means something."""
    incumbent = progress["incumbent"]
    if incumbent is None or progress["stage"] == "coverage":
        return ""
    if progress["stage"] == "cost":
        return yuan(incumbent)
    return percent(incumbent / 1000) if progress["stage"] == "worst_prefecture" else grouped(incumbent)


def unit(written: str) -> str:
    """Return the unit of a need component in Chinese."""
    return UNITS.get(written, written)


FILTERS = {
    "unit": unit,
    "clock": clock,
    "hours": hours,
    "grouped": grouped,
    "percent": percent,
    "kilometres": kilometres,
    "yuan": yuan,
    "points": points,
    "day_zh": day_zh,
    "day_en": day_en,
    "instant": instant,
    "stage_figure": stage_figure,
    "gap": gap,
    "gap_of": gap_of,
    "job_figure": job_figure,
}
