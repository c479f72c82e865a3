"""A linear relaxation of which seldom binding rows are left out until they are broken.

What is left out has the dual 0, which is a dual like any other: bounds that are proven by duals stay proven.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from scheduler.glop import Floats, maximise
from scheduler.sets.weeks import Bools

TOLERANCE = 1e-6


@dataclass(frozen=True)
class Optimum:
    """An optimum: value of each column, dual of each row."""

    objective: float
    values: Floats
    duals: Floats


@dataclass(frozen=True)
class Relaxed:
    """Maximise ``cost`` over columns from 0 to ``upper`` under rows ``low <= matrix @ columns <= high``."""

    cost: Floats
    upper: Floats
    low: Floats
    high: Floats
    matrix: csr_matrix

    def optimum(self, asked: Bools, stopped: Callable[[], bool]) -> Optimum | None:
        """Return the optimum, or ``None`` where GLOP gives up or is ``stopped``.

        ``asked``: which of the first rows are held from the start; those that are broken are added to it.
        """
        held = np.ones(len(self.low), dtype=bool)
        while True:
            held[: len(asked)] = asked
            rows = np.flatnonzero(held)
            solver = maximise(self.upper, self.cost, self.low[rows], self.high[rows], self.matrix[rows], stopped)
            if solver is None:
                return None
            values = np.array(solver.variable_values())
            activity = self.matrix @ values
            broken = (activity > self.high + TOLERANCE) | (activity < self.low - TOLERANCE)
            new = broken[: len(asked)] & ~asked
            if not new.any():
                duals = np.zeros(len(self.low))
                duals[rows] = solver.dual_values()
                return Optimum(objective=solver.objective_value(), values=values, duals=duals)
            asked |= new
