"""The checker sees every broken rule, and only that."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scheduler.routes.check import check_routes
from scheduler.routes.model import HORIZON, Clients, RoutesProblem, Vehicles
from scheduler.routes.timing import routes_of


def line(**changes):
    """Clients at 10, 20, 30 on a line with a depot at 0 and two vehicles; parts of the records can be changed."""
    at = np.array([0, 10, 20, 30])
    legs = np.abs(at[:, None] - at)
    clients = {
        "place": [1, 2, 3],
        "service": [5, 5, 5],
        "opens": [0, 0, 60],
        "closes": [99, 99, 99],
        "prize": [7, 8, 9],
        "demand": [1, 1, 1],
    }
    vehicles = {
        "start": [0, 0],
        "end": [0, 0],
        "earliest": [0, 0],
        "latest": [120, 120],
        "max_duration": [HORIZON, HORIZON],
        "capacity": [3, 3],
        "fixed_cost": [2, 2],
    }
    clients |= {name: value for name, value in changes.items() if name in clients}
    vehicles |= {name: value for name, value in changes.items() if name in vehicles}
    return RoutesProblem(
        duration=legs,
        cost=legs // 10,
        clients=Clients(
            **{name: np.array(value) for name, value in clients.items()},
            mandatory=np.array(changes.get("mandatory", [False] * 3)),
        ),
        vehicles=Vehicles(**{name: np.array(value) for name, value in vehicles.items()}),
        suits=np.array(changes.get("suits", [[True] * 3] * 2)),
    )


def plan(problem, *routes):
    return routes_of(problem, [np.array(route, np.int64) for route in routes], {})


def rules(problem, routes):
    return {breach.rule for breach in check_routes(problem, routes)}


GOOD = plan(line(), [0, 1, 2], [])


def test_times_and_value_of_a_route():
    """Leaves at 20: the last client opens at 60, so that is the latest that loses no time."""
    assert GOOD.starts[0].tolist() == [30, 45, 60]
    assert (GOOD.departs[0], GOOD.returns[0]) == (20, 95)
    assert GOOD.objective == 24 - 6 - 2
    assert rules(line(), GOOD) == set()


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("window", {"closes": [99, 40, 99]}),
        ("end", {"latest": [90, 90]}),
        ("begin", {"earliest": [25, 0]}),
        ("duration", {"max_duration": [74, 74]}),
        ("capacity", {"capacity": [2, 3]}),
        ("suits", {"suits": [[True, True, False], [True] * 3]}),
        ("prize", {"prize": [7, 8, 10]}),
        ("objective", {"fixed_cost": [3, 2]}),
    ],
)
def test_sees_a_rule_that_the_problem_makes_stricter(rule, changes):
    expected = {"prize": {"prize", "objective"}}.get(rule, {rule})
    assert rules(line(**changes), GOOD) == expected


def test_sees_a_missing_mandatory_client():
    problem = line(mandatory=[False, True, False])
    assert rules(problem, plan(problem, [0], [2])) == {"mandatory"}


def test_sees_a_client_visited_twice():
    assert "twice" in rules(line(), plan(line(), [0, 1], [1, 2]))


@pytest.mark.parametrize(("field", "value"), [("starts", (np.array([29, 45, 60]), np.zeros(0))), ("returns", [94, 0])])
def test_sees_times_that_driving_does_not_allow(field, value):
    wrong = replace(GOOD, **{field: value if field == "starts" else np.array(value)})
    assert rules(line(), wrong) == {"times"}
