"""Steps of the search: ruin, recreate, accept or undo (simulated annealing, Kirkpatrick et al. 1983)."""

from __future__ import annotations

from math import log

from scheduler.routes.chance import uniform
from scheduler.routes.compiled import compiled, inlined
from scheduler.routes.model import Ints
from scheduler.routes.order import sort_queue
from scheduler.routes.outsiders import call_outsiders
from scheduler.routes.recreate import find_free, recreate
from scheduler.routes.ruin import ruin
from scheduler.routes.state import (
    BEST,
    BEST_GUIDE,
    BEST_MISSING,
    BETTER,
    CHANGED,
    CHANGES,
    CREDIT,
    MISSING,
    NOW,
    NOW_GUIDE,
    PENALTY,
    PULL,
    REGISTERS,
    STEP,
    TIE,
    WHO,
    Floats,
)
from scheduler.routes.tables import SIZE, SUM_COST, SUM_GUIDE, SUM_PRIZE, VERSION, Short
from scheduler.routes.tour import refresh
from scheduler.routes.undo import send_out, take_in, undo


@inlined
def _gain(car: Ints, book: Ints) -> float:
    """Return by how much the changed routes are better than before the step."""
    gain, vehicles = 0.0, len(car) // 2
    for k in range(book[REGISTERS, CHANGES]):
        v = book[CHANGED, k]
        gain += car[v, SUM_PRIZE] - car[v, SUM_COST] - car[v + vehicles, SUM_PRIZE] + car[v + vehicles, SUM_COST]
    return gain


@inlined
def _more_guide(car: Ints, book: Ints) -> float:
    """Return by how much the guide of the changed routes has grown."""
    more, vehicles = 0.0, len(car) // 2
    for k in range(book[REGISTERS, CHANGES]):
        v = book[CHANGED, k]
        more += car[v, SUM_GUIDE] - car[v + vehicles, SUM_GUIDE]
    return more


@inlined
def _is_best(book: Ints, value: Floats) -> bool:
    """Tell whether fewer are missing than in the best routes; if as many, whether objective or then guide is better."""
    fewer = book[REGISTERS, BEST_MISSING] - book[REGISTERS, MISSING]
    if fewer != 0:
        return fewer > 0
    return value[NOW] > value[BEST] or (value[NOW] == value[BEST] and value[NOW_GUIDE] < value[BEST_GUIDE])


@inlined
def _keep_best(tour: Ints, car: Ints, book: Ints, best: Ints, value: Floats) -> None:
    for v in range(len(best)):
        size = car[v, SIZE]
        for pos in range(size):
            best[v, pos] = tour[v, pos + 1, WHO]
        best[v, size] = -1
    value[BEST] = value[NOW]
    value[BEST_GUIDE] = value[NOW_GUIDE]
    book[REGISTERS, BEST_MISSING] = book[REGISTERS, MISSING]
    book[REGISTERS, BETTER] += 1


@compiled
def load(matrix: Short, client: Ints, tour: Ints, car: Ints, spot: Ints, book: Ints, best: Ints, value: Floats) -> None:
    """Make ``best`` the present routes."""
    value[NOW] = value[NOW_GUIDE] = 0.0
    book[REGISTERS, STEP] += 1
    for v in range(len(best)):
        for pos in range(1, car[v, SIZE] + 1):
            send_out(client, spot, book, tour[v, pos, WHO])
    for v in range(len(best)):
        size = 0
        while best[v, size] >= 0:
            tour[v, size + 1, WHO] = best[v, size]
            take_in(client, spot, book, best[v, size], v)
            size += 1
        car[v, SIZE] = size
        car[v, VERSION] = book[REGISTERS, STEP]
        refresh(matrix, client, tour, car, spot, v)
        value[NOW] += car[v, SUM_PRIZE] - car[v, SUM_COST]
        value[NOW_GUIDE] += car[v, SUM_GUIDE]


@compiled
def anneal(
    matrix: Short,
    client: Ints,
    suits: Short,
    near: Short,
    rank: Floats,
    reach: Short,
    tour: Ints,
    car: Ints,
    spot: Ints,
    book: Ints,
    memory: Ints,
    span: Short,
    key: Floats,
    best: Ints,
    value: Floats,
    knobs: Floats,
    steps: int,
    hot: float,
) -> None:
    """Do ``steps`` steps at temperature ``hot``; arrays of ``Tables`` and ``State``, then the knobs above."""
    for _ in range(steps):
        book[REGISTERS, STEP] += 1
        book[REGISTERS, CHANGES] = 0
        missing = book[REGISTERS, MISSING]
        ruin(matrix, client, near, tour, car, spot, book, knobs)
        on_credit = uniform(book) < knobs[CREDIT]
        find_free(car, book)
        call_outsiders(matrix, client, suits, near, reach, tour, car, spot, book, span, knobs, on_credit)
        sort_queue(matrix, client, rank, tour, car, book, span, key, knobs)
        recreate(matrix, client, suits, near, tour, car, spot, book, memory, span, on_credit, knobs[PULL])
        gain, more = _gain(car, book), _more_guide(car, book)
        judged = gain - knobs[TIE] * more - knobs[PENALTY] * (book[REGISTERS, MISSING] - missing)
        if judged < 0 and judged < hot * log(uniform(book) + 1e-300):
            undo(client, tour, car, spot, book)
            continue
        value[NOW] += gain
        value[NOW_GUIDE] += more
        if _is_best(book, value):
            _keep_best(tour, car, book, best, value)
