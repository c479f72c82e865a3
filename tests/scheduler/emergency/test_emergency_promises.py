"""Emergencies beside convoys, campaigns, contracts, class times and sets in town; what is proved; what repeats."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from emergency_cases import BARE, campaign, contracted, convoy_case, only, plan_of, target
from golden import day, golden_problem, span
from golden_plan import golden_plan, one_day

from core.errors import DapengError
from scheduler.caravans.case import make_case
from scheduler.caravans.possible import require_possible
from scheduler.emergency import choose as choosing
from scheduler.emergency.candidates import Call
from scheduler.emergency.choose import hours
from scheduler.emergency.guard import Guard
from scheduler.emergency.journey import from_depot
from scheduler.emergency.least import least_last_hours
from scheduler.emergency.makeup import visits_again
from scheduler.emergency.model import Emergency
from scheduler.emergency.scene import with_stops
from scheduler.emergency.soonest import Clock, shortest_drives, soonest
from scheduler.explain.ground import make_ground
from scheduler.plan import Plan
from scheduler.problem import Ceiling, Floor, Problem, VisitPin
from scheduler.verify import verify
from scheduler.verify.dispatch import told_breaches
from scheduler.verify.view import View
from services.emergency import decide_emergency


def emergency(*county_ids: str, **changes: Any) -> Emergency:
    made: dict[str, Any] = {
        "emergency_id": "E1", "county_ids": county_ids or ("C",), "themes": ("light",), "called_on": day("03-25"),
        "called_min": 360, "within_hours": 72, "service_min": 120,
    }  # fmt: skip
    return Emergency(**{**made, **changes})


def call_of(problem: Problem, plan: Plan, asked: Emergency) -> Call:
    return Call(make_ground(View(with_stops(problem, asked), plan)), asked)


def refused(problem: Problem, plan: Plan, asked: Emergency) -> tuple[str, str]:
    with pytest.raises(DapengError) as error:
        decide_emergency(problem, plan, asked)
    (fault,) = error.value.faults
    return fault.code, fault.facts.get("listed", "")


# --- convoys: several visits at one stop ---


def test_a_convoy_that_stands_is_no_change():
    _, plan = convoy_case()
    assert list(told_breaches(plan, plan, {})) == []
    half = replace(plan, tours=plan.tours[:-1])
    assert [each.case for each in told_breaches(plan, half, {})] == ["untold"]
    assert list(told_breaches(plan, half, {("s9", "V2"): None})) == []
    assert [each.case for each in told_breaches(half, plan, {})] == ["invented"]


def test_an_emergency_beside_a_convoy_is_served_and_keeps_it():
    problem, plan = convoy_case()
    answered = decide_emergency(problem, plan, emergency("C", called_on=day("03-27"), within_hours=24))
    assert [each.caravan_id for each in answered.dispatch.sendings] == ["V3"]
    assert answered.dispatch.changed == ()
    assert {t for t in plan.tours if t.tour_id in ("c1", "c2")} <= set(answered.plan.tours)


def test_a_convoy_is_promised():
    problem, _ = convoy_case()
    problem = replace(problem, caravans=only(problem, "V1", "V2"))
    plan = plan_of(problem, convoy_case()[1].tours)
    code, listed = refused(problem, plan, emergency("C", called_on=day("03-27"), within_hours=12))
    assert (code, "campaign.convoy" in listed) == ("emergency-promises", True)


def test_each_vehicle_of_a_convoy_counts_for_a_soft_floor():
    """A has three stops and four visits: the floor of four is met, and no bound may say that it cannot be."""
    problem, made = convoy_case()
    problem = replace(problem, floors=(Floor(county_id="A", service="caravan", minimum=4, hard=False),))
    plan = plan_of(problem, made.tours)
    answered = decide_emergency(problem, plan, emergency("C", called_on=day("04-14"), called_min=600))
    (short,) = [s for s in answered.plan.stages if (s.section, s.stage) == ("caravans", "shortage")]
    assert (short.value, short.bound) == (0, 0)
    hard = replace(problem, floors=(replace(problem.floors[0], hard=True),))
    require_possible(hard, make_case(hard))


# --- campaigns and contracts ---


def test_the_last_visit_of_a_campaign_target_is_not_dropped():
    """V2 is the only caravan; its tour of 25 March has the only visits in A's week."""
    changes = BARE | {"campaigns": (campaign("03-23", "03-29"),), "caravans": only(golden_problem(), "V2")}
    free = replace(golden_problem(), **changes)
    asked = emergency("C", within_hours=12)
    assert decide_emergency(free, plan_of(free), asked).dispatch.changed
    problem = replace(free, campaign_targets=(target(minimum=2),))
    code, listed = refused(problem, plan_of(problem), asked)
    assert (code, "campaign.target T1" in listed) == ("emergency-promises", True)


