"""What repositories hand out: records, never rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.record import record
from scheduler.plan import StageResult
from store.roles import Role
from store.tables_plans import JobState, PlanState


@record
class Person:
    """Somebody who may sign in."""

    user_key: str
    name: str
    display_name: str
    role: Role
    org_id: str
    """Root of what they may see."""
    caravan_id: str | None
    """Of a driver: their caravan."""


@record
class OpenSession:
    """A session that has not ended."""

    person: Person
    csrf_token: str
    expires_at: datetime


@record
class ProblemHead:
    """A problem without its document."""

    problem_key: str
    """Key in this store."""
    problem_id: str
    """Id in the problem's own document."""
    fingerprint: str
    title_zh: str
    title_en: str
    org_id: str
    """Owner."""
    created_at: datetime


@record
class PlanHead:
    """A plan without its document."""

    plan_key: str
    """Key in this store."""
    plan_id: str
    """Id in the plan's own document."""
    problem_key: str
    state: PlanState
    stay_count: int
    tour_count: int
    created_at: datetime
    published_at: datetime | None
    stages: tuple[StageResult, ...]
    """Value, bound and method of each stage of the objective."""


@record
class Job:
    """A solve that was asked for."""

    job_key: str
    problem_key: str
    state: JobState
    seconds: float
    """Time it may take."""
    seed: int
    deterministic: bool
    attempt: int
    cancel_requested: bool
    progress: dict[str, Any]
    """Last report: section, stage, incumbent, bound, seconds; and ``stages``: the last one of each."""
    plan_key: str | None
    """The plan it made, if any."""
    error_code: str | None
    error_facts: dict[str, Any]
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


@record
class Claim:
    """A runner's right to work on a job; every write of the runner says so."""

    job_key: str
    owner: str
    attempt: int


@record
class AuditEntry:
    """Who did what."""

    at: datetime
    user_key: str | None
    address: str | None
    action: str
    subject: str
    facts: dict[str, Any]


@record
class InventoryPage:
    """Some rows of one kind of a problem's inventory."""

    kind: str
    total: int
    """Rows that match."""
    items: tuple[dict[str, Any], ...]
