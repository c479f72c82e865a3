"""What the search keeps in step, against figures made anew from its tours."""

from __future__ import annotations

import numpy as np
import pytest

from scheduler.caravans.figures import figures_of
from scheduler.caravans.state import COST, SHORT, TOWNSHIPS, VALUE, VISITS, columns_of, worst_permille
from tests.scheduler.caravans.caravan_help import bare, broken, searched, tours_on, values
from tests.small import small_problem


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_totals_are_those_of_the_tours(seed):
    problem = small_problem(counties=8, sets=0, caravans=3, stops=60, weeks=13, seed=seed, visit_pins=())
    case, board = searched(problem, 1500, seed)
    state, flat = board.state, case.flat
    columns = [column for column, _ in columns_of(board)]
    stops = [stop for column in columns for stop in column.stops]
    found = figures_of(case, columns)
    assert len(stops) == len(set(stops)) == state.totals[VISITS] > 0
    assert sorted(stops) == np.flatnonzero(state.where >= 0).tolist()
    assert flat.township[stops].sum() == state.totals[TOWNSHIPS]
    assert (found.coverage, found.shortage) == (state.totals[VALUE], state.totals[SHORT])
    assert found.worst_prefecture == worst_permille(case.twin, board.twin)
    assert state.totals[COST] / 1000 <= found.cost < state.totals[COST] / 1000 + len(columns)
    assert state.out.sum() == state.crew_out.sum() == state.crew_busy.sum() == sum(len(c.visits) for c in columns)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_visit_more_is_worth_what_coverage_gains(seed):
    case, board = searched(bare(counties=8, caravans=3, stops=60, seed=seed), 500, seed)
    columns = [column for column, _ in columns_of(board)]
    before = figures_of(case, columns).coverage
    for stop in np.flatnonzero(board.state.where < 0).tolist():
        extra = type(columns[0])(caravan=0, first=0, nights=(), visits=((stop,),))
        assert figures_of(case, [*columns, extra]).coverage - before == board.state.more[stop]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_tours_of_the_search_obey_the_verifier_and_have_its_values(seed):
    problem = bare(counties=8, caravans=3, stops=60, seed=seed)
    case, board = searched(problem, 1500, seed)
    tours = tours_on(case, board)
    assert [line for line in broken(problem, tours) if "share.township" not in line] == []
    found = figures_of(case, [column for column, _ in columns_of(board)])
    assert values(problem, tours) == {stage: found.of(stage) for stage in values(problem, tours)}
