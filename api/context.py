"""What every request may use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, cast

from fastapi import Depends, Request

from api.settings import Settings
from services.jobs import JobRunner
from services.products import Products
from store.unit import Store, Unit


@dataclass(frozen=True)
class Context:
    """Things that live as long as the server."""

    settings: Settings
    store: Store
    runner: JobRunner
    now: Callable[[], datetime]
    """The clock; tests set it."""
    products: Products


def context_of(request: Request) -> Context:
    """Return the server's context."""
    return cast(Context, request.app.state.context)


Ctx = Annotated[Context, Depends(context_of)]


def _reading(context: Ctx) -> Iterator[Unit]:
    with context.store.read() as unit:
        yield unit


def _writing(context: Ctx) -> Iterator[Unit]:
    with context.store.write() as unit:
        yield unit


Reading = Annotated[Unit, Depends(_reading, scope="function")]
"""The request's transaction, for one that only reads."""
Writing = Annotated[Unit, Depends(_writing, scope="function")]
"""The request's transaction, committed before the answer is sent."""