def test_a_target_with_more_than_it_asks_for_gives_way():
    changes = BARE | {"campaigns": (campaign("03-23", "03-29"),), "caravans": only(golden_problem(), "V2")}
    county = target(scope="prefecture", county_ids=("A", "B"), minimum=2)
    problem = replace(golden_problem(), **changes, campaign_targets=(county,))
    answered = decide_emergency(problem, plan_of(problem), emergency("C", within_hours=12))
    assert {each.stop_id for each in answered.dispatch.changed} == {"s4", "s5"}
    assert verify(answered.problem, answered.plan) == []


def test_a_contract_pays_for_what_its_budget_leaves():
    """V2's tour costs what the contract allows; with V3 there, V3 goes; with V2 alone, the budget is named."""
    bare = replace(golden_problem(), **BARE)
    cost = next(stage.value for stage in plan_of(bare, golden_plan().tours[1:]).stages if stage.unit == "" and (
        stage.section, stage.stage) == ("caravans", "cost"))  # fmt: skip
    problem = contracted(bare, "V2", cost)
    asked = emergency("C", within_hours=12)
    answered = decide_emergency(problem, plan_of(problem), asked)
    assert "V2" not in {each.caravan_id for each in answered.dispatch.sendings}
    alone = replace(problem, caravans=only(problem, "V2"))
    assert refused(alone, plan_of(alone), asked) == ("emergency-promises", "caravan.budget")
    rich = contracted(replace(bare, caravans=only(bare, "V2")), "V2", 10 * cost)
    assert decide_emergency(rich, plan_of(rich), asked).dispatch.sendings[0].caravan_id == "V2"


def test_what_is_made_up_keeps_to_a_contracts_budget():
    """V1, at 80 % speed, may spend nothing more; the dropped visits come by somebody else."""
    problem = contracted(replace(golden_problem(), **BARE, caravans=only(golden_problem(), "V2")), "V3", 1)
    answered = decide_emergency(problem, plan_of(problem), emergency("C", within_hours=12))
    assert answered.dispatch.changed
    assert "V3" not in {each.new_caravan_id for each in answered.dispatch.changed}


# --- what is made up keeps the rules between sections ---


def test_a_convoy_fills_a_ceiling_with_each_of_its_vehicles():
    """Whether days are left or not: a county that the verifier calls full is not looked at."""
    made, plan = convoy_case()
    fresh = replace(next(stop for stop in made.stops if stop.stop_id == "s9"), stop_id="fresh")
    problem = replace(made, stops=(*made.stops, fresh))
    view = View(problem, plan)
    found = sum(visit.stop.county_id == "A" for visit in view.visits)
    assert found == len({visit.stop.stop_id for visit in view.visits if visit.stop.county_id == "A"}) + 1
    for maximum, refused in ((found, "ceiling"), (found + 1, None)):
        limited = replace(problem, ceilings=(Ceiling(county_id="A", maximum=maximum),))
        ground = make_ground(View(limited, plan_of(limited, plan.tours)))
        (left,) = [stop for stop in ground.stops_in("A") if stop not in ground.visited]
        _, why = visits_again(ground, [left], [], Guard(limited), prefix="x", looks=100)
        assert why.get(left) == refused


