"""Gap or no gap in a plan: what is found is accepted by the verifier, and what is denied a brute search denies too."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from emergency_cases import convoy_case, plan_of
from golden import golden_problem
from golden_plan import DEPOT, DayMaker, golden_plan, stamped

from scheduler.explain.caravans import explain_caravans, with_tour
from scheduler.explain.ground import make_ground
from scheduler.explain.sets import explain_sets, with_stay
from scheduler.plan import Plan, Stay, Tour, TourDay
from scheduler.problem import Problem
from scheduler.verify import verify
from scheduler.verify.view import View
from scheduler.wire import pinned_of


def view_of(problem: Problem, plan: Plan) -> View:
    view = View(problem, plan)
    view.warm_up()
    return view


def accepted(problem: Problem, plan: Plan) -> bool:
    whole = replace(stamped(plan, problem), pinned=pinned_of(problem))
    return verify(problem, whole) == []


def edited(**changes: Any) -> Problem:
    """The hand-made problem without the rules that hold the hand-made plan in place."""
    free = replace(golden_problem(), floors=(), stay_pins=(), visit_pins=())
    return replace(free, **changes)


SETS = golden_problem().sets
STAYS = golden_plan().stays
SET_CASES: list[tuple[str, Problem, tuple[Stay, ...], str]] = [
    ("B", edited(), (STAYS[0], *STAYS[2:]), "gap"),
    ("B", edited(sets=SETS[:2]), STAYS[:1] + STAYS[2:], "gap"),
    ("B", edited(sets=(SETS[1],)), STAYS[2:], "no_gap"),
    ("B", edited(sets=SETS[:2], setup_teams=golden_problem().setup_teams[:2]), STAYS[:1] + STAYS[2:], "gap"),
    ("C", edited(sets=SETS[:1]), STAYS[:2], "no_gap"),
    ("C", edited(sets=SETS[1:2]), STAYS[3:], "gap"),
    ("A", edited(sets=SETS[:1]), STAYS[1:2], "gap"),
    ("A", edited(sets=SETS[2:3]), (), "impossible"),
]


def brute_gap(problem: Problem, plan: Plan, county_id: str) -> bool:
    """Try every stay beside the plan against the whole verifier (sets without overhauls, or that tour already)."""
    mondays = [problem.horizon.first_monday + timedelta(weeks=n) for n in range(problem.horizon.weeks)]
    halls = [hall for hall in problem.halls if hall.county_id == county_id]
    for museum_set, hall, monday, weeks, team in product(
        problem.sets, halls, mondays, problem.set_rules.stay_weeks[:1], problem.setup_teams
    ):
        stay = Stay(
            set_id=museum_set.set_id,
            hall_id=hall.hall_id,
            county_id=county_id,
            opens=monday,
            weeks=weeks,
            team_id=team.team_id,
        )
        if accepted(problem, with_stay(plan, stay, ())):
            return True
    return False


@pytest.mark.parametrize(("county_id", "problem", "stays", "stage"), SET_CASES)
def test_a_gap_for_a_set_is_found_if_and_only_if_there_is_one(county_id, problem, stays, stage):
    sets = {stay.set_id for stay in stays}
    overhauls = tuple(o for o in golden_plan().overhauls if o.set_id in sets)
    plan = replace(golden_plan(), stays=stays, overhauls=overhauls, tours=())
    assert accepted(problem, plan)
    found = explain_sets(view_of(problem, plan), county_id)
    assert found.stage == stage
    assert brute_gap(problem, plan, county_id) == (stage == "gap")
    if found.gap:
        assert accepted(problem, with_stay(plan, found.gap.stay, found.gap.overhauls))
    else:
        assert found.reasons
        assert max(reason.count for reason in found.reasons) <= found.places


def test_a_set_that_did_not_tour_before_brings_its_overhaul():
    problem = edited(sets=SETS[:1])
    plan = replace(golden_plan(), stays=(), overhauls=(), tours=())
    found = explain_sets(view_of(problem, plan), "B")
    assert found.gap is not None
    assert len(found.gap.overhauls) == 1
    assert accepted(problem, with_stay(plan, found.gap.stay, found.gap.overhauls))


# --- caravans ---

TIGHT = {"V1": 2, "V2": 1, "V3": 0}
"""Days out that the hand-made plan uses."""


def tight(**changes: Any) -> Problem:
    caravans = tuple(replace(c, out_days_max=TIGHT[c.caravan_id]) for c in golden_problem().caravans)
    return edited(caravans=caravans, **changes)


def near(county_id: str, stop_id: str, like: str, **changes: Any) -> Any:
    stop = next(s for s in golden_problem().stops if s.stop_id == like)
    return replace(stop, stop_id=stop_id, county_id=county_id, **changes)


STOPS = golden_problem().stops
BESIDE = near("C", "s-beside", "s5", lon=106.86)
CARAVAN_CASES: list[tuple[str, Problem, str]] = [
    ("C", edited(), "gap"),
    ("D", edited(), "gap"),
    ("C", tight(), "no_gap"),
    ("C", tight(stops=(*STOPS, BESIDE)), "gap"),
    ("C", tight(stops=(*STOPS, replace(BESIDE, windows=()))), "no_gap"),
]


def brute_visit(problem: Problem, plan: Plan, county_id: str) -> bool:
    """Try every day trip to one stop of the county, every two hours, with every caravan and crew."""
    window = problem.caravan_rules.window
    days = [window.first + timedelta(days=n) for n in range((window.last - window.first).days + 1)]
    stops = [stop for stop in problem.stops if stop.county_id == county_id and stop in golden_problem().stops]
    for stop, caravan, day, start in product(stops, problem.caravans, days, range(480, 1000, 120)):
        if day.isoweekday() > 5:
            continue
        made = DayMaker(caravan.caravan_id, 440, DEPOT)
        made.visit(stop.stop_id, start)
        made.drive(DEPOT)
        trip = TourDay(day=day, activities=tuple(made.activities), overnight_county_id=None)
        tour = Tour(tour_id="t9", caravan_id=caravan.caravan_id, crew_id="K1", days=(trip,))
        tours = tuple(replace(tour, crew_id=crew.crew_id) for crew in problem.crews[:1])
        if any(accepted(problem, with_tour(plan, each)) for each in tours):
            return True
    return False


@pytest.mark.parametrize(("county_id", "problem", "stage"), CARAVAN_CASES)
def test_a_gap_for_a_visit_is_one_that_the_verifier_accepts(county_id, problem, stage):
    plan = replace(golden_plan(), stays=(), overhauls=())
    assert accepted(problem, plan)
    found = explain_caravans(make_ground(view_of(problem, plan)), county_id)
    assert found.stage == stage
    if found.gap:
        changed = with_tour(plan, found.gap.tour)
        assert accepted(problem, changed)
        visited = [a.stop_id for t in changed.tours for d in t.days for a in d.activities]
        assert found.gap.stop_id in visited
    else:
        assert found.places == len(problem.caravans) * 91
        assert not brute_visit(problem, plan, county_id)


def test_the_township_share_counts_each_visit_of_a_convoy():
    """Two vehicles meet in a township: with a visit at a seat two of three visits are in townships, not one of two."""
    problem, plan = convoy_case()
    rules = replace(
        problem.caravan_rules, township_share_min_percent=66, apart_from_sets=False, class_times=()
    )  # fmt: skip
    stops = tuple(stop for stop in problem.stops if stop.stop_id in ("s1", "s4", "s8", "s9"))
    problem = replace(problem, stops=stops, caravan_rules=rules)
    plan = plan_of(problem, tuple(tour for tour in plan.tours if tour.tour_id in ("c1", "c2")))
    ground = make_ground(view_of(problem, plan))
    assert explain_caravans(ground, "A").services == 2
    found = explain_caravans(ground, "B")
    assert (found.stage, found.gap.stop_id) == ("gap", "s1")
    assert accepted(problem, with_tour(plan, found.gap.tour))
    stricter = replace(problem, caravan_rules=replace(rules, township_share_min_percent=67))
    assert explain_caravans(make_ground(view_of(stricter, plan)), "B").gap is None


def test_a_visit_is_added_to_a_tour_that_is_out_where_no_days_are_left():
    problem = tight(stops=(*STOPS, BESIDE))
    plan = replace(golden_plan(), stays=(), overhauls=())
    found = explain_caravans(make_ground(view_of(problem, plan)), "C")
    assert found.gap is not None
    assert found.gap.tour.tour_id in {tour.tour_id for tour in plan.tours}
    before = {a.stop_id for t in plan.tours for d in t.days for a in d.activities}
    after = {a.stop_id for t in with_tour(plan, found.gap.tour).tours for d in t.days for a in d.activities}
    assert after - before == {found.gap.stop_id}


def test_what_blocks_is_told_with_counts_that_add_up():
    plan = replace(golden_plan(), stays=(), overhauls=())
    found = explain_caravans(make_ground(view_of(tight(), plan)), "C")
    counts = {reason.violation.rule_id: reason.count for reason in found.reasons}
    assert counts["caravan.out_days"] == 3 * 91 - 3 - 7
    assert counts["caravan.available"] == 7
    assert "tour.drive_day" in counts or "tour.duty_day" in counts
