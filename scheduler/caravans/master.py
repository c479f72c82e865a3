"""The master: CP-SAT picks tours from the pool, every global rule a row, the stages of the objective exact.

A stop may stand in several tours that are picked: it is then visited by one of them, and the others pass it by. So a
column stands for every tour that leaves some of its visits out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from core.concave import GainCurve
from scheduler.caravans.budget import caravan_budget
from scheduler.caravans.case import Case
from scheduler.caravans.column import Column, cost_fen
from scheduler.caravans.counties import (
    county_ceiling,
    county_floors,
    county_gain,
    share_township,
    stops_by_county,
)
from scheduler.caravans.figures import worst_of
from scheduler.plan import StageId

Crewed = list[tuple[Column, int]]


@dataclass(frozen=True)
class Goal:
    """The stage to improve, and the values of the stages before it that must be kept."""

    stage: StageId
    shortage: int = 0
    coverage: int = 0
    worst_prefecture: int = 0


@dataclass
class Master:
    """The model over one pool."""

    case: Case
    curve: GainCurve
    columns: Sequence[Column]
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    picks: dict[tuple[int, int], cp_model.IntVar] = field(default_factory=dict)
    """(column, crew) -> whether it goes out."""
    visits: dict[int, cp_model.IntVar] = field(default_factory=dict)
    shares: dict[int, cp_model.IntVar] = field(default_factory=dict)
    gains: dict[int, cp_model.IntVar] = field(default_factory=dict)
    lacking: dict[int, cp_model.IntVar] = field(default_factory=dict)
    worst: cp_model.IntVar | None = None

    def __post_init__(self) -> None:
        for number, column in enumerate(self.columns):
            for crew in crews_for(self.case, column):
                self.picks[number, crew] = self.model.new_bool_var("")
        self._stop_once()
        self._caravans()
        self._crews()
        self._counties()
        share_township(self.model, self.case, self.visits)
        caravan_budget(self.model, self.case, self.columns, self.picks)

    def _stop_once(self) -> None:
        tours = defaultdict(list)
        for (number, _), pick in self.picks.items():
            for stop in set(self.columns[number].stops):
                tours[stop].append(pick)
        for stop in sorted(tours):
            self.visits[stop] = self.model.new_bool_var("")
            self.model.add_bool_or([*tours[stop], ~self.visits[stop]])
            if self.case.flat.pin_day[stop] >= 0:
                self.model.add(self.visits[stop] == 1)

    def _caravans(self) -> None:
        days, out = defaultdict(list), defaultdict(list)
        for (number, _), pick in self.picks.items():
            column = self.columns[number]
            out[column.caravan].append(len(column.visits) * pick)
            for day in column.days:
                days[column.caravan, day].append(pick)
        for picks in days.values():
            self.model.add_at_most_one(picks)
        for caravan, spent in out.items():
            self.model.add(sum(spent) <= int(self.case.flat.out_max[caravan]))

    def _crews(self) -> None:
        days, out = defaultdict(list), defaultdict(list)
        for (number, crew), pick in self.picks.items():
            out[crew].append(len(self.columns[number].visits) * pick)
            for day in self.columns[number].days:
                days[crew, day].append(pick)
        for picks in days.values():
            self.model.add_at_most_one(picks)
        for crew, spent in out.items():
            self.model.add(sum(spent) <= int(self.case.flat.crew_max[crew]))

    def _counties(self) -> None:
        reachable = stops_by_county(self.case, self.visits)
        for county in range(len(self.case.flat.need)):
            stops = reachable.get(county, [])
            if stops and self.case.flat.need[county]:
                args = (self.model, self.case, self.curve, self.visits, county, stops)
                self.shares[county], self.gains[county] = county_gain(*args)
            county_ceiling(self.model, self.case, self.visits, county, stops)
            lack = county_floors(self.model, self.case, self.visits, county, stops)
            if lack is not None:
                self.lacking[county] = lack

    def aim(self, goal: Goal) -> None:
        """Set the objective to one stage, the stages before it kept."""
        flat, shortage = self.case.flat, sum(self.lacking.values())
        coverage = sum(int(flat.need[county]) * gain for county, gain in self.gains.items())
        if goal.stage == "shortage":
            self.model.minimize(shortage)
            return
        self.model.add(shortage <= goal.shortage)
        if goal.stage == "coverage":
            self.model.maximize(coverage)
            return
        self.model.add(coverage >= goal.coverage)
        worst = self.worst = self.model.new_int_var(goal.worst_prefecture, 1000, "worst")
        for prefecture in np.flatnonzero(flat.prefecture_need).tolist():
            parts = [
                int(flat.need[county]) * gain
                for county, gain in self.gains.items()
                if flat.prefecture[county] == prefecture
            ]
            self.model.add(int(flat.prefecture_need[prefecture]) * worst <= sum(parts))
        if goal.stage == "worst_prefecture":
            self.model.maximize(worst)
            return
        self.model.minimize(
            sum(cost_fen(self.case.flat, self.columns[number]) * pick for (number, _), pick in self.picks.items())
        )

    def hint(self, crewed: Iterable[tuple[Column, int]]) -> None:
        """Start from a plan whose columns are all in the pool."""
        number_of = {column: number for number, column in enumerate(self.columns)}
        chosen = {(number_of[column], crew) for column, crew in crewed if column in number_of}
        visited = {stop for number, _ in chosen for stop in self.columns[number].stops}
        self.model.clear_hints()
        for key, pick in self.picks.items():
            self.model.add_hint(pick, key in chosen)
        for stop, visit in self.visits.items():
            self.model.add_hint(visit, stop in visited)
        self._hint_counties(np.array(sorted(visited), dtype=np.int64))

    def _hint_counties(self, visited: NDArray[np.int64]) -> None:
        """Complete the hint (CP-SAT starts at once from a complete one only)."""
        flat, counties = self.case.flat, len(self.case.flat.need)
        reached = np.bincount(flat.county[visited], flat.audience[visited], counties).astype(np.int64)
        count = np.bincount(flat.county[visited], minlength=counties)
        share = 1000 * reached // flat.audience_all
        for county, gain in self.gains.items():
            self.model.add_hint(self.shares[county], int(share[county]))
            self.model.add_hint(gain, int(flat.gain[share[county]]))
        for county, lack in self.lacking.items():
            self.model.add_hint(lack, int(flat.short[county, min(count[county], flat.short.shape[1] - 1)]))
        if self.worst is not None:
            self.model.add_hint(self.worst, worst_of(self.case, flat.need * flat.gain[share]))

    def picked(self, solver: cp_model.CpSolver) -> Crewed:
        """Return the columns picked, each stop in one of them only."""
        chosen = [(self.columns[n], crew) for (n, crew), pick in self.picks.items() if solver.value(pick)]
        wanted = {stop for stop, visit in self.visits.items() if solver.value(visit)}
        return without_repeats(chosen, wanted)


def crews_for(case: Case, column: Column) -> list[int]:
    """Return the crews that could go out with a column on its days."""
    flat, days = case.flat, slice(column.first, column.days.stop)
    able = (flat.crew_ok[column.caravan] > 0) & (flat.crew_max >= len(column.visits))
    return [crew for crew in np.flatnonzero(able).tolist() if flat.crew_free[crew, days].all()]


def without_repeats(chosen: Crewed, wanted: set[int]) -> Crewed:
    """Return the columns with every wanted stop once and every other stop left out; empty tours are dropped.

    A stop stays in the tour with the fewest visits, so that no tour becomes empty for nothing.
    """
    left, kept = set(wanted), []
    for column, crew in sorted(chosen, key=lambda pair: (len(list(pair[0].stops)), pair[0].caravan, pair[0].first)):
        visits = []
        for day in column.visits:
            mine = tuple(stop for stop in day if stop in left)
            left -= set(mine)
            visits.append(mine)
        if any(visits):
            kept.append(
                (Column(caravan=column.caravan, first=column.first, nights=column.nights, visits=tuple(visits)), crew)
            )
    return kept
