"""Sets as a flow through the weeks: a move takes as long as the one to the nearest next hall, whichever comes next.

The relaxation is small where kinds are few: its duals start the pricing near the optimum, and its integer optimum,
found by CP-SAT over what reduced costs leave, is a bound and mostly a plan.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from ortools.sat.python import cp_model
from scipy.sparse import csr_matrix, hstack, vstack

from scheduler.glop import Floats, maximise
from scheduler.sets.board import Board
from scheduler.sets.cp import Limits, add_rows, run
from scheduler.sets.effort import Effort
from scheduler.sets.master import Master, Point
from scheduler.sets.pricing import Pricer
from scheduler.sets.program import FREE
from scheduler.sets.scope import Scope
from scheduler.sets.weeks import Bools, Ints

WHOLE = 1e-6
MOST = 150_000
"""Pairs of stay and kind up to which the flow is worth its time."""


@dataclass(frozen=True)
class Flow:
    """Stays by kind, and from when to when each keeps a set."""

    option: Ints
    kind: Ints
    lane: Ints
    """Column of the stay in the global rows."""
    opens: Ints
    free: Ints
    """First week in which the set may open again."""
    sizes: Ints
    """Sets per kind."""
    weeks: int

    def part(self, kept: Bools) -> Flow:
        """Return the flow over the pairs that ``kept`` marks."""
        return replace(
            self,
            option=self.option[kept],
            kind=self.kind[kept],
            lane=self.lane[kept],
            opens=self.opens[kept],
            free=self.free[kept],
        )


@dataclass(frozen=True)
class FlowChoice:
    """Stays (option, kind) of the flow's optimum, and the bound that it proves."""

    stays: tuple[tuple[int, int], ...]
    bound: int | None


def make_flow(board: Board, pricers: list[Pricer]) -> Flow | None:
    """Return the flow of all kinds; ``None`` where there are none, one has overhauls or the flow would be too large."""
    if not pricers or any(kind.phases for kind in board.kinds) or board.options.allowed.sum() > MOST:
        return None
    parts = [_of_kind(board, pricer) for pricer in pricers]
    option, kind, free = (np.concatenate([np.zeros(0, dtype=np.int64), *each]) for each in zip(*parts, strict=True))
    return Flow(
        option=option,
        kind=kind,
        lane=board.lane_of_kind[kind] * board.options.count + option,
        opens=board.options.opens[option],
        free=free,
        sizes=np.array([one.size for one in board.kinds], dtype=np.int64),
        weeks=board.weeks.count,
    )


def _of_kind(board: Board, pricer: Pricer) -> tuple[Ints, Ints, Ints]:
    """Return options that a set can reach in time from home, the kind, and when each sets it free at the earliest."""
    options = board.options
    mine = np.flatnonzero(options.allowed[:, pricer.index])
    hall = pricer.seat[mine]
    earliest = np.min([pricer.enter[home][0][0] for home in pricer.homes], axis=0)
    in_time = options.opens[mine] >= earliest[hall]
    mine, hall = mine[in_time], hall[in_time]
    days = pricer.days.min(axis=1, initial=int(pricer.days.max(initial=0)))
    return mine, np.full(len(mine), pricer.index), pricer.ready[options.ends[mine], days[hall]]


