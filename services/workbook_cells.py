"""One cell of the inventory workbook: the value that Excel holds <-> the value that the problem holds.

Reading forgives Excel's habits (numbers kept as text, dates and times as text, spaces, full-width digits) and never
guesses: what can be read in two ways is a fault. A text in double quotes is taken literally, spaces and all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from core.errors import DapengError, fail
from services.workbook_fields import Column
from services.workbook_words import choice_label

Raw = str | float | int | bool | date | datetime | time | timedelta
"""What a reader of Excel files hands over; a blank cell is an empty text."""


class ExcelError(str):
    """A cell that holds one of Excel's errors; never a blank, and never its text."""

    def __new__(cls) -> ExcelError:
        """Return the one value of this kind."""
        return super().__new__(cls, "#ERROR")


YES, NO = "是", "否"
_TRUTH = {"是": True, "yes": True, "true": True, "1": True, "否": False, "no": False, "false": False, "0": False}
_DAY = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))"
)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::00)?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_ITEM = re.compile(r'\s*("(?:[^"]|"")*"|[^;；\n"\s][^;；\n]*)\s*(?:[;；\n]|$)')
_SEPARATOR = re.compile(r"[;；\n]")
_INVISIBLE = "\u200b\ufeff\u00a0\u3000 \t\r\n"
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def choice_text(field: str, value: str) -> str:
    """Return how a choice is shown, e.g. ``学校 school`` or ``3 无中线``."""
    label = choice_label(field, value)
    return f"{value} {label}" if value.isdigit() else f"{label} {value}"


def encode(column: Column, value: Any) -> Raw | None:
    """Return the cell for a value of the problem's JSON content; ``None``: leave it blank."""
    if value is None:
        return None
    if column.many:
        return "; ".join(_shown(column, item) for item in value) if value else None
    if value == "" and column.may_be_empty:
        return None
    return _shown(column, value) if column.kind in ("text", "id") else _encode_one(column, value)


def decode(column: Column, raw: Raw, place: str) -> Any:
    """Return the JSON value of a cell; raises :class:`DapengError` with the place where it cannot be read."""
    if isinstance(raw, ExcelError):
        raise fail("cell-error", place)
    if _is_blank(raw):
        return _blank(column, place)
    reader = _READERS[column.kind]
    if column.many:
        return [reader(column, item, place) for item in _split(raw, place)]
    return reader(column, raw, place)


def _blank(column: Column, place: str) -> Any:
    if column.required:
        raise fail("cell-blank", place, name=f"{column.words.zh} {column.key}")
    return [] if column.many else None if column.optional else ""


def _is_blank(raw: Raw) -> bool:
    return isinstance(raw, str) and not raw.strip(_INVISIBLE)


# ------------------------------------------------------------------ to Excel


def _encode_one(column: Column, value: Any) -> Raw:
    if column.kind == "choice":
        return choice_text(column.path[-1], str(value))
    if column.kind == "yes_no":
        return YES if value else NO
    if column.kind == "day":
        return date.fromisoformat(value)
    if column.kind == "clock":
        return timedelta(minutes=value)
    if column.kind == "number":
        return float(value)
    return int(value) if column.kind == "integer" else str(value)


def _shown(column: Column, value: Any) -> str:
    """Return the text of a value, in quotes where it would not be read back as it is."""
    text = str(_encode_one(column, value))
    literal = not text or text != _tidy(text) or text[0] == '"'
    literal |= column.kind == "id" and text != text.translate(_FULL_WIDTH)
    literal |= column.many and bool(_SEPARATOR.search(text))
    return '"' + text.replace('"', '""') + '"' if literal else text


# ------------------------------------------------------------------ from Excel


def _tidy(text: str) -> str:
    return text.strip(_INVISIBLE)


def _folded(raw: Raw) -> str:
    """Return the text with full-width and other compatibility forms folded to plain ones."""
    return _tidy(unicodedata.normalize("NFKC", str(raw)))


