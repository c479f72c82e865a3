"""The day-flow bound: days priced against every day listed, the bound against plans and against every plan listed."""

from __future__ import annotations

from dataclasses import replace
from itertools import count, pairwise, permutations, product

import numpy as np
import pytest

from scheduler.caravans import dayprice, planner
from scheduler.caravans.capacity import METHOD as CAPACITY
from scheduler.caravans.capacity import Capacity
from scheduler.caravans.case import Case, make_case
from scheduler.caravans.column import Column, is_feasible, tours_of
from scheduler.caravans.dayflow import METHOD, DayFlow, Places, is_exact, is_small, make_places
from scheduler.caravans.dayprice import best_days, least_minutes
from scheduler.caravans.figures import figures_of
from scheduler.caravans.fleet_rows import depot_fleets
from scheduler.caravans.mend import mend_share
from scheduler.caravans.solve import solve_caravans
from scheduler.caravans.stages import Stages
from scheduler.caravans.state import columns_of
from scheduler.caravans.windows import any_day_windows
from scheduler.problem import Problem
from scheduler.progress import Budget
from tests.scheduler.caravans.caravan_help import bare, broken, searched, short_window
from tests.small import small_problem

BUDGET = Budget(20.0, deterministic=True)


def places_of(case: Case) -> Places:
    places = make_places(case, depot_fleets(case), BUDGET)
    assert places is not None
    return places


def flow_bound(case: Case, problem: Problem) -> int:
    flow = DayFlow(case, problem.caravan_rules.gain, BUDGET, tuple(depot_fleets(case)), places_of(case))
    bound = flow.coverage(200)
    assert bound is not None
    return bound


