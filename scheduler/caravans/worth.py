"""The worth of visits as a linear programme: the concave gains of the counties, ceilings, floors, township share.

Shared by the filter of the pool and by the bounds; what makes visits scarce is added by each of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

import numpy as np
from ortools.math_opt.python import mathopt
from ortools.util.python.solve_interrupter import SolveInterrupter

from core.concave import GainCurve
from scheduler.caravans.case import Case
from scheduler.caravans.counties import gain_corners, shortage_lines
from scheduler.caravans.flat import NO_CEILING
from scheduler.interrupt import run_beside
from scheduler.progress import Budget

SCALE = 1000.0
"""Coverage is counted in thousands inside the programmes, so that values and rows are of one size."""


@dataclass
class WorthModel:
    """Visits in [0, 1], coverage by concave pieces, shortage; the objective is left to the user."""

    case: Case
    curve: GainCurve
    model: mathopt.Model = field(default_factory=mathopt.Model)
    visit: list[mathopt.Variable] = field(default_factory=list)
    """[s]"""
    pieces: dict[int, list[tuple[mathopt.Variable, float]]] = field(default_factory=dict)
    """County -> (permille of audience on a piece of the curve, its slope x need / SCALE)."""
    gained: dict[int, mathopt.LinearConstraint] = field(default_factory=dict)
    """County -> the row that ties its pieces (permille of audience) to its visits."""
    lacking: list[mathopt.Variable] = field(default_factory=list)

    def __post_init__(self) -> None:
        flat = self.case.flat
        self.visit = [self.model.add_variable(lb=0.0, ub=1.0) for _ in range(len(flat.county))]
        for county in range(len(flat.need)):
            stops = np.flatnonzero(flat.county == county).tolist()
            if stops:
                self._gain(county, stops)
            count = mathopt.LinearSum(self.visit[stop] for stop in stops)
            if flat.ceiling[county] < NO_CEILING:
                self.model.add_linear_constraint(count <= float(flat.ceiling[county]))
            self._floors(county, count)
        lack = [(flat.share - 100.0 * flat.township[s]) / 100.0 * self.visit[s] for s in range(len(self.visit))]
        self.model.add_linear_constraint(mathopt.LinearSum(lack) <= 0.0)

    def _gain(self, county: int, stops: list[int]) -> None:
        flat, pieces = self.case.flat, []
        for (x0, y0), (x1, y1) in pairwise(gain_corners(self.curve)):
            piece = self.model.add_variable(lb=0.0, ub=float(x1 - x0))
            pieces.append((piece, float(flat.need[county]) * (y1 - y0) / (x1 - x0) / SCALE))
        share = [1000.0 * flat.audience[s] / flat.audience_all[county] * self.visit[s] for s in stops]
        taken = mathopt.LinearSum(piece for piece, _ in pieces)
        self.gained[county] = self.model.add_linear_constraint(taken - mathopt.LinearSum(share) <= 0.0)
        self.pieces[county] = pieces

    def _floors(self, county: int, count: mathopt.LinearExpression) -> None:
        hard = np.flatnonzero(self.case.flat.short_hard[county])
        if len(hard):
            self.model.add_linear_constraint(count >= float(hard[-1] + 1))
        lines = shortage_lines(self.case, county)
        if lines:
            lack = self.model.add_variable(lb=0.0)
            self.lacking.append(lack)
            for at_none, fall in lines:
                self.model.add_linear_constraint(lack + fall * count >= float(at_none))

    def coverage(self, county: int) -> mathopt.LinearExpression:
        """Return the coverage of a county in thousands."""
        return mathopt.LinearSum(slope * piece for piece, slope in self.pieces[county])

    def all_coverage(self) -> mathopt.LinearExpression:
        """Return the coverage of all counties in thousands."""
        return mathopt.LinearSum(slope * piece for pieces in self.pieces.values() for piece, slope in pieces)

    def all_shortage(self) -> mathopt.LinearExpression:
        """Return the shortage of all soft floors."""
        return mathopt.LinearSum(self.lacking)

    def solve(self, budget: Budget, seconds: float) -> mathopt.SolveResult | None:
        """Return the optimum by GLOP; ``None`` where there is none, or time ran out, or it was cancelled."""
        limit = None if budget.deterministic else timedelta(seconds=max(0.1, seconds))
        parameters = mathopt.SolveParameters(threads=1, time_limit=limit)
        interrupter, found = SolveInterrupter(), list[mathopt.SolveResult]()

        def work() -> None:
            glop = mathopt.SolverType.GLOP
            found.append(mathopt.solve(self.model, glop, params=parameters, interrupter=interrupter))

        ended = run_beside(work, interrupter.interrupt, budget.cancelled)
        optimal = ended and found and found[0].termination.reason == mathopt.TerminationReason.OPTIMAL
        return found[0] if optimal else None
