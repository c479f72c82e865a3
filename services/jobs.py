"""Jobs: solving in a child process, watched by a thread of the server.

The thread alone writes to the store. Each write says whose job it is and which attempt, so a runner that was thought
dead cannot overwrite the work of the one that took over.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import secrets
import threading
import time
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from multiprocessing.synchronize import Event
from typing import Any

from core.errors import DapengError, fail
from scheduler.wire import PLAN, parse
from services.accounts import Principal
from services.jobs_child import Solver, Task, work
from services.planbook import add_plan, find_problem, load_problem
from store.base import utc_now
from store.records import Claim, Job
from store.tables_plans import OPEN_STATES, JobState
from store.unit import Store, Unit
from store.verified import VerifiedPlan

log = logging.getLogger("dapeng.jobs")
LEASE = timedelta(seconds=30)
BEAT_SECONDS = 1.0
"""Between two heartbeats; each also writes progress and reads the cancel flag."""
IDLE_SECONDS = 1.0
"""Between two looks for queued jobs, unless woken."""
GRACE_SECONDS = 15.0
"""What a solve that was told to stop may take to hand out its last verified plan."""
ATTEMPTS_MAX = 2
"""A job whose server died this many times is given up."""


def request_plan(
    unit: Unit, principal: Principal, problem_key: str, seconds: float, seed: int, deterministic: bool
) -> Job:
    """Queue a solve of a problem in somebody's scope; one that is open already is returned instead."""
    find_problem(unit, principal, problem_key)
    job = unit.jobs.add(problem_key, seconds, seed, deterministic, principal.person.user_key)
    unit.audit.add("job.add", job.job_key, user_key=principal.person.user_key, problem_key=problem_key)
    return job


def find_job(unit: Unit, principal: Principal, job_key: str) -> Job:
    """Return a job of a problem in somebody's scope; raises ``not-found``."""
    job = unit.jobs.find(job_key)
    if job is None or unit.problems.find(job.problem_key, principal.scope) is None:
        raise fail("not-found", f"/jobs/{job_key}", kind="job", key=job_key)
    return job


def cancel_job(unit: Unit, principal: Principal, job_key: str, now: datetime) -> Job:
    """Ask a job to stop; raises ``not-found``, or ``job-ended`` where there is nothing to stop."""
    if find_job(unit, principal, job_key).state not in OPEN_STATES:
        raise fail("job-ended", f"/jobs/{job_key}")
    unit.audit.add("job.cancel", job_key, user_key=principal.person.user_key)
    return unit.jobs.request_cancel(job_key, now)


