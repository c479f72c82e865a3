"""Where to put a client: constant-time checks of the gaps of a route."""

from __future__ import annotations

from scheduler.routes.chance import draws_before
from scheduler.routes.compiled import inlined
from scheduler.routes.model import Ints
from scheduler.routes.state import AT, BACK, BLINK, DEPART, LATE, LEG, READY, REGISTERS, REST, START, WORK
from scheduler.routes.tables import (
    CLOSES,
    DRIVE,
    DRIVE_T,
    GUIDE,
    GUIDE_T,
    LIMIT,
    OPENS,
    PLACE,
    SERVICE,
    TIMED,
    Short,
)

NEVER = 1 << 60
BLINK_RATE = 0.01


@inlined
def best_gap(
    matrix: Short,
    client: Ints,
    tour: Ints,
    car: Ints,
    book: Ints,
    c: int,
    v: int,
    first: int,
    end: int,
    score: int,
    pull: float,
    blinks: bool,
) -> tuple[int, int]:
    """Return the best position for ``c`` and its price, if less than ``score``; else 0 and ``score``.

    The price is the guide of the detour and ``pull`` times the delay of the next start.

    Positions ``first`` to ``end`` - 1 are tried: the client comes before the present visit of that position. Some are
    overlooked now and then (blinks, Christiaens & Vanden Berghe 2020).
    """
    best, blink = 0, book[REGISTERS, BLINK]
    place, service, opens, closes = client[c, PLACE], client[c, SERVICE], client[c, OPENS], client[c, CLOSES]
    earliest_end, timed = opens + service, car[v, TIMED] != 0
    for pos in range(first, end):
        ready = tour[v, pos - 1, READY]
        if ready > closes:
            break
        late = tour[v, pos, LATE]
        if earliest_end > late:
            continue
        before, after = tour[v, pos - 1, AT], tour[v, pos, AT]
        detour = matrix[GUIDE_T, place, before] + matrix[GUIDE, place, after] - tour[v, pos - 1, LEG]
        if detour >= score:
            continue
        leg, onward = matrix[DRIVE_T, place, before], service + matrix[DRIVE, place, after]
        arrival = ready + leg
        if arrival > closes or max(arrival, opens) + onward > late:
            continue
        if timed and _lasts(tour, v, pos, closes, max(arrival, opens), leg, onward) > car[v, LIMIT]:
            continue
        blink -= blinks
        if blink < 0:
            blink = draws_before(book, BLINK_RATE)
            continue
        delay = max(0, max(arrival, opens) + onward - tour[v, pos, START])
        detour += int(pull * delay)
        if detour < score:
            best, score = pos, detour
    book[REGISTERS, BLINK] = blink
    return best, score


@inlined
def _lasts(tour: Ints, v: int, pos: int, closes: int, start: int, leg: int, onward: int) -> int:
    """Return how long the route lasts with a service from ``start`` before ``pos``, if it leaves at the best time."""
    latest = min(closes, tour[v, pos, LATE] - onward)
    depart = min(tour[v, pos - 1, DEPART], latest - leg - tour[v, pos - 1, WORK])
    rest = onward + tour[v, pos, REST]
    back = max(tour[v, pos, BACK], start + rest)
    return max(back - depart, tour[v, pos - 1, WORK] + leg + rest)
