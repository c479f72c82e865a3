"""The first plan of the sets: where everything is asked for at once it still obeys every hard rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from core.calendar import DateSpan
from maps.counties import guizhou_counties
from scheduler.narrow import for_sets
from scheduler.plan import Stay
from scheduler.problem import Problem, Round
from scheduler.progress import Budget
from scheduler.repeats import NO_REPEATS
from scheduler.sets import solve
from scheduler.sets.board import make_board
from scheduler.sets.construct import greedy, resume
from scheduler.sets.effort import Effort
from scheduler.sets.result import SetsResult
from scheduler.sets.rules import Targets, make_rules
from scheduler.sets.score import county_gains
from scheduler.sets.search import Search
from scheduler.sets.solve import solve_sets
from services.sample import make_sample
from services.sample_exchange import with_rounds
from tests.scheduler.sets.sets_help import real, search_of


def test_the_first_plan_of_a_whole_sample_keeps_pins_and_repeats_no_county():
    problem = make_sample(guizhou_counties(), "52", 10, 20, 100, 1, whole=True)
    board = make_board(for_sets(problem), by_cost=False)
    search = Search(board, Effort(Budget(60.0), 60.0), lambda *_: None)
    rules = make_rules(board, Targets())
    taken = greedy(search, rules, 30.0)
    assert search.offer(rules, taken)
    counties = [board.option_county()[option] for item in search.items(taken) for option in item.options]
    twice = {int(one) for one in counties if counties.count(one) > 1}
    assert {board.counties[row] for row in twice} <= {*problem.rings[0].county_ids}


def two_rounds() -> Problem:
    """One set, three counties, a round in each half of the year."""
    problem = real(counties=3, sets=1, weeks=52, stay_weeks=(5,))
    first, middle = problem.horizon.first_monday, problem.horizon.first_monday + timedelta(weeks=26)
    spans = (
        DateSpan(first=first, last=middle - timedelta(days=1)),
        DateSpan(first=middle, last=problem.horizon.last_day),
    )
    return replace(
        problem, rounds=tuple(Round(round_id=name, span=span) for name, span in zip("AB", spans, strict=True))
    )


def stays_of(problem: Problem, *placed: tuple[int, date]) -> tuple[Stay, ...]:
    """Return stays of the one set: county by number, and Monday."""
    halls = {hall.county_id: hall.hall_id for hall in problem.halls}
    ids = [county.county_id for county in problem.counties]
    return tuple(
        Stay(
            set_id=problem.sets[0].set_id,
            hall_id=halls[ids[row]],
            county_id=ids[row],
            opens=opens,
            weeks=5,
            team_id=problem.setup_teams[0].team_id,
        )
        for row, opens in placed
    )


EVERY_COUNTY_TWICE = (
    *((1, date(2026, 3, 9)), (2, date(2026, 4, 20)), (0, date(2026, 6, 1))),
    *((0, date(2026, 8, 31)), (2, date(2026, 10, 19)), (1, date(2026, 11, 30))),
)


def resumed(problem: Problem, stays: tuple[Stay, ...]) -> list[int]:
    """Return the options that a warm start holds, all of them in a plan that obeys the rules."""
    search = search_of(problem)
    rules = make_rules(search.board, Targets())
    taken = resume(search, rules, stays)
    assert not taken or search.offer(rules, taken)
    return [option for item in search.items(taken) for option in item.options]


def test_a_warm_start_with_several_rounds_keeps_every_stay_and_is_not_made_worse():
    problem = two_rounds()
    stays = stays_of(problem, *EVERY_COUNTY_TWICE)
    held = resumed(problem, stays)
    assert len(held) == len(stays)
    board = search_of(problem).board
    reached = int((board.need * county_gains(board, held)).sum())
    found = solve_sets(problem, Budget(0.001), stays)
    assert next(stage.value for stage in found.stages if stage.stage == "coverage") >= reached > 0


@pytest.mark.parametrize(("months", "kept"), [(0, 6), (3, 5), (12, 3)])
def test_a_warm_start_keeps_as_many_stays_as_months_between_allow(months, kept):
    problem = two_rounds()
    asked = replace(problem, repeats=replace(NO_REPEATS, revisit_months=months))
    assert len(resumed(asked, stays_of(problem, *EVERY_COUNTY_TWICE))) == kept


def test_of_three_stays_in_one_round_a_warm_start_keeps_one():
    problem = two_rounds()
    stays = stays_of(problem, (0, date(2026, 3, 9)), (0, date(2026, 4, 20)), (0, date(2026, 6, 1)))
    assert len(resumed(problem, stays)) == 1


def test_several_rounds_are_no_worse_than_one_visit_for_each_county(monkeypatch):
    """The best plan found that visits no county twice obeys the rounds too: it is where the search begins."""
    problem = with_rounds(make_sample(guizhou_counties(), "52", 5, 0, 0, 1))
    once = list[tuple[Stay, ...]]()
    inner = solve._solved

    def remembered(*asked: Any) -> SetsResult:
        found = inner(*asked)
        once.append(found.stays)
        return found

    monkeypatch.setattr(solve, "_solved", remembered)
    found = solve_sets(problem, Budget(6.0, seed=1, workers=1))
    stays, _ = once
    board = search_of(problem).board
    reached = int((board.need * county_gains(board, resumed(problem, stays))).sum())
    assert len({stay.county_id for stay in stays}) == len(stays) > 10
    assert next(stage.value for stage in found.stages if stage.stage == "coverage") >= reached > 0
