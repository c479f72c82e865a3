"""Running CP-SAT within an effort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ortools.sat.python import cp_model
from scipy.sparse import csr_matrix

from scheduler.interrupt import run_beside
from scheduler.sets.effort import Effort
from scheduler.sets.program import FREE
from scheduler.sets.weeks import Ints

Status = Literal["optimal", "feasible", "infeasible", "unknown"]


@dataclass(frozen=True)
class Limits:
    """How long CP-SAT may work, and between which values the objective lies."""

    seconds: float
    low: int
    high: int
    presolve: bool = True


@dataclass(frozen=True)
class Solved:
    """What CP-SAT found."""

    status: Status
    solution: list[int] | None
    objective: int | None


class _Watch(cp_model.CpSolverSolutionCallback):
    """Keeps the latest solution, so that it survives a solver that is left behind."""

    def __init__(self) -> None:
        super().__init__()
        self.latest: list[int] | None = None
        self.objective: int | None = None

    def on_solution_callback(self) -> None:
        """Keep the solution."""
        self.latest = list(self.response_proto.solution)
        self.objective = round(self.objective_value)


def add_rows(
    model: cp_model.CpModel,
    matrix: csr_matrix,
    low: Ints,
    high: Ints,
    variables: Sequence[cp_model.IntVar],
    effort: Effort,
) -> bool:
    """Add ``low <= matrix @ variables <= high``; return whether that came to its end before a cancel."""
    for row, (least, most) in enumerate(zip(low.tolist(), high.tolist(), strict=True)):
        begin, end = matrix.indptr[row], matrix.indptr[row + 1]
        if (begin < end or least > 0) and (least > -FREE or most < FREE):
            terms = [variables[item] for item in matrix.indices[begin:end]]
            expression = cp_model.LinearExpr.weighted_sum(terms, matrix.data[begin:end].tolist())
            model.add_linear_constraint(expression, max(least, -FREE), min(most, FREE))
        if effort.budget.cancelled():
            return False
    return True


def run(model: cp_model.CpModel, seconds: float, effort: Effort, presolve: bool = True) -> Solved:
    """Solve ``model``; a cancelled solver is left behind where it does not stop at once, its latest solution kept."""
    solver, watch = _solver(seconds, effort), _Watch()
    solver.parameters.cp_model_presolve = presolve
    ended = run_beside(lambda: solver.solve(model, watch), solver.stop_search, effort.budget.cancelled)
    status: Status = "unknown" if watch.latest is None else "feasible"
    if ended:
        effort.charge(solver.deterministic_time)
        match solver.response_proto.status:
            case cp_model.OPTIMAL:
                status = "optimal"
            case cp_model.INFEASIBLE:
                status = "infeasible"
    return Solved(status=status, solution=watch.latest, objective=watch.objective)


def _solver(seconds: float, effort: Effort) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.catch_sigint_signal = False  # Ctrl-C is the budget's affair; OR-Tools would end the process
    solver.parameters.random_seed = effort.budget.seed
    solver.parameters.linearization_level = 2
    if effort.budget.deterministic:
        solver.parameters.num_workers = 1
        solver.parameters.max_deterministic_time = min(seconds, effort.left())
    else:
        solver.parameters.num_workers = effort.budget.workers
        solver.parameters.max_time_in_seconds = min(seconds, effort.left())
    return solver
