"""The one way this house declares a domain record."""

from __future__ import annotations

import dataclasses
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def record(cls: type[T]) -> type[T]:
    """Make ``cls`` a frozen, slotted, keyword-only dataclass whose attribute docstrings document its JSON schema.

    Unknown fields are refused on reading, so that a misspelt column is an error and not a silent default.
    """
    config: dict[str, Any] = {"extra": "forbid", "use_attribute_docstrings": True}
    cls.__pydantic_config__ = config  # type: ignore[attr-defined]
    return dataclasses.dataclass(frozen=True, slots=True, kw_only=True)(cls)
