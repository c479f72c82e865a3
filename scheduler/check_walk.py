"""Every record and value inside a problem, with its JSON path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any


def walk_records(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield path and record, of ``node`` and everything inside it."""
    if is_dataclass(node):
        yield path or "/", node
    for key, child in _children(node):
        yield from walk_records(child, f"{path}/{key}")


def walk_values(node: Any, path: str = "", owner: str = "") -> Iterator[tuple[str, str, Any]]:
    """Yield path, ``Class.field`` and value, of everything inside ``node`` that is neither record, list nor table.

    Items of lists and tables carry the name of the field that holds them.
    """
    children = list(_children(node))
    if not children and not is_dataclass(node) and not isinstance(node, (tuple, list, Mapping)):
        yield path, owner, node
    for key, child in children:
        inner = f"{type(node).__name__}.{key}" if is_dataclass(node) else owner
        yield from walk_values(child, f"{path}/{key}", inner)


def _children(node: Any) -> Iterator[tuple[str, Any]]:
    if is_dataclass(node):
        for field in fields(node):
            yield field.name, getattr(node, field.name)
    elif isinstance(node, Mapping):
        for key, child in node.items():
            yield str(key), child
    elif isinstance(node, (tuple, list)):
        for index, child in enumerate(node):
            yield str(index), child
