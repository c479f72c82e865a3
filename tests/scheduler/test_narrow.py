"""What the solvers are given is what the verifier allows: sets in town, class times, loans."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from golden import MORNING, day, golden_problem, stop
from golden_plan import DEPOT, DayMaker, golden_plan
from small import small_problem

from core.calendar import days
from scheduler.caravans.suit import opening_patterns
from scheduler.narrow import for_caravans, for_sets
from scheduler.plan import Plan, Tour, TourDay
from scheduler.problem import Problem, VisitPin
from scheduler.verify.between import visit_apart, visit_class_times
from scheduler.verify.view import View
from scheduler.verify.visits import tour_window

LONG = replace(MORNING, weekdays=(1, 2, 3, 4, 5, 6, 7), open_min=420, close_min=1140, school_days_only=False)
LESSONS = (
    replace(MORNING, weekdays=(1, 2, 4, 5), open_min=490, close_min=700),
    replace(MORNING, first=day("04-01"), last=day("05-08"), open_min=850, close_min=1000),
)


def test_nothing_in_use_changes_nothing():
    problem = small_problem()
    assert for_sets(problem) is problem
    assert for_caravans(problem, golden_plan().stays) is problem


def town() -> Problem:
    """A school and a hall at the seat of A, where S1 stays to 05-10, and one school in a village."""
    stops = (
        stop("school", "A", 106.80, 26.65, "seat", 100, windows=(LONG,)),
        stop("hall", "A", 106.80, 26.65, "seat", 100, windows=(LONG, MORNING), kind="community"),
        stop("village", "A", 106.85, 26.70, "village", 100, windows=(LONG,)),
    )
    problem = golden_problem()
    rules = replace(problem.caravan_rules, class_times=LESSONS)
    pins = (VisitPin(stop_id="hall", day=day("03-30"), caravan_id=None),)
    changes = {"stops": stops, "caravan_rules": rules, "visit_pins": pins, "joint_counties": (), "loans": ()}
    return replace(problem, **changes)


def visiting(stop_id: str, on, start_min: int) -> Plan:
    made = DayMaker("V2", 420, DEPOT)
    made.add("visit", 90, stop_id=stop_id)
    visit = replace(made.activities[0], start_min=start_min, end_min=start_min + 90)
    tour = Tour(
        tour_id="t", caravan_id="V2", crew_id="K2",
        days=(TourDay(day=on, activities=(visit,), overnight_county_id=None),),
    )  # fmt: skip
    return replace(golden_plan(), tours=(tour,))


@pytest.mark.parametrize("seed", range(3))
def test_a_visit_fits_the_narrowed_hours_where_the_verifier_allows_it(seed):
    problem, rng = town(), Random(seed)
    view = View(problem, golden_plan())
    window = [*days(day("03-02"), day("05-31"))]
    narrowed = for_caravans(problem, golden_plan().stays)
    table, patterns = opening_patterns(problem.calendar, narrowed.stops, window)
    for row, one in enumerate(problem.stops):
        for column, on in enumerate(window):
            start = rng.choice((420, 490, 600, 610, 611, 850, 910, 911, 1050))
            tried = view.with_plan(visiting(one.stop_id, on, start))
            allowed = not [*tour_window(tried), *visit_apart(tried), *visit_class_times(tried)]
            fits = any(first <= start <= last for first, last in patterns[table[row, column]])
            assert fits == allowed, (one.stop_id, on, start)


def test_the_town_is_left_to_the_set_but_for_pins_and_counties_that_asked():
    problem = town()
    refused = {
        on: any(visit_apart(View(problem, visiting("hall", day(on), 490))))
        for on in ("03-13", "03-16", "03-30", "05-10", "05-11")
    }
    assert refused == {"03-13": False, "03-16": True, "03-30": False, "05-10": True, "05-11": False}
    asked = replace(problem, joint_counties=("A",))
    assert not any(visit_apart(View(asked, visiting("hall", day("03-16"), 490))))
