"""Clients on no route whom a ruined route could take."""

from __future__ import annotations

from scheduler.routes.compiled import inlined
from scheduler.routes.insertion import fits_between
from scheduler.routes.model import Ints
from scheduler.routes.state import (
    CAR,
    CHANGED,
    CHANGED_AT,
    CHANGES,
    FREE,
    MARK,
    OPEN,
    OPENED,
    OUTSIDE,
    OUTSIDERS,
    QUEUE,
    QUEUED,
    REGISTERS,
    REMOVED,
    STEP,
)
from scheduler.routes.tables import CAPACITY, DEMAND, LOAD, OPEN_FROM, OPEN_TO, Short


@inlined
def call_outsiders(
    matrix: Short,
    client: Ints,
    suits: Short,
    near: Short,
    tour: Ints,
    car: Ints,
    spot: Ints,
    book: Ints,
    limit: int,
    on_credit: bool,
) -> None:
    """Add to the queue who fits now: of all, or of the neighbours of those taken out where all are more than ``limit``.

    Who does not fit now will not later in the step, when there is less room.
    """
    _list_open(car, book, on_credit)
    step, removed = book[REGISTERS, STEP], book[REGISTERS, REMOVED]
    for k in range(removed):
        spot[book[QUEUE, k], MARK] = step
    outside = book[REGISTERS, OUTSIDERS]
    if book[REGISTERS, OPENED] == 0 or outside - removed <= limit:
        for k in range(outside):
            c = book[OUTSIDE, k]
            if spot[c, MARK] != step:
                _call(matrix, client, suits, tour, car, book, c)
        return
    for k in range(removed * (1 + limit // removed)):
        nth = k // removed
        if nth < near.shape[2]:
            c = near[0, book[QUEUE, k % removed], nth]
            if spot[c, CAR] < 0 and spot[c, MARK] != step and spot[c, MARK] != -step:
                spot[c, MARK] = -step
                _call(matrix, client, suits, tour, car, book, c)


@inlined
def _list_open(car: Ints, book: Ints, on_credit: bool) -> None:
    """List the routes that outsiders may try in this step: the ruined ones and, on credit, empty vehicles."""
    count = book[REGISTERS, CHANGES]
    for k in range(count):
        book[OPEN, k] = book[CHANGED, k]
    for kind in range(len(car) // 2):
        v = book[FREE, kind]
        if on_credit and v >= 0 and book[CHANGED_AT, v] != book[REGISTERS, STEP]:
            book[OPEN, count] = v
            count += 1
            car[v, OPEN_FROM], car[v, OPEN_TO] = 1, 2
    book[REGISTERS, OPENED] = count


@inlined
def _call(matrix: Short, client: Ints, suits: Short, tour: Ints, car: Ints, book: Ints, c: int) -> None:
    opened = book[REGISTERS, OPENED]
    fits = opened == 0
    for k in range(opened):
        v = book[OPEN, k]
        if suits[v, c] and car[v, LOAD] + client[c, DEMAND] <= car[v, CAPACITY]:
            fits = fits_between(matrix, client, tour, c, v, car[v, OPEN_FROM], car[v, OPEN_TO])
            if fits:
                break
    if fits:
        book[QUEUE, book[REGISTERS, QUEUED]] = c
        book[REGISTERS, QUEUED] += 1
