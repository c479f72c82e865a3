"""Loans against the tour plan: faults of bookings, and what the solvers may not plan is what the verifier refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from golden import day, golden_problem, span
from golden_plan import golden_plan, one_day, stamped, stay
from library_cases import ground, item, library, loan, problem_with, request

from core.calendar import DateSpan, days, uncovered
from exhibits.model import Kit
from scheduler.check import check_problem
from scheduler.library.absence import without_lent
from scheduler.plan import Overhaul, Tour, TourDay
from scheduler.problem import Problem
from scheduler.verify import verify
from scheduler.verify.loans import caravan_lent, set_lent
from scheduler.verify.view import View


def lending(*loans, **changes) -> Problem:
    shelf = library(exhibit_ids=("s1-0", "s1-1", "s2-0", "k2"), set_ids=("S4",), caravan_ids=("V3",), turnaround_days=0)
    return replace(ground(), libraries=(shelf,), loans=loans, **changes)


def codes(problem: Problem) -> list[str]:
    return [each.code for each in check_problem(problem)]


def test_without_loans_nothing_changes():
    assert without_lent(ground()) is ground()


FAULTS = {
    "loan-empty": (loan(),),
    "loan-not-held": (loan(exhibit_ids=("s3-0",)),),
    "loan-twice": (loan(exhibit_ids=("k2",)), loan(loan_id="L2", exhibit_ids=("k2",), span=span("04-10", "04-20"))),
    "loan-kit-differs": (loan(exhibit_ids=("k2",), kit_id="kit-V1"),),
    "loan-set-pinned": (loan(exhibit_ids=("s2-0",)),),
    "id-unknown": (loan(exhibit_ids=("nothing",)),),
    "id-duplicate": (loan(exhibit_ids=("k2",)), loan(exhibit_ids=("s1-0",))),
}


@pytest.mark.parametrize(("code", "loans"), FAULTS.items(), ids=FAULTS)
def test_a_wrong_booking_is_a_fault(code, loans):
    assert set(codes(lending(*loans))) == {code}


def test_the_turnaround_counts_as_lent():
    pair = loan(exhibit_ids=("k2",)), loan(loan_id="L2", exhibit_ids=("k2",), span=span("04-12", "04-20"))
    assert codes(lending(*pair)) == []
    slow = replace(lending().libraries[0], turnaround_days=2)
    assert codes(replace(lending(*pair), libraries=(slow,))) == ["loan-twice"]


def test_a_set_lent_whole_takes_its_exhibits_along():
    shelf = replace(lending().libraries[0], exhibit_ids=("s4-0",))
    pair = loan(set_ids=("S4",)), loan(loan_id="L2", exhibit_ids=("s4-0",))
    there = tuple(replace(one, unavailable=()) for one in ground().sets)
    assert codes(replace(lending(*pair), libraries=(shelf,), sets=there)) == ["loan-twice"]


def test_a_kit_made_up_by_a_loan_may_hold_exhibits_of_a_set():
    kit = Kit(kit_id="K9", name="组", exhibit_ids=("s1-0",), owner_id="org", custodian_id="org")
    caravans = tuple(replace(one, kit_id="K9") if one.caravan_id == "V2" else one for one in ground().caravans)
    alone = lending(kits=(*ground().kits, kit), caravans=caravans)
    assert "used-twice" in codes(alone)
    made = replace(alone, loans=(loan(exhibit_ids=("s1-0",), kit_id="K9", span=span("03-25", "03-27")),))
    assert codes(made) == []
    view = View(made, golden_plan())
    assert list(caravan_lent(view)) == []  # V2 is out on 03-25
    assert [each.rule_id for each in set_lent(view)] == ["set.lent"]  # S1 stays at hA on these days
    late = replace(made, loans=(replace(made.loans[0], span=span("03-26", "03-27")),))
    assert [each.case for each in caravan_lent(View(late, golden_plan()))] == ["no_kit"]


def test_a_set_may_tour_on_while_it_stays_intact_enough():
    """S1 has three of four exhibits working and needs 60 %."""
    one, two = loan(exhibit_ids=("s1-0",), splits_set=True), loan(exhibit_ids=("s1-0", "s1-1"), splits_set=True)
    assert [list(set_lent(View(lending(each), golden_plan()))) == [] for each in (one, two)] == [False, False]
    working = tuple(replace(each, condition="working") for each in ground().exhibits)
    split = lending(one, exhibits=working)
    assert list(set_lent(View(split, golden_plan()))) == []
    assert without_lent(split).sets == split.sets
    assert list(set_lent(View(lending(two, exhibits=working), golden_plan())))


@pytest.mark.parametrize("seed", range(8))
def test_the_solvers_are_told_exactly_what_the_verifier_refuses(seed):
    rng = Random(seed)
    window = [*days(day("03-02"), day("05-31"))]
    things = [{"exhibit_ids": (name,)} for name in ("s1-0", "s1-1", "s2-0", "k2")]
    things += [{"set_ids": ("S4",)}, {"caravan_ids": ("V3",)}]
    loans = []
    for number in range(4):
        first = rng.randrange(len(window) - 20)
        when = span(window[first].isoformat()[5:], window[first + rng.randrange(18)].isoformat()[5:])
        loans.append(loan(loan_id=f"L{number}", span=when, splits_set=rng.random() < 0.4, **rng.choice(things)))
    problem = lending(*loans)
    told = without_lent(problem)
    for before, after in zip(problem.sets, told.sets, strict=True):
        added = after.unavailable[len(before.unavailable) :]
        for today in window:
            plan = replace(golden_plan(), stays=(), overhauls=(overhaul_on(before.set_id, today),))
            refused = any(set_lent(View(problem, plan)))
            assert refused == any(d in s for s in added for d in days(today, overhaul_on("", today).last_day))
    for before, after in zip(problem.caravans, told.caravans, strict=True):
        added = after.unavailable[len(before.unavailable) :]
        for today in window:
            trip = TourDay(day=today, activities=(), overnight_county_id=None)
            tour = Tour(tour_id="t", caravan_id=before.caravan_id, crew_id="K2", days=(trip,))
            refused = any(caravan_lent(View(problem, replace(golden_plan(), tours=(tour,)))))
            assert refused == any(today in s for s in added)


def overhaul_on(set_id, today):
    return Overhaul(set_id=set_id, first_monday=today, weeks=1)


def test_the_golden_case_and_its_counter_example():
    """A loan of S4's exhibit from 08-24: its stay may end before, and may not run into it."""
    before = stamped(replace(golden_plan(), stays=(*golden_plan().stays, stay("S4", "hC", "06-15", 9, "T3"))))
    assert [each.rule_id for each in verify(golden_problem(), before)] == []
    after = stamped(replace(golden_plan(), stays=(*golden_plan().stays, stay("S4", "hC", "06-22", 9, "T3"))))
    assert {each.rule_id for each in verify(golden_problem(), after)} == {"set.lent"}
    tour = one_day("t3", "V3", "K2", "04-23", (("s8", 600),))
    assert verify(golden_problem(), stamped(replace(golden_plan(), tours=(*golden_plan().tours, tour)))) == []


def test_a_request_with_ages_the_wrong_way_round_is_a_fault():
    problem = problem_with((item(0),), request(age_min=12, age_max=6))
    assert codes(problem) == ["range-reversed"]


@pytest.mark.parametrize("seed", range(30))
def test_what_spans_leave_of_a_window_is_told_day_by_day(seed):
    rng, window = Random(seed), DateSpan(first=date(2026, 3, 1), last=date(2026, 4, 30))
    firsts = [date(2026, 2, 1) + timedelta(days=rng.randrange(150)) for _ in range(rng.randrange(5))]
    spans = [DateSpan(first=first, last=first + timedelta(days=rng.randrange(40))) for first in firsts]
    left = {each for part in uncovered(window, spans) for each in days(part.first, part.last)}
    assert left == {each for each in days(window.first, window.last) if not any(each in one for one in spans)}
