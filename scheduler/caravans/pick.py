"""Running the master within a budget."""

from __future__ import annotations

from ortools.sat.python import cp_model

from core.concave import GainCurve
from scheduler.caravans.case import Case
from scheduler.caravans.column import is_feasible
from scheduler.caravans.master import Crewed, Goal, Master
from scheduler.caravans.pool import Pool
from scheduler.caravans.price import best_columns
from scheduler.interrupt import run_beside
from scheduler.progress import Budget

COLUMNS_MAX = 2500
"""Columns that the master gets at most (filtered pools of this size close in seconds)."""


def pick_tours(
    case: Case, curve: GainCurve, pool: Pool, incumbent: Crewed, goal: Goal, budget: Budget, seconds: float
) -> Crewed | None:
    """Return the tours that the master picks, ``None`` where it found none that obeys every rule."""
    started, keep = budget.elapsed(), [column for column, _ in incumbent]
    columns = best_columns(case, curve, list(pool), keep, COLUMNS_MAX, budget, seconds / 3)
    if budget.cancelled():
        return None
    master = Master(case, curve, columns)
    master.aim(goal)
    master.hint(incumbent)
    solver = _solver(budget, seconds if budget.deterministic else seconds - (budget.elapsed() - started))
    ended = run_beside(lambda: solver.solve(master.model), solver.stop_search, budget.cancelled)
    if not ended or solver.response_proto.status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    picked = master.picked(solver)
    return picked if all(is_feasible(case, column) for column, _ in picked) else None


def _solver(budget: Budget, seconds: float) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.catch_sigint_signal = False  # Ctrl-C is the budget's affair; OR-Tools would end the process
    solver.parameters.random_seed = budget.seed
    if budget.deterministic:
        solver.parameters.num_workers = 1
        solver.parameters.max_deterministic_time = seconds
    else:
        solver.parameters.num_workers = budget.workers
        solver.parameters.max_time_in_seconds = max(0.1, min(seconds, budget.left()))
    return solver
