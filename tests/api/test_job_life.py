"""The life of a job: done, stopped, killed, broken, refused, taken over; never lost, never silent."""

import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import psutil
import pytest

from services.jobs import JobRunner
from tests.api import solvers
from tests.store.world import PROVINCE, filled_store, problem


@pytest.fixture
def store(tmp_path):
    made = filled_store(tmp_path)
    yield made
    made.close()


def order(store, seconds=30.0):
    with store.write() as unit:
        head = unit.problems.add(problem(), PROVINCE, "planner-key")
        return unit.jobs.add(head.problem_key, seconds, 1, False, "planner-key").job_key


@contextmanager
def running(store, solver):
    runner = JobRunner(store, solver)
    runner.start()
    try:
        yield runner
    finally:
        runner.stop()


def wait(store, job_key, test, seconds=20.0):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with store.read() as unit:
            job = unit.jobs.find(job_key)
        if test(job):
            return job
        time.sleep(0.05)
    raise AssertionError(f"the job stayed {job}")


def ended(job):
    return job.state not in ("queued", "running")


def plans(store):
    with store.read() as unit:
        return unit.plans.all({PROVINCE}, {"draft"})


def test_done_with_a_draft_and_the_last_progress(store):
    key = order(store)
    with running(store, solvers.at_once):
        job = wait(store, key, ended)
    assert (job.state, job.error_code, job.attempt) == ("done", None, 1)
    assert [plan.plan_key for plan in plans(store)] == [job.plan_key]
    assert set(job.progress["stages"]) == {"sets.shortage", "sets.coverage"}
    assert job.started_at <= job.finished_at


def test_stopped_by_a_person_keeps_the_best_so_far(store):
    key = order(store)
    with running(store, solvers.until_cancelled):
        wait(store, key, lambda job: job.progress.get("incumbent") == 1)
        with store.write() as unit:
            from store.base import utc_now

            unit.jobs.request_cancel(key, utc_now())
        job = wait(store, key, ended)
    assert job.state == "cancelled"
    assert job.plan_key == plans(store)[0].plan_key


def test_a_server_that_shuts_down_stops_its_solve_and_keeps_the_best_so_far(store):
    key = order(store)
    with running(store, solvers.until_cancelled):
        wait(store, key, lambda job: job.progress.get("incumbent") == 1)
        began = time.monotonic()
    assert time.monotonic() - began < 10
    with store.read() as unit:
        job = unit.jobs.find(key)
    assert (job.state, len(plans(store))) == ("cancelled", 1)


@pytest.mark.parametrize(
    ("solver", "code", "fact"),
    [
        (solvers.kills_itself, "job-child-died", "signal 9"),
        (solvers.breaks, "job-fault", "ZeroDivisionError: of ours"),
        (solvers.refuses, "value-invalid", "they contradict each other"),
        (solvers.cheats, "plan-refused", "1"),
    ],
)
def test_failed_with_a_coded_reason_and_without_a_plan(store, solver, code, fact):
    from core.errors import fault

    key = order(store)
    with running(store, solver):
        job = wait(store, key, ended)
    assert (job.state, job.error_code, job.plan_key) == ("failed", code, None)
    assert fact in job.error_facts.values()
    assert fault(job.error_code, "job", **job.error_facts).cause("zh")
    assert plans(store) == ()


def test_the_next_job_is_not_hurt_by_a_killed_one(store):
    first = order(store)
    with running(store, solvers.kills_itself):
        wait(store, first, ended)
    second = order(store)
    with running(store, solvers.at_once):
        assert wait(store, second, ended).state == "done"


def test_a_killed_server_takes_its_child_along_and_loses_no_job(store, tmp_path):
    key = order(store)
    server = subprocess.Popen([sys.executable, "-m", "tests.api.doomed_server", str(tmp_path / "store.sqlite")])
    wait(store, key, lambda job: job.progress.get("incumbent") == 1)
    child = next(
        one for one in psutil.Process(server.pid).children() if "resource_tracker" not in " ".join(one.cmdline())
    )
    server.send_signal(signal.SIGKILL)
    server.wait()
    child.wait(10)
    with running(store, solvers.at_once):
        job = wait(store, key, ended)
    assert (job.state, job.attempt) == ("done", 2)
