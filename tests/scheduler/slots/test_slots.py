"""Answers to requests: golden cases with their counter-examples, judged by the verifier and by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest
from emergency_cases import BARE, convoy_case, plan_of
from golden import day, golden_problem
from golden_plan import golden_plan
from slot_cases import request

from core.errors import DapengError
from maps.model import StopKind
from scheduler.check import check_problem
from scheduler.explain.ground import make_ground
from scheduler.problem import Ceiling, Problem
from scheduler.requests import GROUPS, kinds_for
from scheduler.slots.answer import Desk, repinned
from scheduler.slots.worth import Worth
from scheduler.verify import figures, verify
from scheduler.verify.granted import lacks
from scheduler.verify.view import View
from scheduler.wire import pinned_of


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(golden_problem(), golden_plan())


def test_the_cheapest_slot_is_a_stop_more_in_the_tour_that_passes_by(desk):
    """Caravan V2 is out to s4 and s5 on 25 March; s8 lies a kilometre from s5."""
    granted = desk.answer(request("s8"))
    first = granted.answer.slots[0]
    assert (granted.answer.verdict, first.kind, first.day, first.tour.caravan_id) == (
        "accepted", "insert", day("03-25"), "V2",
    )  # fmt: skip
    assert [slot.price.cost_fen for slot in granted.answer.slots] == sorted(
        s.price.cost_fen for s in granted.answer.slots
    )


@pytest.mark.parametrize(
    "asked",
    [
        request("s8"),
        request("s9", "A"),
        request("s4", "A", first=day("03-26"), last=day("03-27")),
        request(None, "C", wants="set", first=day("06-01"), last=day("08-01"), weeks=9),
    ],
    ids=["insert", "replace", "moved", "stay"],
)
def test_every_slot_is_a_plan_that_the_verifier_accepts_and_has_its_price(desk, asked):
    granted = desk.answer(asked)
    assert granted.answer.verdict == "accepted"
    before = figures(golden_problem(), golden_plan())
    section = "sets" if asked.wants == "set" else "caravans"
    for slot, plan in zip(granted.answer.slots, granted.plans, strict=True):
        after = figures(golden_problem(), plan)
        assert verify(golden_problem(), plan) == []
        assert lacks(golden_problem(), plan, asked) == ()
        assert after[section, "cost"] - before[section, "cost"] == slot.price.cost_fen
        assert after[section, "coverage"] - before[section, "coverage"] == slot.price.coverage


def test_nothing_else_in_the_plan_is_touched(desk):
    granted = desk.answer(request("s8"))
    slot, plan = granted.answer.slots[0], granted.plans[0]
    assert plan.stays == golden_plan().stays
    assert [t for t in plan.tours if t.tour_id != slot.tour.tour_id] == [
        t for t in golden_plan().tours if t.tour_id != slot.tour.tour_id
    ]


def test_a_full_county_gets_the_visit_in_anothers_stead_and_says_whose(desk):
    """County A has its two visits; s9 can only take the place of s5, never of a pinned visit."""
    slots = desk.answer(request("s9", "A")).answer.slots
    assert {slot.kind for slot in slots} == {"replace"}
    assert slots[0].dropped == ("s5",)


def test_what_the_plan_has_already_costs_nothing(desk):
    answer = desk.answer(request("s4", "A")).answer
    assert [(slot.kind, slot.price.cost_fen) for slot in answer.slots] == [("planned", 0)]


def test_a_holiday_gets_another_slot_offered(desk):
    """4 to 6 April is a public holiday: schools are closed."""
    granted = desk.answer(request("s8", first=day("04-04"), last=day("04-06")))
    assert granted.answer.verdict == "offered"
    assert not any(slot.in_dates for slot in granted.answer.slots)
    assert lacks(golden_problem(), granted.plans[0], request("s8", first=day("04-04"), last=day("04-06"))) == ("dates",)


def test_a_stop_too_small_for_every_kit_is_declined_by_the_rule(desk):
    answer = desk.answer(request("s7-narrow")).answer
    assert (answer.verdict, answer.limit, answer.slots) == ("declined", "rule", ())
    assert {reason.violation.rule_id for reason in answer.reasons} == {"tour.fit"}


def test_a_theme_that_no_kit_shows_is_declined_for_the_kits(desk):
    assert desk.answer(request("s8", themes=("chemistry",))).answer.limit == "kit"
    assert desk.answer(request("s8", themes=("light", "chemistry"))).answer.verdict == "accepted"


def test_an_exhibit_in_repair_is_not_on_show(desk):
    problem = replace(
        golden_problem(),
        exhibits=tuple(
            replace(e, condition="in_repair") if e.exhibit_id == "k2" else e for e in golden_problem().exhibits
        ),
    )
    assert desk.answer(request("s8", exhibit_ids=("k2",))).answer.verdict == "accepted"
    broken = (
        Desk(problem, replace(golden_plan(), pinned=pinned_of(problem)))
        .answer(request("s8", exhibit_ids=("k2",)))
        .answer
    )
    assert (broken.verdict, broken.limit) == ("declined", "kit")
    assert lacks(problem, desk.answer(request("s8")).plans[0], request("s8", exhibit_ids=("k2",))) == ("exhibits",)


def test_people_say_which_kinds_of_stop_suit(desk):
    """All stops of the golden problem are schools."""
    assert desk.answer(request(None, "D", audience=("pupils",))).answer.verdict == "accepted"
    assert desk.answer(request(None, "D", audience=("elderly",))).answer.limit == "place"


def test_a_slot_dearer_than_allowed_is_declined_for_its_price(desk):
    cheapest = desk.answer(request("s8")).answer.slots[0].price.cost_fen
    declined = desk.answer(request("s8"), cost_max_fen=cheapest - 1).answer
    assert (declined.verdict, declined.limit, declined.cheapest.cost_fen) == ("declined", "price", cheapest)
    assert len(desk.answer(request("s8"), cost_max_fen=cheapest).answer.slots) == 1


def test_a_county_that_did_not_ask_for_sets_gets_none(desk):
    answer = desk.answer(request(None, "D", wants="set", first=day("03-02"), last=day("08-01"))).answer
    assert (answer.verdict, answer.limit) == ("declined", "rule")


def test_a_pinned_visit_is_never_moved(desk):
    """s2 is pinned to 24 March: that visit is told, and no other day."""
    answer = desk.answer(request("s2", "B", first=day("03-26"), last=day("03-27"))).answer
    assert answer.verdict == "offered"
    assert [(slot.kind, slot.day) for slot in answer.slots] == [("planned", day("03-24"))]


def test_the_visits_of_a_convoy_are_not_moved():
    """V1 and V2 meet at s9 on 27 March: who wants s9 on other days is told of that day, whichever vehicle suits."""
    problem, plan = convoy_case()
    other_days = request("s9", "A", first=day("03-30"), last=day("03-31"))
    for wanted, caravan_id in (((), "V1"), (("k2",), "V2")):
        answer = Desk(problem, plan).answer(replace(other_days, exhibit_ids=wanted)).answer
        assert answer.verdict == "offered"
        assert [(s.kind, s.day, s.tour.caravan_id) for s in answer.slots] == [("planned", day("03-27"), caravan_id)]


def test_a_stop_that_a_convoy_visits_counts_once_in_the_price():
    """With one of its visits, of two, gone nothing is lost; a third adds nothing; without both its people are."""
    problem, plan = convoy_case()
    view = View(problem, plan)
    view.warm_up()
    ground = make_ground(view)
    first, second = (out.column for out in ground.tours if out.tour.tour_id in ("c1", "c2"))
    worth, stop = Worth(ground), next(iter(first.stops))
    alone = plan_of(replace(problem, convoys=()), tuple(tour for tour in plan.tours if tour.tour_id != "c2"))
    none = replace(plan, tours=tuple(tour for tour in plan.tours if tour.tour_id not in ("c1", "c2")))
    value = [figures(problem, each)["caravans", "coverage"] for each in (plan, alone, none)]
    assert value[0] == value[1] > value[2]
    assert worth.price((second, None)).coverage == 0 == worth.coverage((stop,), ())
    assert worth.price((first, None), (second, None)).coverage == value[2] - value[0]


def without_s9() -> Problem:
    """County A has s4 and s5, which the plan visits on 25 March, and s9, to which no vehicle can drive."""
    stops = tuple(replace(stop, road_class=4) if stop.stop_id == "s9" else stop for stop in golden_problem().stops)
    return replace(golden_problem(), stops=stops, **BARE)


def test_a_stop_that_nobody_can_visit_hides_no_visit_that_can_be_moved():
    problem = without_s9()
    asked = request(None, "A", first=day("03-26"), last=day("03-27"))
    answer = Desk(problem, plan_of(problem)).answer(asked).answer
    assert answer.verdict == "accepted"
    assert {slot.place_id for slot in answer.slots} <= {"s4", "s5"}


@pytest.mark.parametrize("first", ["03-23", "03-26", "03-30", "05-01"])
@pytest.mark.parametrize("county_id", ["A", "B", "C", "D"])
def test_a_county_is_served_on_the_dates_exactly_where_one_of_its_stops_is(county_id, first):
    """Asked without a stop, and about each of its stops: with a pin, a ceiling, a convoy, and stops nobody reaches."""
    problem, plan = convoy_case()
    unreached = [stop for stop in problem.stops if stop.stop_id in ("s2", "s3", "s5")]
    tracks = (replace(stop, stop_id=f"{stop.stop_id}-track", road_class=4) for stop in unreached)
    stops = (*tracks, *(stop for stop in problem.stops if stop.stop_id != "s3"))
    ceilings = (Ceiling(county_id="A", maximum=4),)
    problem = replace(problem, stops=stops, ceilings=ceilings, visit_pins=golden_problem().visit_pins)
    found = Desk(problem, plan_of(problem, plan.tours))
    days = {"first": day(first), "last": day(first) + timedelta(days=1)}
    verdicts = {
        found.answer(request(stop.stop_id, county_id, **days), most=1).answer.verdict
        for stop in stops
        if stop.county_id == county_id
    }
    together = found.answer(request(None, county_id, **days), most=1).answer.verdict
    assert (together == "accepted") == ("accepted" in verdicts)
    assert (together == "declined") == (verdicts == {"declined"})


def test_a_stop_that_the_plan_leaves_out_comes_before_a_visit_moved():
    problem = replace(golden_problem(), **BARE)
    asked = request(None, "A", first=day("03-26"), last=day("03-27"))
    slots = Desk(problem, plan_of(problem)).answer(asked, most=50).answer.slots
    stops = [slot.place_id for slot in slots if not slot.dropped]
    assert stops[0] == "s9"
    assert set(stops[stops.count("s9") :]) == {"s4", "s5"}


def test_with_nobody_named_every_kind_of_stop_suits():
    problem = replace(golden_problem(), **BARE)
    stops = (replace(stop, kind="village_hall") if stop.county_id == "D" else stop for stop in problem.stops)
    problem = replace(problem, stops=tuple(stops))
    desk = Desk(problem, plan_of(problem))
    for audience, limit in (((), None), (("farmers", "elderly"), None), (("pupils",), "place")):
        assert desk.answer(request(None, "D", audience=audience)).answer.limit == limit
    assert kinds_for(()) == {*get_args(StopKind)} == frozenset().union(*(kinds_for((group,)) for group in GROUPS))


def test_the_plan_written_has_an_id_of_its_own(desk):
    made = repinned(golden_problem(), desk.answer(request("s8")).plans[0])
    assert made.plan_id != golden_plan().plan_id
    assert verify(golden_problem(), made) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"stop_id": "nowhere"}, "id-unknown"),
        ({"county_id": "Z"}, "id-unknown"),
        ({"exhibit_ids": ("none",)}, "id-unknown"),
        ({"first": day("03-27"), "last": day("03-25")}, "dates-reversed"),
        ({"first": day("02-01")}, "span-outside"),
        ({"county_id": "A"}, "request-elsewhere"),
        ({"wants": "set"}, "request-place-wrong"),
    ],
)
def test_a_bad_request_gets_a_coded_message(changes, code):
    asked = request(**{"stop_id": "s8", "county_id": "D", **changes})
    faults = check_problem(replace(golden_problem(), requests=(asked,)))
    assert [each.code for each in faults] == [code]


def test_a_plan_of_another_problem_is_refused():
    with pytest.raises(DapengError, match="plan-refused"):
        Desk(replace(golden_problem(), not_asked=()), golden_plan())


def test_two_requests_of_one_id_are_refused():
    faults = check_problem(replace(golden_problem(), requests=(request(), request())))
    assert [each.code for each in faults] == ["id-duplicate"]


def test_a_visit_on_other_days_is_told_first_and_as_what_it_is(desk):
    """s4 is visited on 25 March, and no school is open on the last week-end of May."""
    asked = request("s4", "A", first=day("05-30"), last=day("05-31"))
    answer = desk.answer(asked).answer
    assert answer.verdict == "offered"
    assert (answer.slots[0].kind, answer.slots[0].day, answer.slots[0].price.cost_fen) == ("planned", day("03-25"), 0)
    assert all((slot.day, slot.tour.caravan_id) != (day("03-25"), "V2") for slot in answer.slots[1:])
    (only,) = desk.answer(asked, most=1).answer.slots
    assert only.kind == "planned"
