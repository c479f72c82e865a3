"""The pool: every good tour seen, as columns of the master."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from scheduler.caravans.column import Column

POOL_MAX = 20_000
"""Columns kept at most; the oldest go first."""


@dataclass
class Pool:
    """Columns in the order in which they were last seen, each once."""

    columns: dict[Column, None] = field(default_factory=dict)

    def add(self, columns: Iterable[Column]) -> None:
        """Add columns, or bring them to the end."""
        for column in columns:
            self.columns.pop(column, None)
            self.columns[column] = None
        while len(self.columns) > POOL_MAX:
            del self.columns[next(iter(self.columns))]

    def __len__(self) -> int:
        return len(self.columns)

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)
