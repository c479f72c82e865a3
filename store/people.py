"""Repositories of organisations, people, sessions, sign-in attempts and the audit log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from scheduler.problem import Organisation
from store.records import AuditEntry, OpenSession, Person
from store.roles import Role
from store.tables_people import (
    AuditRow,
    OrganisationRow,
    SessionRow,
    SignInAttemptRow,
    StoreFactRow,
    UserRow,
)


class Organisations:
    """The organisation tree."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def merge(self, organisations: Iterable[Organisation]) -> None:
        """Add organisations, or bring their names, levels and parents up to date; parents come first."""
        for organisation in organisations:
            self._session.merge(
                OrganisationRow(
                    org_id=organisation.org_id,
                    name=organisation.name,
                    level=organisation.level,
                    parent_id=organisation.parent_id,
                )
            )
            self._session.flush()

    def all(self) -> tuple[Organisation, ...]:
        """Return every organisation, by id."""
        rows = self._session.scalars(select(OrganisationRow).order_by(OrganisationRow.org_id))
        return tuple(
            Organisation(org_id=row.org_id, name=row.name, level=cast(Any, row.level), parent_id=row.parent_id)
            for row in rows
        )

    def subtree(self, org_id: str) -> frozenset[str]:
        """Return the ids of an organisation and of all below it."""
        tree = select(OrganisationRow.org_id).where(OrganisationRow.org_id == org_id).cte("tree", recursive=True)
        below = select(OrganisationRow.org_id).join(tree, OrganisationRow.parent_id == tree.c.org_id)
        return frozenset(self._session.scalars(select(tree.union(below).c.org_id)))

    def ancestors(self, org_id: str) -> frozenset[str]:
        """Return the ids of an organisation and of all above it."""
        start = select(OrganisationRow.org_id, OrganisationRow.parent_id).where(OrganisationRow.org_id == org_id)
        path = start.cte("path", recursive=True)
        above = select(OrganisationRow.org_id, OrganisationRow.parent_id).join(
            path, OrganisationRow.org_id == path.c.parent_id
        )
        return frozenset(self._session.scalars(select(path.union(above).c.org_id)))


class People:
    """Who may sign in."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, person: Person, password_hash: str) -> None:
        """Add somebody; their name must be new."""
        self._session.add(
            UserRow(
                user_key=person.user_key,
                name=person.name,
                display_name=person.display_name,
                password_hash=password_hash,
                role=person.role,
                org_id=person.org_id,
                caravan_id=person.caravan_id,
            )
        )
        self._session.flush()

    def named(self, name: str) -> Person | None:
        """Return the active person with this sign-in name."""
        row = self._active(name)
        return person_of(row) if row else None

    def known(self, name: str) -> Person | None:
        """Return the person with this sign-in name, also one who was deactivated."""
        row = self._session.scalar(select(UserRow).where(UserRow.name == name))
        return person_of(row) if row else None

    def password_hash(self, name: str) -> str | None:
        """Return the password hash of an active person."""
        row = self._active(name)
        return row.password_hash if row else None

    def replace_hash(self, user_key: str, password_hash: str) -> None:
        """Store a new password hash."""
        self._session.get_one(UserRow, user_key).password_hash = password_hash

    def set_active(self, user_key: str, active: bool) -> None:
        """Let somebody sign in, or no more."""
        self._session.get_one(UserRow, user_key).active = active

    def all(self) -> tuple[Person, ...]:
        """Return everybody who is active, in the order they were added."""
        rows = self._session.scalars(select(UserRow).where(UserRow.active).order_by(UserRow.created_at, UserRow.name))
        return tuple(person_of(row) for row in rows)

    def _active(self, name: str) -> UserRow | None:
        return self._session.scalar(select(UserRow).where(UserRow.name == name, UserRow.active))


class Sessions:
    """Signed-in browsers."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, token_hash: str, user_key: str, csrf_token: str, expires_at: datetime) -> None:
        """Open a session."""
        row = SessionRow(token_hash=token_hash, user_key=user_key, csrf_token=csrf_token, expires_at=expires_at)
        self._session.add(row)

    def find(self, token_hash: str, now: datetime) -> OpenSession | None:
        """Return the session with this token hash, unless it ended or its person was deactivated."""
        found = self._session.execute(
            select(SessionRow, UserRow)
            .join(UserRow, UserRow.user_key == SessionRow.user_key)
            .where(SessionRow.token_hash == token_hash, SessionRow.expires_at > now, UserRow.active)
        ).one_or_none()
        if found is None:
            return None
        row, user = found
        return OpenSession(person=person_of(user), csrf_token=row.csrf_token, expires_at=row.expires_at)

    def end(self, token_hash: str) -> None:
        """End a session."""
        self._session.execute(delete(SessionRow).where(SessionRow.token_hash == token_hash))

    def end_all_of(self, user_key: str) -> None:
        """End every session of a person."""
        self._session.execute(delete(SessionRow).where(SessionRow.user_key == user_key))

    def end_expired(self, now: datetime) -> None:
        """Delete the sessions that have ended by themselves."""
        self._session.execute(delete(SessionRow).where(SessionRow.expires_at <= now))


