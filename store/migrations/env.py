"""Alembic's entry: migrate on the connection that store/migrate.py gives, or on the developer's ``-x url=...``."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, TypeDecorator

from store import tables_inventory, tables_people, tables_plans
from store.base import Base
from store.engine import open_engine

TABLES = (tables_inventory, tables_people, tables_plans)
"""Imported so that their tables are known."""


def plain_type(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write this house's column types as the plain ones beneath, so that old migrations need no code of today's."""
    return f"sa.{item.impl!r}" if kind == "type" and isinstance(item, TypeDecorator) else False


def run(connection: Connection) -> None:
    """Run the migrations that were asked for."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        transactional_ddl=True,
        render_item=plain_type,
    )
    context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with open_engine(context.get_x_argument(as_dictionary=True)["url"], foreign_keys=False).begin() as own:
        run(own)
