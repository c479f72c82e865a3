"""What is on a journey or with another organisation is neither at home nor to be lent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from golden import day, span
from golden_plan import golden_plan
from library_cases import ground, item, library, loan, problem_with, request
from test_library_where import spot

from core.calendar import DateSpan
from core.errors import DapengError
from exhibits.model import Kit
from scheduler.absences import bookings
from scheduler.check import check_problem
from scheduler.exchange import SetLoan
from scheduler.journeys import Journey
from scheduler.library.absence import without_lent
from scheduler.library.book import book
from scheduler.library.compose import compose
from scheduler.library.where import whereabouts
from scheduler.problem import Organisation, Problem, StayPin
from scheduler.verify.days import each_day
from scheduler.verify.library import verify_composition
from scheduler.verify.loans import taken_by

OTHER = Organisation(org_id="other", name="外省科技馆", level="province", parent_id=None)


def journey(service: str, resource_id: str, when: DateSpan, **changes: Any) -> Journey:
    made = Journey(
        journey_id="J1",
        name="尼泊尔展览（虚构）",
        service=service,  # type: ignore[arg-type]
        resource_id=resource_id,
        mission="abroad",
        destination="加德满都",
        timezone="Asia/Kathmandu",
        opens=when.first,
        opens_min=600,
        closes=when.last,
        closes_min=1020,
        transport_out_days=0,
        customs_out_days=0,
        customs_back_days=0,
        transport_back_days=0,
        stays_target=None,
        audience_target=None,
        stays_done=None,
        audience_done=None,
        source="invented",
    )
    return replace(made, **changes)


def exchange(set_id: str, direction: str, when: DateSpan, **changes: Any) -> SetLoan:
    made = SetLoan(
        loan_id="E1",
        set_id=set_id,
        direction=direction,  # type: ignore[arg-type]
        lender_id="org",
        borrower_id="other",
        window=when,
        county_id="D",
        lon=107.0,
        lat=26.0,
    )
    return replace(made, **changes)


def away(**changes: Any) -> Problem:
    """Return the golden ground with a library that lends exhibits of S4 and of V3's kit."""
    kit = next(c.kit_id for c in ground().caravans if c.caravan_id == "V3")
    names = next(k.exhibit_ids for k in ground().kits if k.kit_id == kit)
    shelf = library(exhibit_ids=("s4-0", *names), set_ids=("S4",), caravan_ids=("V3",), turnaround_days=0)
    sets = tuple(replace(one, unavailable=()) if one.set_id == "S4" else one for one in ground().sets)
    made = replace(ground(), organisations=(*ground().organisations, OTHER), sets=sets, libraries=(shelf,))
    return replace(made, **changes)


BOOKED = {
    "a set on a journey": away(journeys=(journey("set", "S4", span("04-05", "04-20")),)),
    "a set lent out": away(set_loans=(exchange("S4", "out", span("04-05", "04-20")),)),
    "a set not lent in yet": away(set_loans=(exchange("S4", "in", span("04-21", "08-30")),)),
}


@pytest.mark.parametrize("problem", BOOKED.values(), ids=BOOKED)
def test_what_is_elsewhere_is_not_put_together_and_the_check_says_so_too(problem):
    asked = request(themes=(), exhibits_min=1, span=span("04-10", "04-12"))
    shelf = replace(problem.libraries[0], exhibit_ids=("s4-0",))
    asking = replace(problem, libraries=(shelf,), loan_requests=(asked,))
    found = compose(asking, "Q1")
    assert (found.met, found.other_first) == (False, day("04-21"))
    at_home = replace(asking, journeys=(), set_loans=())
    free = compose(at_home, "Q1")
    assert free.met
    assert verify_composition(at_home, free) == []
    assert "s4-0" in str(verify_composition(asking, free)[0])


def test_the_check_finds_the_same_days_as_the_library_day_by_day():
    problem = away(
        journeys=(journey("caravan", "V3", span("04-01", "04-03")), journey("set", "S1", span("07-01", "07-09"))),
        set_loans=(
            exchange("S4", "in", span("03-10", "04-05")),
            exchange("S4", "in", span("05-01", "05-09"), loan_id="E2"),
            exchange("S2", "out", span("04-02", "04-09"), loan_id="E3"),
        ),
    )
    kits = {kit.kit_id: kit.exhibit_ids for kit in problem.kits}
    own = {one.set_id for one in problem.sets}
    for today in each_day(day("03-02"), day("08-30")):
        gone = {name for one in problem.sets for s in one.unavailable if today in s for name in one.exhibit_ids}
        for one in (*problem.sets, *problem.caravans):
            if any(today in each.span for each in bookings(problem, one)):
                is_set = getattr(one, "set_id", None) in own
                gone |= set(one.exhibit_ids if is_set else kits[one.kit_id])  # type: ignore[union-attr]
        assert taken_by(problem, None, today) == gone