class SignInAttempts:
    """Attempts that have not succeeded, for the rate limit."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, name: str, address: str, at: datetime) -> None:
        """Record an attempt, which counts as failed until it is forgotten."""
        self._session.add(SignInAttemptRow(name=name[:64], address=address[:64], at=at))

    def counts(self, name: str, address: str, since: datetime) -> tuple[int, int, int]:
        """Return failures since then: of this name from this address, from this address, of this name."""
        of_name, of_address = SignInAttemptRow.name == name[:64], SignInAttemptRow.address == address[:64]
        recent = select(func.count()).select_from(SignInAttemptRow).where(SignInAttemptRow.at > since)
        both, by_address, by_name = (
            self._session.scalar(recent.where(*which)) or 0
            for which in ((of_name, of_address), (of_address,), (of_name,))
        )
        return both, by_address, by_name

    def forget(self, name: str, address: str) -> None:
        """Forget the failures of a person who has now signed in from this address."""
        self._session.execute(
            delete(SignInAttemptRow).where(SignInAttemptRow.name == name, SignInAttemptRow.address == address)
        )

    def forget_before(self, before: datetime) -> None:
        """Forget old failures."""
        self._session.execute(delete(SignInAttemptRow).where(SignInAttemptRow.at < before))


class AuditLog:
    """Who did what; only ever added to."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self, action: str, subject: str, *, user_key: str | None, address: str | None = None, **facts: object
    ) -> None:
        """Write an entry."""
        row = AuditRow(action=action, subject=subject, user_key=user_key, address=address, facts=dict(facts))
        self._session.add(row)

    def latest(self, limit: int) -> tuple[AuditEntry, ...]:
        """Return the newest entries, newest first."""
        rows = self._session.scalars(select(AuditRow).order_by(AuditRow.entry_id.desc()).limit(limit))
        return tuple(
            AuditEntry(
                at=row.at,
                user_key=row.user_key,
                address=row.address,
                action=row.action,
                subject=row.subject,
                facts=row.facts,
            )
            for row in rows
        )


class StoreFacts:
    """What the store says of itself."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, name: str) -> str | None:
        """Return a fact, or ``None``."""
        row = self._session.get(StoreFactRow, name)
        return row.value if row else None

    def put(self, name: str, value: str) -> None:
        """Write a fact."""
        self._session.merge(StoreFactRow(name=name, value=value))


def person_of(row: UserRow) -> Person:
    """Return the record of a row."""
    return Person(
        user_key=row.user_key,
        name=row.name,
        display_name=row.display_name,
        role=cast(Role, row.role),
        org_id=row.org_id,
        caravan_id=row.caravan_id,
    )
