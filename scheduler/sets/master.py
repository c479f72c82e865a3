"""The master programme: itineraries are columns, global rules are rows.

Its linear relaxation is solved by column generation. Every bound is the Lagrangian bound of integer duals under exact
pricing, computed in integers: proven, whatever the accuracy of the LP solver.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_matrix, csr_matrix, hstack, vstack

from scheduler.glop import Floats
from scheduler.plan import StageId
from scheduler.sets.board import Board
from scheduler.sets.pool import Pool
from scheduler.sets.pricing import Itinerary, Pricer, Prices
from scheduler.sets.program import FREE
from scheduler.sets.recursion import NEVER
from scheduler.sets.relaxed import Relaxed
from scheduler.sets.rules import Rules
from scheduler.sets.scope import Scope, fitting
from scheduler.sets.weeks import Bools, Ints

SCALE = 1 << 20
COST_SCALE = 1 << 16
"""Duals are rounded to multiples of 1 / scale; any duals prove a bound. Fen need fewer digits behind the point."""
LARGEST = float(1 << 57)
"""Duals times limits and entries are kept below this, so that sums fit in 64 bits."""
PENALTY = 4
"""What is unmet costs, by the unit, this many times the largest gain of a column."""
STEPS, STEPS_IN_ALL = 12, 300
"""Itineraries taken from one pricing of a home, the best of this many first steps; and of all homes together."""
KEPT = 4
"""Itineraries per row that an LP goes on with."""
DEAREST_FEN = 1 << 44
"""No plan costs more."""


@dataclass(frozen=True)
class Point:
    """An optimum of the restricted linear relaxation."""

    objective: float
    """To be maximised, whatever the stage's sense."""
    values: Floats
    """Per itinerary of the pool."""
    row_duals: Ints
    """Per global row, times the master's scale."""
    base_duals: Ints
    """Per base, likewise."""
    unmet: tuple[int, ...]
    """Rows of pins and hard floors that the relaxation does not meet."""


