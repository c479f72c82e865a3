"""Pricing and listing against every way that a set can take."""

from __future__ import annotations

import numpy as np
import pytest

from scheduler.sets.board import make_board
from scheduler.sets.listing import Lister
from scheduler.sets.pricing import Pricer, Prices
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
