"""Reading VRPLIB cases: the best known solutions keep every rule and cost exactly what their files say."""

from __future__ import annotations

import numpy as np
import pytest

from bench import ours
from bench.routes_check import objective_of, violations
from bench.vrplib import read_case

TEXT = """NAME : tiny
TYPE : PCVRPTW
DIMENSION : 3
VEHICLES : 2
CAPACITY : 10
SERVICE_TIME : 9
EDGE_WEIGHT_TYPE : EUC_2D
NODE_COORD_SECTION
1 0 0
2 1 1
3 3 4
DEMAND_SECTION
1 0
2 4
3 5
TIME_WINDOW_SECTION
1 0 100
2 10 20
3 0 50
PRIZE_SECTION
1 0
2 7
3 0
DEPOT_SECTION
1
-1
EOF
"""


def test_a_case_by_hand(tmp_path):
    (tmp_path / "tiny.vrp").write_text(TEXT, "utf-8")
    (tmp_path / "tiny.sol").write_text("Route #1: 2\nCost: 170\n", "utf-8")
    case = read_case(tmp_path / "tiny.vrp")
    assert case.problem.duration.tolist() == [[0, 14, 50], [14, 0, 36], [50, 36, 0]]
    assert case.problem.clients.mandatory.tolist() == [False, True]
    assert case.problem.clients.opens.tolist() == [100, 0]
    assert case.problem.clients.service.tolist() == [90, 90]
    assert case.best_routes == [[1], []]
    assert violations(case.problem, case.best_routes) == []
    assert int(case.problem.clients.prize.sum()) - objective_of(case.problem, case.best_routes) == case.best_cost


@pytest.mark.parametrize(
    "name",
    ["MDVRPTW-PR11A", "MDVRPTW-PR11B", "PCVRPTW-C1_10_1", "PCVRPTW-R1_10_1", "PCVRPTW-R2_10_5", "PCVRPTW-RC2_10_5"],
)
def test_the_best_known_solution_costs_what_it_says(outside, name):
    case = read_case(outside(f"vrplib/{name}.vrp"))
    assert violations(case.problem, case.best_routes) == []
    assert int(case.problem.clients.prize.sum()) - objective_of(case.problem, case.best_routes) == case.best_cost
    assert np.array_equal(case.problem.cost, case.problem.duration)


def test_ours_opens_routes_that_pay_only_when_they_are_full(outside):
    """One client alone costs more than it brings here; the best known solution has 11 routes of some 34 visits."""
    case = read_case(outside("vrplib/PCVRPTW-R2_10_5.vrp"))
    ours.warm()
    routes = ours.solve(case.problem, 3.0, 1)
    assert violations(case.problem, routes) == []
    assert sum(map(bool, routes)) >= 5
    assert int(case.problem.clients.prize.sum()) - objective_of(case.problem, routes) < 1.2 * case.best_cost