class Master:
    """The restricted master of one stage over a growing pool.

    A ``lenient`` one may leave pins and hard floors unmet, at a penalty: where no plan is known that meets them. In a
    part of the plans nothing need be met, as there may be no plan in it.
    """

    def __init__(
        self, board: Board, pricers: list[Pricer], pool: Pool, rules: Rules, stage: StageId, lenient: bool = False
    ) -> None:
        self.board, self.pricers, self.pool, self.rules, self.stage = board, pricers, pool, rules, stage
        self.lenient = lenient
        self.sign = 1 if stage in ("coverage", "worst_prefecture") else -1
        self.stay_gain = self.sign * rules.objective[stage][: rules.stays]
        self.other_gain = self.sign * rules.objective[stage][rules.stays :]
        self.scale = COST_SCALE if stage == "cost" else SCALE
        self.per_fen = self.scale if stage == "cost" else 0
        upper = rules.table.upper[rules.stays :]
        self.largest = self._largest()
        self.asked = ~rules.seldom
        """Rows that the LP holds: those that seldom bind once they have been broken."""
        self.wanted = np.zeros(0, dtype=bool)
        self.known = csc_matrix((len(rules.table.low), 0), dtype=np.int64)
        self.worst_others = int((np.minimum(self.other_gain, 0) * upper).sum())
        self.worst_possible = -DEAREST_FEN if stage == "cost" else self.worst_others
        """No plan's objective is below this."""

    def _largest(self) -> Floats:
        """Return the largest dual of each row and base that keeps all products within 64 bits."""
        table = self.rules.table
        size = np.ones(len(table.low) + len(self.pool.bases))
        np.maximum.at(size, table.row, np.abs(table.value))
        lengths, sizes = self.board.problem.set_rules.stay_weeks, self.pool.base_sizes()
        size[np.concatenate(self.rules.counts)] = sizes.sum() * (1 + self.board.weeks.count // min(lengths))
        for limit in (table.low, table.high):
            size[: len(limit)] = np.maximum(size[: len(limit)], np.where(np.abs(limit) >= FREE, 0, np.abs(limit)))
        return LARGEST / size

    def _entries(self) -> csc_matrix:
        """Return the entries of the pool's itineraries in the global rows."""
        known = self.known.shape[1]
        if known < len(self.pool):
            self.known = csc_matrix(hstack([self.known, self.rules.entries(self.pool.incidence(known))]))
        return self.known

    def _wanted(self) -> Bools:
        """Tell which itineraries of the pool the LP begins with: new ones, and those that it nearly held before."""
        new = len(self.pool) - len(self.wanted)
        self.wanted = np.append(self.wanted, np.ones(new, dtype=bool))
        return self.wanted

    def gains(self) -> Ints:
        """Return what each itinerary of the pool adds to the objective (to be maximised)."""
        if self.stage == "cost":
            return -self.pool.cost_fen()
        gain: Ints = self.pool.incidence().T @ self.stay_gain
        return gain

    def relax(self, scope: Scope, stopped: Callable[[], bool]) -> Point | None:
        """Solve the LP over the itineraries that fit in ``scope``; ``None`` where GLOP gives up or is ``stopped``."""
        places = fitting(self.pool, scope)
        columns = self._entries()[:, places]
        gains = self.gains()[places]
        others = self.rules.of_others
        unmet = np.flatnonzero(((self.rules.demands & self.lenient) | scope.parted) & (scope.low > 0))
        ones = np.ones(len(unmet), dtype=np.int64)
        slack = csc_matrix((ones, (unmet, np.arange(len(unmet)))), shape=(len(scope.low), len(unmet)))
        blocks = hstack([columns, others, slack])
        base_of = self.pool.base_of()[places]
        shape = (len(scope.base_left), blocks.shape[1])
        bases = csr_matrix((np.ones(len(places)), (base_of, np.arange(len(places)))), shape=shape)
        scale = float(max(1, int(np.abs(gains).max(initial=1)), int(np.abs(self.other_gain).max(initial=1))))
        penalty = PENALTY * max(scale, 1.0 - self.worst_others)
        cost = np.concatenate([gains, self.other_gain, np.full(len(unmet), -penalty)]) / scale
        limits = self.rules.table.upper[self.rules.stays :]
        programme = Relaxed(
            cost=cost,
            upper=np.concatenate([np.full(len(places), np.inf), limits, scope.low[unmet]]),
            low=np.concatenate([np.where(scope.low <= -FREE, -np.inf, scope.low), np.zeros(shape[0])]),
            high=np.concatenate([np.where(scope.high >= FREE, np.inf, scope.high), scope.base_left]),
            matrix=csr_matrix(vstack([blocks, bases]), dtype=np.float64),
        )
        wanted = self._wanted()[places]
        solved = programme.optimum(self.asked, wanted, stopped)
        if solved is None:
            return None
        keep = KEPT * int(self.asked.sum())
        reduced = solved.reduced[: len(places)]
        if len(places) > keep:
            wanted &= reduced >= np.partition(reduced, -keep)[-keep]
        self.wanted[places] = wanted
        values = np.zeros(len(self.pool))
        values[places] = solved.values[: len(places)]
        short = tuple(unmet[solved.values[len(cost) - len(unmet) :] > 1e-6].tolist())
        return self.point(solved.duals, scale, solved.objective * scale, values, short)

    def point(
        self, duals: Floats, scale: float, objective: float, values: Floats, unmet: tuple[int, ...] = ()
    ) -> Point | None:
        """Return an LP's optimum with its duals as integers; ``None`` where they are no numbers.

        ``duals``: per global row and (where given) base, of an objective divided by ``scale``.
        """
        prices = np.zeros(len(self.largest))
        prices[: len(duals)] = duals * scale * self.scale
        if not np.isfinite(prices).all():
            return None
        whole = np.rint(np.clip(prices, -self.largest, self.largest)).astype(np.int64)
        rows = len(self.rules.table.low)
        return Point(objective=objective, values=values, row_duals=whole[:rows], base_duals=whole[rows:], unmet=unmet)

    def price(self, point: Point, scope: Scope, stopped: Callable[[], bool]) -> tuple[int, list[Itinerary]] | None:
        """Return the bound that the point's duals prove and itineraries that improve the LP; ``None``: ``stopped``.

        The bound is of the objective to be maximised, times the scale, within ``scope``.
        """
        total, prices = self.prices(point, scope)
        found: list[Itinerary] = []
        for index, pricer in enumerate(self.pricers):
            bases = [base for base in self.pool.bases_of(index) if scope.base_left[base[0]]]
            if bases and stopped():
                return None
            if bases:
                total += self._price_kind(pricer, prices[index], bases, scope, point, found)
        return total, found

    def prices(self, point: Point, scope: Scope) -> tuple[int, list[Prices]]:
        """Return what the rows and the columns beside the itineraries add to the bound, and the prices per kind."""
        stays = self.rules.stays
        duals = _signed(point.row_duals, scope.low, scope.high)
        reduced = -(self.rules.matrix.T @ duals)
        reduced[:stays] += self.stay_gain * self.scale
        reduced[stays:] += self.other_gain * self.scale
        total = _activity(duals, scope.low, scope.high)
        total += int((np.maximum(reduced[stays:], 0) * self.rules.table.upper[stays:]).sum())
        reduced[:stays][scope.barred] = NEVER
        lanes = reduced[:stays].reshape(len(self.board.lanes), -1)
        return total, [Prices(reward=lanes[lane], per_fen=self.per_fen) for lane in self.board.lane_of_kind]

    def _price_kind(
        self,
        pricer: Pricer,
        prices: Prices,
        bases: list[tuple[int, int]],
        scope: Scope,
        point: Point,
        found: list[Itinerary],
    ) -> int:
        """Return the kind's part of the bound and add its improving itineraries to ``found``."""
        values = pricer.values(prices)
        steps = max(1, min(STEPS, STEPS_IN_ALL // len(scope.base_left)))
        total = 0
        for base, home in bases:
            starts = pricer.starts(values, prices.per_fen, home)
            total += int(scope.base_left[base]) * max(0, int(starts.max()))
            limit = max(0, int(point.base_duals[base]))
            best = [first for first in np.argsort(-starts, kind="stable")[:steps] if starts[first] > limit]
            found += [pricer.trace(values, prices.per_fen, home, int(first)) for first in best]
        return total


def _signed(duals: Ints, low: Ints, high: Ints) -> Ints:
    """Return the duals without those of the wrong sign, which only rounding can make."""
    wrong = ((duals > 0) & (high >= FREE)) | ((duals < 0) & (low <= -FREE))
    return np.where(wrong, 0, duals)


def _activity(duals: Ints, low: Ints, high: Ints) -> int:
    """Return the best that the rows' limits can add."""
    limit = np.where(duals > 0, high, np.where(duals < 0, low, 0))
    return int((duals * limit).sum())
