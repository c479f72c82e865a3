"""Setting a store up: organisations, and the people who may sign in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.errors import DapengError, Fault, fault
from core.record import record
from scheduler.problem import Organisation, Problem
from services.accounts import add_person
from services.lookup import unknown_name
from store.records import Person
from store.roles import ROLES, Role
from store.unit import Store, Unit

PASSWORD_MIN = 10
"""Characters; long rather than odd (assumption, after NIST SP 800-63B's advice on length)."""
_NAME = re.compile(r"[\w.@-]{2,64}")


@record
class NewPerson:
    """Somebody who is to be able to sign in."""

    name: str
    display_name: str
    role: Role
    org_id: str
    password: str
    caravan_id: str | None


def register_person(store: Store, new: NewPerson) -> Person:
    """Add somebody to a store.

    Raises
    ------
    DapengError
        With every fault: ``name-taken``, ``password-short``, ``id-unknown``, ``value-invalid``.
    """
    with store.write() as unit:
        faults = list(_faults(unit, new))
        if faults:
            raise DapengError(faults)
        return add_person(
            unit,
            name=new.name,
            display_name=new.display_name,
            role=new.role,
            org_id=new.org_id,
            password=new.password,
            caravan_id=new.caravan_id,
        )


def set_access(store: Store, name: str, active: bool) -> Person:
    """Let somebody sign in no more, at once, or let them again; what they did stays in the audit log.

    Raises
    ------
    DapengError
        ``name-unknown``.
    """
    with store.write() as unit:
        person = unit.people.known(name)
        if person is None:
            raise unknown_name("person", name, (one.name for one in unit.people.all()))
        unit.people.set_active(person.user_key, active)
        unit.sessions.end_all_of(person.user_key)
        action = "person.reactivate" if active else "person.deactivate"
        unit.audit.add(action, person.user_key, user_key=None, name=name)
        return person


def _faults(unit: Unit, new: NewPerson) -> Iterator[Fault]:
    if not _NAME.fullmatch(new.name):
        yield fault("value-invalid", "name", value=new.name, detail="2-64 letters, digits, . @ - _")
    if unit.people.known(new.name) is not None:
        yield fault("name-taken", "name", name=new.name)
    if new.role not in ROLES:
        yield fault("value-invalid", "role", value=new.role, detail=", ".join(ROLES))
    if len(new.password) < PASSWORD_MIN:
        yield fault("password-short", "password", least=PASSWORD_MIN)
    if new.org_id not in {organisation.org_id for organisation in unit.organisations.all()}:
        yield fault("id-unknown", "org", kind="organisation", id=new.org_id)
    if (new.role == "driver") != (new.caravan_id is not None):
        yield fault("value-invalid", "caravan", value=new.caravan_id, detail="drivers have a caravan, others do not")


def add_organisations(store: Store, problem: Problem) -> None:
    """Take over a problem's organisations: new ones are added, known ones brought up to date."""
    with store.write() as unit:
        unit.organisations.merge(parents_first(problem))


def parents_first(problem: Problem) -> list[Organisation]:
    """Return the organisations of a problem, each after the one above it."""
    waiting, ordered = list(problem.organisations), list[Organisation]()
    done: set[str | None] = {None}
    while waiting:
        ready = [organisation for organisation in waiting if organisation.parent_id in done]
        ordered += ready
        done |= {organisation.org_id for organisation in ready}
        waiting = [organisation for organisation in waiting if organisation.org_id not in done]
    return ordered
