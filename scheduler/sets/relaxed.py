"""A linear relaxation of which seldom binding rows are left out until they are broken.

What is left out has the dual 0, which is a dual like any other: bounds that are proven by duals stay proven.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from scheduler.glop import Floats, maximise
from scheduler.sets.weeks import Bools, Ints

TOLERANCE, COLUMN_TOLERANCE = 1e-6, 1e-8


@dataclass(frozen=True)
class Optimum:
    """An optimum: value of each column, dual of each row."""

    objective: float
    values: Floats
    duals: Floats
    reduced: Floats
    """Per column, what one more of it would add."""


@dataclass(frozen=True)
class Relaxed:
    """Maximise ``cost`` over columns from 0 to ``upper`` under rows ``low <= matrix @ columns <= high``."""

    cost: Floats
    upper: Floats
    low: Floats
    high: Floats
    matrix: csr_matrix

    def optimum(self, asked: Bools, wanted: Bools, stopped: Callable[[], bool]) -> Optimum | None:
        """Return the optimum, or ``None`` where GLOP gives up or is ``stopped``.

        ``asked``: which of the first rows are held from the start; those that are broken are added to it.
        ``wanted``: which of the first columns are there from the start; those that improve the optimum are added to it.
        """
        rows, columns = np.ones(len(self.low), dtype=bool), np.ones(len(self.cost), dtype=bool)
        while True:
            rows[: len(asked)], columns[: len(wanted)] = asked, wanted
            found = self._part(np.flatnonzero(rows), np.flatnonzero(columns), stopped)
            if found is None:
                if stopped() or wanted.all():
                    return None
                wanted[:] = True
                continue
            activity = self.matrix @ found.values
            broken = (activity > self.high + TOLERANCE) | (activity < self.low - TOLERANCE)
            new_rows = broken[: len(asked)] & ~asked
            new_columns = (found.reduced[: len(wanted)] > COLUMN_TOLERANCE) & ~wanted
            if not new_rows.any() and not new_columns.any():
                return found
            asked |= new_rows
            wanted |= new_columns

    def _part(self, rows: Ints, columns: Ints, stopped: Callable[[], bool]) -> Optimum | None:
        """Return the optimum over some rows and columns."""
        part = self.matrix[rows][:, columns]
        solver = maximise(self.upper[columns], self.cost[columns], self.low[rows], self.high[rows], part, stopped)
        if solver is None:
            return None
        values, duals = np.zeros(len(self.cost)), np.zeros(len(self.low))
        values[columns] = solver.variable_values()
        duals[rows] = solver.dual_values()
        reduced = self.cost - self.matrix.T @ duals
        return Optimum(objective=solver.objective_value(), values=values, duals=duals, reduced=reduced)
