"""Choosing exhibits as a packing problem in CP-SAT: lexicographic stages, each proved best."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from scheduler.composition import PackStage, PackStageId
from scheduler.library.limits import Row
from scheduler.library.stock import Stock

SECONDS = 10.0
"""Time of one solve; catalogues of some hundred exhibits take hundredths of a second."""


@dataclass(frozen=True)
class Packed:
    """A choice and what is proved of it."""

    exhibit_ids: tuple[str, ...]
    show_ids: tuple[str, ...]
    stages: tuple[PackStage, ...]


class Packing:
    """The model: which exhibits go, which theme exhibitions go whole, and the limits as rows."""

    def __init__(self, stock: Stock, rows: Iterable[Row]) -> None:
        self.stock = stock
        self.model = cp_model.CpModel()
        self.taken = [self.model.new_bool_var(one.exhibit_id) for one in stock.exhibits]
        self.whole = [self.model.new_bool_var(one.show_id) for one in stock.shows]
        self._join_shows()
        for row in rows:
            self.add_row(row)

    def _join_shows(self) -> None:
        """Take every exhibit of a theme exhibition that goes, and none that is lent only with one that stays."""
        at = {one.exhibit_id: var for one, var in zip(self.stock.exhibits, self.taken, strict=True)}
        ways: dict[str, list[cp_model.IntVar]] = {one: [] for one in at if one not in self.stock.single}
        for show, goes in zip(self.stock.shows, self.whole, strict=True):
            for exhibit_id in show.exhibit_ids:
                self.model.add_implication(goes, at[exhibit_id])
                ways.get(exhibit_id, []).append(goes)
        for exhibit_id, shows in ways.items():
            self.model.add_bool_or([*shows, ~at[exhibit_id]])

    def add_row(self, row: Row, slack: cp_model.LinearExpr | int = 0) -> None:
        """Add a limit, widened by ``slack``."""
        total = cp_model.LinearExpr.weighted_sum(self.taken, row.weights)
        if row.low is not None:
            self.model.add(total + slack >= row.low)
        if row.high is not None:
            self.model.add(total - slack <= row.high)

    def solver(self) -> tuple[cp_model.CpSolver, int]:
        """Solve the model as it stands; one worker, so that the same question has the same answer."""
        solver = cp_model.CpSolver()
        solver.parameters.catch_sigint_signal = False  # Ctrl-C is the caller's affair; OR-Tools would end the process
        solver.parameters.num_workers = 1
        solver.parameters.max_time_in_seconds = SECONDS
        return solver, int(solver.solve(self.model))

    def stays_home(self) -> list[cp_model.IntVar]:
        """Return a variable for each set or kit: one of its exhibits goes, so that it stays at home."""
        at = {one.exhibit_id: var for one, var in zip(self.stock.exhibits, self.taken, strict=True)}
        found = []
        for number, part in enumerate(self.stock.tied):
            home = self.model.new_bool_var(f"home {number}")
            self.model.add_max_equality(home, [at[exhibit_id] for exhibit_id in sorted(part)])
            found.append(home)
        return found

    def chosen(self, solver: cp_model.CpSolver) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the exhibits and the theme exhibitions of a solution."""
        exhibits = zip(self.stock.exhibits, self.taken, strict=True)
        shows = zip(self.stock.shows, self.whole, strict=True)
        return (
            tuple(one.exhibit_id for one, var in exhibits if solver.boolean_value(var)),
            tuple(one.show_id for one, var in shows if solver.boolean_value(var)),
        )


def pack(stock: Stock, rows: Sequence[Row], shown: Sequence[int]) -> Packed | None:
    """Return the best choice that keeps every limit, or ``None`` where there is none.

    Parameters
    ----------
    stock
        What may be chosen from.
    rows
        The limits.
    shown
        For each exhibit of the stock 1 where it counts as shown, else 0.

    Notes
    -----
    In order: fewest sets and kits that have to stay at home, most exhibits shown, least mass.
    """
    packing = Packing(stock, rows)
    home = cp_model.LinearExpr.sum(packing.stays_home())
    most = cp_model.LinearExpr.weighted_sum(packing.taken, list(shown))
    mass = cp_model.LinearExpr.weighted_sum(packing.taken, [one.mass_g for one in stock.exhibits])
    aims: list[tuple[PackStageId, cp_model.LinearExprT, int]] = [("kept_home", home, 1), ("shown", most, -1)]
    aims.append(("mass", mass, 1))
    stages: list[PackStage] = []
    chosen: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    for stage, aim, sign in aims:
        packing.model.minimize(sign * aim)
        solver, status = packing.solver()
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        chosen = packing.chosen(solver)
        stages.append(_stage(stage, sign, solver))
        packing.model.add(sign * aim <= round(solver.objective_value))
    return Packed(*chosen, tuple(stages))


def _stage(stage: PackStageId, sign: int, solver: cp_model.CpSolver) -> PackStage:
    return PackStage(
        stage=stage,
        sense="min" if sign > 0 else "max",
        value=sign * round(solver.objective_value),
        bound=sign * round(solver.best_objective_bound),
    )


def is_possible(stock: Stock, rows: Iterable[Row]) -> bool:
    """Tell whether some choice keeps every limit."""
    return Packing(stock, rows).solver()[1] in (cp_model.OPTIMAL, cp_model.FEASIBLE)
