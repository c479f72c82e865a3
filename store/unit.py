"""The store, and one transaction on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.orm import Session

from store.engine import WRITING, open_engine
from store.inventory import Inventory
from store.jobs import Jobs
from store.migrate import upgrade
from store.people import AuditLog, Organisations, People, Sessions, SignInAttempts, StoreFacts
from store.plans import Plans, Problems


class Unit:
    """The repositories, all in one transaction."""

    def __init__(self, session: Session) -> None:
        self.organisations = Organisations(session)
        self.people = People(session)
        self.sessions = Sessions(session)
        self.attempts = SignInAttempts(session)
        self.audit = AuditLog(session)
        self.facts = StoreFacts(session)
        self.problems = Problems(session)
        self.inventory = Inventory(session)
        self.plans = Plans(session)
        self.jobs = Jobs(session)


class Store:
    """A database that is up to date."""

    def __init__(self, url: str) -> None:
        upgrade(url)
        self._engine = open_engine(url)

    @contextmanager
    def read(self) -> Iterator[Unit]:
        """Open a transaction that only reads; whatever it changed is undone."""
        with Session(self._engine) as session:
            yield Unit(session)

    @contextmanager
    def write(self) -> Iterator[Unit]:
        """Open a transaction that is committed at the end, or undone on an error."""
        writer = self._engine.execution_options(**WRITING)
        with Session(writer) as session, session.begin():
            yield Unit(session)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def open_store(path: Path) -> Store:
    """Open the SQLite store at ``path``, making it or bringing it up to date where needed.

    A new file is for its owner's eyes alone: it will hold password hashes.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    return Store(f"sqlite:///{path.resolve()}")