def test_where_a_set_is_while_it_is_away_and_until_it_is_fetched():
    problem = away(
        set_loans=(exchange("S4", "out", span("04-05", "04-20")),),
        journeys=(journey("set", "S3", span("06-01", "06-09"), transport_out_days=2),),
    )

    def where(set_id: str, on: str) -> tuple[str, str | None]:
        found = spot(whereabouts(problem, day(on), golden_plan()), "set", set_id)
        return found.state, found.place

    assert where("S4", "04-04")[0] == "home"
    assert where("S4", "04-10") == ("exchange", "外省科技馆")
    assert where("S4", "04-21") == ("handed", "县D")
    assert where("S3", "05-30") == ("journey", "尼泊尔展览（虚构） · 加德满都")
    assert where("S3", "06-10") == ("unknown", "")  # nobody said that it goes home


def test_a_set_lent_in_is_with_its_owner_outside_the_window():
    problem = away(set_loans=(exchange("S4", "in", span("04-05", "04-20")),))
    states = [
        spot(whereabouts(problem, day(on), None), "set", "S4").state for on in ("04-04", "04-05", "04-20", "04-21")
    ]
    assert states == ["exchange", "handed", "handed", "exchange"]


def test_until_is_the_last_day_of_the_same_place_whatever_is_booked():
    problem = away(
        set_loans=(exchange("S4", "out", span("04-05", "04-20")),),
        journeys=(journey("set", "S1", span("06-04", "06-05")), journey("caravan", "V3", span("04-05", "04-08"))),
    )
    today = day("03-02")
    while today < day("08-30"):
        now, then = (whereabouts(problem, when, None) for when in (today, today + timedelta(days=1)))
        for one, two in zip(now, then, strict=True):
            if one.spot.until is not None and one.spot.state not in ("home", "handed"):
                same = (one.spot.state, one.spot.place) == (two.spot.state, two.spot.place)
                assert same == (today < one.spot.until), (today, one)
        today += timedelta(days=1)


DOUBLE = {
    "journey and loan of the set": {
        "journeys": (journey("set", "S4", span("04-05", "04-20")),),
        "loans": (loan(set_ids=("S4",), span=span("04-20", "04-22")),),
    },
    "journey and loan of an exhibit": {
        "journeys": (journey("set", "S4", span("04-05", "04-20")),),
        "loans": (loan(exhibit_ids=("s4-0",), span=span("04-01", "04-05")),),
    },
    "exchange and loan": {
        "set_loans": (exchange("S4", "out", span("04-05", "04-20")),),
        "loans": (loan(set_ids=("S4",), span=span("04-10", "04-11")),),
    },
    "loan of what is not here": {
        "set_loans": (exchange("S4", "in", span("04-05", "04-20")),),
        "loans": (loan(set_ids=("S4",), span=span("04-20", "04-21")),),
    },
    "caravan on a journey": {
        "journeys": (journey("caravan", "V3", span("04-05", "04-08")),),
        "loans": (loan(caravan_ids=("V3",), span=span("04-08", "04-09")),),
    },
    "two journeys": {
        "journeys": (
            journey("set", "S4", span("04-05", "04-20")),
            journey("set", "S4", span("04-20", "04-25"), journey_id="J2"),
        ),
    },
    "journey and exchange": {
        "journeys": (journey("set", "S4", span("04-05", "04-20")),),
        "set_loans": (exchange("S4", "out", span("04-20", "04-25")),),
    },
}


@pytest.mark.parametrize("changes", DOUBLE.values(), ids=DOUBLE)
def test_nothing_is_booked_twice(changes):
    assert [each.code for each in check_problem(away(**changes))] == ["booked-twice"]


def test_bookings_one_after_the_other_are_none_twice():
    fine = away(
        journeys=(
            journey("set", "S4", span("04-05", "04-20")),
            journey("caravan", "V3", span("04-05", "04-08"), journey_id="J2"),
        ),
        set_loans=(exchange("S4", "out", span("04-21", "04-25")),),
        loans=(loan(set_ids=("S4",), span=span("04-26", "04-28")), loan(loan_id="L2", caravan_ids=("V3",))),
    )
    assert [each.code for each in check_problem(fine)] == ["booked-twice"]  # V3 is lent from 04-01 to 04-10
    later = replace(fine, loans=(fine.loans[0], replace(fine.loans[1], span=span("04-09", "04-10"))))
    assert check_problem(later) == []


