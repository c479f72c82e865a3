"""What stays at home, and the fact that keeps it there."""

from __future__ import annotations

from dataclasses import replace

from services.idle import idle_of
from tests.plan_by_hand import plan_by_hand
from tests.small import small_problem

PROBLEM = small_problem()
PLAN = plan_by_hand(PROBLEM)
EMPTY = replace(PLAN, stays=(), tours=(), overhauls=())


def why(problem, plan) -> dict[str, str]:
    return {one.item_id: one.why for one in idle_of(problem, plan)}


def test_what_is_used_is_not_named():
    used = {stay.set_id for stay in PLAN.stays} | {tour.caravan_id for tour in PLAN.tours}
    named = {one.item_id for one in idle_of(PROBLEM, PLAN)}
    everything = {one.set_id for one in PROBLEM.sets} | {one.caravan_id for one in PROBLEM.caravans}
    assert named == everything - used
    assert {one.item_id for one in idle_of(PROBLEM, EMPTY)} == everything


def test_a_set_with_broken_exhibits_is_told_with_its_numbers():
    first = PROBLEM.sets[0]
    broken = set(first.exhibit_ids[1:])
    exhibits = tuple(
        replace(one, condition="repair" if one.exhibit_id in broken else "working") for one in PROBLEM.exhibits
    )
    idle = next(one for one in idle_of(replace(PROBLEM, exhibits=exhibits), EMPTY) if one.item_id == first.set_id)
    assert (idle.why, idle.part, idle.whole) == ("intact", 1, len(first.exhibit_ids))
    assert idle.limit == PROBLEM.set_rules.min_intact_percent


def test_a_caravan_without_crew_and_one_whose_crews_are_used_up():
    one = PROBLEM.caravans[0]
    assert why(replace(PROBLEM, crews=()), EMPTY)[one.caravan_id] == "no_crew"
    assert why(PROBLEM, EMPTY)[one.caravan_id] == "chosen"
    spent = tuple(replace(crew, out_days_max=0) for crew in PROBLEM.crews)
    assert why(replace(PROBLEM, crews=spent), EMPTY)[one.caravan_id] == "crews_used"
