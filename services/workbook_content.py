"""What the inventory workbook shows: the problem's content as rows; for an empty template, the product's defaults."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from core.calendars import calendar_years, china_calendar
from core.errors import fail
from fleet.catalogue import vehicle_types
from maps.defaults import default_need_policy, default_travel_model
from scheduler.problem import SCHEMA_VERSION, Problem
from scheduler.repeats import NO_REPEATS
from scheduler.wire import dump_problem
from services.workbook_sheets import Part, Sheet, owner_records, sheets, split_codes

ANY_PROVINCE = "00"
"""No province's code: the calendar then has the default school terms, which say that they are an assumption."""
Values = dict[str, Any]
"""Column key -> JSON value."""


def content_of(problem: Problem | None) -> Any:
    """Return the content to show: of ``problem``, or the defaults that a new template starts from."""
    return split_codes(dump_problem(problem)) if problem else _blank()


def rows_of(content: Any, sheet: Sheet) -> Iterator[Values]:
    """Yield the rows of a sheet, in the order of the content."""
    for part in sheet.parts:
        for owner_id, owner in owner_records(content, part):
            for values in _items(look(owner, part.path), sheet):
                yield values | _lead(sheet, part, owner_id, values)


def look(content: Any, path: tuple[str, ...]) -> Any:
    """Return what lies at ``path``, ``None`` where there is nothing."""
    for name in path:
        content = content.get(name) if content is not None else None
    return content


def _lead(sheet: Sheet, part: Part, owner_id: str | None, values: Values) -> Values:
    lead: Values = {}
    if sheet.tag:
        lead[sheet.tag.key] = part.tag
    if sheet.owner:
        other = values.get(sheet.owner.key, owner_id)
        if other != owner_id:
            raise fail("workbook-cannot-hold", sheet.title, owner=owner_id, other=other)
        lead[sheet.owner.key] = owner_id
    return lead


def _items(found: Any, sheet: Sheet) -> Iterator[Values]:
    if sheet.shape == "entries":
        yield from ({"key": key, "value": value} for key, value in (found or {}).items())
    elif sheet.shape == "values":
        yield from ({sheet.columns[0].key: value} for value in found or [])
    else:
        yield from ({c.key: look(item, c.path) for c in sheet.columns} for item in found or [])


def _blank() -> Any:
    """Return content without inventory: the calendar, policies and vehicle types that ship with the product."""
    years = calendar_years()
    calendar = china_calendar(ANY_PROVINCE, date(years[0], 1, 1), date(years[-1], 12, 31))
    lists = {part.owners or part.path[0] for sheet in sheets() for part in sheet.parts}
    return {name: [] for name in lists - {"calendar", "need_policy", "travel"}} | {
        "schema_version": SCHEMA_VERSION,
        "timezone": "Asia/Shanghai",
        "calendar": _dump(calendar),
        "need_policy": _dump(default_need_policy()),
        "travel": _dump(default_travel_model()),
        "repeats": _dump(NO_REPEATS),
        "vehicle_types": [_dump(found) for found in vehicle_types()],
        **{name: {} for name in ("set_rules", "caravan_rules", "duty")},
    }


def _dump(found: Any) -> Any:
    return TypeAdapter(type(found)).dump_python(found, mode="json")
