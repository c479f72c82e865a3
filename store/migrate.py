"""Bringing a database up to this program's version."""

from __future__ import annotations

from importlib import resources

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DatabaseError

from core.errors import fail
from store.engine import WRITING, open_engine


def upgrade(url: str) -> None:
    """Run every migration that the database has not seen yet; all or none.

    Raises
    ------
    DapengError
        Code ``store-newer`` where a newer program wrote the database, ``store-unreadable`` where it is no database.
    """
    config = _config()
    engine = open_engine(url, foreign_keys=False)
    try:
        with engine.connect().execution_options(**WRITING) as connection, connection.begin():
            current = MigrationContext.configure(connection).get_current_revision()
            _require_known(config, current, url)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except DatabaseError as error:
        if "not a database" not in str(error.orig):
            raise
        name = url.rpartition("/")[2]
        raise fail("store-unreadable", name, name=name) from None
    finally:
        engine.dispose()


def head() -> str:
    """Return the newest revision this program knows."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(resources.files("store").joinpath("migrations")))
    return config


def _require_known(config: Config, revision: str | None, url: str) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if revision is not None and revision not in known:
        name = url.rpartition("/")[2]
        raise fail("store-newer", name, name=name, revision=revision, known=head())
