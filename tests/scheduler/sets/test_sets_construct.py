"""The first plan of the sets: where everything is asked for at once it still obeys every hard rule."""

from __future__ import annotations

from maps.counties import guizhou_counties
from scheduler.narrow import for_sets
from scheduler.progress import Budget
from scheduler.sets.board import make_board
from scheduler.sets.construct import greedy
from scheduler.sets.effort import Effort
from scheduler.sets.rules import Targets, make_rules
from scheduler.sets.search import Search
from services.sample import make_sample


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
