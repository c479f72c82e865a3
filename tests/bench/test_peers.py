"""Each peer answers small problems with every feature, without breaking one, near the best there is."""

from __future__ import annotations

import importlib

import pytest
from routes_cases import best_value, small_problem

from bench.apart import MODULES, PEERS, is_installed, run_apart
from bench.peers.trim import without_losses
from bench.routes_check import objective_of, violations

SECONDS = 0.15


def peer(name):
    if not is_installed(name):
        pytest.skip(f"{name} is not installed: it is part of the optional extra dapeng[bench] (make bench installs it)")
    return importlib.import_module(MODULES[name])


@pytest.mark.parametrize("name", PEERS)
def test_a_peer_keeps_every_rule_and_comes_near_the_best(name):
    module, reached, best = peer(name), 0, 0
    for seed in (1, 2, 4, 5):
        problem = small_problem(seed)
        routes = module.solve(problem, SECONDS, 1)
        assert violations(problem, routes) == [], seed
        reached += objective_of(problem, routes)
        best += best_value(problem)
    assert 0.9 * best <= reached <= best


@pytest.mark.parametrize("name", PEERS)
def test_a_peer_collects_prizes_where_nothing_costs(name):
    problem = small_problem(1, costs=False)
    routes = peer(name).solve(problem, SECONDS, 1)
    assert violations(problem, routes) == []
    assert objective_of(problem, routes) >= 0.9 * best_value(problem)


def test_a_process_apart_brings_the_answer_back():
    peer("vroom")
    answer = run_apart("vroom", small_problem(1), SECONDS, 1)
    assert answer.fault == ""
    assert violations(small_problem(1), answer.routes) == []
    assert 0.5 * SECONDS < answer.wall_s < SECONDS + 1
    assert answer.peak_mib > 10


def test_a_failure_apart_is_told():
    answer = run_apart("vroom", None, SECONDS, 1)
    assert answer.routes is None
    assert "Error" in answer.fault


def test_visits_that_do_not_pay_are_taken_out():
    problem = small_problem(1)
    problem.clients.prize[:] = 0
    routes, trimmed = [[0, 1, 2], [3]], without_losses(problem, [[0, 1, 2], [3]])
    assert trimmed[1] == []
    assert 0 in trimmed[0]
    assert 1 not in trimmed[0]
    assert objective_of(problem, trimmed) > objective_of(problem, routes)