def _split(raw: Raw, place: str) -> list[Raw]:
    if not isinstance(raw, str):
        return [raw]
    text, at, items = _tidy(raw), 0, list[Raw]()
    while at < len(text):
        found = _ITEM.match(text, at)
        if not found:
            raise fail("cell-list-invalid", place, value=text)
        items.append(found[1])
        at = found.end()
    return items


def _text(column: Column, raw: Raw, place: str) -> str:
    if isinstance(raw, str):
        text = _tidy(raw)
        if len(text) > 1 and text[0] == text[-1] == '"':
            return text[1:-1].replace('""', '"')
        return text.translate(_FULL_WIDTH) if column.kind == "id" else text
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise fail("cell-not-text", place, value=raw)
    return str(int(raw)) if float(raw).is_integer() else repr(raw)


def _number(_: Column, raw: Raw, place: str) -> float:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return raw
    text = _folded(raw)
    if _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    if isinstance(raw, str) and _NUMBER.fullmatch(text):
        return float(text)
    raise fail("cell-not-number", place, value=raw)


def _integer(column: Column, raw: Raw, place: str) -> int:
    if isinstance(raw, str) and re.fullmatch(r"[+-]?\d+", _folded(raw)):
        return int(_folded(raw))
    try:
        value = _number(column, raw, place)
    except DapengError:
        raise fail("cell-not-integer", place, value=raw) from None
    if not float(value).is_integer():
        raise fail("cell-not-integer", place, value=raw)
    return int(value)


def _yes_no(_: Column, raw: Raw, place: str) -> bool:
    text = _folded(int(raw) if isinstance(raw, float) and raw.is_integer() else raw).casefold()
    if text not in _TRUTH:
        raise fail("cell-not-yes-no", place, value=raw)
    return _TRUTH[text]


def _choice(column: Column, raw: Raw, place: str) -> Any:
    field = column.path[-1]
    text = _folded(int(raw) if isinstance(raw, float) and raw.is_integer() else raw).casefold()
    for value in column.choices:
        if text in (value.casefold(), choice_label(field, value), _folded(choice_text(field, value)).casefold()):
            return int(value) if value.isdigit() else value
    allowed = "、".join(choice_text(field, value) for value in column.choices)
    raise fail("cell-not-choice", place, value=raw, allowed=allowed)


def _day(_: Column, raw: Raw, place: str) -> str:
    if isinstance(raw, datetime):
        if raw.time() != time(0):
            raise fail("cell-not-date", place, value=raw)
        return raw.date().isoformat()
    if isinstance(raw, date):
        return raw.isoformat()
    text = str(int(raw)) if isinstance(raw, float) and raw.is_integer() else _folded(raw)
    found = _DAY.fullmatch(text.removesuffix(" 00:00:00"))
    if not found or isinstance(raw, bool):
        raise fail("cell-not-date", place, value=raw)
    try:
        return date(*(int(part) for part in found.groups() if part)).isoformat()
    except ValueError:
        raise fail("cell-not-date", place, value=raw) from None


def _clock(_: Column, raw: Raw, place: str) -> int:
    minutes = _clock_minutes(raw)
    if minutes is None or not 0 <= minutes <= 24 * 60 or minutes != int(minutes):
        raise fail("cell-not-time", place, value=raw)
    return int(minutes)


def _clock_minutes(raw: Raw) -> float | None:
    """Return minutes after midnight; a bare number counts only where it can be nothing but a part of a day."""
    if isinstance(raw, timedelta):
        return round(raw.total_seconds(), 3) / 60
    if isinstance(raw, time):
        return raw.hour * 60 + raw.minute + raw.second / 60
    if isinstance(raw, float) and 0 < raw < 1:
        return round(raw * 24 * 60, 6)
    found = _CLOCK.fullmatch(_folded(raw)) if isinstance(raw, str) else None
    return int(found[1]) * 60 + int(found[2]) if found and int(found[2]) < 60 else None


_READERS: dict[str, Callable[[Column, Raw, str], Any]] = {
    "text": _text,
    "id": _text,
    "integer": _integer,
    "number": _number,
    "yes_no": _yes_no,
    "choice": _choice,
    "day": _day,
    "clock": _clock,
}
