"""Bounds and rows of the master, the flow through the weeks, and the prices that are kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from scheduler.progress import Budget
from scheduler.sets.cp import Limits
from scheduler.sets.dealing import itineraries
from scheduler.sets.flow import choose_flow, make_flow, relax_flow
from scheduler.sets.master import Point
from scheduler.sets.pricing import Itinerary
from scheduler.sets.rules import Targets, make_rules
from scheduler.sets.scope import make_scope
from scheduler.sets.solve import solve_sets
from tests.scheduler.sets.sets_help import coverage_of, plain, real, search_of, ways


def never() -> bool:
    return False


@pytest.mark.parametrize("repairs", [False, True])
def test_any_prices_prove_a_bound(repairs):
    problem = real(counties=6, sets=2, weeks=40, repairs=repairs)
    reached = next(stage.value for stage in solve_sets(problem, Budget(3.0)).stages if stage.stage == "coverage")
    run = coverage_of(search_of(problem, by_cost=False))
    whole = make_scope(run.rules, run.search.pool, ())
    random = np.random.default_rng(1)
    nothing, bases = np.zeros(0), np.zeros(len(whole.base_left), dtype=np.int64)
    for _ in range(20):
        duals = random.integers(-(10**6), 10**6, len(run.rules.table.low)) * run.master.scale
        scaled, _ = run.master.price(Point(0.0, nothing, duals, bases, ()), whole, never)
        assert scaled // run.master.scale >= reached > 0


def test_rows_refuse_what_the_rules_refuse():
    problem = real(counties=4, sets=3, weeks=22)
    problem = replace(problem, setup_teams=problem.setup_teams[:1])
    search = search_of(problem)
    board, rules = search.board, make_rules(search.board, Targets())
    search.pool.add(_items(search, problem))
    random, seen = np.random.default_rng(2), Counter()
    for _ in range(300):
        taken = [int(random.choice([p for p, i in enumerate(search.pool.items) if i.kind == k])) for k in (0, 1)]
        held = [option for place in taken for option in search.pool.items[place].options]
        counties = Counter(board.option_county()[held].tolist())
        opens = Counter(board.options.opens[held].tolist())
        allowed = max(counties.values()) == 1 and max(opens.values()) == 1
        scope = make_scope(rules, search.pool, taken)
        assert allowed == (not (scope.high[rules.packing] < 0).any())
        seen[allowed] += 1
    assert min(seen[True], seen[False]) > 10


def _items(search, problem):
    for row, pricer in enumerate(search.pricers):
        for way in ways(problem, search.board, row):
            if way.options:
                yield _item(pricer, way)


def _item(pricer, way):
    return Itinerary(kind=pricer.index, home=pricer.homes[0], options=way.options, overhauls=(), cost_fen=way.cost_fen)


def test_the_flow_proves_what_the_whole_search_proves():
    problem = plain(14, 2)
    run = coverage_of(search_of(problem))
    whole = make_scope(run.rules, run.search.pool, ())
    flow = make_flow(run.search.board, run.search.pricers)
    proof, held = relax_flow(run.master, flow, whole, run.effort)
    bound = run.master.price(proof, whole, never)[0] // run.master.scale
    choice = choose_flow(run.master, flow, whole, Limits(10.0, 0, bound), run.effort)
    found = next(stage for stage in solve_sets(problem, Budget(1.5)).stages if stage.stage == "coverage")
    assert held.max() <= 1 + 1e-6
    assert choice.bound == found.value == found.bound <= bound


def test_no_flow_where_sets_go_home_for_overhauls():
    search = search_of(real(counties=6, weeks=40, repairs=True))
    assert any(kind.phases for kind in search.board.kinds)
    assert make_flow(search.board, search.pricers) is None


def test_chosen_stays_are_dealt_out_at_the_least_cost():
    problem = plain(5, 1, weeks=32)
    search = search_of(problem)
    pricer, board = search.pricers[0], search.board
    found = sorted((way for way in ways(problem, board, 0) if len(way.options) == 3), key=lambda way: way.options)
    for way in found[:: max(1, len(found) // 10)]:
        best = min(other.cost_fen for other in found if sorted(other.options) == sorted(way.options))
        (item,) = itineraries(board, pricer, way.options, np.ones(board.options.count, dtype=np.int64))
        assert (sorted(item.options), item.cost_fen) == (sorted(way.options), best)


def test_a_stay_too_many_is_left_out_with_the_least_gain():
    search = search_of(plain(8, 1, weeks=40))
    board = search.board
    same_week = np.flatnonzero(board.options.opens == 5)[:3]
    gain = np.arange(board.options.count)
    (item,) = itineraries(board, search.pricers[0], same_week.tolist(), gain)
    assert item.options == (same_week[-1],)


def test_scarce_sets_and_counties_have_prices_and_idle_ones_none():
    prices = solve_sets(plain(20, 2), Budget(1.0)).prices
    by = {resource: [p.value for p in prices if p.resource == resource] for resource in ("set_week", "team_week")}
    assert by["set_week"][0] == by["set_week"][1] > 0
    assert by["team_week"] == [0, 0]
    counties = {p.resource_id: p.value for p in prices if p.resource == "county_stay"}
    assert len(counties) == 20
    assert 0 < sum(value > 0 for value in counties.values()) < 20
