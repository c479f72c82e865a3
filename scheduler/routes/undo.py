"""Who is on a route and who is not, and putting back what a step changed."""

from __future__ import annotations

from scheduler.routes.compiled import inlined
from scheduler.routes.model import Ints
from scheduler.routes.state import (
    CAR,
    CHANGED,
    CHANGED_AT,
    CHANGES,
    MISSING,
    OUTSIDE,
    OUTSIDE_AT,
    OUTSIDERS,
    POS,
    REGISTERS,
    STEP,
    TOUR_COLUMNS,
    WHO,
)
from scheduler.routes.tables import MANDATORY, OPEN_SIZE, SIZE, VERSION


@inlined
def touch(tour: Ints, car: Ints, book: Ints, v: int) -> None:
    """Keep a copy of vehicle ``v``'s route, once per step, before it changes."""
    if book[CHANGED_AT, v] == book[REGISTERS, STEP]:
        return
    book[CHANGED_AT, v] = book[REGISTERS, STEP]
    book[CHANGED, book[REGISTERS, CHANGES]] = v
    book[REGISTERS, CHANGES] += 1
    _copy(tour, car, v, v + len(car) // 2)
    car[v, VERSION] = book[REGISTERS, STEP]


@inlined
def _copy(tour: Ints, car: Ints, v: int, to: int) -> None:
    for column in range(SIZE, OPEN_SIZE):
        car[to, column] = car[v, column]
    for pos in range(car[v, SIZE] + 2):
        for column in range(TOUR_COLUMNS):
            tour[to, pos, column] = tour[v, pos, column]


@inlined
def send_out(client: Ints, spot: Ints, book: Ints, c: int) -> None:
    """Note that ``c`` is on no route now."""
    count = book[REGISTERS, OUTSIDERS]
    spot[c, CAR] = -1
    spot[c, OUTSIDE_AT] = count
    book[OUTSIDE, count] = c
    book[REGISTERS, OUTSIDERS] = count + 1
    book[REGISTERS, MISSING] += client[c, MANDATORY]


@inlined
def take_in(client: Ints, spot: Ints, book: Ints, c: int, v: int) -> None:
    """Note that ``c`` is on vehicle ``v``'s route now."""
    count = book[REGISTERS, OUTSIDERS] - 1
    last, at = book[OUTSIDE, count], spot[c, OUTSIDE_AT]
    book[REGISTERS, OUTSIDERS] = count
    book[OUTSIDE, at] = last
    spot[last, OUTSIDE_AT] = at
    spot[c, CAR] = v
    book[REGISTERS, MISSING] -= client[c, MANDATORY]


@inlined
def undo(client: Ints, tour: Ints, car: Ints, spot: Ints, book: Ints) -> None:
    """Put the changed routes back."""
    for k in range(book[REGISTERS, CHANGES]):
        v = book[CHANGED, k]
        for pos in range(1, car[v, SIZE] + 1):
            send_out(client, spot, book, tour[v, pos, WHO])
    for k in range(book[REGISTERS, CHANGES]):
        v = book[CHANGED, k]
        _copy(tour, car, v + len(car) // 2, v)
        for pos in range(1, car[v, SIZE] + 1):
            c = tour[v, pos, WHO]
            take_in(client, spot, book, c, v)
            spot[c, POS] = pos
