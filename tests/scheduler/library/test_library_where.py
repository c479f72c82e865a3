"""Where everything is on a date, told from the plan and the loans day by day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from golden import day, golden_problem, span
from golden_plan import golden_plan
from library_cases import item, library, loan, problem_with, request, theme_show

from scheduler.library.where import WHEREABOUTS, Spot, whereabouts

DAYS = {
    "03-02": ("home", "A"),
    "03-10": ("home", "A"),
    "03-11": ("moving", "A"),  # five days of set-up before 03-16
    "03-16": ("stay", "A"),
    "05-10": ("stay", "A"),
    "05-11": ("moving", "A"),
    "05-18": ("overhaul", "A"),
    "05-31": ("overhaul", "A"),
    "06-03": ("moving", "B"),
    "06-08": ("stay", "B"),
    "08-02": ("stay", "B"),
    "08-05": ("moving", "B"),  # three days of tear-down
    "08-06": ("home", "A"),
}


def spot(found, kind: str, item_id: str) -> Spot:
    return next(one.spot for one in found if (one.kind, one.item_id) == (kind, item_id))


@pytest.mark.parametrize(("on", "expected"), DAYS.items(), ids=DAYS)
def test_a_set_through_the_year(on, expected):
    problem = replace(golden_problem(), loans=())
    found = spot(whereabouts(problem, day(on), golden_plan()), "set", "S1")
    assert (found.state, found.county_id) == expected
    assert found.until is None or found.until >= day(on)


def test_every_set_is_somewhere_else_only_from_one_day_to_the_next():
    """``until`` is the last day of the same state and county."""
    problem, plan = golden_problem(), golden_plan()
    today = day("03-02")
    while today < day("08-30"):
        now = whereabouts(problem, today, plan)
        next_day = whereabouts(problem, today + timedelta(days=1), plan)
        for one, two in zip(now, next_day, strict=True):
            on_tour = one.spot.state == "tour"  # another night, the same tour
            same = one.spot.state == two.spot.state and (on_tour or one.spot.place == two.spot.place)
            if one.spot.until is not None:
                assert same == (today < one.spot.until), (today, one)
        today += timedelta(days=1)


def test_caravans_and_loans():
    problem, plan = golden_problem(), golden_plan()
    out = spot(whereabouts(problem, day("03-23"), plan), "caravan", "V1")
    assert (out.state, out.county_id, out.until) == ("tour", "B", day("03-24"))
    lent = spot(whereabouts(problem, day("04-21"), None), "caravan", "V3")
    assert (lent.state, lent.county_id, lent.until, lent.loan_id) == ("loan", "B", day("04-22"), "L2")
    away = spot(whereabouts(problem, day("04-08"), plan), "caravan", "V2")
    assert (away.state, away.until) == ("away", day("04-12"))
    assert spot(whereabouts(problem, day("04-21"), plan), "caravan", "V1").state == "home"


def test_single_exhibits_follow_their_loan_their_set_their_kit_or_the_shelf():
    gone = loan(show_ids=("TS",), stop_id="s1", span=span("03-20", "03-25"))
    problem = problem_with((item(0), item(1)), request(), loans=(gone,), theme_shows=(theme_show("TS", "x0", "s2-0"),))
    shelf = library(exhibit_ids=("x1",), show_ids=("TS",))
    problem = replace(problem, libraries=(shelf,))
    found = whereabouts(problem, day("03-23"), golden_plan(), exhibits=True)
    states = {one.item_id: one.spot.state for one in found if one.kind == "exhibit"}
    assert (states["x0"], states["s2-0"], states["s2-1"]) == ("loan", "loan", "stay")
    assert (states["x1"], states["k1"], states["k2"]) == ("shelf", "tour", "home")
    assert spot(found, "show", "TS").place == "点s1 · 县B"
    later = {o.item_id: o.spot.state for o in whereabouts(problem, day("03-26"), None, exhibits=True)}
    assert (later["x0"], later["TS"], later["s2-0"]) == ("shelf", "shelf", "home")
    assert WHEREABOUTS.validate_python(WHEREABOUTS.dump_python(found, mode="json")) == found


def test_a_set_in_the_workshop_is_not_on_the_move():
    """S1 has stood in a hall and will again; in between it is unavailable: told so, and moving on both sides."""
    problem, plan = replace(golden_problem(), loans=()), golden_plan()
    one, two = [stay for stay in plan.stays if stay.set_id == "S1"]
    plan = replace(plan, overhauls=())
    shut = span("05-18", "05-24")
    sets = tuple(replace(each, unavailable=(shut,)) if each.set_id == "S1" else each for each in problem.sets)
    problem = replace(problem, sets=sets)

    def state(on: str) -> tuple[str, object]:
        found = spot(whereabouts(problem, day(on), plan), "set", "S1")
        return found.state, found.until

    assert one.last_day < shut.first < shut.last < two.opens
    assert state("05-17") == ("moving", day("05-17"))
    assert state("05-18") == ("away", day("05-24"))
    assert state("05-24") == ("away", day("05-24"))
    assert state("05-25")[0] == "moving"
