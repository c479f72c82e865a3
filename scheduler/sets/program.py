"""An integer program as arrays: columns from 0 to an upper bound, rows between two bounds."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from scheduler.sets.weeks import Ints

FREE = 1 << 60
"""A row bound beyond which there is none."""


@dataclass(frozen=True)
class Table:
    """The finished program: entries sorted by row."""

    upper: Ints
    low: Ints
    high: Ints
    row: Ints
    column: Ints
    value: Ints


@dataclass
class Program:
    """Collects columns, rows and entries in blocks."""

    columns: int = 0
    rows: int = 0
    _upper: list[Ints] = field(default_factory=list)
    _low: list[Ints] = field(default_factory=list)
    _high: list[Ints] = field(default_factory=list)
    _entries: list[tuple[Ints, Ints, Ints]] = field(default_factory=list)

    def add_columns(self, count: int, upper: ArrayLike = 1) -> Ints:
        """Add ``count`` columns and return their indices."""
        self._upper.append(_filled(upper, count))
        self.columns += count
        return np.arange(self.columns - count, self.columns)

    def add_rows(self, count: int, low: ArrayLike, high: ArrayLike) -> Ints:
        """Add ``count`` rows with ``low <= activity <= high`` and return their indices."""
        self._low.append(_filled(low, count))
        self._high.append(_filled(high, count))
        self.rows += count
        return np.arange(self.rows - count, self.rows)

    def add_row(self, low: int, high: int, columns: Ints, values: ArrayLike = 1) -> None:
        """Add one row with its entries."""
        row = self.add_rows(1, low, high)
        self.enter(np.repeat(row, len(columns)), columns, values)

    def enter(self, rows: Ints, columns: Ints, values: ArrayLike = 1) -> None:
        """Add entries; equal places add up."""
        self._entries.append((rows, columns, _filled(values, len(rows))))

    def table(self) -> Table:
        """Return the finished program."""
        empty = np.zeros(0, dtype=np.int64)
        row = np.concatenate([empty, *(entry[0] for entry in self._entries)])
        column = np.concatenate([empty, *(entry[1] for entry in self._entries)])
        value = np.concatenate([empty, *(entry[2] for entry in self._entries)])
        order = np.lexsort((column, row))
        return Table(
            upper=np.concatenate([empty, *self._upper]),
            low=np.concatenate([empty, *self._low]),
            high=np.concatenate([empty, *self._high]),
            row=row[order],
            column=column[order],
            value=value[order],
        )


def _filled(values: ArrayLike, count: int) -> Ints:
    return np.broadcast_to(np.asarray(values, dtype=np.int64), (count,))
