"""Putting visits in: greedy insertion in one of several orders, with blinks."""

from __future__ import annotations

from scheduler.routes.chance import uniform
from scheduler.routes.compiled import inlined
from scheduler.routes.insertion import BLINK_RATE, NEVER, best_gap
from scheduler.routes.model import Ints
from scheduler.routes.span import open_span
from scheduler.routes.state import (
    AT,
    CAR,
    CHANGED_AT,
    FREE,
    GAP,
    GAP_PRICE,
    MARK,
    OPEN,
    OPENED,
    QUEUE,
    QUEUED,
    REGISTERS,
    SEEN,
    STEP,
    TRIES,
    TRY,
    TRY_AT,
)
from scheduler.routes.tables import (
    CAPACITY,
    COST,
    DEMAND,
    FIXED,
    KIND,
    LOAD,
    MANDATORY,
    PLACE,
    PRIZE,
    SIZE,
    VERSION,
    Short,
)
from scheduler.routes.tour import place_at
from scheduler.routes.undo import take_in, touch

ROUTES_TRIED = 10
"""Routes in use that a client is tried in: all where there are no more, else those of the nearest clients."""


@inlined
def recreate(
    matrix: Short,
    client: Ints,
    suits: Short,
    near: Short,
    tour: Ints,
    car: Ints,
    spot: Ints,
    book: Ints,
    memory: Ints,
    span: Short,
    on_credit: bool,
    pull: float,
) -> None:
    """Insert the queue, one after the other, each in its best gap."""
    step = book[REGISTERS, STEP]
    opened = book[REGISTERS, OPENED]
    for k in range(book[REGISTERS, QUEUED]):
        c = book[QUEUE, k]
        removed = opened == 0 or spot[c, MARK] == step
        count = _list_routes(suits, near, car, spot, book, c) if removed else opened
        score, best_v, best_pos = NEVER, -1, 0
        for j in range(count):
            v = book[TRY, j] if removed else book[OPEN, j]
            if not suits[v, c] or car[v, LOAD] + client[c, DEMAND] > car[v, CAPACITY]:
                continue
            if book[CHANGED_AT, v] == step or not removed:
                first, end = (1, car[v, SIZE] + 2) if removed else open_span(car, span, c, v)
                pos, found = best_gap(matrix, client, tour, car, book, c, v, first, end, score, pull, True)
            else:
                pos, found = _recall(matrix, client, tour, car, book, memory, c, v, score, pull)
            if pos > 0 and found < score:
                score, best_v, best_pos = found, v, pos
        if best_v >= 0 and _pays(matrix, client, tour, car, c, best_v, best_pos, on_credit or opened == 0):
            touch(tour, car, book, best_v)
            place_at(matrix, client, tour, car, spot, best_v, best_pos, c)
            take_in(client, spot, book, c, best_v)
            if car[best_v, SIZE] == 1:
                find_free(car, book)


@inlined
def find_free(car: Ints, book: Ints) -> None:
    """Note an empty vehicle of each kind."""
    vehicles = len(car) // 2
    for v in range(vehicles):
        book[FREE, v] = -1
    for v in range(vehicles - 1, -1, -1):
        if car[v, SIZE] == 0:
            book[FREE, car[v, KIND]] = v


@inlined
def _list_routes(suits: Short, near: Short, car: Ints, spot: Ints, book: Ints, c: int) -> int:
    """List the routes to try: all where they are few, else those of neighbours, and an empty vehicle of each kind."""
    vehicles, count = len(car) // 2, 0
    if vehicles <= ROUTES_TRIED:
        for v in range(vehicles):
            if car[v, SIZE] > 0:
                book[TRY, count] = v
                count += 1
    else:
        book[REGISTERS, TRIES] += 1
        for k in range(near.shape[2]):
            v = spot[near[0, c, k], CAR]
            if v >= 0 and suits[v, c] and book[TRY_AT, v] != book[REGISTERS, TRIES]:
                book[TRY_AT, v] = book[REGISTERS, TRIES]
                book[TRY, count] = v
                count += 1
                if count == ROUTES_TRIED:
                    break
    for kind in range(vehicles):
        if book[FREE, kind] >= 0:
            book[TRY, count] = book[FREE, kind]
            count += 1
    return count


@inlined
def _recall(
    matrix: Short,
    client: Ints,
    tour: Ints,
    car: Ints,
    book: Ints,
    memory: Ints,
    c: int,
    v: int,
    score: int,
    pull: float,
) -> tuple[int, int]:
    """Return the best gap in a route that this step has not changed; remembered from when it was last looked at."""
    if memory[c, v, SEEN] != car[v, VERSION]:
        pos, found = best_gap(matrix, client, tour, car, book, c, v, 1, car[v, SIZE] + 2, NEVER, pull, False)
        memory[c, v, SEEN] = car[v, VERSION]
        memory[c, v, GAP] = pos
        memory[c, v, GAP_PRICE] = found
    if memory[c, v, GAP] == 0 or memory[c, v, GAP_PRICE] >= score or uniform(book) < BLINK_RATE:
        return 0, score
    return memory[c, v, GAP], memory[c, v, GAP_PRICE]


@inlined
def _pays(matrix: Short, client: Ints, tour: Ints, car: Ints, c: int, v: int, pos: int, on_credit: bool) -> bool:
    """Tell whether ``c`` must be visited or brings what it costs.

    On credit half of that will do, and the first visit of a vehicle is free: others may share the way later.
    """
    if client[c, MANDATORY] or (on_credit and car[v, SIZE] == 0):
        return True
    place, before, after = client[c, PLACE], tour[v, pos - 1, AT], tour[v, pos, AT]
    price = matrix[COST, before, place] + matrix[COST, place, after]
    price += car[v, FIXED] if car[v, SIZE] == 0 else -matrix[COST, before, after]
    return price <= (2 * client[c, PRIZE] if on_credit else client[c, PRIZE])
