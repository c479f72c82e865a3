"""Clients on no route whom a ruined route could take."""

from __future__ import annotations

from scheduler.routes.compiled import inlined
from scheduler.routes.insertion import feasible_span
from scheduler.routes.model import Ints
from scheduler.routes.state import (
    CAR,
    CHANGED,
    CHANGED_AT,
    CHANGES,
    FIRST,
    FREE,
    LAST,
    MARK,
    OPEN,
    OPENED,
    OUTSIDE,
    OUTSIDERS,
    OUTSIDERS_CALLED,
    QUEUE,
    QUEUED,
    REGISTERS,
    REMOVED,
    SEED,
    STEP,
    Floats,
)
from scheduler.routes.tables import CAPACITY, DEMAND, LOAD, OPEN_SIZE, SIZE, Short


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
    memory: Ints,
    knobs: Floats,
    on_credit: bool,
) -> None:
    """Add to the queue who fits now: of all, or of the neighbours of those taken out and of the seed.

    Who does not fit now will not later in the step, when there is less room; who does, only where it is noted now.
    """
    _list_open(car, book, on_credit)
    step, removed = book[REGISTERS, STEP], book[REGISTERS, REMOVED]
    for k in range(removed):
        spot[book[QUEUE, k], MARK] = step
    outside, limit = book[REGISTERS, OUTSIDERS], int(knobs[OUTSIDERS_CALLED])
    if outside == len(client) or outside - removed <= limit:
        for k in range(outside):
            c = book[OUTSIDE, k]
            if spot[c, MARK] != step:
                _call(matrix, client, suits, tour, car, book, memory, c)
        return
    around = removed + 1
    for k in range(around * (1 + limit // around)):
        c, nth = book[REGISTERS, SEED], k // around
        if k % around < removed:
            c = book[QUEUE, k % around]
        if 0 < nth <= near.shape[2]:
            c = near[0, c, nth - 1]
        if spot[c, CAR] < 0 and spot[c, MARK] != step and spot[c, MARK] != -step:
            spot[c, MARK] = -step
            _call(matrix, client, suits, tour, car, book, memory, c)


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
    book[REGISTERS, OPENED] = count
    for k in range(count):
        car[book[OPEN, k], OPEN_SIZE] = car[book[OPEN, k], SIZE]


@inlined
def _call(matrix: Short, client: Ints, suits: Short, tour: Ints, car: Ints, book: Ints, memory: Ints, c: int) -> None:
    fits = book[REGISTERS, OPENED] == 0
    for k in range(book[REGISTERS, OPENED]):
        v = book[OPEN, k]
        first, last = 1, 0
        if suits[v, c] and car[v, LOAD] + client[c, DEMAND] <= car[v, CAPACITY]:
            first, last = feasible_span(matrix, client, tour, car, c, v)
        memory[c, v, FIRST] = first
        memory[c, v, LAST] = last
        fits |= last > 0
    if fits:
        book[QUEUE, book[REGISTERS, QUEUED]] = c
        book[REGISTERS, QUEUED] += 1