class JobRunner:
    """Takes queued jobs one after the other; a solver uses all cores, so two at a time would gain nothing."""

    def __init__(self, store: Store, solver: Solver) -> None:
        self._store = store
        self._solver = solver
        self._owner = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="dapeng-jobs", daemon=True)

    def start(self) -> None:
        """Begin to look for jobs."""
        self._thread.start()

    def wake(self) -> None:
        """Look for jobs now."""
        self._wake.set()

    def stop(self) -> None:
        """Stop the running solve, keep its last verified plan, and end."""
        self._stopping.set()
        self._wake.set()
        self._thread.join(GRACE_SECONDS + 5)

    def _loop(self) -> None:
        while not self._stopping.is_set():
            try:
                claim = self._claim()
                if claim is not None:
                    self._run(claim)
                    continue
            except Exception:
                log.exception("the job runner met an error; it goes on")
            self._wake.wait(IDLE_SECONDS)
            self._wake.clear()

    def _claim(self) -> Claim | None:
        with self._store.write() as unit:
            now = utc_now()
            unit.jobs.expire(now, ATTEMPTS_MAX)
            return unit.jobs.claim(self._owner, now, LEASE)

    def _run(self, claim: Claim) -> None:
        with self._store.read() as unit:
            job = unit.jobs.find(claim.job_key)
            assert job is not None  # noqa: S101 (it was claimed a moment ago)
            document = unit.problems.document(job.problem_key)
        task = Task(document=document, seconds=job.seconds, seed=job.seed, deterministic=job.deterministic)
        log.info("job %s: attempt %d begins", claim.job_key, claim.attempt)
        with _Child(self._solver, task) as child:
            answer = self._watch(claim, child)
            if answer is not None:
                self._end(claim, job, child, answer)

    def _watch(self, claim: Claim, child: _Child) -> tuple[str, Any] | None:
        """Follow the child to its answer; ``None`` where the job is no longer this runner's."""
        while True:
            answer = child.follow(BEAT_SECONDS)
            if answer is not None:
                return answer
            with self._store.write() as unit:
                if not unit.jobs.beat(claim, utc_now(), LEASE, child.progress):
                    log.warning("job %s was taken over; its child is stopped", claim.job_key)
                    return None
                job = unit.jobs.find(claim.job_key)
            if self._stopping.is_set() or (job is not None and job.cancel_requested):
                child.ask_to_stop()

    def _end(self, claim: Claim, job: Job, child: _Child, answer: tuple[str, Any]) -> None:
        kind, content = answer
        state: JobState = "cancelled" if child.asked_to_stop else "failed"
        if kind == "plan":
            self._keep_plan(claim, job, content, "cancelled" if child.asked_to_stop else "done", child.progress)
        elif kind == "refused" and not child.asked_to_stop:
            self._fail(claim, state, content["code"], content["facts"])
        elif child.asked_to_stop:
            self._fail(claim, state, "job-server-stopped" if self._stopping.is_set() else "job-cancelled", {})
        elif kind == "fault":
            self._fail(claim, state, "job-fault", {"detail": content})
        else:
            self._fail(claim, state, "job-child-died", {"how": content})

    def _keep_plan(self, claim: Claim, job: Job, content: Any, state: JobState, progress: dict[str, Any]) -> None:
        try:
            with self._store.read() as unit:
                problem = load_problem(unit, job.problem_key)
            verified = VerifiedPlan(problem=problem, plan=parse(PLAN, content, "plan"))
        except DapengError as error:
            self._fail(claim, "failed", error.faults[0].code, dict(error.faults[0].facts))
            return
        with self._store.write() as unit:
            now = utc_now()
            if unit.jobs.beat(claim, now, LEASE, progress):
                head = add_plan(unit, job.problem_key, verified, unit.jobs.author(job.job_key))
                unit.jobs.finish(claim, now, state, head.plan_key)
        log.info("job %s: %s", claim.job_key, state)

    def _fail(self, claim: Claim, state: JobState, code: str, facts: dict[str, str]) -> None:
        with self._store.write() as unit:
            unit.jobs.fail(claim, utc_now(), state, code, facts)
        log.warning("job %s: %s, %s", claim.job_key, state, code)


class _Child:
    """The process that solves, and what is heard of it."""

    def __init__(self, solver: Solver, task: Task) -> None:
        context = multiprocessing.get_context("spawn")
        self._cancel: Event = context.Event()
        self._pipe: Connection
        self._pipe, far_end = context.Pipe(duplex=False)
        arguments = (far_end, self._cancel, os.getpid(), solver, task)
        self._process: SpawnProcess = context.Process(target=work, args=arguments, daemon=True)
        self._far_end = far_end
        self._kill_at: float | None = None
        self.progress: dict[str, Any] = {}

    def __enter__(self) -> _Child:
        self._process.start()
        self._far_end.close()
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.is_alive():
            self._process.join(1)
        if self._process.is_alive():
            self._process.kill()
        self._process.join()
        self._pipe.close()

    @property
    def asked_to_stop(self) -> bool:
        return self._kill_at is not None

    def ask_to_stop(self) -> None:
        """Tell the solver to hand out what it has; it is killed if it does not do so in time."""
        if self._kill_at is None:
            self._cancel.set()
            self._kill_at = time.monotonic() + GRACE_SECONDS

    def follow(self, seconds: float) -> tuple[str, Any] | None:
        """Listen for at most ``seconds``; return the answer if it came, or how the child died."""
        until = time.monotonic() + seconds
        try:
            while self._pipe.poll(max(0.0, until - time.monotonic())):
                kind, content = self._pipe.recv()
                if kind != "progress":
                    return kind, content
                self._note(content)
        except (EOFError, OSError):
            self._process.join(5)
            return "died", self._how()
        if self._kill_at is not None and time.monotonic() > self._kill_at:
            self._process.kill()
        return None

    def _note(self, progress: dict[str, Any]) -> None:
        stage = f"{progress['section']}.{progress['stage']}"
        self.progress = {**progress, "stages": {**self.progress.get("stages", {}), stage: progress}}

    def _how(self) -> str:
        code = self._process.exitcode
        return f"signal {-code}" if code is not None and code < 0 else f"exit status {code}"
