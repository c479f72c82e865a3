"""Rings that leave sets idle at a step: no stay is added that would show a theme again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from ring_case import THEMES, ring_problem

from core.calendar import DateSpan
from core.concave import Breakpoint, GainCurve
from scheduler.check import check_problem
from scheduler.plan import Stay
from scheduler.problem import Problem, StayPin
from scheduler.progress import Budget
from scheduler.ring import RingPlan, plan_ring, with_ring
from scheduler.sets.board import make_board
from scheduler.sets.solve import solve_sets
from scheduler.verify import verify
from scheduler.verify.exchange import set_ring
from scheduler.verify.view import View
from tests.scheduler.listed_sets import plan_of


@pytest.fixture(scope="module")
def idle_steps() -> Problem:
    """Two sets, two counties, three steps, decided: at one step all are idle, and more days open still gain."""
    problem = ring_problem(counties=2, themes=THEMES[:2], steps=3)
    short = DateSpan(first=problem.rounds[1].span.first, last=date(2026, 7, 26))
    gain = GainCurve(corners=(Breakpoint(at=600, gain_permille=1000),), source="x")
    problem = replace(
        problem,
        rounds=tuple(replace(each, span=short) if each.round_id == "R2" else each for each in problem.rounds),
        set_rules=replace(problem.set_rules, gain=gain),
    )
    assert check_problem(problem) == []
    made = plan_ring(problem, problem.rings[0], 5.0)
    assert isinstance(made, RingPlan)
    return with_ring(problem, made)


def options_of(problem: Problem) -> set[StayPin]:
    """Return the stays that the solver may plan."""
    board = make_board(problem, by_cost=False)
    options = board.options
    return {
        StayPin(
            set_id=set_id,
            hall_id=board.halls[options.hall[row]].hall_id,
            opens=board.weeks.monday(options.opens[row]),
            weeks=int(options.ends[row] - options.opens[row]) + 1,
        )
        for row, column in zip(*options.allowed.nonzero(), strict=True)
        for set_id in board.kinds[column].set_ids
    }


def breaks_the_ring(problem: Problem, more: StayPin) -> bool:
    county = {hall.hall_id: hall.county_id for hall in problem.halls}
    stays = tuple(
        Stay(
            set_id=pin.set_id,
            hall_id=pin.hall_id,
            county_id=county[pin.hall_id],
            opens=pin.opens,
            weeks=pin.weeks,
            team_id=problem.setup_teams[0].team_id,
        )
        for pin in {*problem.stay_pins, more}
    )
    return any(set_ring(View(problem, plan_of(problem, stays))))


def test_a_plan_adds_no_ring_stay_where_sets_and_counties_are_idle_at_a_step(idle_steps):
    result = solve_sets(idle_steps, Budget(5.0))
    broken = [each.line("en") for each in verify(idle_steps, plan_of(idle_steps, result.stays))]
    assert [line for line in broken if "set.ring" in line] == []
    assert len(result.stays) >= len(idle_steps.stay_pins)


def test_a_stay_is_an_option_just_where_the_ring_stays_whole_with_it(idle_steps):
    """A third set shows a theme of the ring without a turn of its own, a fourth like it is not in the ring."""
    spare, other = (replace(idle_steps.sets[0], set_id=name) for name in ("S98", "S99"))
    ring = replace(idle_steps.rings[0], set_ids=(*idle_steps.rings[0].set_ids, spare.set_id))
    weeks = (ring.stay_weeks - 1, ring.stay_weeks)
    problem = replace(
        idle_steps,
        sets=(*idle_steps.sets, spare, other),
        rings=(ring,),
        set_rules=replace(idle_steps.set_rules, stay_weeks=weeks),
    )
    free = options_of(replace(problem, rings=()))
    barred = {each for each in free if breaks_the_ring(problem, each)}
    assert options_of(problem) == free - barred
    assert {each.set_id for each in barred} == {*ring.set_ids}
    assert {each.set_id for each in free - barred} == {*ring.set_ids, other.set_id}
