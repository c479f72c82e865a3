"""Inventory rows <-> domain records, and searching them."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal, get_args

from pydantic import TypeAdapter
from sqlalchemy import JSON, func, insert, or_, select
from sqlalchemy.orm import Session

from exhibits.model import Exhibit, ExhibitSet
from fleet.model import Caravan, Crew
from maps.model import Hall, Stop
from scheduler.problem import Problem
from store.base import Base
from store.records import InventoryPage
from store.tables_inventory import CaravanRow, CrewRow, ExhibitRow, HallRow, SetRow, StopRow

InventoryKind = Literal["exhibits", "sets", "halls", "caravans", "crews", "stops"]
KINDS: tuple[InventoryKind, ...] = get_args(InventoryKind)
TABLES: dict[InventoryKind, type[Base]] = {
    "exhibits": ExhibitRow,
    "sets": SetRow,
    "halls": HallRow,
    "caravans": CaravanRow,
    "crews": CrewRow,
    "stops": StopRow,
}
RECORDS: dict[InventoryKind, type] = {
    "exhibits": Exhibit,
    "sets": ExhibitSet,
    "halls": Hall,
    "caravans": Caravan,
    "crews": Crew,
    "stops": Stop,
}


class Inventory:
    """The inventory of problems, as rows."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, problem_key: str, problem: Problem) -> None:
        """Write the rows of a problem's inventory."""
        for kind in KINDS:
            rows = [row_of(kind, item, problem_key) for item in getattr(problem, kind)]
            if rows:
                self._session.execute(insert(TABLES[kind]), rows)

    def items(self, problem_key: str, kind: InventoryKind) -> tuple[Any, ...]:
        """Return all domain records of a kind, by id."""
        table = TABLES[kind].__table__
        rows = self._session.execute(select(table).where(table.c.problem_key == problem_key).order_by(_id(kind)))
        return tuple(record_of(kind, row) for row in rows.mappings())

    def search(self, problem_key: str, kind: InventoryKind, words: str, limit: int, offset: int) -> InventoryPage:
        """Return the rows whose name, id or county contains ``words``, by id."""
        table = TABLES[kind].__table__
        places = [column for column in (table.c.name, _id(kind), table.c.get("county_id")) if column is not None]
        wanted = [table.c.problem_key == problem_key]
        if words:
            wanted.append(or_(*(column.contains(words, autoescape=True) for column in places)))
        total = self._session.scalar(select(func.count()).select_from(table).where(*wanted)) or 0
        rows = self._session.execute(select(table).where(*wanted).order_by(_id(kind)).limit(limit).offset(offset))
        items = tuple(_adapter(kind).dump_python(record_of(kind, row), mode="json") for row in rows.mappings())
        return InventoryPage(kind=kind, total=total, items=items)


def row_of(kind: InventoryKind, item: Any, problem_key: str) -> dict[str, Any]:
    """Return the columns of a domain record."""
    nested = _adapter(kind).dump_python(item, mode="json")
    columns = (column for column in TABLES[kind].__table__.columns if column.name != "problem_key")
    values = {c.name: nested[c.name] if isinstance(c.type, JSON) else getattr(item, c.name) for c in columns}
    return {"problem_key": problem_key, **values}


def record_of(kind: InventoryKind, row: Any) -> Any:
    """Return the domain record of a row."""
    return _adapter(kind).validate_python({name: value for name, value in row.items() if name != "problem_key"})


@cache
def _adapter(kind: InventoryKind) -> TypeAdapter[Any]:
    return TypeAdapter(RECORDS[kind])


def _id(kind: InventoryKind) -> Any:
    table = TABLES[kind].__table__
    return next(column for column in table.primary_key if column.name != "problem_key")
