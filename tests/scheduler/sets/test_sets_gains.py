"""The rows of a county's gain over several rounds: whatever stays are held, the columns can say exactly f(days)."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from core.concave import Breakpoint, GainCurve
from scheduler.sets.board import make_board
from scheduler.sets.program import Program
from scheduler.sets.relaxed import Relaxed
from scheduler.sets.rows import Rows, rounded_up
from services.sample_exchange import with_rounds
from tests.small import small_problem

CURVES = [((40, 800), (50, 920), (60, 1000)), ((39, 700), (61, 999)), ((7, 10), (200, 101)), ()]


def curve(corners) -> GainCurve:
    return GainCurve(corners=tuple(Breakpoint(at=at, gain_permille=gain) for at, gain in corners), source="test")


@pytest.mark.parametrize("corners", CURVES)
def test_gains_over_two_rounds_are_those_of_all_days_together(corners):
    base = with_rounds(small_problem(counties=2, sets=2, weeks=52))
    rules = replace(base.set_rules, gain=curve(corners), stay_weeks=(2, 5, 9))
    board = make_board(replace(base, set_rules=rules, stay_pins=()), by_cost=False)
    program = Program()
    rows = Rows(board, program)
    columns, county, gain = rows.gains()
    table = program.table()
    one = int(rows.county[0])
    mine = np.flatnonzero(rows.county == one)[:: len(rows.county) // 12]
    less = columns[(gain < 0) & (county == one)]
    for held in [*combinations(mine, 1), *combinations(mine, 2)]:
        taken = np.zeros(program.columns, dtype=np.int64)
        taken[list(held)] = 1
        need = _least(table, taken, int(less[0]))
        said = int(gain[: len(rows.stays)][list(held)].sum()) - need
        days = int(rows.days[list(held)].sum())
        assert said == rules.gain.gain_permille(days), (held, days)
        assert need <= table.upper[less[0]]


def _least(table, taken, column) -> int:
    """Return the least whole value of ``column`` that obeys its rows."""
    least = 0
    for row in table.row[table.column == column]:
        here = table.row == row
        activity = int(table.value[here] @ taken[table.column[here]])
        weight = -int(table.value[here & (table.column == column)][0])
        least = max(least, -(-(activity - int(table.high[row])) // weight))
    return least


@pytest.mark.parametrize("corners", CURVES)
def test_two_stays_never_gain_more_than_each_alone(corners):
    days = np.arange(0, 90)
    alone = rounded_up(curve(corners), days)
    for one in days:
        together = np.array([curve(corners).gain_permille(int(one + two)) for two in days])
        assert (together <= alone[one] + alone).all()


def test_rows_left_out_are_held_once_they_are_broken():
    """Maximise x + y, each at most 3, under x + y <= 4, left out at first."""
    asked = np.array([False, False])
    programme = Relaxed(
        cost=np.ones(2),
        upper=np.full(2, 3.0),
        low=np.full(2, -np.inf),
        high=np.array([4.0, 100.0]),
        matrix=csr_matrix(np.ones((2, 2))),
    )
    found = programme.optimum(asked, np.array([True, True]), lambda: False)
    assert found is not None
    assert found.objective == pytest.approx(4)
    assert found.duals == pytest.approx([1, 0])
    assert asked.tolist() == [True, False]


def test_columns_left_out_are_there_once_they_improve_the_optimum():
    """Maximise x + 2 y - z under x + y <= 4 and z >= 1 with x alone at first, where there is no plan at all."""
    wanted = np.array([True, False, False])
    programme = Relaxed(
        cost=np.array([1.0, 2.0, -1.0]),
        upper=np.full(3, 9.0),
        low=np.array([-np.inf, 1.0]),
        high=np.array([4.0, np.inf]),
        matrix=csr_matrix(np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])),
    )
    found = programme.optimum(np.array([True, True]), wanted, lambda: False)
    assert found is not None
    assert found.objective == pytest.approx(7)
    assert wanted.all()
    easier = replace(programme, low=np.array([-np.inf, -np.inf]))
    again = np.array([True, False, False])
    better = easier.optimum(np.array([True, True]), again, lambda: False)
    assert better is not None
    assert better.objective == pytest.approx(8)
    assert again.tolist() == [True, True, False]
    assert better.reduced[2] == pytest.approx(-1)
