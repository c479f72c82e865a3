"""The sheets of the inventory workbook and which part of the problem's content each of them holds."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Literal, cast, get_args, get_origin

from core.record import record
from scheduler.problem import Ceiling, Problem
from services.workbook_fields import Column, column, columns_of, fields_of, later_fields, row_type
from services.workbook_words import SheetWords, sheet_words

Shape = Literal["records", "entries", "values"]
"""Rows hold records of a list, entries of a mapping, or single values of a list."""

SETTINGS = "settings"
HEADINGS = 2
"""Rows of headings: Chinese, then the field name."""


@record
class Part:
    """One list or mapping of the problem's content."""

    owners: str | None
    """The list of records that it belongs to; ``None``: the problem itself."""
    path: tuple[str, ...]
    """Where it lies within its owner."""
    tag: str | None
    """What tells its rows from those of the other parts of the sheet."""


@record
class Tagged:
    """Columns that say which part a row belongs to, and those of a mapping's entries."""

    tag: str
    """Which kind of row this is."""
    owner: str | None
    """Id of the record that the row belongs to."""
    key: str
    value: str


@record
class Sourced:
    """The same for sources of figures."""

    tag: str
    """Which kind of record the figure belongs to."""
    owner: str | None
    """Id of the record; blank for settings, of which there is one."""
    key: str
    """Name of the field whose source this is."""
    value: str
    """The public source, or the words that say it is an assumption."""


@record
class Sheet:
    """One sheet of rows."""

    sheet_id: str
    shape: Shape
    parts: tuple[Part, ...]
    tag: Column | None
    owner: Column | None
    """Column with the id of the record that a row belongs to."""
    columns: tuple[Column, ...]
    """Columns of the row's own record."""
    later: bool
    """Workbooks of before its fields were there lack the sheet; without it they are empty."""

    @property
    def title(self) -> str:
        """Return the name of the sheet, e.g. ``停靠点 stops``."""
        return f"{self.words.zh} {self.sheet_id}"

    @property
    def words(self) -> SheetWords:
        """Return its name and purpose."""
        return sheet_words(self.sheet_id)

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """Return every column from left to right; an owner's id that is also the record's own stands once."""
        lead = [c for c in (self.tag, self.owner) if c]
        keys = {c.key for c in lead}
        return (*lead, *(c for c in self.columns if c.key not in keys))

    @property
    def id_key(self) -> str | None:
        """Return the column of the rows' ids where other sheets may refer to them."""
        first = self.columns[0]
        top = len(self.parts) == 1 and self.parts[0].owners is None and self.shape == "records"
        return first.key if top and first.kind in ("id", "text") else None


_LAYOUT: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("rounds", ("rounds",)),
    ("calendar", ("calendar/holidays", "calendar/terms")),
    ("organisations", ("organisations",)),
    ("counties", ("counties",)),
    ("county_former", ("counties/former",)),
    ("county_flags", ("counties/flags",)),
    ("history", ("history",)),
    ("services", ("history/services",)),
    ("museums", ("museums",)),
    ("science_rooms", ("science_rooms",)),
    ("exhibits", ("exhibits",)),
    ("sets", ("sets",)),
    ("zones", ("sets/zones",)),
    ("set_repairs", ("sets/repair/within",)),
    ("halls", ("halls",)),
    ("hall_available", ("halls/available",)),
    ("setup_teams", ("setup_teams",)),
    ("vehicle_types", ("vehicle_types",)),
    ("depots", ("depots",)),
    ("kits", ("kits",)),
    ("caravans", ("caravans",)),
    ("crews", ("crews",)),
    ("stops", ("stops",)),
    ("stop_windows", ("stops/windows",)),
    (
        "unavailability",
        (
            "sets/unavailable",
            "caravans/unavailable",
            "crews/leave",
            "setup_teams/leave",
            "staff/leave",
            "troupes/unavailable",
        ),
    ),
    ("floors", ("floors",)),
    ("ceilings", ("ceilings",)),
    ("stay_pins", ("stay_pins",)),
    ("visit_pins", ("visit_pins",)),
    ("set_loans", ("set_loans",)),
    ("rings", ("rings",)),
    ("campaigns", ("campaigns",)),
    ("campaign_targets", ("campaign_targets",)),
    ("convoys", ("convoys",)),
    ("joint_actions", ("joint_actions",)),
    ("not_asked", ("not_asked",)),
    ("libraries", ("libraries",)),
    ("theme_shows", ("theme_shows",)),
    ("loans", ("loans",)),
    ("loan_requests", ("loan_requests",)),
    ("joint_counties", ("joint_counties",)),
    ("class_times", ("caravan_rules/class_times",)),
    ("requests", ("requests",)),
    ("coverage_targets", ("coverage_targets",)),
    ("operators", ("operators",)),
    ("journeys", ("journeys",)),
    ("staff", ("staff",)),
    ("staff_wants", ("staff_wants",)),
    ("troupes", ("troupes",)),
    ("performances", ("performances",)),
    ("need_components", ("need_policy/components",)),
    ("need_lists", ("need_policy/lists",)),
    ("need_members", ("need_policy/members",)),
    ("travel_speeds", ("travel/winding_percent", "travel/trunk_speed_kph", "travel/access_speed_kph")),
    ("gains", ("set_rules/gain/corners", "caravan_rules/gain/corners")),
    ("sources", ("counties/sources", "duty/sources", "set_rules/sources", "caravan_rules/sources")),
)


