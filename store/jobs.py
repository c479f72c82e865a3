"""Repository of jobs. A runner's every write says whose job it is, which attempt, and that it still runs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from store.base import new_key
from store.records import Claim, Job
from store.tables_plans import OPEN_STATES, JobRow, JobState

ENDED = {"owner": None, "lease_until": None}


class Jobs:
    """Solves that were asked for."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, problem_key: str, seconds: float, seed: int, deterministic: bool, created_by: str | None) -> Job:
        """Queue a solve; while one of the same problem is queued or running, return that one instead."""
        open_one = select(JobRow).where(JobRow.problem_key == problem_key, JobRow.state.in_(OPEN_STATES))
        row = self._session.scalar(open_one)
        if row is None:
            row = JobRow(
                job_key=new_key(),
                problem_key=problem_key,
                seconds=seconds,
                seed=seed,
                deterministic=deterministic,
                created_by=created_by,
            )
            self._session.add(row)
            self._session.flush()
        return _job(row)

    def find(self, job_key: str) -> Job | None:
        """Return a job."""
        row = self._session.get(JobRow, job_key, populate_existing=True)
        return _job(row) if row else None

    def latest(self, problem_key: str) -> Job | None:
        """Return the newest job of a problem."""
        wanted = select(JobRow).where(JobRow.problem_key == problem_key).order_by(JobRow.created_at.desc())
        row = self._session.scalar(wanted.limit(1))
        return _job(row) if row else None

    def author(self, job_key: str) -> str | None:
        """Return the key of the person who asked for a job."""
        return self._session.get_one(JobRow, job_key).created_by

    def request_cancel(self, job_key: str, now: datetime) -> Job:
        """Cancel a queued job at once; ask the runner of a running one to stop it."""
        queued = update(JobRow).where(JobRow.job_key == job_key, JobRow.state == "queued")
        self._session.execute(queued.values(state="cancelled", cancel_requested=True, finished_at=now))
        running = update(JobRow).where(JobRow.job_key == job_key, JobRow.state == "running")
        self._session.execute(running.values(cancel_requested=True))
        self._session.expire_all()
        return _job(self._session.get_one(JobRow, job_key))

    def claim(self, owner: str, now: datetime, lease: timedelta) -> Claim | None:
        """Take the oldest queued job, or return ``None``. Of two runners that try, one gets it."""
        oldest = select(JobRow).where(JobRow.state == "queued").order_by(JobRow.created_at, JobRow.job_key).limit(1)
        row = self._session.scalar(oldest)
        if row is None:
            return None
        claim = Claim(job_key=row.job_key, owner=owner, attempt=row.attempt + 1)
        taken = update(JobRow).where(JobRow.job_key == row.job_key, JobRow.state == "queued")
        changed = self._changed(
            taken.values(
                state="running",
                owner=owner,
                attempt=claim.attempt,
                lease_until=now + lease,
                heartbeat_at=now,
                started_at=now,
                progress={},
            )
        )
        return claim if changed else None

    def beat(self, claim: Claim, now: datetime, lease: timedelta, progress: Mapping[str, Any]) -> bool:
        """Renew the lease and write progress; ``False`` where the job is no longer the claimant's."""
        return self._changed(
            self._own(claim).values(heartbeat_at=now, lease_until=now + lease, progress=dict(progress))
        )

    def finish(self, claim: Claim, now: datetime, state: JobState, plan_key: str | None) -> bool:
        """End a job as ``done`` or ``cancelled``, with the plan it made."""
        return self._changed(self._own(claim).values(state=state, plan_key=plan_key, finished_at=now, **ENDED))

    def fail(self, claim: Claim, now: datetime, state: JobState, code: str, facts: Mapping[str, str]) -> bool:
        """End a job without a plan, saying why."""
        values = {"error_code": code, "error_facts": dict(facts), "finished_at": now, **ENDED}
        return self._changed(self._own(claim).values(state=state, **values))

    def expire(self, now: datetime, attempts_max: int) -> None:
        """Deal with jobs whose runner fell silent: queue them again, or fail those tried ``attempts_max`` times."""
        silent = update(JobRow).where(JobRow.state == "running", JobRow.lease_until < now)
        lost = {"error_code": "job-lost", "error_facts": {"attempts": str(attempts_max)}, "finished_at": now}
        self._session.execute(silent.where(JobRow.attempt >= attempts_max).values(state="failed", **lost, **ENDED))
        self._session.execute(silent.where(JobRow.cancel_requested).values(state="cancelled", finished_at=now, **ENDED))
        self._session.execute(silent.values(state="queued", heartbeat_at=None, **ENDED))

    def _own(self, claim: Claim) -> Any:
        return update(JobRow).where(
            JobRow.job_key == claim.job_key,
            JobRow.owner == claim.owner,
            JobRow.attempt == claim.attempt,
            JobRow.state == "running",
        )

    def _changed(self, statement: Any) -> bool:
        result = cast(CursorResult[Any], self._session.execute(statement))
        return result.rowcount == 1


def _job(row: JobRow) -> Job:
    return Job(
        job_key=row.job_key,
        problem_key=row.problem_key,
        state=cast(JobState, row.state),
        seconds=row.seconds,
        seed=row.seed,
        deterministic=row.deterministic,
        attempt=row.attempt,
        cancel_requested=row.cancel_requested,
        progress=row.progress,
        plan_key=row.plan_key,
        error_code=row.error_code,
        error_facts=row.error_facts,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )
