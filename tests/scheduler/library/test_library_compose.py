"""What is put together for a request is best among every choice, and accepted by the independent check."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from golden import day, golden_problem, span
from golden_plan import golden_plan
from library_cases import every_choice, item, keeps, loan, problem_with, rank, request, some_items, theme_show

from core.errors import DapengError
from scheduler.check import check_problem
from scheduler.library.book import book
from scheduler.library.compose import compose
from scheduler.verify.library import verify_composition


@pytest.mark.parametrize("seed", range(12))
def test_no_choice_is_better(seed):
    rng = Random(seed)
    items = some_items(rng, 9)
    show = theme_show("TS", "x0", "x1", "x2")
    asked = request(
        themes=tuple(rng.sample(("health", "safety", "light"), rng.randrange(3))),
        exhibits_min=rng.randrange(1, 4),
        exhibits_max=rng.choice((None, 4, 6)),
        footprint_max_m2=rng.choice((None, 6.6, 11.0)),
        mass_max_g=rng.choice((None, 60_000, 120_000)),
        power_max_w=rng.choice((None, 500)),
        volume_max_l=rng.choice((None, 300)),
        intact_min_percent=rng.choice((0, 70, 100)),
    )
    problem = problem_with(items, asked, theme_shows=(show,), lib={"show_ids": ("TS",)})
    single = replace(problem.libraries[0], exhibit_ids=tuple(one.exhibit_id for one in items[1:]))
    problem = replace(problem, libraries=(single,))  # x0 goes with the theme exhibition only
    assert check_problem(problem) == []
    ranks = [rank(problem, asked, names) for names, _ in every_choice(problem) if keeps(problem, asked, names)]
    found = compose(problem, "Q1")
    assert found.met == bool(ranks)
    if found.met:
        assert rank(problem, asked, frozenset(found.exhibit_ids)) == min(ranks)
        assert [stage.value for stage in found.stages] == [stage.bound for stage in found.stages]
        assert verify_composition(problem, found) == []


def on_the_shelf_and_in_a_set():
    """Three exhibits of set S4 and kit V1 are lent singly, beside one that belongs to nothing."""
    asked = request(exhibits_min=1)
    problem = problem_with((item(0),), asked)
    names = ("x0", "s4-0", "k1")
    return replace(problem, libraries=(replace(problem.libraries[0], exhibit_ids=names),))


def test_nothing_is_taken_from_a_set_unless_it_must():
    problem = on_the_shelf_and_in_a_set()
    found = compose(problem, "Q1")
    assert found.exhibit_ids == ("x0",)
    assert [stage.value for stage in found.stages] == [0, 1, 10_000]
    more = replace(problem, loan_requests=(request(exhibits_min=2),))
    found = compose(more, "Q1")
    assert len(found.exhibit_ids) == 2
    assert found.stages[0].value == 1
    assert verify_composition(more, found) == []


def test_what_tours_is_not_taken():
    problem = problem_with((item(0),), request(exhibits_min=2, span=span("03-23", "03-23")))
    problem = replace(problem, libraries=(replace(problem.libraries[0], exhibit_ids=("x0", "k1")),))
    assert compose(problem, "Q1").met
    assert verify_composition(problem, compose(problem, "Q1"), golden_plan())  # V1 is out on 03-23
    touring = compose(problem, "Q1", golden_plan())
    assert (touring.met, touring.other_first) == (False, day("03-25"))


def test_the_kit_that_is_replaced_may_give_its_exhibits():
    problem = on_the_shelf_and_in_a_set()
    asked = request(purpose="on_board", caravan_id="V1", exhibits_min=2)
    problem = replace(problem, loan_requests=(asked,))
    found = compose(problem, "Q1")
    assert found.exhibit_ids == ("k1", "x0")
    assert found.stages[0].value == 0


def test_a_stop_and_a_caravan_limit_what_is_put_together():
    items = tuple(item(number) for number in range(8))
    floor = compose(problem_with(items, request(stop_id="s7-narrow", caravan_id="V1")), "Q1")  # 10 m2
    assert len(floor.exhibit_ids) == 4
    heavy = tuple(replace(one, mass_g=300_000) for one in items)
    asked = request(purpose="on_board", caravan_id="V2")  # 1,000 kg
    assert len(compose(problem_with(heavy, asked), "Q1").exhibit_ids) == 3


def test_communities_get_what_is_in_their_catalogue():
    items = tuple(item(number) for number in range(5))
    asked = request(purpose="community")
    problem = problem_with(items, asked, lib={"community_exhibit_ids": ("x1", "x4")})
    found = compose(problem, "Q1")
    assert found.exhibit_ids == ("x1", "x4")
    wrong = replace(found, exhibit_ids=("x0", "x1"))
    assert verify_composition(problem, wrong)[0].facts["what"] == "exhibits"


def test_what_is_lent_is_not_lent_again_before_its_turnaround():
    items = tuple(item(number) for number in range(3))
    for first, last, met in (("03-20", "03-29", True), ("03-20", "03-30", False), ("04-13", "04-15", True)):
        gone = loan(exhibit_ids=("x0",), span=span(first, last))
        problem = problem_with(items, request(exhibits_min=3), loans=(gone,))
        assert compose(problem, "Q1").met == met, (first, last)


BROKEN = {
    "themes": {"themes": ("light",), "theme_min": 3},
    "working": {"exhibits_min": 4},
    "count": {"exhibits_max": 2},
    "area": {"footprint_max_m2": 7.4},
    "mass": {"mass_max_g": 29_999},
    "volume": {"volume_max_l": 149},
    "power": {"power_max_w": 299},
    "ages": {"age_min": 2},
}


@pytest.mark.parametrize("changes", BROKEN.values(), ids=BROKEN)
def test_the_check_refuses_what_breaks_a_limit(changes):
    items = tuple(item(number) for number in range(3))
    problem = problem_with(items, request())
    found = compose(problem, "Q1")
    assert verify_composition(problem, found) == []
    stricter = replace(problem, loan_requests=(request(**changes),))
    assert {each.code for each in verify_composition(stricter, found)} == {"composition-wrong"}
    assert not compose(stricter, "Q1").met or compose(stricter, "Q1").exhibit_ids != found.exhibit_ids


def test_the_check_refuses_wrong_figures_lent_exhibits_and_split_exhibitions():
    items = tuple(item(number) for number in range(3))
    problem = problem_with(items, request(), theme_shows=(theme_show("TS", "x0", "x1"),), lib={"show_ids": ("TS",)})
    found = compose(problem, "Q1")
    stages = (found.stages[0], replace(found.stages[1], bound=2), found.stages[2])
    assert verify_composition(problem, replace(found, stages=stages))
    assert verify_composition(problem, replace(found, exhibit_ids=("x0", "x2"), show_ids=("TS",)))
    lent = replace(problem, loans=(loan(exhibit_ids=("x1",)),))
    assert verify_composition(lent, found)
    assert verify_composition(problem, replace(found, exhibit_ids=(*found.exhibit_ids, "nothing")))


def test_a_booking_is_a_loan_and_cannot_be_made_twice():
    problem = problem_with(tuple(item(number) for number in range(3)), request())
    found = compose(problem, "Q1")
    booked = book(problem, found)
    assert [made.exhibit_ids for made in booked.loans] == [("x0", "x1", "x2")]
    assert not compose(replace(booked, loan_requests=(request(),)), "Q1").met
    again = replace(booked, loans=tuple(replace(made, loan_id="other") for made in booked.loans))
    with pytest.raises(DapengError) as error:
        book(again, found)
    assert {each.code for each in error.value.faults} == {"loan-twice"}


def test_an_on_board_kit_rides_in_place_of_the_old_one():
    items = tuple(item(number) for number in range(3))
    problem = problem_with(items, request(purpose="on_board", caravan_id="V2"))
    booked = book(problem, compose(problem, "Q1"))
    carried = next(one for one in booked.caravans if one.caravan_id == "V2")
    assert next(kit for kit in booked.kits if kit.kit_id == carried.kit_id).exhibit_ids == ("x0", "x1", "x2")
    assert booked.loans[0].kit_id == carried.kit_id


def test_an_unmet_request_is_not_booked_and_an_unknown_one_is_a_fault():
    problem = problem_with((item(0),), request(exhibits_min=2))
    with pytest.raises(DapengError) as error:
        book(problem, compose(problem, "Q1"))
    assert error.value.faults[0].code == "request-unmet"
    with pytest.raises(DapengError) as error:
        compose(golden_problem(), "nobody")
    assert error.value.faults[0].code == "id-unknown"