def made_up(problem: Problem, tours: tuple[Any, ...], on: str, county_id: str = "C") -> dict[str, Any]:
    asked = emergency(county_id, called_on=day(on), within_hours=12)
    answered = decide_emergency(problem, plan_of(problem, tours), asked)
    return {each.stop_id: each.new_day for each in answered.dispatch.changed}


def test_a_school_is_made_up_in_class_time():
    """s8 is open on Saturdays too, but its pupils are not there; the day after the emergency is a Saturday."""
    caravans = only(golden_problem(), "V2")
    problem = replace(golden_problem(), **BARE, caravans=caravans)
    tours = (one_day("t9", "V2", "K2", "03-27", (("s8", 600),)),)
    again = made_up(problem, tours, "03-27", "A")
    assert again["s8"] is not None
    assert again["s8"].isoweekday() < 6


def test_a_seat_is_made_up_when_no_set_is_in_town():
    """S1 comes to A on 16 March and stays until 10 May: s4, at the seat, is visited after that."""
    caravans = tuple(replace(c, unavailable=(span("03-10", "03-15"),)) if c.caravan_id != "V2" else c
                     for c in golden_problem().caravans)  # fmt: skip
    problem = replace(golden_problem(), **BARE, joint_counties=(), caravans=caravans)
    tours = (golden_plan().tours[0], one_day("t9", "V2", "K2", "03-13", (("s4", 600), ("s9", 840))))
    again = made_up(problem, tours, "03-13")
    assert again["s4"] > day("05-10")


def test_the_share_is_lowered_by_the_dispatch_only():
    """The emergency is at a seat. The dropped seat s4 comes again, as planned; no more than that is lowered."""
    rules = replace(golden_problem().caravan_rules, township_share_min_percent=50)
    problem = replace(golden_problem(), **BARE, caravan_rules=rules, caravans=only(golden_problem(), "V2"))
    answered = decide_emergency(problem, plan_of(problem), emergency("C", within_hours=12))
    view = View(answered.problem, answered.plan)
    townships = sum(visit.stop.setting != "seat" for visit in view.visits)
    (lift,) = [each for each in answered.dispatch.lifts if each.rule_id == "share.township"]
    assert lift.after == 100 * townships // len(view.visits)
    assert lift.after >= 100 * 2 // (4 + 1)


# --- what is proved, and what is not ---


def test_nobody_is_sooner_than_the_bound():
    asked = emergency("A", "B", "C", "D")
    call = call_of(golden_problem(), golden_plan(), asked)
    least = dict(zip(call.stops, soonest(Clock(call)), strict=True))
    everything = list(call.candidates())
    assert everything
    for candidate in everything:
        for stop, minutes in zip(candidate.stops, candidate.after_min, strict=True):
            assert least[stop] is not None
            assert least[stop] <= minutes
    straight = {stop: min(c.after_min[0] for c in everything if c.stops[0] == stop) for stop in call.stops}
    assert sum(least[stop] == straight[stop] for stop in call.stops) >= 2, "where no night is needed it is met"


def test_no_choice_of_ways_beats_the_least_last_arrival():
    """By brute force over the ways that are tried; with few crews the bound is more than the farthest county's."""
    few = replace(golden_problem(), **BARE, crews=tuple(c for c in golden_problem().crews if c.crew_id == "K1"))
    for problem in (replace(golden_problem(), **BARE), few):
        plan = plan_of(problem, ())
        call = call_of(problem, plan, emergency("A", "B", "C"))
        chosen = choosing.choose(call, list(call.candidates()))
        assert chosen is not None
        clock = Clock(call)
        straight = max(hours(each) for each in soonest(clock) if each is not None)
        assert straight <= least_last_hours(clock) <= chosen.aims[0].value
    assert straight < least_last_hours(clock)


