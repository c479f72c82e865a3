"""Tables of problems, plans and jobs."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from store.base import Base, PackedJson, new_key, utc_now

PlanState = Literal["draft", "published", "superseded"]
JobState = Literal["queued", "running", "done", "failed", "cancelled"]
OPEN_STATES: tuple[JobState, ...] = ("queued", "running")


class ProblemRow(Base):
    """A frozen problem."""

    __tablename__ = "problems"
    __table_args__ = (UniqueConstraint("org_id", "fingerprint"),)

    problem_key: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_key)
    problem_id: Mapped[str] = mapped_column(String(100))
    """The id that the problem's own document carries."""
    fingerprint: Mapped[str] = mapped_column(String(80))
    title_zh: Mapped[str] = mapped_column(String(200))
    title_en: Mapped[str] = mapped_column(String(200))
    org_id: Mapped[str] = mapped_column(ForeignKey("organisations.org_id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    created_by: Mapped[str | None] = mapped_column(ForeignKey("users.user_key"))
    document: Mapped[Any] = mapped_column(PackedJson(), deferred=True)


class PlanRow(Base):
    """A plan that the verifier accepted."""

    __tablename__ = "plans"
    __table_args__ = (
        UniqueConstraint("problem_key", "plan_id"),
        CheckConstraint("state IN ('draft', 'published', 'superseded')", name="state_known"),
        CheckConstraint("verified", name="verified"),
        Index(
            "uq_plans_published",
            "problem_key",
            unique=True,
            sqlite_where=text("state = 'published'"),
            postgresql_where=text("state = 'published'"),
        ),
    )

    plan_key: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_key)
    plan_id: Mapped[str] = mapped_column(String(120))
    """The id that the plan's own document carries."""
    problem_key: Mapped[str] = mapped_column(ForeignKey("problems.problem_key", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(16), default="draft")
    verified: Mapped[bool]
    """Always true; the column is there so that the database itself refuses anything else."""
    stay_count: Mapped[int]
    tour_count: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    created_by: Mapped[str | None] = mapped_column(ForeignKey("users.user_key"))
    published_at: Mapped[datetime | None]
    document: Mapped[Any] = mapped_column(PackedJson(), deferred=True)


class PlanStageRow(Base):
    """One stage of a plan's objective, so that lists need not open documents."""

    __tablename__ = "plan_stages"

    plan_key: Mapped[str] = mapped_column(ForeignKey("plans.plan_key", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    section: Mapped[str] = mapped_column(String(16))
    stage: Mapped[str] = mapped_column(String(32))
    sense: Mapped[str] = mapped_column(String(3))
    unit: Mapped[str] = mapped_column(String(32))
    value: Mapped[int] = mapped_column(BigInteger)
    bound: Mapped[int] = mapped_column(BigInteger)
    trivial_bound: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[str] = mapped_column(String(16))
    seconds: Mapped[float]
    method: Mapped[str] = mapped_column(String(100))


class JobRow(Base):
    """A solve that was asked for."""

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'running', 'done', 'failed', 'cancelled')", name="state_known"),
        CheckConstraint("(state = 'running') = (owner IS NOT NULL)", name="running_has_owner"),
        Index(None, "state", "created_at"),
        # One open job a problem: pressing the button twice does not solve twice.
        Index(
            "uq_jobs_open",
            "problem_key",
            unique=True,
            sqlite_where=text("state IN ('queued', 'running')"),
            postgresql_where=text("state IN ('queued', 'running')"),
        ),
    )

    job_key: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_key)
    problem_key: Mapped[str] = mapped_column(ForeignKey("problems.problem_key", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(16), default="queued")
    seconds: Mapped[float]
    seed: Mapped[int]
    deterministic: Mapped[bool]
    owner: Mapped[str | None] = mapped_column(String(64))
    """Runner that holds the lease."""
    attempt: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    progress: Mapped[dict[str, Any]] = mapped_column(default=dict)
    plan_key: Mapped[str | None] = mapped_column(ForeignKey("plans.plan_key", ondelete="SET NULL"))
    error_code: Mapped[str | None] = mapped_column(String(64))
    error_facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    created_by: Mapped[str | None] = mapped_column(ForeignKey("users.user_key"))
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
