"""Bounds from how many visits the fleet's days can hold: the relaxation "day capacity" of docs/model.md.

Every day out of a depot's caravans holds at most ``k`` visits, ``k`` from opening hours, lengths of visits and the
least way into each stop; days are limited by caravans and crews; visits are worth what the counties' gains give.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil, floor

import numpy as np
from ortools.math_opt.python import mathopt

from core.concave import GainCurve
from scheduler.caravans.case import Case
from scheduler.caravans.fleet_rows import FleetRows, depot_fleets
from scheduler.caravans.shadow import Duals
from scheduler.caravans.worth import SCALE, WorthModel
from scheduler.progress import Budget

MARGIN = 1e-6
"""Relative widening of a linear optimum before it is rounded: far more than GLOP's tolerance."""
METHOD = "day-capacity LP"


@dataclass
class Capacity:
    """The relaxation of one problem: one programme, whose objective and kept values change from stage to stage."""

    case: Case
    curve: GainCurve
    budget: Budget

    duals: Duals | None = field(default=None, init=False)
    """Row prices of the last bound on coverage."""

    def __post_init__(self) -> None:
        flat = self.case.flat
        self._worth = WorthModel(self.case, self.curve)
        self._fleet = FleetRows(self._worth, tuple(depot_fleets(self.case)))
        self._model = self._worth.model
        self._covered = self._model.add_linear_constraint(self._worth.all_coverage() >= 0.0)
        self._worst = self._model.add_variable(lb=0.0, ub=1000.0)
        for prefecture in np.flatnonzero(flat.prefecture_need).tolist():
            parts = [self._worth.coverage(c) for c in self._worth.pieces if flat.prefecture[c] == prefecture]
            need = float(flat.prefecture_need[prefecture]) / SCALE
            self._model.add_linear_constraint(need * self._worst - mathopt.LinearSum(parts) <= 0.0)

    def coverage(self, seconds: float) -> int | None:
        """Return an upper bound on coverage."""
        self._keep(0, 0)
        self._model.maximize(self._worth.all_coverage())
        result = self._worth.solve(self.budget, seconds)
        if result is None:
            return None
        self.duals = self._duals(result)
        return floor(SCALE * result.objective_value() * (1 + MARGIN))

    def _duals(self, result: mathopt.SolveResult) -> Duals:
        flat, dual = self.case.flat, result.dual_values()
        crews = [dual[row] if (row := self._fleet.crew_days.get(w)) else 0.0 for w in range(len(flat.crew_max))]
        counties = [dual[row] if (row := self._worth.gained.get(c)) else 0.0 for c in range(len(flat.need))]
        return Duals(
            vehicle_day=SCALE * np.array([dual[row] for row in self._fleet.caravan_days]),
            crew_day=SCALE * np.array(crews),
            audience=SCALE * np.array(counties),
            method=METHOD,
        )

    def shortage(self, seconds: float) -> int | None:
        """Return a lower bound on the shortage."""
        self._keep(0, 0)
        self._model.minimize(self._worth.all_shortage())
        value = self._optimum(seconds)
        return None if value is None else max(0, ceil(value * (1 - MARGIN) - MARGIN))

    def worst_prefecture(self, seconds: float, coverage: int) -> int | None:
        """Return an upper bound on the worst prefecture's value where coverage is at least ``coverage``."""
        self._keep(coverage, 0)
        self._model.maximize(self._worst)
        value = self._optimum(seconds)
        return None if value is None else floor(value * (1 + MARGIN) + MARGIN)

    def cost(self, seconds: float, coverage: int, worst: int) -> int | None:
        """Return a lower bound on cost where coverage and the worst prefecture are at least those given."""
        self._keep(coverage, worst)
        bounds = []
        for by_tour in (True, False):
            self._model.minimize(self._fleet.cost(by_tour=by_tour))
            value = self._optimum(seconds / 2)
            bounds += [] if value is None else [ceil(value * SCALE * (1 - MARGIN))]
        return max(bounds, default=None)

    def _keep(self, coverage: int, worst: int) -> None:
        """Ask for values of the stages before."""
        self._covered.lower_bound = coverage / SCALE
        self._worst.lower_bound = float(worst)

    def _optimum(self, seconds: float) -> float | None:
        result = self._worth.solve(self.budget, seconds)
        return None if result is None else float(result.objective_value())
