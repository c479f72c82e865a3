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
from scheduler.caravans.fleet_rows import DepotFleet, FleetRows, depot_fleets
from scheduler.caravans.worth import SCALE, WorthModel
from scheduler.progress import Budget

MARGIN = 1e-6
"""Relative widening of a linear optimum before it is rounded: far more than GLOP's tolerance."""
METHOD = "day-capacity LP"


@dataclass
class Capacity:
    """The relaxation of one problem; every stage has a linear programme of its own."""

    case: Case
    curve: GainCurve
    budget: Budget
    fleets: tuple[DepotFleet, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.fleets = tuple(depot_fleets(self.case))

    def coverage(self, seconds: float) -> int | None:
        """Return an upper bound on coverage."""
        worth, _ = self._model()
        worth.model.maximize(worth.all_coverage())
        result = worth.solve(self.budget, seconds)
        return None if result is None else floor(SCALE * result.objective_value() * (1 + MARGIN))

    def shortage(self, seconds: float) -> int | None:
        """Return a lower bound on the shortage."""
        worth, _ = self._model()
        worth.model.minimize(worth.all_shortage())
        result = worth.solve(self.budget, seconds)
        return None if result is None else max(0, ceil(result.objective_value() * (1 - MARGIN) - MARGIN))

    def worst_prefecture(self, seconds: float, coverage: int) -> int | None:
        """Return an upper bound on the worst prefecture's value where coverage is at least ``coverage``."""
        flat = self.case.flat
        worth, _ = self._model()
        worst = worth.model.add_variable(lb=0.0, ub=1000.0)
        worth.model.add_linear_constraint(worth.all_coverage() >= coverage / SCALE)
        for prefecture in np.flatnonzero(flat.prefecture_need).tolist():
            parts = [worth.coverage(c) for c in worth.pieces if flat.prefecture[c] == prefecture]
            row = flat.prefecture_need[prefecture] / SCALE * worst - mathopt.LinearSum(parts)
            worth.model.add_linear_constraint(row <= 0.0)
        worth.model.maximize(worst)
        result = worth.solve(self.budget, seconds)
        return None if result is None else floor(result.objective_value() * (1 + MARGIN) + MARGIN)

    def cost(self, seconds: float, coverage: int, worst: int) -> int | None:
        """Return a lower bound on cost where coverage and the worst prefecture are at least those given."""
        flat = self.case.flat
        bounds = []
        for by_tour in (False, True):
            worth, fleet = self._model()
            worth.model.add_linear_constraint(worth.all_coverage() >= coverage / SCALE)
            for prefecture in np.flatnonzero(flat.prefecture_need).tolist():
                parts = [worth.coverage(c) for c in worth.pieces if flat.prefecture[c] == prefecture]
                needed = float(flat.prefecture_need[prefecture]) * worst / SCALE
                worth.model.add_linear_constraint(mathopt.LinearSum(parts) >= needed)
            worth.model.minimize(fleet.cost(by_tour=by_tour))
            result = worth.solve(self.budget, seconds / 2)
            bounds += [] if result is None else [ceil(result.objective_value() * SCALE * (1 - MARGIN))]
        return max(bounds, default=None)

    def _model(self) -> tuple[WorthModel, FleetRows]:
        worth = WorthModel(self.case, self.curve)
        return worth, FleetRows(worth, self.fleets)
