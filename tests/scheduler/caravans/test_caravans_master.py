"""The master against every subset of a small pool; what several tours share."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from scheduler.caravans.case import make_case
from scheduler.caravans.column import Column, is_feasible, tours_of
from scheduler.caravans.figures import figures_of
from scheduler.caravans.master import Goal, crews_for, without_repeats
from scheduler.caravans.pick import pick_tours
from scheduler.caravans.pool import Pool
from scheduler.caravans.state import columns_of
from scheduler.plan import Tour
from scheduler.problem import Ceiling, Floor, Problem
from scheduler.progress import Budget
from tests.scheduler.caravans.caravan_help import bare, broken, searched, values

POOL = 7


def pool_of(problem: Problem, seed: int) -> list[Column]:
    """Return a few columns that compete for days, crews and stops."""
    _, board = searched(problem, 250, seed)
    _, other = searched(problem, 250, seed + 100)
    both = [column for column, _ in columns_of(board)] + [column for column, _ in columns_of(other)]
    return sorted(set(both), key=lambda c: (c.first, c.caravan, c.visits))[:POOL]


def best_of(problem: Problem, pool: list[Column]) -> tuple[int, int]:
    """Return shortage and coverage of the best plan that sends each column with any crew or not at all."""
    case, best = make_case(problem), (-1, -1)
    for choice in product(*[[-1, *crews_for(case, column)] for column in pool]):
        chosen = [(column, crew) for column, crew in zip(pool, choice, strict=True) if crew >= 0]
        stops = [stop for column, _ in chosen for stop in column.stops]
        tours = tours_of(case, chosen)
        if len(stops) == len(set(stops)) and obeyed(problem, tours):
            found = values(problem, tours)
            best = max(best, (-found["shortage"], found["coverage"]))
    return best


def obeyed(problem: Problem, tours: tuple[Tour, ...]) -> bool:
    return not broken(problem, tours)


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_the_master_is_at_least_as_good_as_every_subset_of_its_pool(seed):
    problem = bare(counties=5, caravans=2, stops=20, seed=seed)
    county = problem.stops[0].county_id
    problem = replace(
        problem,
        crews=tuple(replace(crew, out_days_max=5) for crew in problem.crews),
        ceilings=(Ceiling(county_id=problem.stops[-1].county_id, maximum=2),),
        floors=(Floor(county_id=county, service="caravan", minimum=2, hard=False),),
    )
    pool = [column for column in pool_of(problem, seed) if is_feasible(make_case(problem), column)]
    case, held = make_case(problem), Pool()
    held.add(pool)
    curve, budget = problem.caravan_rules.gain, Budget(5.0, deterministic=True)
    first = pick_tours(case, curve, held, [], Goal("shortage"), budget, 5.0)
    shortage = figures_of(case, [column for column, _ in first]).shortage
    picked = pick_tours(case, curve, held, first, Goal("coverage", shortage), budget, 5.0)
    assert obeyed(problem, tours_of(case, picked))
    found = figures_of(case, [column for column, _ in picked])
    assert (-found.shortage, found.coverage) >= best_of(problem, pool)


def test_a_stop_in_several_tours_is_visited_once_and_empty_tours_go():
    one, two = (Column(caravan=0, first=day, nights=(), visits=((3, 4),)) for day in (0, 1))
    three = Column(caravan=0, first=2, nights=(), visits=((3,),))
    kept = without_repeats([(one, 0), (two, 0), (three, 0)], {3, 4})
    assert sorted(stop for column, _ in kept for stop in column.stops) == [3, 4]
    assert three in [column for column, _ in kept]
    assert len(kept) == 2