@pytest.mark.parametrize("called_min", [600, 700, 800, 900])
def test_the_least_last_arrival_lets_crews_change_caravans_overnight(called_min):
    """V1 is out with K1 and home tonight; tomorrow K-novice, who may drive V1 only, takes it, and K1 goes with V2.

    No way that is tried does that, so the bound is held against these journeys themselves.
    """
    crews = tuple(replace(c, out_days_max=9) for c in golden_problem().crews if c.crew_id in ("K1", "K-novice"))
    problem = replace(golden_problem(), **BARE, caravans=only(golden_problem(), "V1", "V2"), crews=crews)
    plan = plan_of(problem, (one_day("t1", "V1", "K1", "03-25", (("s9", 600),)),))
    for counties in (("A", "C"), ("B", "D"), ("C", "D")):
        call = call_of(problem, plan, emergency(*counties, called_min=called_min))
        swapped = [
            max(_tomorrow(call, caravan, stop) for caravan, stop in enumerate(order))
            for order in permutations(call.stops)
        ]
        assert 0 < least_last_hours(Clock(call)) <= min(swapped) < 48


def _tomorrow(call: Call, caravan: int, stop: int) -> int:
    """Return the started hour at which a caravan that leaves tomorrow morning begins at a stop; 10,000: it cannot."""
    journey = from_depot(call.ground.case, caravan, call.day + 1, 0)
    if not journey.visit(stop):
        return 10_000
    ((_, on, minute),) = journey.visits
    return hours(call.after(on, minute))


def test_the_shortest_drives_are_those_of_floyd_and_warshall():
    call = call_of(golden_problem(), golden_plan(), emergency("C"))
    minutes = call.ground.case.flat.minutes[0]
    best = minutes.astype(int)
    for via in range(len(best)):
        for a in range(len(best)):
            for b in range(len(best)):
                best[a, b] = min(best[a, b], best[a, via] + best[via, b])
    for place in range(len(best)):
        expected = [0 if a == place else best[a, place] for a in range(len(best))]
        assert shortest_drives(minutes, place).tolist() == expected


def test_the_bound_of_every_dispatch_is_told():
    answered = decide_emergency(golden_problem(), golden_plan(), emergency("C"))
    last, weighted, *others = answered.dispatch.aims
    assert last.least is not None
    assert last.least <= last.bound <= last.value
    assert weighted.least is not None
    assert weighted.least <= weighted.bound
    assert [(each.aim, each.least) for each in others] == [
        (n, None) for n in ("shortage", "dropped_audience", "drive_min")
    ]


