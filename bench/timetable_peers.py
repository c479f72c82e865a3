"""The plain CP-SAT models of the literature, on plain timetabling problems: optional intervals, and a circuit per set.

Both have what they can use: one opening week per county over its hall's open weeks, all workers, all the time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ortools.sat.python import cp_model

from scheduler.plan import Stay
from scheduler.problem import Problem
from scheduler.sets.board import Board, make_board

MOST_LITERALS = 4_000_000
"""A model with more literals than this is not built: it would not fit in 4 GiB."""


@dataclass
class Track:
    """When which coverage was found and which bound proven."""

    started: float
    found: list[tuple[float, int]] = field(default_factory=list)
    proven: list[tuple[float, int]] = field(default_factory=list)

    def now(self) -> float:
        """Return seconds since the start."""
        return time.monotonic() - self.started


@dataclass(frozen=True)
class PeerPlan:
    """A peer's stays; bound of the travel at its coverage where the model has travel, in fen."""

    stays: tuple[Stay, ...]
    cost_bound: int | None = None


@dataclass
class _Model:
    """A model with one opening week per county and a literal per county and set."""

    board: Board
    model: cp_model.CpModel
    opens: list[cp_model.IntVar]
    held: list[list[cp_model.IntVar]]
    """[county][set]."""
    travel: cp_model.LinearExprT | None = None

    @property
    def coverage(self) -> cp_model.LinearExprT:
        """Return the need served, times 1000."""
        return cp_model.LinearExpr.sum(
            [1000 * int(need) * one for need, row in zip(self.board.need, self.held, strict=True) for one in row]
        )


def interval_plan(problem: Problem, seconds: float, seed: int, workers: int, track: Track) -> PeerPlan | None:
    """Return the plan of the model of optional intervals (coverage alone); ``None``: too large, or nothing found."""
    return _solve(problem, _intervals, seconds, seed, workers, track)


def circuit_plan(problem: Problem, seconds: float, seed: int, workers: int, track: Track) -> PeerPlan | None:
    """Return the plan of the model of a circuit per set: coverage in three quarters of the time, then travel."""
    return _solve(problem, _circuits, seconds, seed, workers, track)


def _base(board: Board) -> _Model:
    model, options = cp_model.CpModel(), board.options
    county, first = board.option_county(), _first(board)
    opens, held = [], []
    for index in range(len(board.counties)):
        weeks = sorted({int(week) for week in options.opens[county == index] if week >= first})
        opens.append(model.new_int_var_from_domain(cp_model.Domain.from_values(weeks or [first]), ""))
        held.append([model.new_bool_var("") for _ in board.problem.sets])
        model.add_at_most_one(held[-1]) if weeks else model.add(sum(held[-1]) == 0)
    return _Model(board, model, opens, held)


def _block(board: Board) -> int:
    """Return the weeks that a stay and the move after it keep a set."""
    return board.problem.set_rules.stay_weeks[0] + 1


def _first(board: Board) -> int:
    """Return the first week in which a set from home can open."""
    return int(board.weeks.ready(board.options.opens[:1] * 0, board.travel_days[:1, 0] + 2)[0])


def _intervals(board: Board) -> _Model | None:
    if len(board.counties) * len(board.problem.sets) > MOST_LITERALS / 8:
        return None
    made = _base(board)
    for one in range(len(board.problem.sets)):
        made.model.add_no_overlap(
            [
                made.model.new_optional_fixed_size_interval_var(week, _block(board), row[one], "")
                for week, row in zip(made.opens, made.held, strict=True)
            ]
        )
    return made


def _circuits(board: Board) -> _Model | None:
    count, sets = len(board.counties), len(board.problem.sets)
    if count * count * sets > MOST_LITERALS:
        return None
    made = _base(board)
    rows = board.hall_row.tolist()
    terms: list[cp_model.LinearExprT] = []
    for one in range(sets):
        kind = board.problem.sets[one]
        fen = -(-board.metres * kind.cost_fen_per_km // 1000) + kind.cost_fen_per_move
        arcs: list[tuple[int, int, cp_model.LiteralT]] = [(0, 0, made.model.new_bool_var(""))]
        for a in range(count):
            start, end = made.model.new_bool_var(""), made.model.new_bool_var("")
            arcs += [(0, a + 1, start), (a + 1, 0, end), (a + 1, a + 1, ~made.held[a][one])]
            terms.append(int(fen[one, rows[a]]) * start)
            for b in range(count):
                if a != b:
                    move = made.model.new_bool_var("")
                    arcs.append((a + 1, b + 1, move))
                    terms.append(int(fen[rows[a], rows[b]]) * move)
                    made.model.add(made.opens[b] >= made.opens[a] + _block(board)).only_enforce_if(move)
        made.model.add_circuit(arcs)
    return replace(made, travel=cp_model.LinearExpr.sum(terms))


class _Watch(cp_model.CpSolverSolutionCallback):
    def __init__(self, track: Track) -> None:
        super().__init__()
        self.track = track

    def on_solution_callback(self) -> None:
        """Note the value."""
        self.track.found.append((self.track.now(), round(self.objective_value)))


def _solve(
    problem: Problem,
    build: Callable[[Board], _Model | None],
    seconds: float,
    seed: int,
    workers: int,
    track: Track,
) -> PeerPlan | None:
    board = make_board(problem, by_cost=True)
    made = build(board)
    if made is None:
        return None
    made.model.maximize(made.coverage)
    left = max(1.0, seconds - track.now())
    solver = _solver(0.75 * left if made.travel is not None else left, seed, workers)
    solver.best_bound_callback = lambda bound: track.proven.append((track.now(), round(bound)))
    status = solver.solve(made.model, _Watch(track))
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    track.proven.append((track.now(), round(solver.best_objective_bound)))
    if made.travel is None:
        return PeerPlan(_stays(made, solver))
    return _shorten(made, made.travel, solver, seconds, seed, workers, track)


def _shorten(
    made: _Model,
    travel: cp_model.LinearExprT,
    solver: cp_model.CpSolver,
    seconds: float,
    seed: int,
    workers: int,
    track: Track,
) -> PeerPlan:
    """Return the plan of the least travel at the coverage found."""
    for var in [*made.opens, *(one for row in made.held for one in row)]:
        made.model.add_hint(var, solver.value(var))
    made.model.add(made.coverage >= round(solver.objective_value))
    made.model.minimize(travel)
    second = _solver(max(1.0, seconds - track.now()), seed, workers)
    if second.solve(made.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return PeerPlan(_stays(made, solver))
    return PeerPlan(_stays(made, second), round(second.best_objective_bound))


def _solver(seconds: float, seed: int, workers: int) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.random_seed = seed
    solver.parameters.num_workers = workers
    return solver


def _stays(made: _Model, solver: cp_model.CpSolver) -> tuple[Stay, ...]:
    board = made.board
    hall = {int(county): row for row, county in reversed(list(enumerate(board.county_of_hall)))}
    return tuple(
        Stay(
            set_id=board.problem.sets[one].set_id,
            hall_id=board.halls[hall[county]].hall_id,
            county_id=board.counties[county],
            opens=board.weeks.monday(solver.value(made.opens[county])),
            weeks=board.problem.set_rules.stay_weeks[0],
            team_id=board.problem.setup_teams[one].team_id,
        )
        for county, row in enumerate(made.held)
        for one, var in enumerate(row)
        if solver.value(var)
    )
