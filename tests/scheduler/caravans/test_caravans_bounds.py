"""Bounds against plans and slow arithmetic: no plan may be better than what is proven."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations, product

import numpy as np
import pytest

from scheduler.caravans.capacity import Capacity
from scheduler.caravans.case import make_case
from scheduler.caravans.figures import figures_of
from scheduler.caravans.mend import mend_share
from scheduler.caravans.possible import visits_most
from scheduler.caravans.state import columns_of
from scheduler.caravans.windows import any_day_windows, least_metres, least_way_in, visits_a_day
from scheduler.problem import Floor
from scheduler.progress import Budget
from tests.scheduler.caravans.caravan_help import bare, searched
from tests.small import small_problem

BUDGET = Budget(20.0, deterministic=True)


@pytest.mark.parametrize(("seed", "steps"), [(1, 40), (2, 200), (3, 1500), (4, 1500), (5, 20)])
def test_no_plan_is_better_than_the_bounds_given_its_own_values(seed, steps):
    problem = small_problem(counties=7, sets=0, caravans=2, stops=50, weeks=13, seed=seed, visit_pins=())
    case, board = searched(problem, steps, seed)
    mend_share(case, board)
    found = figures_of(case, [column for column, _ in columns_of(board)])
    capacity = Capacity(case, problem.caravan_rules.gain, BUDGET)
    assert found.coverage <= capacity.coverage(20)
    assert found.shortage >= capacity.shortage(20)
    assert found.worst_prefecture <= capacity.worst_prefecture(20, found.coverage)
    assert found.cost >= capacity.cost(20, found.coverage, found.worst_prefecture) > 0


def test_the_bound_on_coverage_is_below_everything_served_where_days_are_scarce():
    problem = bare(counties=8, caravans=2, stops=80)
    scarce = replace(problem, crews=tuple(replace(crew, out_days_max=6) for crew in problem.crews))
    case = make_case(scarce)
    everything = int((case.flat.need * case.flat.gain[1000]).sum())
    assert 0 < Capacity(case, scarce.caravan_rules.gain, BUDGET).coverage(20) < 0.7 * everything


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_most_visits_of_a_day_are_those_of_the_best_sequence_of_relaxed_visits(seed):
    problem = bare(counties=3, stops=5, seed=seed)
    stops = tuple(replace(s, visit_min=(45, 80, 110, 60, 150)[n]) for n, s in enumerate(problem.stops))
    case = make_case(replace(problem, stops=stops))
    flat, way_in = case.flat, least_way_in(case.flat, 0)
    opens, latest, windows = any_day_windows(flat)
    best = 0
    for count in range(1, 6):
        for order in permutations(range(5), count):
            for departure, choice in product(range(420, 1171, 10), product(*[range(windows[s]) for s in order])):
                now = departure
                for stop, window in zip(order, choice, strict=True):
                    start = max(now + way_in[stop], opens[stop, window])
                    now = start + flat.visit_min[stop] if start <= latest[stop, window] else 10_000
                if now <= min(flat.day_end, departure + flat.duty_max):
                    best = max(best, count)
    assert visits_a_day(case.flat, case.twin, 0, np.arange(5)) >= best > 0


def test_least_metres_are_those_of_floyd_and_warshall():
    metres = np.random.default_rng(1).integers(1, 1000, (12, 12))
    least = metres.copy()
    np.fill_diagonal(least, 0)
    for k in range(12):
        least = np.minimum(least, least[:, [k]] + least[[k], :])
    assert least_metres(metres, 3).tolist() == least[3].tolist()


def test_visits_most_counts_stops_that_suit_within_the_ceiling():
    problem = bare(counties=3, caravans=1, stops=12)
    closed = replace(problem, stops=tuple(replace(stop, windows=()) for stop in problem.stops))
    assert visits_most(closed, make_case(closed)).sum() == 0
    here = problem.stops[0].county_id
    floors = (Floor(county_id=here, service="caravan", minimum=3, hard=False),)
    case = make_case(replace(closed, floors=floors))
    assert Capacity(case, problem.caravan_rules.gain, BUDGET).shortage(20) == 3
