"""Small boards, and the ways of a set listed by hand: day by day, from the problem's records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache

from bench.timetable_cases import plain_problem
from core.ids import hall_place, set_home_place
from maps.counties import guizhou_counties
from scheduler.plan import PLAN_SCHEMA_VERSION, Making, Plan
from scheduler.problem import Problem
from scheduler.progress import Budget
from scheduler.sets.board import Board, make_board
from scheduler.sets.effort import Effort
from scheduler.sets.result import SetsResult
from scheduler.sets.rules import Targets, make_rules
from scheduler.sets.search import Search
from scheduler.sets.stage import StageSearch
from scheduler.travel import set_matrix
from scheduler.wire import pinned_of
from tests.small import small_problem

MAKING = Making(seed=0, deterministic=False, seconds=0.0, versions={}, stopped=False)


def plan_of(problem: Problem, result: SetsResult) -> Plan:
    return Plan(
        schema_version=PLAN_SCHEMA_VERSION,
        plan_id="test",
        pinned=pinned_of(problem),
        making=MAKING,
        stays=result.stays,
        overhauls=result.overhauls,
        tours=(),
        stages=result.stages,
    )


def real(counties: int = 4, sets: int = 2, weeks: int = 28, repairs: bool = False, **rules: object) -> Problem:
    """A small problem with the product's rules; overhauls only if asked for."""
    problem = small_problem(counties=counties, sets=sets, caravans=0, stops=0, weeks=weeks)
    ours = [replace(one, unavailable=()) for one in problem.sets]
    if not repairs:
        ours = [replace(one, repair=replace(one.repair, weeks=0)) for one in ours]
    changed = replace(problem.set_rules, **{"stay_weeks": (8, 9), "min_intact_percent": 0, **rules})
    return replace(problem, sets=tuple(ours), set_rules=changed, stay_pins=(), visit_pins=(), floors=())


def plain(counties: int, sets: int, weeks: int = 52) -> Problem:
    return plain_problem(guizhou_counties()[:counties], sets, weeks, seed=1)


def search_of(problem: Problem, by_cost: bool = True) -> Search:
    board = make_board(problem, by_cost)
    search = Search(board, Effort(Budget(60.0), 60.0), lambda *_: None)
    search.offer(make_rules(board, Targets()), ())
    return search


def coverage_of(search: Search) -> StageSearch:
    return StageSearch(search, Targets(shortage=0), "coverage", 60.0)


@dataclass(frozen=True)
class Way:
    options: tuple[int, ...]
    cost_fen: int


def ways(problem: Problem, board: Board, kind: int, apart: bool = False) -> Iterator[Way]:
    """Every way of a set of ``kind`` from its first home, without a county twice in a row or with one stay between.

    That is meant within a round; ``apart``: within the horizon.
    """
    one = next(item for item in problem.sets if item.set_id in board.kinds[kind].set_ids)
    matrix = set_matrix(problem)
    mine = [option for option in range(board.options.count) if board.options.allowed[option, kind]]

    mondays = [board.weeks.monday(week) for week in range(board.weeks.count + 1)]

    def place(option):
        opens = mondays[board.options.opens[option]]
        number = next(number for number, one in enumerate(problem.rounds) if opens in one.span)
        return board.halls[board.options.hall[option]].county_id, -1 if apart else number

    @cache
    def free_days(first, last):
        days = [first + timedelta(days=step) for step in range((last - first).days)]
        return sum(not problem.calendar.is_holiday(day) for day in days)

    @cache
    def leg(here, there):
        travel = -(-matrix.minutes(here, there) // problem.set_rules.truck_day_drive_max_min)
        fen = -(-matrix.metres(here, there) * one.cost_fen_per_km // 1000) + one.cost_fen_per_move
        return travel, fen

    def onward(options: tuple[int, ...], cost: int) -> Iterator[Way]:
        yield Way(options, cost)
        for option in mine:
            hall = board.halls[board.options.hall[option]]
            opens = mondays[board.options.opens[option]]
            barred = {place(item) for item in options[-2:]}
            here, after, out = set_home_place(one.set_id), problem.horizon.first_monday, 0
            if options:
                here = hall_place(board.halls[board.options.hall[options[-1]]].hall_id)
                after = mondays[board.options.ends[options[-1]] + 1]
                out = one.teardown_days
            travel, fen = leg(here, hall_place(hall.hall_id))
            late = opens < after or free_days(after, opens) < out + travel + one.setup_days
            if not late and place(option) not in barred:
                yield from onward((*options, option), cost + fen)

    yield from onward((), 0)