def days_listed(case: Case, places: Places, stops: tuple[int, ...], start: int, end: int) -> bool:
    """Tell, minute by minute, whether a day from a place over stops to a place can be had on any date's hours."""
    flat, (opens, latest, windows) = case.flat, any_day_windows(case.flat)
    rows = [*range(flat.seat0, flat.stop0), *places.depots]
    path = [rows[start], *(flat.stop0 + stop for stop in stops), rows[end]]
    legs = [int(flat.minutes[-1][a, b]) for a, b in pairwise(path)]
    if sum(legs) > flat.drive_max:
        return False
    spans = [leg + flat.rest * max(0, (leg - 1) // flat.stretch_max) for leg in legs]
    for departure in range(flat.day_start, flat.day_end):
        now = departure
        for stop, span in zip(stops, spans, strict=False):
            now += span
            starts = [max(now, opens[stop, n]) for n in range(windows[stop]) if now <= latest[stop, n]]
            now = min(starts, default=10_000) + flat.visit_min[stop]
        now += spans[-1]
        if now <= flat.day_end and now - departure <= flat.duty_max:
            return True
    return False


@pytest.mark.parametrize("seed", [1, 2])
def test_no_day_listed_is_worth_more_than_the_best_day_priced(seed):
    problem = bare(counties=3, caravans=2, stops=5, seed=seed)
    case = make_case(problem)
    places, rng = places_of(case), np.random.default_rng(seed)
    prize = rng.integers(1, 100, 5).astype(float)
    start, end = (rng.integers(-200, 50, len(places.travels)).astype(float) for _ in range(2))
    found = best_days(case.flat, places.hours, np.arange(5), prize, (places.inward, start), (places.outward, end))
    listed = np.zeros(5)
    for length in (1, 2):
        for stops in permutations(range(5), length):
            for one, two in product(range(len(start)), range(len(end))):
                worth = prize[list(stops)].sum() + start[one] + end[two]
                if worth > listed[stops[0]] and days_listed(case, places, stops, one, two):
                    listed[stops[0]] = worth
    assert (found.value >= listed).all()
    assert listed.max() > 0
    for stop in np.flatnonzero(found.value > 0).tolist():
        stops = [stop] if found.second[stop] < 0 else [stop, int(found.second[stop])]
        assert found.value[stop] == prize[stops].sum() + start[found.start[stop]] + end[found.end[stop]]


@pytest.mark.parametrize(("seed", "steps"), [(1, 200), (2, 1500), (3, 1500)])
def test_no_plan_is_better_than_the_bound(seed, steps):
    problem = small_problem(counties=7, sets=0, caravans=2, stops=50, weeks=13, seed=seed, visit_pins=())
    case, board = searched(problem, steps, seed)
    mend_share(case, board)
    assert is_exact(depot_fleets(case))
    assert 0 < figures_of(case, [column for column, _ in columns_of(board)]).coverage <= flow_bound(case, problem)


def test_where_days_hold_more_than_two_visits_it_is_no_bound_and_is_not_used():
    """Short visits: a plan that obeys every rule is better than days of two visits can be."""
    made = small_problem(counties=7, sets=0, caravans=2, stops=50, weeks=13, seed=1, visit_pins=())
    crews = tuple(replace(crew, out_days_max=2) for crew in made.crews)
    problem = replace(made, crews=crews, stops=tuple(replace(stop, visit_min=10) for stop in made.stops))
    case, board = searched(problem, 1500)
    mend_share(case, board)
    tours = columns_of(board)
    assert broken(problem, tours_of(case, tours)) == []
    assert figures_of(case, [column for column, _ in tours]).coverage > flow_bound(case, problem)
    stages = Stages(problem, case, BUDGET)
    stages.prove_coverage()
    assert stages.proofs["coverage"].method == CAPACITY
    assert is_small(case)
    assert not stages.can_tighten()


def every_tour(case: Case) -> list[Column]:
    """Return all tours of one or two days that one caravan can make on the first days."""
    stops, seats = range(len(case.flat.county)), range(case.flat.stop0 - case.flat.seat0)
    days = [day for length in range(3) for day in permutations(stops, length)]
    one = [Column(caravan=0, first=day, nights=(), visits=(stops,)) for day in range(2) for stops in days]
    two = [
        Column(caravan=0, first=0, nights=(night,), visits=visits)
        for night in seats
        for visits in product(days, days)
        if not set(visits[0]) & set(visits[1])
    ]
    return [column for column in [*one, *two] if is_feasible(case, column)]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_plan_of_two_days_listed_is_better_than_the_bound(seed):
    made = short_window(bare(counties=3, caravans=1, stops=4, seed=seed), 2)
    crews = tuple(replace(crew, out_days_max=2, leave=()) for crew in made.crews)
    problem = replace(made, crews=crews, caravans=tuple(replace(one, unavailable=()) for one in made.caravans))
    rules = replace(problem.caravan_rules, township_share_min_percent=0)
    problem = replace(problem, caravan_rules=rules, duty=replace(problem.duty, tour_days_max=2))
    case = make_case(problem)
    tours = every_tour(case)
    apart = [(a, b) for a in tours for b in tours if a.days.stop <= b.first and not set(a.stops) & set(b.stops)]
    best = max(figures_of(case, plan).coverage for plan in [*([tour] for tour in tours), *apart])
    assert 0 < best <= flow_bound(case, problem)


def far_problem() -> Problem:
    problem = bare(counties=14, caravans=2, stops=90, seed=1)
    return replace(
        problem,
        travel=replace(problem.travel, season_percent=170),
        crews=tuple(replace(crew, out_days_max=10) for crew in problem.crews),
    )


def test_it_is_below_the_day_count_where_tours_lead_far():
    far = far_problem()
    case = make_case(far)
    assert is_small(case)
    assert is_exact(depot_fleets(case))
    assert flow_bound(case, far) < 0.995 * Capacity(case, far.caravan_rules.gain, BUDGET).coverage(20)


def test_least_minutes_are_those_over_any_place(monkeypatch):
    minutes = np.random.default_rng(2).integers(1, 300, (9, 9)).astype(np.int32)
    np.fill_diagonal(minutes, 0)
    least = minutes.copy()
    for _ in range(9):
        least = np.minimum(least, (least[:, :, None] + least[None, :, :]).min(axis=1))
    monkeypatch.setattr(dayprice, "VIAS", 4)
    assert least_minutes(minutes.copy(), BUDGET).tolist() == least.tolist()


def test_a_budget_that_ends_while_ways_are_compared_ends_it():
    asked = count()
    budget = replace(BUDGET, cancelled=lambda: next(asked) >= 2)
    assert least_minutes(np.ones((dayprice.VIAS * 5, dayprice.VIAS * 5), np.int32), budget) is None
    assert next(asked) == 3


def test_without_time_nothing_is_compared_and_the_bound_stays(monkeypatch):
    far = far_problem()
    stages = Stages(far, make_case(far), Budget(60.0))
    stages.prove_coverage()
    known = replace(stages.proofs["coverage"])
    monkeypatch.setattr(dayprice, "_shorten", None)
    stages.tighten_coverage((), 0.0)
    assert stages.proofs["coverage"] == known


def test_the_solver_prints_it_where_it_is_lower(monkeypatch):
    monkeypatch.setattr(planner, "FLOW_MIN", 0.0)
    result = solve_caravans(far_problem(), Budget(4.0, deterministic=True))
    stage = next(stage for stage in result.stages if stage.stage == "coverage")
    assert stage.method == METHOD
    assert stage.value <= stage.bound
