"""The best integer selection from the pool, by CP-SAT."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model
from scipy.sparse import csr_matrix, hstack

from scheduler.progress import Budget
from scheduler.sets.cp import Limits, add_rows, run
from scheduler.sets.effort import Effort
from scheduler.sets.master import Master
from scheduler.sets.pool import Pool
from scheduler.sets.rules import Rules
from scheduler.sets.scope import Scope, fitting, make_scope
from scheduler.sets.wanted import wanted
from scheduler.sets.weeks import Ints


@dataclass(frozen=True)
class Choice:
    """Itineraries picked, in addition to those that the scope takes."""

    picked: tuple[int, ...] | None
    """Places in the pool; ``None``: none found."""
    objective: int | None
    """Objective of the picked."""
    proven: bool
    """No better selection of the places offered exists."""


def choose(
    master: Master,
    scope: Scope,
    places: Ints,
    limits: Limits,
    effort: Effort,
) -> Choice:
    """Return the best selection from ``places`` whose objective (to be maximised) is at least ``limits.low``.

    The objective counts the picked itineraries and the columns beside them, not what the scope has taken.
    """
    model = cp_model.CpModel()
    nothing = Choice(picked=None, objective=None, proven=False)
    picks = [model.new_bool_var("") for _ in places]
    others = [model.new_int_var(0, upper, "") for upper in master.rules.table.upper[master.rules.stays :].tolist()]
    if not add_rows(model, _rows(master, places), scope.low, scope.high, picks + others, effort):
        return nothing
    _bases(model, master, scope, places, picks)
    gains = np.concatenate([master.gains()[places], master.other_gain])
    used = np.flatnonzero(gains)
    both = picks + others
    objective = cp_model.LinearExpr.weighted_sum([both[item] for item in used], gains[used].tolist())
    model.add_linear_constraint(objective, limits.low, limits.high)
    model.maximize(objective)
    solved = run(model, limits.seconds, effort, limits.presolve)
    if solved.solution is None:
        return Choice(picked=None, objective=None, proven=solved.status == "infeasible")
    return Choice(
        picked=tuple(place for place, value in zip(places.tolist(), solved.solution, strict=False) if value),
        objective=solved.objective,
        proven=solved.status == "optimal",
    )


def _rows(master: Master, places: Ints) -> csr_matrix:
    """Return the global rows' entries over the itineraries at ``places`` and the columns beside them."""
    columns = master.rules.entries(master.pool.incidence()[:, places])
    return csr_matrix(hstack([columns, master.rules.of_others]))


def _bases(model: cp_model.CpModel, master: Master, scope: Scope, places: Ints, picks: list[cp_model.IntVar]) -> None:
    base_of = master.pool.base_of()[places]
    for base in np.unique(base_of):
        mine = [picks[item] for item in np.flatnonzero(base_of == base)]
        model.add_linear_constraint(cp_model.LinearExpr.sum(mine), 0, int(scope.base_left[base]))


def choose_greedily(rules: Rules, pool: Pool, liked: Ints, budget: Budget, first: Sequence[int] = ()) -> list[int]:
    """Return itineraries of those at ``liked`` that fit beside each other and the ``first`` ones, and these.

    Each is the best that the ones before leave. Quick: what is left to do where time ran out before a dive or CP-SAT
    could make a plan of the relaxation's columns.
    """
    board, taken = pool.board, list(first)
    columns = pool.incidence()[:, liked]
    while not budget.over():
        free = np.isin(liked, fitting(pool, make_scope(rules, pool, taken)))
        if not free.any():
            break
        worth = np.tile(wanted(board, pool, taken), len(board.lanes)) @ columns
        taken.append(int(liked[int(np.where(free, worth, -1).argmax())]))
    return taken
