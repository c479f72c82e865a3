"""Pricing and listing against every way that a set can take."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from core.calendar import DateSpan
from scheduler.problem import Problem, Round
from scheduler.repeats import NO_REPEATS, RepeatRules
from scheduler.sets.board import make_board
from scheduler.sets.listing import Lister
from scheduler.sets.pricing import Pricer, Prices
from scheduler.sets.recursion import NEVER
from tests.scheduler.sets.sets_help import real, ways


def random_prices(board, seed: int, per_fen: int) -> Prices:
    reward = np.random.default_rng(seed).integers(-300_000, 1_000_000, board.options.count)
    return Prices(reward=reward, per_fen=per_fen)


def worth(way, prices: Prices) -> int:
    return int(prices.reward[list(way.options)].sum()) - prices.per_fen * way.cost_fen


@pytest.mark.parametrize(("seed", "per_fen"), [(1, 0), (2, 0), (3, 1), (4, 1)])
def test_the_best_itinerary_is_the_best_of_all_ways(seed, per_fen):
    problem = real()
    board = make_board(problem, by_cost=True)
    prices = random_prices(board, seed, per_fen)
    for row in range(len(board.kinds)):
        pricer = Pricer(board, row)
        values = pricer.values(prices)
        starts = pricer.starts(values, per_fen, pricer.homes[0])
        best = max(worth(way, prices) for way in ways(problem, board, row) if way.options)
        assert starts.max() == best
        item = pricer.trace(values, per_fen, pricer.homes[0], int(starts.argmax()))
        assert worth(item, prices) == best


def two_rounds(border: int, repeats: RepeatRules = NO_REPEATS, **facts: object) -> Problem:
    problem = real(**facts)
    day = problem.horizon.first_monday + timedelta(weeks=border)
    spans = (
        DateSpan(first=problem.horizon.first_monday, last=day - timedelta(days=1)),
        DateSpan(first=day, last=problem.horizon.last_day),
    )
    rounds = tuple(Round(round_id=f"R{number}", span=span) for number, span in enumerate(spans))
    return replace(problem, rounds=rounds, repeats=repeats)


THEMES = replace(NO_REPEATS, theme_years=1)
MONTHS = replace(NO_REPEATS, revisit_months=1)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(
    ("problem", "apart"),
    [
        (two_rounds(11, counties=3, weeks=26), False),
        (two_rounds(11, MONTHS, counties=3, weeks=26), False),
        (two_rounds(11, THEMES, counties=3, weeks=26), True),
        (two_rounds(8, counties=3, weeks=13, stay_weeks=(2, 3)), False),
    ],
    ids=["rounds", "months", "themes", "short"],
)
def test_with_two_rounds_a_set_comes_back_in_another_one_only_and_where_that_is_allowed(problem, apart, seed):
    board = make_board(problem, by_cost=True)
    generator = np.random.default_rng(seed)
    reward = generator.integers(0, 1000, board.options.count)
    reward[board.option_county() == seed % 3] += 4000  # one county is worth coming back to
    prices, pricer = Prices(reward=reward, per_fen=0), Pricer(board, 0)
    values = pricer.values(prices)
    starts = pricer.starts(values, 0, pricer.homes[0])
    found = [way for way in ways(problem, board, 0, apart) if way.options]
    best = max(worth(way, prices) for way in found)
    item = pricer.trace(values, 0, pricer.homes[0], int(starts.argmax()))
    assert starts.max() == worth(item, prices) == best
    short = pricer.best_with(prices, values)
    through = np.full(board.options.count, 2 * NEVER)
    for way in found:
        through[list(way.options)] = np.maximum(through[list(way.options)], worth(way, prices))
    assert (short >= through - best).all()
    lister = Lister(pricer, values, 0, pricer.homes[0], lambda: False)
    assert lister.list(best - 500, 100_000)
    assert {one.options for one in lister.found} == {way.options for way in found if worth(way, prices) >= best - 500}


@pytest.mark.parametrize("seed", [1, 2])
def test_the_list_holds_every_way_within_the_slack_and_no_other(seed):
    problem = real()
    board = make_board(problem, by_cost=True)
    prices = random_prices(board, seed, per_fen=0)
    pricer = Pricer(board, 0)
    values = pricer.values(prices)
    least = int(pricer.starts(values, 0, pricer.homes[0]).max()) - 600_000
    lister = Lister(pricer, values, 0, pricer.homes[0], lambda: False)
    assert lister.list(least, 100_000)
    expected = {way.options for way in ways(problem, board, 0) if way.options and worth(way, prices) >= least}
    assert {item.options for item in lister.found} == expected
    assert len(lister.found) == len(expected) > 1
    assert all(item.cost_fen > 0 for item in lister.found)


def test_a_list_that_is_too_long_or_cancelled_says_so(monkeypatch):
    monkeypatch.setattr("scheduler.sets.listing.CALLS", 10)
    board = make_board(real(), by_cost=True)
    prices = random_prices(board, 1, per_fen=0)
    pricer = Pricer(board, 0)
    values = pricer.values(prices)
    assert not Lister(pricer, values, 0, pricer.homes[0], lambda: False).list(-(10**9), 3)
    assert not Lister(pricer, values, 0, pricer.homes[0], lambda: True).list(-(10**9), 10**6)


def test_how_far_a_stay_falls_short_is_that_of_the_best_way_through_it():
    problem = real(counties=3)
    board = make_board(problem, by_cost=True)
    prices = random_prices(board, 5, per_fen=0)
    pricer = Pricer(board, 0)
    short = pricer.best_with(prices, pricer.values(prices))
    found = list(ways(problem, board, 0))
    best = max(worth(way, prices) for way in found)
    for option in range(board.options.count):
        through = [worth(way, prices) for way in found if option in way.options]
        if through:
            assert short[option] >= max(through) - max(0, best)  # counties may come twice: never less
