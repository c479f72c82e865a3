"""Tables of organisations, people, what they did, and what the store says of itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from store.base import Base, new_key, utc_now


class OrganisationRow(Base):
    """A node of the organisation tree."""

    __tablename__ = "organisations"

    org_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    level: Mapped[str] = mapped_column(String(16))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("organisations.org_id"), index=True)


class UserRow(Base):
    """A person who may sign in."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("role IN ('admin', 'planner', 'driver', 'evaluator')", name="role_known"),
        CheckConstraint("(role = 'driver') = (caravan_id IS NOT NULL)", name="driver_has_caravan"),
    )

    user_key: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_key)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    display_name: Mapped[str] = mapped_column(String(100))
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(16))
    org_id: Mapped[str] = mapped_column(ForeignKey("organisations.org_id"), index=True)
    """Root of what the person may see: this node and all below it."""
    caravan_id: Mapped[str | None] = mapped_column(String(64))
    """Of a driver: the caravan whose itinerary is theirs."""
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class SessionRow(Base):
    """A signed-in browser. Only a hash of its token is here."""

    __tablename__ = "sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_key: Mapped[str] = mapped_column(ForeignKey("users.user_key", ondelete="CASCADE"), index=True)
    csrf_token: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SignInAttemptRow(Base):
    """One attempt to sign in that has not succeeded, for the rate limit."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index(None, "name", "at"), Index(None, "address", "at"))

    attempt_id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=utc_now)
    name: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))


class AuditRow(Base):
    """Who did what, when; rows are only ever added."""

    __tablename__ = "audit_log"

    entry_id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    user_key: Mapped[str | None] = mapped_column(ForeignKey("users.user_key"), index=True)
    address: Mapped[str | None] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(100))
    facts: Mapped[dict[str, Any]]


class StoreFactRow(Base):
    """What this store says of itself, e.g. that it is a demo."""

    __tablename__ = "store_facts"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))
