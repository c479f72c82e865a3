"""Emergencies: golden cases, what is refused, and checks by brute force and by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from emergency_cases import BARE, only, plan_of
from golden import day, golden_problem
from golden_plan import golden_plan

from core.errors import DapengError
from scheduler.caravans.case import make_case
from scheduler.emergency.candidates import Call
from scheduler.emergency.choose import choose, hours
from scheduler.emergency.dispatch import Answered, answer_emergency
from scheduler.emergency.model import Emergency
from scheduler.emergency.promises import promises_of, wishes_of
from scheduler.emergency.scene import free_emergency_id, with_stops
from scheduler.explain.ground import make_ground
from scheduler.verify import verify
from scheduler.verify.view import View
from services.emergency import breaches, decide_emergency


def emergency(*county_ids: str, **changes: Any) -> Emergency:
    made: dict[str, Any] = {
        "emergency_id": "E1",
        "county_ids": county_ids or ("C",),
        "themes": ("light",),
        "called_on": day("03-25"),
        "called_min": 600,
        "within_hours": 72,
        "service_min": 120,
    }
    return Emergency(**{**made, **changes})


def decided(asked: Emergency, **changes: Any) -> Answered:
    return decide_emergency(golden_problem(), replace(golden_plan(), **changes), asked)


def codes(asked: Emergency) -> list[str]:
    with pytest.raises(DapengError) as error:
        answer_emergency(golden_problem(), golden_plan(), asked)
    return [each.code for each in error.value.faults]


@cache
def in_a_day() -> Answered:
    """On 25 March at 10:00 V2 is out with K2; V1 and V3 are at home."""
    return decided(emergency("C", within_hours=24))


def sent(answered: Answered) -> set[str]:
    return {each.tour_id for each in answered.dispatch.sendings}


def test_the_plan_that_comes_out_is_accepted_and_says_what_it_does():
    asked = emergency("C", within_hours=24)
    answered = in_a_day()
    assert verify(answered.problem, answered.plan) == []
    assert breaches(golden_problem(), golden_plan(), answered, asked) == []
    assert [each.county_id for each in answered.dispatch.sendings] == ["C"]


def test_nothing_else_changes():
    answered = in_a_day()
    assert answered.plan.stays == golden_plan().stays
    touched = {c.stop_id for c in answered.dispatch.changed}
    for tour in golden_plan().tours:
        stops = {a.stop_id for d in tour.days for a in d.activities} - {None}
        if tour.tour_id not in sent(answered) and not stops & touched:
            assert tour in answered.plan.tours


def test_coverage_counts_what_it_did_before():
    """The emergency's stops have no audience: sets' figures are the same, caravans lose only what is lost."""
    before = {(s.section, s.stage): s.value for s in golden_plan().stages}
    after = {(s.section, s.stage): s.value for s in in_a_day().plan.stages}
    assert {k: v for k, v in before.items() if k[0] == "sets"} == {k: v for k, v in after.items() if k[0] == "sets"}
    lost = [each for each in in_a_day().dispatch.changed if each.outcome == "lost"]
    assert (after["caravans", "coverage"] < before["caravans", "coverage"]) == bool(lost)


def test_a_caravan_on_its_way_goes_on_from_where_it_is():
    """With everybody else away, V2 breaks its tour off; what it did before the call stands."""
    busy = tuple(
        replace(c, unavailable=(*c.unavailable, *_days("03-25", "03-30"))) if c.caravan_id != "V2" else c
        for c in golden_problem().caravans
    )
    problem = replace(golden_problem(), caravans=busy)
    asked = emergency("D", called_min=700)
    plan = _pinned(problem)
    answered = answer_emergency(problem, plan, asked)
    sending = answered.dispatch.sendings[0]
    assert (sending.caravan_id, sending.recalled, sending.tour_id) == ("V2", True, "t2")
    assert verify(answered.problem, answered.plan) == []
    assert breaches(problem, plan, answered, asked) == []
    morning = next(t for t in answered.plan.tours if t.tour_id == "t2").days[0].activities
    assert any(a.stop_id == "s4" for a in morning), "the visit of the morning has taken place"
    assert [c.stop_id for c in answered.dispatch.changed] == ["s5"]
    assert answered.dispatch.changed[0].outcome == "made_up"


def _days(first: str, last: str):
    from golden import span

    return (span(first, last),)


def _pinned(problem):
    from golden_plan import stamped

    from scheduler.wire import pinned_of

    return replace(stamped(golden_plan(), problem), pinned=pinned_of(problem))


def test_no_caravan_arrives_sooner_than_the_last_one_that_was_chosen():
    """Against every combination of candidates, one by one (two counties, brute force)."""
    asked = emergency("A", "C")
    problem = with_stops(golden_problem(), asked)
    call = Call(make_ground(View(problem, golden_plan()), make_case(problem)), asked)
    everything = list(call.candidates())
    best = min(
        _key(call, combination)
        for combination in [(c,) for c in everything] + [(a, b) for a in everything for b in everything if a is not b]
        if sorted(stop for c in combination for stop in c.stops) == call.stops
        and len({c.caravan for c in combination}) == len({c.crew for c in combination}) == len(combination)
        and not any(call.ground.case.flat.pin_day[stop] >= 0 for c in combination for stop, _ in c.dropped)
        and _floor_of_b_holds(call, combination)
    )
    chosen = choose(call, everything, promises_of(call.ground), wishes=wishes_of(call.ground))
    assert _key(call, chosen.candidates) == best
    assert [aim.value for aim in chosen.aims] == list(best)
    assert all(aim.value == aim.bound for aim in chosen.aims)


def _floor_of_b_holds(call: Call, combination) -> bool:
    names = call.ground.case.names
    lost = {stop for c in combination for stop, _ in c.dropped}
    left = [s for s in call.ground.visited if s not in lost and names.stops[s].county_id == "B"]
    return len(left) >= 2


def _key(call: Call, combination) -> tuple[int, int, int, int, int]:
    need, names, flat = call.ground.view.need, call.ground.case.names, call.ground.case.flat
    arrivals = [(stop, minutes) for c in combination for stop, minutes in zip(c.stops, c.after_min, strict=True)]
    lost = {stop for c in combination for stop, _ in c.dropped}
    return (
        max(hours(minutes) for _, minutes in arrivals),
        sum(max(1, need[names.stops[stop].county_id]) * hours(minutes) for stop, minutes in arrivals),
        sum(_lacking(call, floor, lost) - _lacking(call, floor, set()) for floor in call.ground.view.problem.floors),
        sum(int(flat.audience[stop]) for stop in lost),
        sum(c.journey.drive_min for c in combination),
    )


def _lacking(call: Call, floor, lost) -> int:
    """Return what a soft floor of caravans lacks without some stops."""
    names = call.ground.case.names
    left = [s for s in call.ground.visited if s not in lost and names.stops[s].county_id == floor.county_id]
    return max(0, floor.minimum - len(left)) if floor.service == "caravan" and not floor.hard else 0


def test_when_nobody_is_in_time_it_says_who_comes_closest_and_by_how_much():
    with pytest.raises(DapengError) as error:
        answer_emergency(golden_problem(), golden_plan(), emergency("D", within_hours=3))
    fault = error.value.faults[0]
    assert fault.code == "emergency-too-late"
    needed, late = int(fault.facts["needed"]), int(fault.facts["late"])
    assert late > 0
    assert needed == hours(3 * 60 + late)
    assert decided(emergency("D", within_hours=needed)).dispatch.aims[0].value == needed


def test_a_plan_of_the_new_problem_keeps_the_dispatch_pinned():
    answered = in_a_day()
    pins = {(pin.stop_id, pin.caravan_id) for pin in answered.problem.visit_pins}
    assert {(s.stop_id, s.caravan_id) for s in answered.dispatch.sendings} <= pins
    gone = replace(answered.plan, tours=tuple(t for t in answered.plan.tours if t.tour_id not in sent(answered)))
    assert "visit.pin" in {each.rule_id for each in verify(answered.problem, gone)}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (emergency("Z"), ["id-unknown"]),
        (emergency("C", "C"), ["id-duplicate"]),
        (emergency(called_on=day("02-20")), ["span-outside"]),
        (emergency(called_on=day("06-20")), ["span-outside"]),
        (emergency(themes=("chemistry",)), ["emergency-no-kit"]),
        (emergency(themes=()), ["list-empty"]),
        (emergency(within_hours=0), ["out-of-range"]),
        (emergency(called_min=1440), ["out-of-range"]),
        (emergency("A", "B", "C", "D", within_hours=5), ["emergency-too-late"]),
    ],
)
def test_what_cannot_be_is_refused_with_a_code(asked, expected):
    assert codes(asked)[: len(expected)] == expected


def test_a_check_apart_sees_what_a_corrupted_decision_hides():
    asked, answered = emergency("C", within_hours=24), in_a_day()
    later = tuple(_later(t) if t.tour_id in sent(answered) else t for t in answered.plan.tours)
    late = replace(answered.plan, tours=later)
    unserved = replace(answered.plan, tours=tuple(t for t in answered.plan.tours if t.tour_id not in sent(answered)))
    untold = replace(answered.plan, tours=answered.plan.tours[1:])
    assert "too_late" in {
        b.case for b in breaches(golden_problem(), golden_plan(), replace(answered, plan=late), asked)
    }
    assert "not_served" in {
        b.case for b in breaches(golden_problem(), golden_plan(), replace(answered, plan=unserved), asked)
    }
    assert "untold" in {
        b.case for b in breaches(golden_problem(), golden_plan(), replace(answered, plan=untold), asked)
    }


@pytest.mark.parametrize(
    ("about", "changes"),
    [
        ("sendings", {"crew_id": "K9"}),
        ("sendings", {"kit_id": "kit9"}),
        ("sendings", {"start_min": 1}),
        ("sendings", {"after_min": 1}),
        ("sendings", {"recalled": False}),
        ("back", {"resumes": day("03-03")}),
        ("aims", {"value": 1, "bound": 1}),
        ("aims", {"least": 99}),
        ("changed", {"county_id": "Z"}),
        ("changed", {"outcome": "online"}),
        ("changed", {"day": day("03-03")}),
    ],
)
def test_a_check_apart_compares_what_is_told_with_the_plan(about, changes):
    asked, answered = emergency("C", within_hours=24), _with_a_dropped_visit()
    problem, plan = _only_v2()
    assert breaches(problem, plan, answered, asked) == []
    first, *others = getattr(answered.dispatch, about)
    told = replace(answered.dispatch, **{about: (replace(first, **changes), *others)})
    found = breaches(problem, plan, replace(answered, dispatch=told), asked)
    assert "told" in {each.case for each in found}


def test_a_check_apart_counts_what_soft_floors_lack():
    problem, plan = _only_v2()
    answered = _with_a_dropped_visit()
    told = replace(answered, dispatch=replace(answered.dispatch, shortage=7))
    found = breaches(problem, plan, told, emergency("C", within_hours=24))
    assert [(each.case, each.about) for each in found] == [("told", "shortage")]


@cache
def _only_v2():
    problem = replace(golden_problem(), **BARE, caravans=only(golden_problem(), "V2"))
    return problem, plan_of(problem)


@cache
def _with_a_dropped_visit() -> Answered:
    return decide_emergency(*_only_v2(), emergency("C", within_hours=24))


def _later(tour):
    return replace(tour, days=tuple(replace(d, day=d.day + timedelta(days=5)) for d in tour.days))


def test_one_emergency_after_the_other():
    answered = in_a_day()
    assert codes_of(answered, emergency("A")) == ["id-duplicate"]
    second = emergency("A", emergency_id=free_emergency_id(answered.problem))
    later = decide_emergency(answered.problem, answered.plan, second)
    assert verify(later.problem, later.plan) == []


def codes_of(answered: Answered, asked: Emergency) -> list[str]:
    with pytest.raises(DapengError) as error:
        answer_emergency(answered.problem, answered.plan, asked)
    return [each.code for each in error.value.faults]
