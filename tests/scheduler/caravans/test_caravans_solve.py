"""The solver as others call it: every rule holds, bounds hold, it stops, it repeats, it beats its baseline."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.calendar import DateSpan
from core.errors import DapengError
from scheduler.caravans.case import Case, make_case
from scheduler.caravans.solve import solve_caravans
from scheduler.caravans.start import add_pins, add_tours
from scheduler.caravans.state import empty_board
from scheduler.plan import Tour
from scheduler.problem import Ceiling, Floor, Problem, VisitPin
from scheduler.progress import Budget, Progress
from tests.patience import Cancel
from tests.scheduler.caravans.caravan_help import bare, broken, values
from tests.small import small_problem


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    counties=st.integers(2, 8),
    caravans=st.integers(1, 3),
    stops=st.integers(1, 40),
    seed=st.integers(1, 10_000),
    out_days=st.integers(1, 12),
    tour_days=st.integers(1, 5),
    season=st.sampled_from([100, 200]),
    share=st.sampled_from([0, 60, 100]),
    ceiling=st.integers(0, 3),
)
def test_every_rule_holds(counties, caravans, stops, seed, out_days, tour_days, season, share, ceiling):
    made = small_problem(counties=counties, sets=0, caravans=caravans, stops=stops, weeks=13, seed=seed)
    problem = replace(
        made,
        visit_pins=(),
        caravans=tuple(replace(caravan, out_days_max=out_days) for caravan in made.caravans),
        duty=replace(made.duty, tour_days_max=tour_days),
        travel=replace(made.travel, season_percent=season),
        caravan_rules=replace(made.caravan_rules, township_share_min_percent=share),
        ceilings=(Ceiling(county_id=made.stops[0].county_id, maximum=ceiling),),
    )
    result = solve_caravans(problem, Budget(0.8, seed=seed))
    assert broken(problem, result.tours, result.stages) == []
    for stage in result.stages:
        assert stage.value <= stage.bound if stage.sense == "max" else stage.value >= stage.bound


def test_it_beats_the_greedy_and_sends_tours_of_several_days():
    problem = small_problem(counties=24, sets=0, caravans=4, stops=200, weeks=13, visit_pins=())
    result = solve_caravans(problem, Budget(5.0))
    coverage = next(stage for stage in result.stages if stage.stage == "coverage")
    assert coverage.value > 1.01 * result.facts["greedy_coverage"]
    assert max(len(tour.days) for tour in result.tours) >= 3
    assert coverage.bound < coverage.trivial_bound


def test_deterministic_solves_repeat():
    problem = small_problem(counties=8, sets=0, caravans=2, stops=50, weeks=13)
    one, two = (solve_caravans(problem, Budget(1.0, seed=5, deterministic=True)) for _ in range(2))
    assert one == two
    assert broken(problem, one.tours, one.stages) == []
    assert solve_caravans(problem, Budget(1.0, seed=6, deterministic=True)).tours != one.tours


@pytest.mark.parametrize("after", [0.0, 0.6, 2.5])
def test_a_cancel_is_answered_quickly_with_a_whole_plan(after):
    problem = small_problem(counties=24, sets=0, caravans=4, stops=200, weeks=13)
    solve_caravans(problem, Budget(0.1))  # compiled
    cancel = Cancel(after)
    result = solve_caravans(problem, Budget(60.0, cancelled=cancel))
    assert cancel.answered_at_once()
    assert result.stopped
    assert result.tours
    assert broken(problem, result.tours, result.stages) == []


def test_progress_gets_better_and_stays_below_its_bound():
    problem, reports = bare(counties=8, caravans=2, stops=60), list[Progress]()
    solve_caravans(problem, Budget(2.0, workers=1, report=reports.append))
    coverage = [report for report in reports if report.stage == "coverage"]
    assert {report.section for report in reports} == {"caravans"}
    assert len(coverage) > 1
    assert all(report.incumbent <= report.bound for report in coverage)
    assert coverage[-1].incumbent > coverage[0].incumbent


def test_nobody_to_send_is_an_empty_plan():
    for changes in ({"caravans": ()}, {"crews": ()}, {"stops": ()}):
        result = solve_caravans(replace(bare(), **changes), Budget(1.0))
        assert result.tours == ()
        assert all(stage.status == "optimal" for stage in result.stages)


def test_pins_stand_in_the_plan():
    problem = bare(counties=6, caravans=2, stops=30)
    monday = problem.caravan_rules.window.first
    wanted = [s for s in problem.stops if s.road_class <= 2 and s.area_m2 >= 200 and s.power_w >= 3000][:3]
    pins = tuple(
        VisitPin(stop_id=s.stop_id, day=monday + timedelta(days=9 + n), caravan_id=None) for n, s in enumerate(wanted)
    )
    pinned = replace(problem, visit_pins=pins)
    result = solve_caravans(pinned, Budget(1.0))
    assert broken(pinned, result.tours, result.stages) == []
    visited = {(a.stop_id, day.day) for tour in result.tours for day in tour.days for a in day.activities}
    assert {(pin.stop_id, pin.day) for pin in pins} <= visited


def codes(problem, seconds=0.5) -> set[str]:
    with pytest.raises(DapengError) as caught:
        solve_caravans(problem, Budget(seconds))
    return {fault.code for fault in caught.value.faults}


def test_impossible_pins_and_floors_are_named():
    problem = bare()
    day, stop = problem.caravan_rules.window.first, problem.stops[0]
    pin = VisitPin(stop_id=stop.stop_id, day=day, caravan_id=None)
    later = replace(pin, day=day + timedelta(days=1))
    assert codes(replace(problem, visit_pins=(pin, later))) == {"visit-pins-contradict"}
    closed = tuple(replace(one, windows=()) for one in problem.stops)
    assert codes(replace(problem, stops=closed, visit_pins=(pin,))) == {"visit-pin-closed"}
    absent = tuple(replace(c, unavailable=(DateSpan(first=day, last=day),)) for c in problem.caravans)
    open_day = next(
        d for d in (day + timedelta(days=n) for n in range(9)) if d.isoweekday() in stop.windows[0].weekdays
    )
    absent = tuple(replace(c, unavailable=(DateSpan(first=open_day, last=open_day),)) for c in problem.caravans)
    assert codes(replace(problem, caravans=absent, visit_pins=(replace(pin, day=open_day),))) == {
        "visit-pin-no-caravan"
    }
    floor = Floor(county_id=stop.county_id, service="caravan", minimum=99, hard=True)
    assert codes(replace(problem, floors=(floor,))) == {"visit-floor-impossible"}
    here = [one for one in problem.stops if one.county_id == stop.county_id]
    pins = tuple(replace(pin, stop_id=one.stop_id) for one in here)
    assert len(pins) > 1
    most = Ceiling(county_id=stop.county_id, maximum=len(pins) - 1)
    assert "visit-pins-above-ceiling" in codes(replace(problem, ceilings=(most,), visit_pins=pins))
    enough = replace(most, maximum=len(pins))
    assert "visit-pins-above-ceiling" not in codes(replace(problem, ceilings=(enough,), visit_pins=pins, stops=closed))


def test_what_was_not_found_is_not_called_impossible():
    problem = bare(counties=6, caravans=1, stops=30)
    tired = tuple(replace(crew, out_days_max=1) for crew in problem.crews)
    counties = sorted({stop.county_id for stop in problem.stops})
    floors = tuple(Floor(county_id=county, service="caravan", minimum=1, hard=True) for county in counties)
    assert codes(replace(problem, crews=tired, floors=floors)) == {"caravan-rules-unmet"}


def test_hard_floors_are_kept_and_soft_shortage_is_least():
    problem = bare(counties=6, caravans=2, stops=30)
    counties = sorted({stop.county_id for stop in problem.stops})
    hard = Floor(county_id=counties[0], service="caravan", minimum=2, hard=True)
    soft = Floor(county_id=counties[1], service="caravan", minimum=99, hard=False)
    floored = replace(problem, floors=(hard, soft))
    result = solve_caravans(floored, Budget(1.5))
    assert broken(floored, result.tours, result.stages) == []
    shortage = result.stages[0]
    assert shortage.stage == "shortage"
    assert shortage.value == shortage.bound == values(floored, result.tours)["shortage"]


def test_a_pin_that_an_earlier_plan_leaves_no_room_for_has_its_tour():
    """The plan without the pin has its only caravan elsewhere on the day; its other tours stand."""
    problem = bare(counties=6, caravans=1, stops=30)
    first = solve_caravans(problem, Budget(1.0, deterministic=True))
    tour = next(tour for tour in first.tours if len(tour.days) > 1)
    visited = {part.stop_id for day in tour.days for part in day.activities}
    for stop in (stop for stop in problem.stops if stop.stop_id not in visited):
        pin = VisitPin(stop_id=stop.stop_id, day=tour.days[0].day, caravan_id=None)
        pinned = replace(problem, visit_pins=(pin,))
        case = make_case(pinned)
        if can_pin(pinned, case, ()) and not can_pin(pinned, case, first.tours):
            break
    again = solve_caravans(pinned, Budget(0.3, deterministic=True), warm_start=first.tours)
    assert broken(pinned, again.tours, again.stages) == []
    days = [
        day.day for one in again.tours for day in one.days for part in day.activities if part.stop_id == pin.stop_id
    ]
    assert days == [pin.day]


def can_pin(problem: Problem, case: Case, tours: tuple[Tour, ...]) -> bool:
    """Tell whether the pins find places beside tours."""
    board = empty_board(case)
    add_tours(case, board, tours)
    try:
        add_pins(problem, case, board, 1)
    except DapengError:
        return False
    return True


def test_a_warm_start_is_not_made_worse():
    problem = bare(counties=8, caravans=2, stops=50)
    first = solve_caravans(problem, Budget(2.0))
    again = solve_caravans(problem, Budget(0.2), warm_start=first.tours)
    rank = [(-s.value if s.sense == "min" else s.value) for s in first.stages]
    assert [(-s.value if s.sense == "min" else s.value) for s in again.stages] >= rank
    away = problem.caravans[0].caravan_id
    fewer = replace(problem, caravans=problem.caravans[1:], crews=problem.crews)
    kept = solve_caravans(fewer, Budget(0.5), warm_start=first.tours)
    assert away not in {tour.caravan_id for tour in kept.tours}
    assert broken(fewer, kept.tours, kept.stages) == []
