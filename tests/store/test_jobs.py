"""Jobs: one runner at a time, and no late write of a runner that was given up."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from tests.store.world import PROVINCE, filled_store, problem

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
LEASE = timedelta(seconds=30)


@pytest.fixture
def store(tmp_path):
    made = filled_store(tmp_path)
    yield made
    made.close()


@pytest.fixture
def job(store):
    with store.write() as unit:
        head = unit.problems.add(problem(), PROVINCE, None)
        return unit.jobs.add(head.problem_key, 10.0, 1, False, "planner-key")


def find(store, job):
    with store.read() as unit:
        return unit.jobs.find(job.job_key)


def claim(store, owner, now=NOW):
    with store.write() as unit:
        return unit.jobs.claim(owner, now, LEASE)


def test_a_second_press_of_the_button_is_the_same_job(store, job):
    with store.write() as unit:
        again = unit.jobs.add(job.problem_key, 99.0, 7, True, None)
    assert again == job


def test_of_many_runners_one_gets_the_job(store, job):
    claims = []

    def run(name):
        claims.append(claim(store, name))

    threads = [threading.Thread(target=run, args=(f"r{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    won = [one for one in claims if one is not None]
    assert len(won) == 1
    assert find(store, job).attempt == 1


def test_a_finished_job_is_not_taken_again(store, job):
    mine = claim(store, "a")
    with store.write() as unit:
        assert unit.jobs.finish(mine, NOW, "done", None)
        assert not unit.jobs.finish(mine, NOW, "failed", None)
    assert claim(store, "b") is None
    assert find(store, job).state == "done"


def test_a_silent_runner_loses_its_job_and_cannot_write_any_more(store, job):
    first = claim(store, "a")
    later = NOW + timedelta(minutes=1)
    with store.write() as unit:
        unit.jobs.expire(later, attempts_max=2)
    second = claim(store, "b", later)
    assert (second.job_key, second.attempt) == (job.job_key, 2)
    with store.write() as unit:
        assert not unit.jobs.beat(first, later, LEASE, {"stage": "coverage"})
        assert not unit.jobs.finish(first, later, "done", None)
        assert not unit.jobs.fail(first, later, "failed", "job-fault", {})
        assert unit.jobs.beat(second, later, LEASE, {"stage": "cost"})
    assert find(store, job).progress == {"stage": "cost"}


def test_a_beating_runner_keeps_its_job(store, job):
    mine = claim(store, "a")
    for minute in range(5):
        now = NOW + timedelta(seconds=20 * minute)
        with store.write() as unit:
            assert unit.jobs.beat(mine, now, LEASE, {})
            unit.jobs.expire(now + timedelta(seconds=20), attempts_max=2)
    assert find(store, job).state == "running"


def test_a_job_whose_server_keeps_dying_is_given_up_with_a_reason(store, job):
    for attempt in (1, 2):
        now = NOW + timedelta(hours=attempt)
        assert claim(store, f"r{attempt}", now).attempt == attempt
        with store.write() as unit:
            unit.jobs.expire(now + timedelta(minutes=1), attempts_max=2)
    found = find(store, job)
    assert (found.state, found.error_code, found.error_facts) == ("failed", "job-lost", {"attempts": "2"})


def test_cancelling_a_queued_job_ends_it_and_a_running_one_is_asked(store, job):
    with store.write() as unit:
        assert unit.jobs.request_cancel(job.job_key, NOW).state == "cancelled"
    assert claim(store, "a") is None
    with store.write() as unit:
        other = unit.jobs.add(job.problem_key, 10.0, 1, False, None)
    claim(store, "a")
    with store.write() as unit:
        asked = unit.jobs.request_cancel(other.job_key, NOW)
    assert (asked.state, asked.cancel_requested) == ("running", True)
