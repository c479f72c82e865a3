"""The stages of the objective: their bounds, and what is reported of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np

from scheduler.caravans.capacity import METHOD, Capacity
from scheduler.caravans.case import Case
from scheduler.caravans.column import Column
from scheduler.caravans.dayflow import METHOD as FLOW_METHOD
from scheduler.caravans.dayflow import DayFlow, is_exact, is_small, make_places
from scheduler.caravans.figures import Figures, figures_of
from scheduler.caravans.fleet_rows import DepotFleet, depot_fleets
from scheduler.caravans.possible import visits_most
from scheduler.caravans.shadow import shadow_prices
from scheduler.plan import ShadowPrice, StageId, StageResult
from scheduler.problem import Problem
from scheduler.progress import Budget, Progress

SENSES: dict[StageId, Literal["min", "max"]] = {
    "shortage": "min",
    "coverage": "max",
    "worst_prefecture": "max",
    "cost": "min",
}
UNITS: dict[StageId, str] = {
    "shortage": "visits",
    "coverage": "permille of need",
    "worst_prefecture": "permille",
    "cost": "fen",
}
FLOW_ROUNDS_PER_SECOND = 10.0
"""Rounds of the day-flow LP that a second of the budget stands for in deterministic solves."""
ROUNDS_MAX = 1000
BOUND_SECONDS = 20.0
"""Time that one linear programme of a bound may take at most."""


@dataclass
class Proof:
    """A bound, and the relaxation that proves it."""

    bound: int
    method: str


@dataclass
class Stages:
    """Bounds of one solve. Every stage starts with a trivial bound, which better ones replace."""

    problem: Problem
    case: Case
    budget: Budget
    proofs: dict[StageId, Proof] = field(init=False)
    trivial: dict[StageId, int] = field(init=False)
    seconds: dict[StageId, float] = field(init=False)
    bound_seconds: float = field(default=0.0, init=False)
    """Time that the last linear programme took."""

    def __post_init__(self) -> None:
        flat = self.case.flat
        most = np.minimum(visits_most(self.problem, self.case), flat.short.shape[1] - 1)
        worst = int(flat.gain[1000]) if (flat.prefecture_need > 0).any() else 0
        everything = int((flat.need * flat.gain[1000]).sum())
        reachable: dict[StageId, int] = {"shortage": 0, "coverage": everything, "worst_prefecture": worst, "cost": 0}
        self.trivial = reachable | {"coverage": 1000 * int(flat.need.sum()), "worst_prefecture": 1000}
        self.proofs = {stage: Proof(bound, "trivial") for stage, bound in reachable.items()}
        self.proofs["shortage"] = Proof(int(flat.short[np.arange(len(most)), most].sum()), "county count")
        self.seconds = dict.fromkeys(self.trivial, 0.0)
        self._capacity: Capacity | None = None

    def prove_coverage(self) -> None:
        """Bound the coverage before the search."""
        self._prove("coverage", lambda capacity: capacity.coverage(self._time()))

    def prove_rest(self, figures: Figures) -> None:
        """Bound the other stages, given the values that a plan must keep."""
        if figures.shortage > self.proofs["shortage"].bound:
            self._prove("shortage", lambda capacity: capacity.shortage(self._time()))
        kept = figures.coverage
        self._prove("worst_prefecture", lambda capacity: capacity.worst_prefecture(self._time(), kept))
        worst = figures.worst_prefecture
        self._prove("cost", lambda capacity: capacity.cost(self._time(), kept, worst))

    def can_tighten(self) -> bool:
        """Tell whether the day-flow LP may lower the bound on coverage: it is small enough, and not all is served."""
        return self.proofs["coverage"].method == METHOD and is_small(self.case) and is_exact(self._fleets)

    def tighten_coverage(self, tours: Iterable[Column], seconds: float) -> None:
        """Lower the bound on coverage by the day-flow LP, which starts from the days of known tours."""
        budget = self.budget.part(seconds)
        places = make_places(self.case, self._fleets, budget)
        if places is None:
            return
        flow = DayFlow(self.case, self.problem.caravan_rules.gain, budget, self._fleets, places)
        flow.add_tours(tours)
        rounds = max(1, round(FLOW_ROUNDS_PER_SECOND * seconds)) if self.budget.deterministic else ROUNDS_MAX
        bound = flow.coverage(rounds)
        if bound is not None and bound < self.proofs["coverage"].bound:
            self.proofs["coverage"] = Proof(bound, FLOW_METHOD)

    @cached_property
    def _fleets(self) -> tuple[DepotFleet, ...]:
        return tuple(depot_fleets(self.case))

    def _time(self) -> float:
        return min(BOUND_SECONDS, self.budget.left())

    def _prove(self, stage: StageId, prove: Callable[[Capacity], int | None]) -> None:
        if self.budget.over():
            return
        started = self.budget.elapsed()
        if self._capacity is None:
            self._capacity = Capacity(self.case, self.problem.caravan_rules.gain, self.budget)
        bound = prove(self._capacity)
        self.bound_seconds = self.budget.elapsed() - started
        self.seconds[stage] += self.bound_seconds
        better = max if SENSES[stage] == "min" else min
        if bound is not None and better(bound, self.proofs[stage].bound) != self.proofs[stage].bound:
            self.proofs[stage] = Proof(bound, METHOD)

    def report(self, stage: StageId, incumbent: int) -> None:
        """Tell the caller how far a stage is."""
        self.budget.report(
            Progress(
                section="caravans",
                stage=stage,
                incumbent=incumbent,
                bound=self.proofs[stage].bound,
                seconds=self.budget.elapsed(),
            )
        )

    def results(self, figures: Figures) -> tuple[StageResult, ...]:
        """Return the four stages of a plan with these values."""
        return tuple(
            StageResult(
                section="caravans",
                stage=stage,
                sense=SENSES[stage],
                unit=UNITS[stage],
                value=figures.of(stage),
                bound=proof.bound,
                trivial_bound=self.trivial[stage],
                status="optimal" if proof.bound == figures.of(stage) else "feasible",
                seconds=0.0 if self.budget.deterministic else round(self.seconds[stage], 3),
                method=proof.method,
            )
            for stage, proof in self.proofs.items()
        )

    def prices(self) -> tuple[ShadowPrice, ...]:
        """Return the shadow prices of the bound on coverage; none where it was not reached."""
        duals = None if self._capacity is None else self._capacity.duals
        return () if duals is None else shadow_prices(self.case, duals)

    def of_nothing(self) -> tuple[StageResult, ...]:
        """Return the stages where nobody can go anywhere: the empty plan is the best one."""
        figures = figures_of(self.case, [])
        self.proofs = {stage: Proof(figures.of(stage), "nobody to send") for stage in self.trivial}
        return self.results(figures)
