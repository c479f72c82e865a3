"""Suspensions: golden cases by hand, what is refused, and a check apart that sees what is hidden."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from emergency_cases import BARE, plan_of
from golden import day, golden_problem
from golden_plan import golden_plan, two_days

from core.errors import DapengError
from scheduler.emergency.model import Suspension
from scheduler.emergency.suspend import Paused, answer_suspension, online_kinds
from scheduler.verify import verify
from services.emergency import decide_suspension, pause_breaches


def suspension(*county_ids: str, **changes: Any) -> Suspension:
    made: dict[str, Any] = {
        "suspension_id": "U1",
        "county_ids": county_ids,
        "first": day("03-25"),
        "last": day("03-31"),
    }
    return Suspension(**{**made, **changes})


def decided(asked: Suspension) -> Paused:
    return decide_suspension(golden_problem(), golden_plan(), asked)


def test_visits_in_the_area_are_made_up_after_it():
    """t2 visits s4 and s5 in county A on 25 March; both come again once the suspension is over."""
    paused = decided(suspension("A"))
    told = {each.stop_id: each for each in paused.pause.visits}
    assert set(told) == {"s4", "s5"}
    assert all(each.outcome == "made_up" and each.new_day > day("03-31") for each in told.values())
    assert verify(paused.problem, paused.plan) == []


def test_a_stay_that_is_open_closes_before_and_the_others_stand():
    """S1 is open in hA from 16 March on: one whole week is left to it before the 25th. S2 comes to A in June."""
    paused = decided(suspension("A"))
    (stay,) = paused.pause.stays
    assert (stay.set_id, stay.outcome, stay.new_opens, stay.new_weeks) == ("S1", "shortened", day("03-16"), 1)
    others = [s for s in golden_plan().stays if s.opens != day("03-16") or s.county_id != "A"]
    assert all(s in paused.plan.stays for s in others)


def test_a_stay_that_opens_later_is_put_off_in_its_own_round_or_lost():
    """S1 was to open in B on 8 June; closed from 1 to 20 June, it opens afterwards, by a length of the rules."""
    paused = decided(suspension("B", first=day("06-01"), last=day("06-20")))
    (stay,) = paused.pause.stays
    assert (stay.set_id, stay.outcome) == ("S1", "postponed")
    assert stay.new_opens > day("06-20")
    assert stay.new_weeks in golden_problem().set_rules.stay_weeks


def test_without_an_end_nothing_comes_back():
    paused = decided(suspension("A", last=None))
    assert {each.outcome for each in paused.pause.visits} <= {"online", "lost"}
    assert {each.outcome for each in paused.pause.stays} == {"shortened", "lost"}
    assert not any(s.county_id == "A" and s.last_day >= day("03-25") for s in paused.plan.stays)


def test_what_finds_no_day_goes_online_where_there_is_a_network():
    """All stops of the golden problem are schools; at a village square it is lost."""
    assert "school" in online_kinds()
    paused = decided(suspension("A", last=None))
    assert {each.outcome for each in paused.pause.visits} == {"online"}
    squares = tuple(replace(s, kind="village") for s in golden_problem().stops)
    problem = replace(golden_problem(), stops=squares)
    lost = answer_suspension(problem, golden_plan(), suspension("A", last=None))
    assert {each.outcome for each in lost.pause.visits} == {"lost"}


def test_a_pin_and_a_floor_that_cannot_hold_are_named():
    """s2 is pinned to 24 March, and B is promised two visits and a stay."""
    paused = decided(suspension("B", first=day("03-20"), last=None))
    lifted = {(lift.rule_id, lift.target_id): (lift.before, lift.after) for lift in paused.pause.lifts}
    assert lifted["visit.pin", "s2"] == (1, 0)
    assert lifted["county.floor", "B"] == (2, 0)
    assert lifted["set.floor", "B"] == (1, 0)
    assert verify(paused.problem, paused.plan) == []


@pytest.mark.parametrize("straight_on", [True, False])
def test_a_tour_under_way_keeps_its_past_and_comes_home(straight_on, monkeypatch):
    """t1 only drives on the 23rd, to B; from the 24th on B is suspended. The 23rd stands, on the 24th it comes home.

    Where it could not drive straight on, it rests where it was to visit.
    """
    problem = replace(golden_problem(), **BARE)
    plan = plan_of(problem, (two_days("t1", "V1", "K1", "03-23", None, "s2"),))
    if not straight_on:
        monkeypatch.setattr("scheduler.emergency.suspend.departure_of", lambda *_: -1)
    paused = decide_suspension(problem, plan, suspension("B", first=day("03-24")))
    t1 = next(tour for tour in paused.plan.tours if tour.tour_id == "t1")
    assert t1.days[0] == plan.tours[0].days[0]
    assert [each.day for each in t1.days] == [day("03-23"), day("03-24")]
    assert any("s2" in part.to_place for part in t1.days[1].activities) != straight_on
    assert not any(part.kind == "visit" for part in t1.days[1].activities)
    assert [(each.stop_id, each.day) for each in paused.pause.visits] == [("s2", day("03-24"))]


def test_an_area_without_anything_planned_changes_nothing():
    paused = decided(suspension("D"))
    assert (paused.plan.tours, paused.plan.stays) == (golden_plan().tours, golden_plan().stays)
    assert (paused.pause.visits, paused.pause.stays, paused.pause.lifts) == ((), (), ())


def test_the_new_problem_refuses_a_gathering_in_the_area():
    paused = decided(suspension("A"))
    old = replace(paused.plan, tours=golden_plan().tours, stays=golden_plan().stays)
    assert {"tour.window", "set.hall_open"} <= {each.rule_id for each in verify(paused.problem, old)}


def test_a_check_apart_sees_what_a_corrupted_decision_hides():
    asked = suspension("A")
    paused = decided(asked)

    def cases(**changes: Any) -> set[str]:
        plan = replace(paused.plan, **changes)
        found = pause_breaches(golden_problem(), golden_plan(), replace(paused, plan=plan), asked)
        return {each.case for each in found}

    assert cases() == set()
    assert "open" in cases(tours=golden_plan().tours)
    assert "open" in cases(stays=golden_plan().stays)
    assert "untold" in cases(stays=paused.plan.stays[:-1])
    assert "past" in cases(tours=tuple(t for t in paused.plan.tours if t.tour_id != "t1"))
    later = tuple(
        replace(t, days=tuple(replace(d, day=d.day + timedelta(days=1)) for d in t.days)) for t in paused.plan.tours
    )
    assert "not_there" in cases(tours=later)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (suspension("Z"), "id-unknown"),
        (suspension("A", "A"), "id-duplicate"),
        (suspension(), "list-empty"),
        (suspension("A", first=day("03-25"), last=day("03-24")), "dates-reversed"),
        (suspension("A", first=day("02-01")), "span-outside"),
    ],
)
def test_what_cannot_be_is_refused_with_a_code(asked, code):
    with pytest.raises(DapengError) as error:
        answer_suspension(golden_problem(), golden_plan(), asked)
    assert [each.code for each in error.value.faults] == [code]
