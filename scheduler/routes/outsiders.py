"""Clients on no route whom a ruined route could take."""

from __future__ import annotations

from scheduler.routes.compiled import inlined
from scheduler.routes.model import Ints
from scheduler.routes.span import ALL_FROM, note_span, note_spans
from scheduler.routes.state import (
    ASKED,
    CAR,
    CHANGED,
    CHANGED_AT,
    CHANGES,
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
    reach: Short,
    tour: Ints,
    car: Ints,
    spot: Ints,
    book: Ints,
    span: Short,
    knobs: Floats,
    on_credit: bool,
) -> None:
    """Add to the queue who fits now: of all, or of the neighbours of those taken out and of the seed.

    Who does not fit now will not later in the step, when there is less room; who does, only where it is noted now.
    """
    _list_open(car, book, on_credit)
    _ask(near, spot, book, int(knobs[OUTSIDERS_CALLED]))
    queued, asked = book[REGISTERS, QUEUED], book[REGISTERS, ASKED]
    for k in range(book[REGISTERS, OPENED]):
        v = book[OPEN, k]
        if 0 < ALL_FROM * reach.shape[2] <= asked:
            note_spans(reach, tour, car, span, v)
        else:
            for j in range(queued, queued + asked):
                note_span(matrix, client, tour, car, span, book[QUEUE, j], v)
    for j in range(queued, queued + asked):
        c = book[QUEUE, j]
        if _fits(client, suits, car, book, span, c):
            book[QUEUE, book[REGISTERS, QUEUED]] = c
            book[REGISTERS, QUEUED] += 1


@inlined
def _ask(near: Short, spot: Ints, book: Ints, limit: int) -> None:
    """Write behind the queue which outsiders to ask."""
    step, removed, count = book[REGISTERS, STEP], book[REGISTERS, REMOVED], book[REGISTERS, QUEUED]
    for k in range(removed):
        spot[book[QUEUE, k], MARK] = step
    outside = book[REGISTERS, OUTSIDERS]
    if outside == len(spot) or outside - removed <= limit:
        for k in range(outside):
            c = book[OUTSIDE, k]
            if spot[c, MARK] != step:
                book[QUEUE, count] = c
                count += 1
    else:
        around = removed + 1
        for k in range(around * (1 + limit // around)):
            c, nth = book[REGISTERS, SEED], k // around
            if k % around < removed:
                c = book[QUEUE, k % around]
            if 0 < nth <= near.shape[2]:
                c = near[0, c, nth - 1]
            if spot[c, CAR] < 0 and spot[c, MARK] != step and spot[c, MARK] != -step:
                spot[c, MARK] = -step
                book[QUEUE, count] = c
                count += 1
    book[REGISTERS, ASKED] = count - book[REGISTERS, QUEUED]


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
def _fits(client: Ints, suits: Short, car: Ints, book: Ints, span: Short, c: int) -> bool:
    """Tell whether ``c`` fits into an open route, and note where it does not for other reasons than time."""
    fits = book[REGISTERS, OPENED] == 0
    for k in range(book[REGISTERS, OPENED]):
        v = book[OPEN, k]
        if not suits[v, c] or car[v, LOAD] + client[c, DEMAND] > car[v, CAPACITY]:
            span[v, LAST, c] = 0
        fits |= span[v, LAST, c] > 0
    return fits
