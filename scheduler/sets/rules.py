"""The global rows of a problem and the objective's terms, over stays and a few further columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csc_matrix

from scheduler.plan import StageId
from scheduler.sets.board import Board
from scheduler.sets.program import FREE, Program, Table
from scheduler.sets.rows import Rows
from scheduler.sets.weeks import Bools, Ints


@dataclass(frozen=True)
class Targets:
    """What the stages before have reached and later ones must keep; ``None``: nothing yet."""

    shortage: int | None = None
    coverage: int | None = None
    worst_prefecture: int | None = None


@dataclass(frozen=True)
class Rules:
    """Rows over columns; the first ``stays`` columns are the stays, lane by lane."""

    table: Table
    stays: int
    matrix: csc_matrix
    """The table's entries, shape (rows, columns)."""
    packing: Bools
    """Rows that only stays enter, and that only limit them from above."""
    demands: Bools
    """Rows that only stays enter, and that ask for some: pins and hard floors."""
    seldom: Bools
    """Rows of which there are many, and few bind."""
    counts: tuple[Ints, Ints, Ints, Ints]
    """Rows that count stays: all of them, those in a county, in a county and round, and of a length."""
    objective: Mapping[StageId, Ints]
    """Value of each column; the cost is of itineraries alone."""

    @cached_property
    def of_stays(self) -> csc_matrix:
        """Return the part of the matrix that is about stays, shape (rows, stays)."""
        return csc_matrix(self.matrix[:, : self.stays])

    @cached_property
    def of_others(self) -> csc_matrix:
        """Return the part of the matrix that is about the columns beside the stays."""
        return csc_matrix(self.matrix[:, self.stays :])

    def entries(self, incidence: csc_matrix) -> csc_matrix:
        """Return the entries of columns that hold stays as ``incidence`` says, shape (rows, columns)."""
        return csc_matrix(self.of_stays @ incidence)


def make_rules(board: Board, targets: Targets) -> Rules:
    """Return the global rows of ``board`` under ``targets``."""
    program = Program()
    rows = Rows(board, program)
    counties = rows.once_per_round()
    rows.crew()
    first_seldom = program.rows
    rows.hall_once()
    rows.spacing()
    rows.themes()
    in_all, by_county, by_length = rows.counts()
    last_seldom = program.rows
    rows.once_first()
    rows.pins()
    short = np.concatenate([rows.floors(), rows.campaigns()])
    first_late = program.rows
    columns, county, gain = rows.gains()
    worst = rows.worst_prefecture(columns, county, gain)
    last_late = program.rows
    objective: dict[StageId, Ints] = {
        "shortage": _vector(program, short, np.ones(len(short), dtype=np.int64)),
        "coverage": _vector(program, columns, board.need[county] * gain),
        "worst_prefecture": _vector(program, worst, np.ones(1, dtype=np.int64)),
        "cost": np.zeros(program.columns, dtype=np.int64),
    }
    _hold(program, objective, targets)
    table = program.table()
    shape = (len(table.low), len(table.upper))
    matrix = csc_matrix((table.value, (table.row, table.column)), shape=shape, dtype=np.int64)
    seldom = np.zeros(shape[0], dtype=bool)
    seldom[first_seldom:last_seldom] = seldom[first_late:last_late] = True
    mixed = np.zeros(shape[0], dtype=bool)
    mixed[table.row[(table.value < 0) | (table.column >= len(rows.stays))]] = True
    return Rules(
        table=table,
        stays=len(rows.stays),
        matrix=matrix,
        packing=~mixed & (table.low == 0) & (table.high < FREE),
        demands=~mixed & (table.low > 0),
        seldom=seldom,
        counts=(in_all, by_county, counties, by_length),
        objective=objective,
    )


def _vector(program: Program, columns: Ints, values: Ints) -> Ints:
    vector = np.zeros(program.columns, dtype=np.int64)
    vector[columns] = values
    return vector


def _hold(program: Program, objective: Mapping[StageId, Ints], targets: Targets) -> None:
    """Keep what the stages before have reached."""
    held: list[tuple[StageId, int, int]] = []
    if targets.shortage is not None:
        held.append(("shortage", 0, targets.shortage))
    if targets.coverage is not None:
        held.append(("coverage", targets.coverage, FREE))
    if targets.worst_prefecture is not None:
        held.append(("worst_prefecture", targets.worst_prefecture, FREE))
    for stage, low, high in held:
        columns = np.flatnonzero(objective[stage])
        program.add_row(low, high, columns, objective[stage][columns])
