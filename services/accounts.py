"""Signing in and out, and what somebody may see."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from threading import BoundedSemaphore

from pwdlib import PasswordHash

from core.errors import fail
from core.record import record
from store.base import new_key
from store.records import OpenSession, Person
from store.roles import Role
from store.tables_plans import PlanState
from store.unit import Store, Unit

SESSION_HOURS = 12
"""A working day."""
LIMIT_MINUTES = 15
LIMITS = (5, 30, 50)
"""Failures within LIMIT_MINUTES: of a name from an address, from an address, of a name from anywhere."""
HASHERS = 3
"""Passwords that are hashed at a time: argon2 takes 64 MiB for each, and strangers may ask for it."""
_hashing = BoundedSemaphore(HASHERS)
MAY_READ: dict[Role, frozenset[PlanState]] = {
    "admin": frozenset({"draft", "published", "superseded"}),
    "planner": frozenset({"draft", "published", "superseded"}),
    "evaluator": frozenset({"published", "superseded"}),
    "driver": frozenset({"published"}),
}
"""States of the plans that a role may read."""


@record
class Principal:
    """Somebody signed in, with what they may see."""

    person: Person
    csrf_token: str
    scope: frozenset[str]
    """Organisations whose problems and plans they may see."""

    @property
    def plan_states(self) -> frozenset[PlanState]:
        """Return the states of the plans they may read."""
        return MAY_READ[self.person.role]


@record
class SignedIn:
    """A new session; the token is for the person's browser alone."""

    token: str
    session: OpenSession


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _nobody_hash() -> str:
    """Return the hash of a password that nobody has: unknown names take as long as known ones."""
    return _hasher().hash(secrets.token_urlsafe(16))


def add_person(
    unit: Unit,
    *,
    name: str,
    display_name: str,
    role: Role,
    org_id: str,
    password: str,
    caravan_id: str | None = None,
) -> Person:
    """Add somebody who may sign in; a driver has a caravan, nobody else has one."""
    person = Person(
        user_key=new_key(), name=name, display_name=display_name, role=role, org_id=org_id, caravan_id=caravan_id
    )
    unit.people.add(person, _hasher().hash(password))
    unit.audit.add("person.add", person.user_key, user_key=None, name=name, role=role)
    return person


def sign_in(store: Store, name: str, password: str, address: str, now: datetime) -> SignedIn:
    """Open a session.

    An attempt counts as failed until it has succeeded, and is recorded in the transaction that looks at the limits:
    guesses side by side get no further than guesses in a row. The password is hashed outside any transaction, and for
    unknown names too.

    Raises
    ------
    DapengError
        Code ``sign-in-limited`` after too many failures, else ``sign-in-refused``.
    """
    with store.write() as unit:
        failures = unit.attempts.counts(name, address, now - timedelta(minutes=LIMIT_MINUTES))
        if any(count >= limit for count, limit in zip(failures, LIMITS, strict=True)):
            raise fail("sign-in-limited", "sign-in", minutes=LIMIT_MINUTES)
        unit.attempts.add(name, address, now)
        person, password_hash = unit.people.named(name), unit.people.password_hash(name)
    with _hashing:
        right, newer_hash = _hasher().verify_and_update(password, password_hash or _nobody_hash())
    with store.write() as unit:
        if person is None or not right:
            unit.audit.add("sign-in.refused", name[:64], user_key=person.user_key if person else None, address=address)
        else:
            if newer_hash is not None:
                unit.people.replace_hash(person.user_key, newer_hash)
            return _open_session(unit, person, address, now)
    raise fail("sign-in-refused", "sign-in")


def _open_session(unit: Unit, person: Person, address: str, now: datetime) -> SignedIn:
    token, csrf_token = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    expires_at = now + timedelta(hours=SESSION_HOURS)
    unit.sessions.end_expired(now)
    unit.sessions.add(hash_of(token), person.user_key, csrf_token, expires_at)
    unit.attempts.forget(person.name, address)
    unit.attempts.forget_before(now - timedelta(minutes=LIMIT_MINUTES))
    unit.audit.add("sign-in", person.user_key, user_key=person.user_key, address=address)
    session = OpenSession(person=person, csrf_token=csrf_token, expires_at=expires_at)
    return SignedIn(token=token, session=session)


def sign_out(unit: Unit, principal: Principal, token: str) -> None:
    """End a session."""
    unit.sessions.end(hash_of(token))
    unit.audit.add("sign-out", principal.person.user_key, user_key=principal.person.user_key)


def principal_of(unit: Unit, token: str, now: datetime) -> Principal | None:
    """Return who holds a session token, or ``None``."""
    session = unit.sessions.find(hash_of(token), now)
    if session is None:
        return None
    return Principal(person=session.person, csrf_token=session.csrf_token, scope=scope_of(unit, session.person))


def scope_of(unit: Unit, person: Person) -> frozenset[str]:
    """Return the organisations whose problems and plans somebody may see.

    Planners, evaluators and administrators see their own organisation's and those of all below it. A driver's
    itinerary stands in a plan of their own organisation or of one above it.
    """
    if person.role == "driver":
        return unit.organisations.ancestors(person.org_id)
    return unit.organisations.subtree(person.org_id)


def require_role(principal: Principal, roles: Iterable[Role]) -> None:
    """Raise ``not-allowed`` unless the person has one of ``roles``; an administrator may do what planners may."""
    held = {"admin", "planner"} if principal.person.role == "admin" else {principal.person.role}
    if held.isdisjoint(roles):
        raise fail("not-allowed", "role")


def require_caravan(principal: Principal, caravan_id: str) -> None:
    """Raise ``not-allowed`` where a driver asks for what belongs to another caravan."""
    if principal.person.role == "driver" and principal.person.caravan_id != caravan_id:
        raise fail("not-allowed", "caravan")


def hash_of(token: str) -> str:
    """Return what the store keeps of a session token, which is random enough to need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()