def relax_flow(master: Master, flow: Flow, scope: Scope, effort: Effort) -> tuple[Point, Floats] | None:
    """Return the duals of the flow's linear relaxation as a point of the master, and how much of each stay it holds.

    ``None`` where GLOP gives up.
    """
    columns, others = master.rules.matrix[:, flow.lane], master.rules.matrix[:, master.rules.stays :]
    row = flow.kind * (flow.weeks + 1)
    count = len(flow.option)
    place = np.arange(count)
    ones = np.ones(count)
    nodes = len(flow.sizes) * (flow.weeks + 1)
    shape = (nodes, count)
    stays = csr_matrix((ones, (row + flow.opens, place)), shape) - csr_matrix((ones, (row + flow.free, place)), shape)
    waiting = _waiting(len(flow.sizes), flow.weeks)
    top = hstack([columns, others, csr_matrix((columns.shape[0], waiting.shape[1]))])
    bottom = hstack([stays, csr_matrix((nodes, others.shape[1])), waiting])
    supply = np.zeros(nodes)
    supply[:: flow.weeks + 1] = flow.sizes
    low = np.concatenate([np.where(scope.low <= -FREE, -np.inf, scope.low), supply])
    high = np.concatenate([np.where(scope.high >= FREE, np.inf, scope.high), supply])
    cost = np.concatenate([master.stay_gain[flow.lane], master.other_gain, np.zeros(waiting.shape[1])])
    limits = master.rules.table.upper[master.rules.stays :]
    upper = np.concatenate([np.full(count, np.inf), limits, np.full(waiting.shape[1], np.inf)])
    scale = float(max(1, int(np.abs(cost).max(initial=1))))
    matrix = csr_matrix(vstack([top, bottom]), dtype=np.float64)
    solver = maximise(upper, cost / scale, low, high, matrix, effort.budget.cancelled)
    if solver is None:
        return None
    values = np.zeros(len(master.pool))
    point = master.point(solver.dual_values()[: len(scope.low)], scale, solver.objective_value() * scale, values)
    return None if point is None else (point, solver.variable_values()[:count])


def rounded(board: Board, flow: Flow, held: Floats) -> Bools:
    """Mark the stays that the relaxation holds in whole, and all stays of counties of which it holds parts."""
    whole: Bools = held > 1 - WHOLE
    county = board.option_county()[flow.option]
    return whole | np.isin(county, county[(held > WHOLE) & ~whole])


def _waiting(kinds: int, weeks: int) -> csr_matrix:
    """Return columns that leave a node for the next week's, or (the last one) for good."""
    node = np.arange(kinds * (weeks + 1))
    following = np.flatnonzero(node % (weeks + 1) != weeks)
    out = csr_matrix((np.ones(len(node)), (node, node)), (len(node), len(node)))
    return out - csr_matrix((np.ones(len(following)), (following + 1, following)), (len(node), len(node)))


def choose_flow(master: Master, flow: Flow, scope: Scope, limits: Limits, effort: Effort) -> FlowChoice | None:
    """Return the best integer flow whose objective (to be maximised) lies within ``limits``; ``None``: not settled."""
    model = cp_model.CpModel()
    picks = [model.new_bool_var("") for _ in flow.option]
    others = [model.new_int_var(0, upper, "") for upper in master.rules.table.upper[master.rules.stays :].tolist()]
    matrix = csr_matrix(hstack([master.rules.matrix[:, flow.lane], master.rules.matrix[:, master.rules.stays :]]))
    capacity, most = _capacity(flow, matrix.shape[1])
    low = np.concatenate([scope.low, np.zeros(len(most), dtype=np.int64)])
    high = np.concatenate([scope.high, most])
    gains = np.concatenate([master.stay_gain[flow.lane], master.other_gain])
    if not add_rows(model, csr_matrix(vstack([matrix, capacity])), low, high, picks + others, effort):
        return None
    used = np.flatnonzero(gains)
    objective = cp_model.LinearExpr.weighted_sum([(picks + others)[item] for item in used], gains[used].tolist())
    model.add_linear_constraint(objective, limits.low, limits.high)
    model.maximize(objective)
    solved = run(model, limits.seconds, effort)
    if solved.status == "infeasible":
        return FlowChoice(stays=(), bound=limits.low - 1)
    if solved.solution is None:
        return None
    held = np.flatnonzero(np.array(solved.solution[: len(picks)]))
    stays = tuple(zip(flow.option[held].tolist(), flow.kind[held].tolist(), strict=True))
    return FlowChoice(stays=stays, bound=solved.objective if solved.status == "optimal" else None)


def _capacity(flow: Flow, columns: int) -> tuple[csr_matrix, Ints]:
    """Return rows (kind, week) over the stays that keep a set then, and the kind's number of sets."""
    weeks = np.arange(flow.weeks)
    held = (flow.opens[:, None] <= weeks) & (weeks < np.maximum(flow.free, flow.opens + 1)[:, None])
    place, week = np.nonzero(held)
    row = flow.kind[place] * flow.weeks + week
    shape = (len(flow.sizes) * flow.weeks, columns)
    matrix = csr_matrix((np.ones(len(place), dtype=np.int64), (row, place)), shape)
    return matrix, np.repeat(flow.sizes, flow.weeks)
