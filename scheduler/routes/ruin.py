"""Taking visits out: adjacent strings of neighbouring routes, some with a part in the middle that stays.

After Christiaens & Vanden Berghe 2020, "Slack induction by string removals for vehicle routing problems".
"""

from __future__ import annotations

from scheduler.routes.chance import below, uniform
from scheduler.routes.compiled import inlined
from scheduler.routes.model import Ints
from scheduler.routes.state import (
    CAR,
    CHANGED_AT,
    LONGEST,
    MEAN_REMOVED,
    OUTSIDERS,
    POS,
    QUEUE,
    QUEUED,
    REGISTERS,
    REMOVED,
    SEED,
    STEP,
    WHO,
    Floats,
)
from scheduler.routes.tables import SIZE, Short
from scheduler.routes.tour import refresh
from scheduler.routes.undo import send_out, touch

SPLIT_RATE = 0.5
SPLIT_GROWTH = 0.01
"""Chance that the part that stays grows by one more visit (beta in the paper)."""


@inlined
def ruin(
    matrix: Short,
    client: Ints,
    near: Short,
    tour: Ints,
    car: Ints,
    spot: Ints,
    book: Ints,
    knobs: Floats,
) -> None:
    """Take out strings near a random client; they become the queue of those to insert."""
    used, on_routes = 0, len(client) - book[REGISTERS, OUTSIDERS]
    for v in range(len(car) // 2):
        used += car[v, SIZE] > 0
    book[REGISTERS, QUEUED] = 0
    seed, metric = below(book, len(client)), below(book, near.shape[0])
    book[REGISTERS, SEED] = seed
    length_max = min(knobs[LONGEST], on_routes / max(1, used))
    strings = min(used, int(uniform(book) * (4.0 * knobs[MEAN_REMOVED] / (1.0 + length_max) - 1.0)) + 1)
    for k in range(-1, near.shape[2]):
        if strings == 0:
            break
        c = seed if k < 0 else near[metric, seed, k]
        v = spot[c, CAR]
        if v >= 0 and book[CHANGED_AT, v] != book[REGISTERS, STEP]:
            touch(tour, car, book, v)
            length = int(uniform(book) * min(float(car[v, SIZE]), length_max)) + 1
            _take_string(client, tour, car, spot, book, v, spot[c, POS], min(length, car[v, SIZE]))
            refresh(matrix, client, tour, car, spot, v)
            strings -= 1
    book[REGISTERS, REMOVED] = book[REGISTERS, QUEUED]


@inlined
def _take_string(client: Ints, tour: Ints, car: Ints, spot: Ints, book: Ints, v: int, pos: int, length: int) -> None:
    """Take ``length`` visits around ``pos`` out of ``v``; the route is stale until refreshed."""
    size, stay = car[v, SIZE], 0
    if 1 < length < size and uniform(book) < SPLIT_RATE:
        stay = 1
        while length + stay < size and uniform(book) < SPLIT_GROWTH:
            stay += 1
    span = length + stay
    low, high = max(1, pos - span + 1), min(pos, size - span + 1)
    first = low + below(book, high - low + 1)
    stay_first = first + 1 + below(book, length - 1) if stay > 0 else first + span
    to = first
    for at in range(first, size + 1):
        c = tour[v, at, WHO]
        if at >= first + span or stay_first <= at < stay_first + stay:
            tour[v, to, WHO] = c
            to += 1
        else:
            send_out(client, spot, book, c)
            book[QUEUE, book[REGISTERS, QUEUED]] = c
            book[REGISTERS, QUEUED] += 1
    car[v, SIZE] = to - 1
