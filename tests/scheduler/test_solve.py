"""Both sections together: generate a small problem, solve, verify."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import DapengError
from scheduler.plan import Plan
from scheduler.progress import Budget, Progress
from scheduler.solve import solve
from scheduler.verify import verify
from scheduler.wire import PLAN, dump_plan, parse
from services.planning import make_plan, require_verified
from tests.small import small_problem


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    counties=st.integers(2, 7),
    sets=st.integers(0, 3),
    caravans=st.integers(0, 3),
    stops=st.integers(0, 30),
    weeks=st.sampled_from([13, 26, 53]),
    seed=st.integers(1, 10_000),
)
def test_the_verifier_accepts_every_plan(counties, sets, caravans, stops, weeks, seed):
    made = small_problem(counties=counties, sets=sets, caravans=caravans, stops=stops, weeks=weeks, seed=seed)
    problem = replace(made, visit_pins=(), stay_pins=())  # a tiny fleet may be unable to keep the sample's pins
    plan = solve(problem, Budget(2.0, seed=seed))
    assert verify(problem, plan) == []
    for stage in plan.stages:
        assert stage.value <= stage.bound if stage.sense == "max" else stage.value >= stage.bound


def test_deterministic_solves_repeat_exactly():
    problem = small_problem()
    first, second = (solve(problem, Budget(1.0, seed=3, deterministic=True)) for _ in range(2))
    assert dump_plan(first) == dump_plan(second)


def test_a_stopped_solve_answers_soon_with_a_plan_that_holds():
    problem = small_problem(counties=8, sets=3, caravans=3, stops=40, weeks=52)
    stop = threading.Event()
    threading.Timer(0.8, stop.set).start()
    started = time.monotonic()
    plan = make_plan(problem, Budget(60.0, cancelled=stop.is_set))
    assert plan.making.stopped
    assert time.monotonic() - started < 10


def test_progress_tells_incumbents_of_both_sections():
    seen: list[Progress] = []
    solve(small_problem(), Budget(2.0, report=seen.append))
    assert {report.section for report in seen if report.incumbent is not None} == {"sets", "caravans"}


def test_a_plan_read_back_is_the_plan():
    plan = solve(small_problem(), Budget(1.0))
    assert parse(PLAN, dump_plan(plan), "plan") == plan


def test_a_plan_that_breaks_a_rule_is_never_handed_out():
    problem = small_problem()
    plan: Plan = solve(problem, Budget(1.0))
    broken = replace(plan, tours=plan.tours + plan.tours[:1])
    assert plan.tours
    with pytest.raises(DapengError) as caught:
        require_verified(problem, broken)
    assert caught.value.faults[0].code == "plan-refused"


def test_a_warm_start_is_not_lost():
    problem = small_problem()
    first = solve(problem, Budget(3.0))
    again = solve(problem, Budget(1.0), warm_start=first)
    before = {(s.section, s.stage): s.value for s in first.stages}
    after = {(s.section, s.stage): s.value for s in again.stages}
    for section in ("sets", "caravans"):
        assert after[section, "shortage"] <= before[section, "shortage"]
        if after[section, "shortage"] == before[section, "shortage"]:
            assert after[section, "coverage"] >= before[section, "coverage"]
