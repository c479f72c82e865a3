"""Impossible alone: the right rule is named, and what the explanation proposes makes the county servable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from golden import county, golden_problem, span, stop
from golden_plan import golden_plan
from small import small_problem

from core.calendar import DateSpan
from scheduler.check import check_problem
from scheduler.explain.caravans import explain_caravans
from scheduler.explain.ground import make_ground
from scheduler.explain.model import ServiceExplanation
from scheduler.explain.relax import relax
from scheduler.explain.sets import explain_sets
from scheduler.plan import Overhaul, Plan, Stay
from scheduler.problem import Problem
from scheduler.verify import verify
from scheduler.verify.view import View
from scheduler.wire import pinned_of

ALL = span("03-02", "08-30")
WINDOW = span("03-02", "05-31")


def bare(problem: Problem) -> Problem:
    """Return ``problem`` without floors and pins, which speak of other counties."""
    return replace(problem, floors=(), stay_pins=(), visit_pins=(), ceilings=(), not_asked=(), loans=())


def empty_plan(problem: Problem) -> Plan:
    return replace(golden_plan(), stays=(), overhauls=(), tours=(), stages=(), pinned=pinned_of(problem))


def view_of(problem: Problem) -> View:
    view = View(problem, empty_plan(problem))
    view.warm_up()
    return view


def each(items: tuple[Any, ...], **changes: Any) -> tuple[Any, ...]:
    return tuple(replace(item, **changes) for item in items)


BASE = bare(golden_problem())
HALLS_B = tuple(h for h in BASE.halls if h.hall_id == "hB")
TOURING = tuple(s for s in BASE.sets if s.set_id in ("S1", "S2"))
SETS = replace(BASE, halls=HALLS_B, sets=TOURING)
NEVER = replace(SETS.sets[0].repair, weeks=2, within=(span("05-11", "05-22"),))
SET_CASES: list[tuple[str, dict[str, Any]]] = [
    ("set.hall_fit", {"halls": each(HALLS_B, area_m2=5.0)}),
    ("set.hall_fit", {"halls": each(HALLS_B, power_w=10)}),
    ("set.hall_open", {"halls": each(HALLS_B, available=(span("03-02", "04-05"),))}),
    ("set.hall_open", {"halls": each(HALLS_B, available=())}),
    ("set.intact", {"exhibits": each(BASE.exhibits, condition="not_shown")}),
    ("set.available", {"sets": each(TOURING, unavailable=(ALL,))}),
    ("set.round", {"rounds": ()}),
    ("set.crew", {"setup_teams": each(BASE.setup_teams, leave=(span("02-01", "09-01"),))}),
    ("set.crew", {"setup_teams": ()}),
    ("set.repair", {"sets": each(TOURING, repair=NEVER)}),
    ("set.move", {"rounds": each(BASE.rounds[:1], span=span("03-02", "03-08"))}),
    ("set.reference", {"halls": ()}),
    ("set.reference", {"sets": ()}),
]


def sets_explained(problem: Problem, county_id: str = "B") -> ServiceExplanation:
    return explain_sets(view_of(problem), county_id)


def some_stay_is_accepted(problem: Problem, county_id: str) -> bool:
    """Try every stay and every placement of overhauls, one at a time, against the whole verifier."""
    plan = empty_plan(problem)
    for stay in all_stays(problem, county_id):
        for overhauls in product(*_placements(problem, stay)):
            found = verify(problem, replace(plan, stays=(stay,), overhauls=overhauls))
            if {violation.rule_id for violation in found} <= {"plan.figures"}:
                return True
    return False


def all_stays(problem: Problem, county_id: str) -> Iterator[Stay]:
    halls = [hall for hall in problem.halls if hall.county_id == county_id]
    mondays = [problem.horizon.first_monday + timedelta(weeks=n) for n in range(problem.horizon.weeks)]
    parts = product(problem.sets, halls, mondays, problem.set_rules.stay_weeks, problem.setup_teams[:1])
    for museum_set, hall, monday, weeks, team in parts:
        yield Stay(
            set_id=museum_set.set_id,
            hall_id=hall.hall_id,
            county_id=county_id,
            opens=monday,
            weeks=weeks,
            team_id=team.team_id,
        )


def _placements(problem: Problem, stay: Stay) -> list[list[Overhaul]]:
    museum_set = next(s for s in problem.sets if s.set_id == stay.set_id)
    mondays = [problem.horizon.first_monday + timedelta(weeks=n) for n in range(problem.horizon.weeks)]
    cycle = museum_set.repair
    return [
        [
            Overhaul(set_id=stay.set_id, first_monday=monday, weeks=cycle.weeks)
            for monday in mondays
            if within.first <= monday <= within.last
        ]
        for within in cycle.within
        if cycle.weeks
    ]


def test_a_county_with_a_hall_that_suits_is_possible_alone():
    assert sets_explained(SETS).stage == "gap"
    assert some_stay_is_accepted(SETS, "B")


@pytest.mark.parametrize(("rule_id", "changes"), SET_CASES, ids=[f"{r} {n}" for n, (r, _) in enumerate(SET_CASES)])
def test_sets_impossible_alone_names_the_rule(rule_id, changes):
    problem = replace(SETS, **changes)
    found = sets_explained(problem)
    assert (found.stage, found.proved) == ("impossible", True)
    assert rule_id in {reason.violation.rule_id for reason in found.reasons}
    assert not some_stay_is_accepted(problem, "B")


@pytest.mark.parametrize(
    ("rule_id", "changes"), SET_CASES[:-1], ids=[f"{r} {n}" for n, (r, _) in enumerate(SET_CASES[:-1])]
)
def test_relaxing_the_named_rule_makes_the_county_servable_by_a_set(rule_id, changes):
    problem = replace(SETS, **changes)
    found = sets_explained(problem)
    assert {mend.rule_id for mend in found.mends} == {rule_id}
    relaxed = relax(problem, *found.mends)
    assert sets_explained(relaxed).stage == "gap"
    assert some_stay_is_accepted(relaxed, "B")


def test_overhauls_of_many_spans_do_not_hide_the_only_way():
    """The first of three overhauls must come late: every combination would be 17 x 17 x 18 for each Monday."""
    problem = bare(small_problem(counties=2, sets=1, caravans=0, stops=0, weeks=52))
    within = tuple(weeks_of(problem, *pair) for pair in ((0, 17), (17, 34), (34, 52)))
    sets = each(problem.sets, repair=replace(problem.sets[0].repair, weeks=1, within=within), unavailable=())
    halls = each(problem.halls[:1], available=(weeks_of(problem, -8, 10),), area_m2=9999.0, power_w=10**6)
    rules = replace(problem.set_rules, min_intact_percent=0, stay_weeks=(8,))
    problem = replace(problem, sets=sets, halls=halls, set_rules=rules)
    assert check_problem(problem) == []
    found = sets_explained(problem, halls[0].county_id)
    assert found.stage == "gap"
    plan = replace(empty_plan(problem), stays=(found.gap.stay,), overhauls=found.gap.overhauls)
    assert {violation.rule_id for violation in verify(problem, plan)} <= {"plan.figures"}


def weeks_of(problem: Problem, first: int, end: int) -> DateSpan:
    monday = problem.horizon.first_monday
    return DateSpan(first=monday + timedelta(weeks=first), last=monday + timedelta(weeks=end, days=-1))


def test_each_pair_of_set_and_hall_is_counted_with_its_own_reason():
    halls = (*each(HALLS_B, hall_id="small", area_m2=5.0), *each(HALLS_B, hall_id="shut", available=()))
    found = sets_explained(replace(SETS, halls=halls))
    assert found.places == 4
    assert {(r.violation.rule_id, r.count) for r in found.reasons} == {("set.hall_fit", 2), ("set.hall_open", 2)}
    assert all(reason.relaxation for reason in found.reasons)


def test_two_rules_in_the_way_at_once_are_mended_together():
    halls = each(HALLS_B, area_m2=5.0, power_w=10, available=())
    problem = replace(SETS, halls=halls)
    found = sets_explained(problem)
    assert {mend.change for mend in found.mends} == {"hall_area", "hall_power", "hall_open"}
    assert some_stay_is_accepted(relax(problem, *found.mends), "B")
    assert not some_stay_is_accepted(relax(problem, found.mends[0]), "B")


def test_who_did_not_ask_is_told_so_and_may_ask():
    problem = replace(SETS, not_asked=("B",))
    found = sets_explained(problem)
    assert found.stage == "not_asked"
    assert sets_explained(relax(problem, *found.mends)).stage == "gap"


# --- caravans ---

STOP = stop("far", "B", 107.55, 26.35, "township", 100)
CARAVANS = replace(BASE, stops=(STOP,), caravans=BASE.caravans[:1])
BEYOND = county("B", "P1", 112.0, 26.3, 800)
FAR = {
    "stops": (replace(STOP, lon=112.0, lat=26.3),),
    "counties": tuple(BEYOND if c.county_id == "B" else c for c in BASE.counties),
}
CARAVAN_CASES: list[tuple[str, bool, dict[str, Any]]] = [
    ("tour.road", True, {"stops": (replace(STOP, road_class=4),)}),
    ("tour.fit", True, {"stops": (replace(STOP, area_m2=1.0),)}),
    ("tour.fit", True, {"stops": (replace(STOP, themes_wanted=("chemistry",)),)}),
    ("tour.fit", True, {"exhibits": each(BASE.exhibits, power_w=9_000)}),
    ("tour.fit", True, {"exhibits": each(BASE.exhibits, mass_g=9_000_000)}),
    ("tour.fit", True, {"exhibits": each(BASE.exhibits, volume_l=9_000)}),
    ("crew.licence", True, {"crews": each(BASE.crews, licensed_type_ids=())}),
    ("crew.leave", True, {"crews": each(BASE.crews, leave=(WINDOW,))}),
    ("crew.days", True, {"crews": each(BASE.crews, out_days_max=0)}),
    ("caravan.out_days", True, {"caravans": each(BASE.caravans[:1], out_days_max=0)}),
    ("caravan.available", True, {"caravans": each(BASE.caravans[:1], unavailable=(WINDOW,))}),
    ("tour.window", True, {"stops": (replace(STOP, windows=()),)}),
    ("tour.window", True, {"stops": (replace(STOP, visit_min=400),)}),
    ("tour.drive_day", False, FAR),
    ("tour.days", False, {"duty": replace(BASE.duty, tour_days_max=1, drive_day_max_min=200)}),
]
CARAVAN_IDS = [f"{rule_id} {number}" for number, (rule_id, _, _) in enumerate(CARAVAN_CASES)]


def caravans_explained(problem: Problem, county_id: str = "B") -> ServiceExplanation:
    return explain_caravans(make_ground(view_of(problem)), county_id)


def accepted(problem: Problem, found: ServiceExplanation) -> bool:
    """Tell whether the verifier accepts the plan that is nothing but the gap found."""
    assert found.gap is not None
    plan = replace(empty_plan(problem), tours=(found.gap.tour,))
    return {violation.rule_id for violation in verify(problem, plan)} <= {"plan.figures"}


def test_a_county_whose_stop_suits_is_possible_alone():
    problem = replace(CARAVANS, caravan_rules=replace(BASE.caravan_rules, township_share_min_percent=0))
    found = caravans_explained(problem)
    assert found.stage == "gap"
    assert accepted(problem, found)


@pytest.mark.parametrize(("rule_id", "proved", "changes"), CARAVAN_CASES, ids=CARAVAN_IDS)
def test_caravans_impossible_alone_names_the_rule_and_its_mending(rule_id, proved, changes):
    problem = replace(CARAVANS, **changes)
    found = caravans_explained(problem)
    assert (found.stage, found.proved) == ("impossible", proved)
    assert rule_id in {reason.violation.rule_id for reason in found.reasons}
    assert rule_id in {mend.rule_id for mend in found.mends}
    relaxed = relax(problem, *found.mends)
    again = caravans_explained(relaxed)
    assert again.stage == "gap"
    assert accepted(relaxed, again)


def test_a_ceiling_of_no_visits_is_named():
    problem = replace(CARAVANS, ceilings=golden_problem().ceilings)
    problem = replace(problem, ceilings=each(problem.ceilings, county_id="B", maximum=0))
    found = caravans_explained(problem)
    assert [mend.change for mend in found.mends] == ["ceiling_raised"]
    assert caravans_explained(relax(problem, *found.mends)).stage == "gap"


def test_a_county_without_stops_asked_for_nothing():
    problem = replace(CARAVANS, stops=())
    found = caravans_explained(problem)
    assert found.stage == "not_asked"
    assert caravans_explained(relax(problem, *found.mends)).stage == "gap"


def test_the_share_of_townships_blocks_a_visit_at_a_seat():
    problem = replace(CARAVANS, stops=(replace(STOP, setting="seat"),))
    found = caravans_explained(problem)
    assert found.stage == "no_gap"
    assert {reason.violation.rule_id for reason in found.reasons} == {"share.township"}


def test_the_calendar_is_respected_to_the_day():
    """The stop opens on one Monday only, and that is a public holiday."""
    first = date(2026, 4, 6)
    window = replace(STOP.windows[0], first=first, last=first)
    problem = replace(CARAVANS, stops=(replace(STOP, windows=(window,)),))
    assert "tour.window" in {reason.violation.rule_id for reason in caravans_explained(problem).reasons}
    open_day = replace(window, first=first + timedelta(days=7), last=first + timedelta(days=7))
    assert caravans_explained(replace(CARAVANS, stops=(replace(STOP, windows=(open_day,)),))).stage == "gap"
