"""The migrations make exactly the tables that the program declares."""

import sqlite3

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect

from core.errors import DapengError
from store import tables_inventory, tables_people, tables_plans  # noqa: F401 (they declare the tables)
from store.base import Base
from store.engine import open_engine
from store.migrate import head, upgrade


@pytest.fixture
def migrated(tmp_path):
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    upgrade(url)
    return url


def constraints(engine):
    """Return every named constraint and index of every table, as the database knows them."""
    look = inspect(engine)
    found = {}
    for table in sorted(look.get_table_names()):
        if table == "alembic_version":
            continue
        found[table] = {
            "checks": sorted((one["name"], one["sqltext"]) for one in look.get_check_constraints(table)),
            "foreign": sorted((one["name"], str(one["options"])) for one in look.get_foreign_keys(table)),
            "unique": sorted((one["name"], tuple(one["column_names"])) for one in look.get_unique_constraints(table)),
            "indexes": sorted(
                (
                    one["name"],
                    tuple(one["column_names"]),
                    one["unique"],
                    str(one["dialect_options"].get("sqlite_where")),
                )
                for one in look.get_indexes(table)
            ),
            "primary": look.get_pk_constraint(table),
            "columns": sorted((one["name"], str(one["type"]), one["nullable"]) for one in look.get_columns(table)),
        }
    return found


def test_migrations_give_what_the_models_say(migrated, tmp_path):
    engine = open_engine(migrated)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    declared = create_engine(f"sqlite:///{tmp_path / 'declared.sqlite'}")
    Base.metadata.create_all(declared)
    assert constraints(engine) == constraints(declared)
    assert constraints(engine)["users"]["checks"], "autogenerate drops CHECKs silently; they must be there"


def test_upgrading_twice_changes_nothing(migrated):
    before = constraints(open_engine(migrated))
    upgrade(migrated)
    assert constraints(open_engine(migrated)) == before


def test_downgrade_leaves_nothing_behind(migrated):
    from alembic import command

    from store.migrate import _config

    config, engine = _config(), open_engine(migrated, foreign_keys=False)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]


def test_a_newer_database_is_refused_and_left_alone(migrated):
    path = migrated.removeprefix("sqlite:///")
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DapengError) as caught:
        upgrade(migrated)
    assert [fault.code for fault in caught.value.faults] == ["store-newer"]
    assert head() in str(caught.value)
    with sqlite3.connect(path) as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchone() == ("9999",)


def test_sqlite_is_opened_safely(migrated):
    with open_engine(migrated).connect() as connection:
        pragma = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    full = 2  # commits reach the disk before they are answered: SQLite's NORMAL (1) does not promise that under WAL
    assert pragma == {"journal_mode": "wal", "synchronous": full, "foreign_keys": 1, "busy_timeout": 15_000}
