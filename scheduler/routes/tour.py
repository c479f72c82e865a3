"""Routes that know what an insertion would do: sums forward and backward, kept in step with every change.

A route that leaves at time t is back at max(a, t + b): a with all the waiting of the earliest departure, b the driving
and service alone. It lasts least when it leaves as late as its windows allow, at L: max(a - L, b). So limits of
duration with a free departure need four more sums per position (compare Vidal et al. 2013, segments).
"""

from __future__ import annotations

from scheduler.routes.compiled import inlined
from scheduler.routes.model import Ints
from scheduler.routes.state import AT, BACK, DEPART, LATE, LEG, POS, READY, REST, START, WHO, WORK
from scheduler.routes.tables import (
    BEGIN,
    CLOSES,
    COST,
    DEMAND,
    DRIVE,
    EARLIEST,
    END,
    FIXED,
    GUIDE,
    LATEST,
    LOAD,
    OPENS,
    PLACE,
    PRIZE,
    SERVICE,
    SIZE,
    SUM_COST,
    SUM_GUIDE,
    SUM_PRIZE,
    TIMED,
    Short,
)


@inlined
def refresh(matrix: Short, client: Ints, tour: Ints, car: Ints, spot: Ints, v: int) -> None:
    """Recompute what vehicle ``v``'s route knows from its sequence of clients."""
    size = car[v, SIZE]
    _settle(matrix, client, tour, car, spot, v, size)
    tour[v, 0, READY] = car[v, EARLIEST]
    for pos in range(1, size + 2):
        advance(matrix, client, tour, v, pos)
    tour[v, size + 1, LATE] = car[v, LATEST]
    for pos in range(size, 0, -1):
        tour[v, pos, LATE] = late_at(matrix, client, tour, v, pos)
    if car[v, TIMED]:
        _spans(matrix, client, tour, car, v, size)


@inlined
def _settle(matrix: Short, client: Ints, tour: Ints, car: Ints, spot: Ints, v: int, size: int) -> None:
    """Fill in places, positions, legs and the vehicle's sums."""
    before = car[v, BEGIN]
    tour[v, 0, WHO] = tour[v, size + 1, WHO] = -1
    tour[v, 0, AT] = before
    load, prize, cost, guide = 0, 0, 0, 0
    for pos in range(1, size + 2):
        here = car[v, END]
        if pos <= size:
            c = tour[v, pos, WHO]
            here = client[c, PLACE]
            spot[c, POS] = pos
            load += client[c, DEMAND]
            prize += client[c, PRIZE]
        tour[v, pos, AT] = here
        tour[v, pos - 1, LEG] = matrix[GUIDE, before, here]
        guide += matrix[GUIDE, before, here]
        cost += matrix[COST, before, here]
        before = here
    car[v, LOAD] = load
    car[v, SUM_PRIZE] = prize
    car[v, SUM_COST] = cost + car[v, FIXED] if size > 0 else 0
    car[v, SUM_GUIDE] = guide if size > 0 else 0


@inlined
def advance(matrix: Short, client: Ints, tour: Ints, v: int, pos: int) -> bool:
    """Update the earliest start and end of service at ``pos`` (or the return) and tell whether they have changed."""
    start = tour[v, pos - 1, READY] + matrix[DRIVE, tour[v, pos - 1, AT], tour[v, pos, AT]]
    c, service = tour[v, pos, WHO], 0
    if c >= 0:
        start, service = max(start, client[c, OPENS]), client[c, SERVICE]
    changed = tour[v, pos, START] != start or tour[v, pos, READY] != start + service
    tour[v, pos, START] = start
    tour[v, pos, READY] = start + service
    return changed


@inlined
def late_at(matrix: Short, client: Ints, tour: Ints, v: int, pos: int) -> int:
    """Return the latest start of service at ``pos``."""
    c = tour[v, pos, WHO]
    onward = client[c, SERVICE] + matrix[DRIVE, tour[v, pos, AT], tour[v, pos + 1, AT]]
    return min(client[c, CLOSES], tour[v, pos + 1, LATE] - onward)


@inlined
def _spans(matrix: Short, client: Ints, tour: Ints, car: Ints, v: int, size: int) -> None:
    """Fill in what limits of duration need."""
    work, depart = 0, car[v, LATEST]
    tour[v, 0, WORK] = 0
    tour[v, 0, DEPART] = depart
    for pos in range(1, size + 1):
        c = tour[v, pos, WHO]
        work += matrix[DRIVE, tour[v, pos - 1, AT], tour[v, pos, AT]]
        depart = min(depart, client[c, CLOSES] - work)
        work += client[c, SERVICE]
        tour[v, pos, WORK] = work
        tour[v, pos, DEPART] = depart
    back, rest = car[v, EARLIEST], 0
    tour[v, size + 1, BACK] = back
    tour[v, size + 1, REST] = 0
    for pos in range(size, 0, -1):
        c = tour[v, pos, WHO]
        rest += client[c, SERVICE] + matrix[DRIVE, tour[v, pos, AT], tour[v, pos + 1, AT]]
        back = max(back, client[c, OPENS] + rest)
        tour[v, pos, BACK] = back
        tour[v, pos, REST] = rest


@inlined
def place_at(matrix: Short, client: Ints, tour: Ints, car: Ints, spot: Ints, v: int, pos: int, c: int) -> None:
    """Make ``c`` the ``pos``-th visit of ``v`` and bring up to date what that changes."""
    size = car[v, SIZE] + 1
    car[v, SIZE] = size
    for k in range(size, pos - 1, -1):
        for column in range(START + 1):
            tour[v, k + 1, column] = tour[v, k, column]
        if k < size:
            spot[tour[v, k + 1, WHO], POS] = k + 1
    _link(matrix, client, tour, car, v, pos, c)
    spot[c, POS] = pos
    for k in range(pos, size + 2):
        if not advance(matrix, client, tour, v, k) and k > pos:
            break
    for k in range(pos, 0, -1):
        late = late_at(matrix, client, tour, v, k)
        if k < pos and late == tour[v, k, LATE]:
            break
        tour[v, k, LATE] = late
    if car[v, TIMED]:
        _spans(matrix, client, tour, car, v, size)


@inlined
def _link(matrix: Short, client: Ints, tour: Ints, car: Ints, v: int, pos: int, c: int) -> None:
    """Write ``c`` into the free row ``pos`` and add it to the sums."""
    here, before, after = client[c, PLACE], tour[v, pos - 1, AT], tour[v, pos + 1, AT]
    into, out_of = matrix[GUIDE, before, here], matrix[GUIDE, here, after]
    if car[v, SIZE] == 1:
        car[v, SUM_GUIDE] = into + out_of
        car[v, SUM_COST] = matrix[COST, before, here] + matrix[COST, here, after] + car[v, FIXED]
    else:
        car[v, SUM_GUIDE] += into + out_of - tour[v, pos - 1, LEG]
        car[v, SUM_COST] += matrix[COST, before, here] + matrix[COST, here, after] - matrix[COST, before, after]
    tour[v, pos, WHO] = c
    tour[v, pos, AT] = here
    tour[v, pos - 1, LEG] = into
    tour[v, pos, LEG] = out_of
    car[v, SUM_PRIZE] += client[c, PRIZE]
    car[v, LOAD] += client[c, DEMAND]
