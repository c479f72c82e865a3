"""Opening the database: SQLite with the settings that make it safe for a server."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

BUSY_MS = 15_000
"""How long a writer waits for another one."""
WRITING = {"begin": "BEGIN IMMEDIATE"}
"""Execution option of a transaction that will write: it takes SQLite's write lock at once, since a reader that turns
writer later can be refused without any waiting."""


def open_engine(url: str, *, foreign_keys: bool = True) -> Engine:
    """Return an engine for ``url``; on SQLite with WAL, foreign keys and a busy timeout.

    ``foreign_keys=False`` is for migrations, which rebuild tables.
    """
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine, foreign_keys)
    return engine


def _prepare_sqlite(engine: Engine, foreign_keys: bool) -> None:
    @event.listens_for(engine, "connect")
    def set_pragmas(raw: Any, _: object) -> None:
        raw.isolation_level = None  # the driver must not begin transactions of its own
        for pragma in (
            f"busy_timeout = {BUSY_MS}",
            "journal_mode = WAL",
            "synchronous = FULL",  # under WAL, NORMAL can lose the last commits when the power goes
            f"foreign_keys = {'ON' if foreign_keys else 'OFF'}",
        ):
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))
