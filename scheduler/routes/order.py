"""In which order a step inserts."""

from __future__ import annotations

from scheduler.routes.chance import uniform
from scheduler.routes.compiled import inlined
from scheduler.routes.insertion import NEVER, best_gap
from scheduler.routes.model import Ints
from scheduler.routes.span import open_span
from scheduler.routes.state import BLUR, OPEN, OPENED, ORDERS, POWER, PULL, QUEUE, QUEUED, REGISTERS, REMOVED, Floats
from scheduler.routes.tables import MANDATORY, PRIZE, SIZE, Short


@inlined
def sort_queue(
    matrix: Short,
    client: Ints,
    rank: Floats,
    tour: Ints,
    car: Ints,
    book: Ints,
    span: Short,
    key: Floats,
    knobs: Floats,
) -> None:
    """Sort the queue by an order drawn at random and blurred, mandatory clients rather early.

    The orders: fixed ones of ``rank``, then the price of the best gap per prize, then chance.
    """
    order, spread = _draw_order(book, knobs, len(rank)), knobs[BLUR] * uniform(book)
    for k in range(book[REGISTERS, QUEUED]):
        c, chance = book[QUEUE, k], uniform(book)
        if order < len(rank):
            key[k] = rank[order, c] + spread * chance
        elif order > len(rank):
            key[k] = chance
        elif not client[c, MANDATORY]:
            removed = book[REGISTERS, OPENED] == 0 or k < book[REGISTERS, REMOVED]
            price = _price(matrix, client, tour, car, book, span, c, removed, knobs[PULL])
            key[k] = price / (client[c, PRIZE] + 1e-9) ** knobs[POWER] * (1.0 + spread * chance)
        if client[c, MANDATORY]:
            key[k] = key[k] - 0.5 if order != len(rank) else -chance
    _shell_sort(book, key, book[REGISTERS, QUEUED])


@inlined
def _draw_order(book: Ints, knobs: Floats, ranks: int) -> int:
    """Return a row of the ranks, or their number for price per prize, or one more for chance."""
    draw = uniform(book)
    for k in range(ranks + 1):
        draw -= knobs[ORDERS + k]
        if draw < 0:
            return k
    return ranks + 1


@inlined
def _price(
    matrix: Short, client: Ints, tour: Ints, car: Ints, book: Ints, span: Short, c: int, removed: bool, pull: float
) -> float:
    """Return the price of the best gap in the ruined routes."""
    score = NEVER
    for k in range(book[REGISTERS, OPENED]):
        v = book[OPEN, k]
        first, end = (1, car[v, SIZE] + 2) if removed else open_span(car, span, c, v)
        _, score = best_gap(matrix, client, tour, car, book, c, v, first, end, score, pull, False)
    return float(max(score, 1))


@inlined
def _shell_sort(book: Ints, key: Floats, count: int) -> None:
    gap = 1
    while gap < count // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for k in range(gap, count):
            held, c, j = key[k], book[QUEUE, k], k
            while j >= gap and key[j - gap] > held:
                key[j] = key[j - gap]
                book[QUEUE, j] = book[QUEUE, j - gap]
                j -= gap
            key[j] = held
            book[QUEUE, j] = c
        gap //= 3
