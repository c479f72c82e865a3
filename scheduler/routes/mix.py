"""The best choice among the routes of a pool: set packing (compare Rochat & Taillard 1995), by CP-SAT.

A linear programme comes first. Its duals price every route: one whose reduced worth is below what the programme could
still gain is in no better choice, and is left out. Mostly few are left, or none.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from ortools.sat.python import cp_model
from scipy.sparse import csr_matrix, vstack

from scheduler.glop import maximise
from scheduler.interrupt import run_beside
from scheduler.progress import Budget
from scheduler.routes.model import Ints
from scheduler.routes.pool import Route
from scheduler.routes.tables import KIND, MANDATORY, Tables


def best_mix(tables: Tables, routes: Sequence[Route], worth: int, penalty: int, budget: Budget) -> list[Route] | None:
    """Return routes that together are worth more than ``worth``.

    Parameters
    ----------
    tables
        The problem.
    routes
        Of the pool.
    worth
        What the best routes so far are worth, less ``penalty`` for each mandatory client that is missing.
    penalty
        Of a missing mandatory client.
    budget
        How long to look.

    Returns
    -------
    list of Route, or None
        ``None`` where no better choice was found in time.
    """
    if budget.over():
        return None
    must = tables.client[:, MANDATORY]
    worths = np.array([route.worth + penalty * int(must[route.clients].sum()) for route in routes], np.int64)
    least = worth + penalty * int(must.sum()) + 1
    rows = _rows(tables, routes)
    most = np.concatenate([np.ones(len(tables.client)), np.bincount(tables.car[:, KIND], minlength=tables.kinds)])
    solver = maximise(np.ones(len(routes)), worths.astype(np.float64), np.zeros(len(most)), most, rows, budget.over)
    if solver is None or solver.objective_value() < least - 1e-6:
        return None
    slack = solver.objective_value() - least
    kept = np.flatnonzero(np.asarray(solver.reduced_costs()) >= -slack - 1e-6)
    chosen = _pack(rows[:, kept], most.astype(np.int64), worths[kept], least, budget)
    return None if chosen is None else [routes[kept[k]] for k in chosen]


def _rows(tables: Tables, routes: Sequence[Route]) -> csr_matrix:
    """Return one row per client and one per kind of vehicle, one column per route."""
    sizes = [len(route.clients) for route in routes]
    columns = np.repeat(np.arange(len(routes)), sizes)
    clients = np.concatenate([route.clients for route in routes])
    kinds = np.array([route.kind for route in routes])
    visits = csr_matrix((np.ones(len(clients)), (clients, columns)), (len(tables.client), len(routes)))
    fleet = csr_matrix((np.ones(len(routes)), (kinds, np.arange(len(routes)))), (tables.kinds, len(routes)))
    return vstack([visits, fleet], format="csr")


def _pack(rows: csr_matrix, most: Ints, worths: Ints, least: int, budget: Budget) -> list[int] | None:
    """Return the columns of a choice worth at least ``least``."""
    model = cp_model.CpModel()
    picks = [model.new_bool_var("") for _ in worths]
    for row, limit in enumerate(most):
        columns = rows.indices[rows.indptr[row] : rows.indptr[row + 1]]
        if len(columns) > limit:
            model.add(sum(picks[column] for column in columns) <= int(limit))
    total = sum(int(each) * pick for each, pick in zip(worths, picks, strict=True))
    model.add(total >= least)
    model.maximize(total)
    solver = cp_model.CpSolver()
    solver.parameters.catch_sigint_signal = False  # Ctrl-C is the budget's affair; OR-Tools would end the process
    solver.parameters.random_seed = budget.seed
    solver.parameters.num_workers = 1 if budget.deterministic else budget.workers
    if budget.deterministic:
        solver.parameters.max_deterministic_time = budget.seconds
    else:
        solver.parameters.max_time_in_seconds = max(0.01, budget.left())
    ended = run_beside(lambda: solver.solve(model), solver.stop_search, budget.cancelled)
    if not ended or solver.response_proto.status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return [k for k, pick in enumerate(picks) if solver.value(pick)]