def test_undecided_is_not_impossible(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(choosing, "STAGE_WORK", 0.0)
    assert refused(golden_problem(), golden_plan(), emergency("A", "C"))[0] == "emergency-undecided"


def test_equal_crews_are_one_choice_and_each_goes_once():
    spare = [
        replace(crew, crew_id=f"K9{n}") for n in range(5) for crew in golden_problem().crews if crew.crew_id == "K1"
    ]
    problem = replace(golden_problem(), crews=(*golden_problem().crews, *spare), **BARE)
    plan, asked = plan_of(problem), emergency("B", "C", called_on=day("03-30"), within_hours=10)
    fewer = replace(problem, crews=problem.crews[:-4])
    assert len(list(call_of(problem, plan, asked).candidates())) == len(
        list(call_of(fewer, plan_of(fewer), asked).candidates())
    )
    answered = decide_emergency(problem, plan, asked)
    crews = [each.crew_id for each in answered.dispatch.sendings]
    assert len({each.caravan_id for each in answered.dispatch.sendings}) == len(set(crews)) == 2


def test_the_same_call_gets_the_same_answer():
    asked = emergency("A", "C", within_hours=24)
    one, two = (decide_emergency(golden_problem(), golden_plan(), asked) for _ in range(2))
    assert one.plan.plan_id == two.plan.plan_id
    assert hours(61) == 2


def test_no_visit_is_dropped_where_none_may_be():
    """V2 could be there soonest but for its tour; the price of keeping it is told, and is what keeping it costs."""
    problem = replace(golden_problem(), **BARE, caravans=only(golden_problem(), "V2"))
    plan, asked = plan_of(problem), emergency("C", within_hours=72)
    soon = decide_emergency(problem, plan, asked).dispatch
    assert soon.changed
    kept = decide_emergency(problem, plan, replace(asked, keep_visits=True)).dispatch
    assert kept.changed == ()
    assert soon.gentle_hours == kept.aims[0].value > soon.aims[0].value
    code, listed = refused(problem, plan, replace(asked, within_hours=12, keep_visits=True))
    assert (code, listed) == ("emergency-promises", "已排到访 / planned visits")


def test_what_is_not_in_the_way_is_not_named():
    """A visit of V2's tour is pinned, then a target asks for both: neither alone is in the way."""
    pins = (VisitPin(stop_id="s5", day=day("03-25"), caravan_id="V2"),)
    changes = BARE | {"campaigns": (campaign("03-23", "03-29"),), "caravans": only(golden_problem(), "V2")}
    pinned = replace(golden_problem(), **changes | {"visit_pins": pins})
    asked = emergency("C", within_hours=12)
    assert refused(pinned, plan_of(pinned), asked) == ("emergency-promises", "visit.pin 点s5")
    kept = replace(asked, keep_visits=True)
    assert refused(pinned, plan_of(pinned), kept) == (
        "emergency-promises",
        "已排到访 / planned visits + visit.pin 点s5",
    )
    both = replace(pinned, campaign_targets=(target(minimum=2),))
    code, listed = refused(both, plan_of(both), asked)
    assert (code, listed) == ("emergency-promises", "visit.pin 点s5 + campaign.target T1 县A (A)")


def test_of_equal_arrivals_the_one_that_leaves_soft_floors_alone_is_chosen():
    """V2 and V3 have a tour each on the day; V3's, with less audience, gives way unless a floor asks for it."""
    tours = (
        one_day("t8", "V2", "K2", "03-26", (("s4", 600),)),
        one_day("t9", "V3", "K1", "03-26", (("s8", 600),)),
    )
    free = replace(golden_problem(), **BARE, caravans=only(golden_problem(), "V2", "V3"))
    asked = emergency("C", called_on=day("03-26"), within_hours=12)
    floor = Floor(county_id="D", service="caravan", minimum=1, hard=False)
    for problem, gone in ((free, "V3"), (replace(free, floors=(floor,)), "V2")):
        dispatch = decide_emergency(problem, plan_of(problem, tours), asked).dispatch
        assert {each.caravan_id for each in dispatch.changed} == {gone}
        assert {aim.aim: aim.value for aim in dispatch.aims}["shortage"] == 0


def test_a_soft_floor_that_goes_short_is_told():
    """V2 is the only caravan, and the window ends on the day after: the two visits of A are lost."""
    rules = replace(golden_problem().caravan_rules, window=span("03-02", "03-26"))
    floor = Floor(county_id="A", service="caravan", minimum=2, hard=False)
    changes = BARE | {"floors": (floor,), "caravan_rules": rules, "caravans": only(golden_problem(), "V2")}
    problem = replace(golden_problem(), **changes)
    dispatch = decide_emergency(problem, plan_of(problem), emergency("C", within_hours=12)).dispatch
    assert {each.outcome for each in dispatch.changed} == {"lost"}
    assert {aim.aim: aim.value for aim in dispatch.aims}["shortage"] == dispatch.shortage == 2


def test_why_a_visit_is_not_made_up_is_told():
    """A may have two visits, and the emergency's own is one of them."""
    ceiling = Ceiling(county_id="A", maximum=2)
    problem = replace(golden_problem(), **BARE | {"ceilings": (ceiling,)}, caravans=only(golden_problem(), "V2"))
    dispatch = decide_emergency(problem, plan_of(problem), emergency("A", called_min=700, within_hours=24)).dispatch
    assert [(each.outcome, each.obstacle) for each in dispatch.changed] == [("lost", "ceiling")]