# --- on-board kits ---


def test_a_loan_does_not_make_up_the_kit_of_a_caravan_that_it_lends():
    kit = Kit(kit_id="K9", name="组", exhibit_ids=("s4-0",), owner_id="org", custodian_id="org")
    carried = tuple(replace(one, kit_id="K9") if one.caravan_id == "V3" else one for one in ground().caravans)
    shelf = library(exhibit_ids=("s4-0",), caravan_ids=("V3",))
    both = loan(exhibit_ids=("s4-0",), caravan_ids=("V3",), kit_id="K9")
    problem = replace(away(), libraries=(shelf,), kits=(*ground().kits, kit), caravans=carried, loans=(both,))
    assert "loan-kit-lent" in [each.code for each in check_problem(problem)]
    told = next(one for one in without_lent(problem).caravans if one.caravan_id == "V3")
    assert all(any(today in each for each in told.unavailable) for today in each_day(day("03-02"), day("05-31")))


def test_a_second_on_board_booking_does_not_undo_the_first_unseen():
    items = tuple(item(number) for number in range(6))
    one = request(purpose="on_board", caravan_id="V1", exhibits_max=2)
    two = replace(one, request_id="Q2", span=span("06-01", "06-10"))
    problem = replace(problem_with(items, one), loan_requests=(one, two))
    first = book(problem, compose(problem, "Q1"))
    with pytest.raises(DapengError) as caught:
        book(first, compose(first, "Q2"))
    assert [each.code for each in caught.value.faults] == ["loan-kit-idle"]
    other = replace(two, caravan_id="V2")
    second = book(with_other := replace(first, loan_requests=(one, other)), compose(with_other, "Q2"))
    assert len(second.loans) == 2


def aboard(**changes: Any) -> Problem:
    """A request for a kit that V1 is to carry from 1 to 10 April, of exhibits on the shelf."""
    asked = request(purpose="on_board", caravan_id="V1", exhibits_max=2)
    made = problem_with(tuple(item(number) for number in range(6)), asked)
    vehicles = tuple(replace(one, unavailable=()) if one.caravan_id == "V1" else one for one in made.caravans)
    return replace(made, caravans=vehicles, **changes)


def in_workshop(*spans: DateSpan) -> Problem:
    made = aboard()
    vehicles = (replace(one, unavailable=spans) if one.caravan_id == "V1" else one for one in made.caravans)
    return replace(made, caravans=tuple(vehicles))


def lent_out() -> Problem:
    made = aboard()
    shelf = replace(made.libraries[0], caravan_ids=("V1",))
    return replace(made, libraries=(shelf,), loans=(loan(caravan_ids=("V1",), span=span("03-28", "03-30")),))


CARRIER_GONE = {
    "journey": (aboard(journeys=(journey("caravan", "V1", span("04-09", "04-12")),)), "04-13"),
    "workshop": (in_workshop(span("03-30", "04-05"), span("04-06", "04-11")), "04-03"),
    "lent, turnaround of two days": (lent_out(), "04-02"),
}


@pytest.mark.parametrize(("problem", "first"), CARRIER_GONE.values(), ids=CARRIER_GONE)
def test_no_kit_is_made_up_for_a_caravan_that_is_not_there(problem, first):
    found = compose(problem, "Q1")
    assert (found.met, found.other_first) == (False, later(problem, first))
    assert found.carrier_away
    free = compose(aboard(), "Q1")
    assert free.met
    assert verify_composition(aboard(), free) == []
    assert "V1" in str(verify_composition(problem, free)[0])


def later(problem: Problem, first: str) -> date:
    """Return the day, after trying it: ten days from then on can be had, from the day before they cannot."""
    asked = problem.loan_requests[0]
    for start, met in ((day(first), True), (day(first) - timedelta(days=1), False)):
        moved = replace(asked, span=DateSpan(first=start, last=start + timedelta(days=9)))
        assert compose(replace(problem, loan_requests=(moved,)), "Q1").met == met, start
    return day(first)


def test_a_caravan_that_is_there_on_one_day_carries_its_kit():
    problem = in_workshop(span("03-30", "04-05"), span("04-07", "04-12"))
    found = compose(problem, "Q1")
    assert found.met
    assert verify_composition(problem, found) == []


