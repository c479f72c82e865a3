"""Every record and value inside a problem, with its JSON path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any


def walk_records(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield path and record, of ``node`` and everything inside it."""
    if _field_names(type(node)) is not None:
        yield path or "/", node
    for key, child in _children(node):
        if not isinstance(child, PLAIN):
            yield from walk_records(child, f"{path}/{key}")


def walk_values(node: Any, path: str = "", owner: str = "") -> Iterator[tuple[str, str, Any]]:
    """Yield path, ``Class.field`` and value, of everything inside ``node`` that is neither record, list nor table.

    Items of lists and tables carry the name of the field that holds them.
    """
    if isinstance(node, PLAIN):
        yield path, owner, node
        return
    children = list(_children(node))
    is_record = _field_names(type(node)) is not None
    if not children and not is_record and not isinstance(node, (tuple, list, Mapping)):
        yield path, owner, node
    name = type(node).__name__
    for key, child in children:
        yield from walk_values(child, f"{path}/{key}", f"{name}.{key}" if is_record else owner)


PLAIN = (str, int, float)
"""Values with nothing inside; most of a problem, so they are asked about first."""


_FIELDS: dict[type[Any], tuple[str, ...] | None] = {}


def _field_names(kind: type[Any]) -> tuple[str, ...] | None:
    """Return the fields of a record's type, ``None`` for any other type."""
    if kind not in _FIELDS:
        _FIELDS[kind] = tuple(field.name for field in fields(kind)) if is_dataclass(kind) else None
    return _FIELDS[kind]


def _children(node: Any) -> Iterator[tuple[str, Any]]:
    names = _field_names(type(node))
    if names is not None:
        for name in names:
            yield name, getattr(node, name)
    elif isinstance(node, Mapping):
        for key, child in node.items():
            yield str(key), child
    elif isinstance(node, (tuple, list)):
        for index, child in enumerate(node):
            yield str(index), child
