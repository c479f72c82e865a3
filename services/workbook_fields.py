"""Columns of the inventory workbook, derived from the fields of the domain records."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter

from core.record import record
from maps.model import BoundarySet, CodeName, County
from services.workbook_words import Words, references, words_of

Kind = Literal["text", "id", "integer", "number", "yes_no", "day", "clock", "choice"]

CLOCK_FIELDS = frozenset({"open_min", "close_min", "day_start_min", "day_end_min"})
"""Minutes after midnight: people read and write them as 08:30."""

LEFT_OUT = (BoundarySet,)
"""Outlines come from map files, not from cells."""


@record
class Column:
    """One column of a sheet, or one row of the settings sheet."""

    path: tuple[str, ...]
    """Where the value lies within its record."""
    kind: Kind
    many: bool
    """A list of values in one cell."""
    optional: bool
    """A blank cell means "not known" (``None``)."""
    may_be_empty: bool
    """A blank cell means an empty text."""
    later: bool
    """The field has a default: workbooks of before it was there lack the column."""
    choices: tuple[str, ...]
    refers_to: str | None
    """Sheet whose ids are the allowed values."""
    words: Words
    meaning_en: str

    @property
    def key(self) -> str:
        """Return the heading that a program finds the column by, e.g. ``span.first``."""
        return ".".join(self.path)

    @property
    def required(self) -> bool:
        """Tell whether a blank cell is a fault."""
        return not (self.optional or self.may_be_empty or self.many)


def fields_of(cls: type) -> dict[str, Any]:
    """Return field -> type of a record, as the workbook shows it.

    A county's current code and name stand in its own row; former ones have a sheet of their own.
    """
    types_by_name = get_type_hints(cls)
    hints = {field.name: types_by_name[field.name] for field in dataclasses.fields(cls)}
    if cls is County:
        codes = {"current": CodeName, "former": hints.pop("codes")}
        return {"county_id": hints.pop("county_id"), **codes, **hints}
    return hints


def columns_of(cls: type, path: tuple[str, ...] = ()) -> tuple[Column, ...]:
    """Return the columns of a record: its scalars and lists of scalars, those of records within it included."""
    return tuple(_columns(cls, path))


def children_of(cls: type, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the paths of a record's lists of records and of its mappings: they need rows elsewhere."""
    for name, hint in fields_of(cls).items():
        if _is_record(hint):
            yield from children_of(hint, (*path, name))
        elif _is_rows(hint):
            yield (*path, name)


def row_type(cls: type, path: tuple[str, ...]) -> Any:
    """Return the type of the list or mapping at ``path`` of a record."""
    hint = fields_of(cls)[path[0]]
    return row_type(hint, path[1:]) if path[1:] else hint


def later_fields(cls: type) -> frozenset[str]:
    """Return the fields of a record that have a default: those that were added when files of it were about."""
    return frozenset(field.name for field in dataclasses.fields(cls) if field.default is not dataclasses.MISSING)


def column(owner: type, path: tuple[str, ...], hint: Any, *, later: bool = False) -> Column:
    """Return the column of a scalar (or list of scalars) field."""
    name = path[-1]
    optional, hint = _unwrap_optional(hint)
    many, hint = _unwrap_tuple(hint)
    choices = tuple(str(value) for value in get_args(hint)) if get_origin(hint) is Literal else ()
    words = words_of(owner.__name__, name)
    return Column(
        path=path,
        kind=_kind(name, hint),
        many=many,
        optional=optional,
        may_be_empty=words.may_be_empty,
        later=later,
        choices=choices,
        refers_to=references().get(f"{owner.__name__}.{name}", references().get(name)),
        words=words,
        meaning_en=_meanings(owner).get(name, ""),
    )


def _columns(cls: type, path: tuple[str, ...], *, within_later: bool = False) -> Iterator[Column]:
    for name, hint in fields_of(cls).items():
        later = within_later or name in later_fields(cls)
        if _is_record(hint):
            yield from _columns(hint, (*path, name), within_later=later)
        elif not _is_rows(hint) and _unwrap_optional(hint)[1] not in LEFT_OUT:
            yield column(cls, (*path, name), hint, later=later)


def _kind(name: str, hint: Any) -> Kind:
    if get_origin(hint) is Literal:
        return "choice"
    if hint is int:
        return "clock" if name in CLOCK_FIELDS else "integer"
    if hint is str:
        return "id" if name.endswith(("_id", "_ids")) or name in references() or name == "code" else "text"
    kinds: dict[Any, Kind] = {float: "number", bool: "yes_no", date: "day"}
    return kinds[hint]


def _is_record(hint: Any) -> bool:
    return dataclasses.is_dataclass(hint)


def _is_rows(hint: Any) -> bool:
    return get_origin(hint) is dict or (get_origin(hint) is tuple and _is_record(get_args(hint)[0]))


def _unwrap_optional(hint: Any) -> tuple[bool, Any]:
    if get_origin(hint) in (Union, types.UnionType):
        inner = next(part for part in get_args(hint) if part is not type(None))
        return True, inner
    return False, hint


def _unwrap_tuple(hint: Any) -> tuple[bool, Any]:
    return (True, get_args(hint)[0]) if get_origin(hint) is tuple else (False, hint)


@cache
def _meanings(cls: type) -> dict[str, str]:
    """Return the attribute docstrings of a record, by field."""
    properties = TypeAdapter(cls).json_schema().get("properties", {})
    return {
        name: about["description"].replace("``", "") for name, about in properties.items() if "description" in about
    }