def test_a_loan_that_makes_up_a_kit_takes_its_carrier():
    booked = book(aboard(), compose(aboard(), "Q1"))
    gone = replace(booked, journeys=(journey("caravan", "V1", span("04-10", "04-12")),))
    assert [each.code for each in check_problem(gone)] == ["booked-twice"]
    shelf = replace(booked.libraries[0], caravan_ids=("V1",))
    lent = replace(
        booked, libraries=(shelf,), loans=(*booked.loans, loan(caravan_ids=("V1",), span=span("04-12", "04-13")))
    )
    assert [each.code for each in check_problem(lent)] == ["loan-twice"]


def test_a_made_up_kit_is_back_on_the_shelf_whatever_its_caravan_does():
    booked = book(aboard(), compose(aboard(), "Q1"))
    far = span("05-11", "05-14")
    shelf = replace(booked.libraries[0], caravan_ids=("V1",))
    trip = journey("caravan", "V1", span("05-10", "05-12"))
    lending = loan(caravan_ids=("V1",), span=span("05-14", "05-15"))
    every = request(request_id="Q2", exhibits_min=6, span=far)
    problem = replace(
        booked,
        libraries=(shelf,),
        journeys=(trip,),
        loans=(*booked.loans, lending),
        loan_requests=(*booked.loan_requests, every),
    )
    assert check_problem(problem) == []
    found = compose(problem, "Q2")
    assert len(found.exhibit_ids) == 6
    assert verify_composition(problem, found) == []
    assert taken_by(problem, None, day("05-11")) == set()


def test_a_pin_beside_the_horizon_is_judged_as_the_rule_judges_it():
    """S1 needs five days of set-up: lent until the day before the horizon, it may be pinned to its first Monday."""
    problem = away(stay_pins=())
    first = problem.horizon.first_monday
    pin = StayPin(set_id="S4", hall_id=problem.halls[0].hall_id, opens=first, weeks=problem.set_rules.stay_weeks[0])
    before = loan(set_ids=("S4",), span=DateSpan(first=first - timedelta(days=9), last=first - timedelta(days=1)))
    codes = [each.code for each in check_problem(replace(problem, loans=(before,), stay_pins=(pin,)))]
    assert "loan-set-pinned" not in codes
    inside = replace(before, span=replace(before.span, last=first))
    codes = [each.code for each in check_problem(replace(problem, loans=(inside,), stay_pins=(pin,)))]
    assert "loan-set-pinned" in codes


def workshop_for(problem: Problem, kind: str, name: str, when: DateSpan) -> Problem:
    """Enter a workshop for a set or caravan."""
    if kind == "caravan":
        vehicles = (replace(c, unavailable=(when,)) if c.caravan_id == name else c for c in problem.caravans)
        return replace(problem, caravans=tuple(vehicles))
    sets = (replace(s, unavailable=(when,)) if s.set_id == name else s for s in problem.sets)
    return replace(problem, sets=tuple(sets))


def test_a_workshop_over_a_booking_is_refused_as_the_booking_over_the_workshop_is():
    booked = book(aboard(), compose(aboard(), "Q1"))
    whole, part = span("04-01", "04-10"), span("04-02", "04-10")
    assert [each.code for each in check_problem(workshop_for(booked, "caravan", "V1", whole))] == ["loan-kit-away"]
    assert not compose(workshop_for(aboard(), "caravan", "V1", whole), "Q1").met
    assert check_problem(workshop_for(booked, "caravan", "V1", part)) == []
    assert compose(workshop_for(aboard(), "caravan", "V1", part), "Q1").met
    assert check_problem(workshop_for(booked, "caravan", "V2", whole)) == []


def test_exhibits_of_a_set_in_the_workshop_are_on_no_loan():
    """Whichever was entered first; a set lent whole may be unavailable because it is lent."""
    shelf = library(exhibit_ids=("s4-0",), set_ids=("S4",))
    bare = replace(ground(), libraries=(shelf,), loans=())
    singly = replace(bare, loans=(loan(exhibit_ids=("s4-0",)),))
    assert check_problem(workshop_for(singly, "set", "S4", span("03-20", "03-31"))) == []
    shut = span("04-10", "04-20")
    (found,) = check_problem(workshop_for(singly, "set", "S4", shut))
    assert (found.code, found.facts["set"], found.place) == ("loan-set-shut", "S4", "/loans/0")
    asked = replace(workshop_for(bare, "set", "S4", shut), loan_requests=(request(),))
    assert not compose(asked, "Q1").met
    assert check_problem(workshop_for(replace(bare, loans=(loan(set_ids=("S4",)),)), "set", "S4", shut)) == []
