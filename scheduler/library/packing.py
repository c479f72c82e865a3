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


class Undecided(Exception):
    """The time was over before anything was found or proved."""


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

    def solver(self, *, best: bool = False) -> cp_model.CpSolver | None:
        """Solve the model as it stands, or return ``None`` where it is proved that nothing keeps the limits.

        One worker, so that the same question has the same answer.

        Raises
        ------
        Undecided
            Neither a choice nor the proof that there is none was found in time; with ``best``, also where the choice
            is not proved best.
        """
        solver = cp_model.CpSolver()
        solver.parameters.catch_sigint_signal = False  # Ctrl-C is the caller's affair; OR-Tools would end the process
        solver.parameters.num_workers = 1
        solver.parameters.max_time_in_seconds = SECONDS
        status = solver.solve(self.model)
        if status == cp_model.INFEASIBLE:
            return None
        if status != cp_model.OPTIMAL and (best or status != cp_model.FEASIBLE):
            raise Undecided
        return solver

    def stays_home(self) -> list[cp_model.IntVar]:
        """Return a variable for each set or kit: one of its exhibits goes, so that it stays at home."""
        at = {one.exhibit_id: var for one, var in zip(self.stock.exhibits, self.taken, strict=True)}
        found = []
        for number, part in enumerate(self.stock.tied):
            home = self.model.new_bool_var(f"home {number}")
            self.model.add_max_equality(home, [at[exhibit_id] for exhibit_id in sorted(part)])
            found.append(home)
        return found

    def keep(self, solver: cp_model.CpSolver, reached: cp_model.BoundedLinearExpression | bool) -> None:
        """Ask for what a stage has reached from now on, beginning with its choice."""
        self.model.add(reached)
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for var in (*self.taken, *self.whole):
            self.model.add_hint(var, solver.boolean_value(var))

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
    In order: fewest sets and kits that have to stay at home, most exhibits shown, least mass. Where the time ends after
    a stage, what it found stands, with bounds that say what is not proved.

    Raises
    ------
    Undecided
        Not even the first stage found a choice, or the proof that there is none, in time.
    """
    packing = Packing(stock, rows)
    home = cp_model.LinearExpr.sum(packing.stays_home())
    most = cp_model.LinearExpr.weighted_sum(packing.taken, list(shown))
    mass = cp_model.LinearExpr.weighted_sum(packing.taken, [one.mass_g for one in stock.exhibits])
    aims = [Aim("kept_home", home, 1, 0), Aim("shown", most, -1, sum(shown)), Aim("mass", mass, 1, 0)]
    stages: list[PackStage] = []
    last: cp_model.CpSolver | None = None
    for number, aim in enumerate(aims):
        packing.model.minimize(aim.sign * aim.total)
        try:
            solver = packing.solver()
        except Undecided:
            if last is None:
                raise
            stages += [_kept(each, last) for each in aims[number:]]
            break
        if solver is None:
            return None
        last = solver
        stages.append(_stage(aim, solver))
        packing.keep(solver, aim.sign * aim.total <= round(solver.objective_value))
    return None if last is None else Packed(*packing.chosen(last), tuple(stages))


@dataclass(frozen=True)
class Aim:
    """What a stage minimises (``sign`` 1) or maximises (-1)."""

    stage: PackStageId
    total: cp_model.LinearExpr
    sign: int
    trivial: int
    """A bound that needs no proof."""


def _stage(aim: Aim, solver: cp_model.CpSolver) -> PackStage:
    return PackStage(
        stage=aim.stage,
        sense="min" if aim.sign > 0 else "max",
        value=aim.sign * round(solver.objective_value),
        bound=aim.sign * round(solver.best_objective_bound),
    )


def _kept(aim: Aim, solver: cp_model.CpSolver) -> PackStage:
    """Return the stage as the choice of an earlier one leaves it: nothing is proved of it."""
    return PackStage(
        stage=aim.stage, sense="min" if aim.sign > 0 else "max", value=solver.value(aim.total), bound=aim.trivial
    )


def is_possible(stock: Stock, rows: Iterable[Row]) -> bool:
    """Tell whether some choice keeps every limit; ``Undecided`` where the time was too short to know."""
    return Packing(stock, rows).solver() is not None
