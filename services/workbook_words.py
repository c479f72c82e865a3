"""What the inventory workbook calls its sheets, columns and choices, read from ``services/data/workbook.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from core.record import record


@record
class Words:
    """What people need to know of a column beside its English field name."""

    zh: str
    note_zh: str
    unit: str
    example: str
    may_be_empty: bool
    """A blank cell means an empty text, not a missing one."""


@record
class SheetWords:
    """Name and purpose of a sheet."""

    zh: str
    about_zh: str
    about_en: str


def words_of(owner: str, field: str) -> Words:
    """Return the words of a field of the record ``owner``; raises ``KeyError`` for one without a Chinese name."""
    fields = _content()["fields"]
    found = fields.get(owner, {}).get(field) or fields["any"][field]
    return Words(
        zh=found["zh"],
        note_zh=found.get("note", ""),
        unit=found.get("unit", ""),
        example=str(found.get("example", "")),
        may_be_empty=found.get("may_be_empty", False),
    )


def sheet_words(sheet_id: str) -> SheetWords:
    """Return the words of a sheet."""
    found = _content()["sheets"][sheet_id]
    return SheetWords(zh=found["zh"], about_zh=found["about_zh"], about_en=found["about_en"])


def references() -> Mapping[str, str]:
    """Return field name (or ``Record.field``) -> the sheet whose ids are its values; ``""`` for none."""
    found: dict[str, str] = _content()["references"]
    return found


def guide_lines() -> tuple[tuple[str, str], ...]:
    """Return the instructions of the first sheet, Chinese and English."""
    return tuple((line["zh"], line["en"]) for line in _content()["guide"])


def choice_label(field: str, value: str) -> str:
    """Return the Chinese name of a choice, e.g. ``学校`` for the stop kind ``school``."""
    label: str = _content()["choices"][field][value]
    return label


@cache
def _content() -> dict[str, Any]:
    return tomllib.loads(resources.files("services").joinpath("data/workbook.toml").read_text("utf-8"))