@cache
def sheets() -> tuple[Sheet, ...]:
    """Return the sheets of rows, in the order of the workbook (the settings sheet stands before them)."""
    return tuple(_sheet(sheet_id, paths) for sheet_id, paths in _LAYOUT)


@cache
def settings() -> tuple[Column, ...]:
    """Return the single settings of a problem: one row each on the settings sheet."""
    in_rows = {part.path for sheet in sheets() for part in sheet.parts if not part.owners}
    found = (c for c in columns_of(Problem) if c.path not in in_rows)
    return tuple(sorted(found, key=lambda c: len(c.path) > 1))


def settings_title() -> str:
    """Return the name of the settings sheet."""
    return f"{sheet_words(SETTINGS).zh} {SETTINGS}"


def sheet_of(sheet_id: str) -> Sheet:
    """Return a sheet by its id."""
    return next(sheet for sheet in sheets() if sheet.sheet_id == sheet_id)


def owner_records(content: Any, part: Part) -> Iterator[tuple[str | None, Any]]:
    """Yield (id, record) of what the rows of a part belong to."""
    owner = _owner_type(part)
    if owner is None:
        yield None, content
    else:
        yield from ((found[id_field(owner)], found) for found in content[part.owners])


def split_codes(content: Any) -> Any:
    """Return the content with each county's current code apart from its former ones."""
    return content | {"counties": [_split_county(county) for county in content["counties"]]}


def join_codes(content: Any) -> Any:
    """Undo :func:`split_codes`."""
    joined = [
        {key: value for key, value in county.items() if key not in ("current", "former")}
        | {"codes": [*county["former"], county["current"]]}
        for county in content["counties"]
    ]
    return content | {"counties": joined}


def _split_county(county: dict[str, Any]) -> dict[str, Any]:
    *former, current = county["codes"] or [{}]
    return {key: value for key, value in county.items() if key != "codes"} | {"current": current, "former": former}


def _sheet(sheet_id: str, paths: tuple[str, ...]) -> Sheet:
    parts = tuple(_part(path, paths) for path in paths)
    shape, columns = _rows(parts[0], Sourced if sheet_id == "sources" else Tagged)
    return Sheet(
        sheet_id=sheet_id,
        shape=shape,
        parts=parts,
        tag=_tag_column(parts, Sourced if sheet_id == "sources" else Tagged),
        owner=_owner_column(parts, Sourced if sheet_id == "sources" else Tagged),
        columns=columns,
        later=all(_is_later(Problem, path.split("/")) for path in paths),
    )


def _is_later(cls: type, path: Sequence[str]) -> bool:
    """Tell whether a field on the way to ``path`` has a default."""
    if path[0] in later_fields(cls):
        return True
    hint = fields_of(cls)[path[0]]
    inner = get_args(hint)[0] if get_origin(hint) is tuple else hint
    return len(path) > 1 and _is_later(cast(type, inner), path[1:])


def _part(path: str, paths: tuple[str, ...]) -> Part:
    head, *tail = path.split("/")
    heads = {other.split("/")[0] for other in paths}
    tag = (head if len(heads) > 1 else tail[-1]) if len(paths) > 1 else None
    owned = bool(tail) and get_origin(row_type(Problem, (head,))) is tuple
    return Part(owners=head if owned else None, path=tuple(tail if owned else (head, *tail)), tag=tag)


def _rows(part: Part, words: type) -> tuple[Shape, tuple[Column, ...]]:
    hint = row_type(_owner_type(part) or Problem, part.path)
    if get_origin(hint) is dict:
        return "entries", (column(words, ("key",), str), column(words, ("value",), get_args(hint)[1]))
    item = get_args(hint)[0]
    if dataclasses.is_dataclass(item):
        return "records", columns_of(cast(type, item))
    return "values", (column(Ceiling, ("county_id",), item),)


def _tag_column(parts: tuple[Part, ...], words: type) -> Column | None:
    if len(parts) == 1:
        return None
    return dataclasses.replace(
        column(words, ("tag",), str), kind="choice", choices=tuple(part.tag for part in parts if part.tag)
    )


def _owner_column(parts: tuple[Part, ...], words: type) -> Column | None:
    owners = [_owner_type(part) for part in parts]
    if len(parts) == 1:
        return column(owners[0], (id_field(owners[0]),), str) if owners[0] else None
    if not any(owners):
        return None
    return dataclasses.replace(column(words, ("owner",), str), kind="id", optional=not all(owners))


def _owner_type(part: Part) -> type | None:
    return cast(type, get_args(row_type(Problem, (part.owners,)))[0]) if part.owners else None


def id_field(cls: type) -> str:
    """Return the field that names a record: its first."""
    return dataclasses.fields(cls)[0].name
