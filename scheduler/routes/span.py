"""Where clients on no route fit into a route: for a few of them one by one, for many all clients at a stroke."""

from __future__ import annotations

import numpy as np

from scheduler.routes.compiled import compiled, inlined
from scheduler.routes.model import Ints
from scheduler.routes.state import AT, FIRST, LAST, LATE, READY
from scheduler.routes.tables import (
    BEYOND,
    CLOSES,
    DRIVE,
    DRIVE_T,
    INTO,
    ONTO,
    OPEN_SIZE,
    OPENS,
    PLACE,
    SERVICE,
    SIZE,
    TOO_LATE,
    TOO_SOON,
    Short,
)

ALL_FROM = 0.2
"""Share of the clients from which on it takes less time to look at all of them than at those one by one."""


@inlined
def note_span(matrix: Short, client: Ints, tour: Ints, car: Ints, span: Short, c: int, v: int) -> None:
    """Note the first and the last position before which windows let ``c`` into ``v``'s route."""
    place, service, opens, closes = client[c, PLACE], client[c, SERVICE], client[c, OPENS], client[c, CLOSES]
    first, last = 1, 0
    for pos in range(1, car[v, SIZE] + 2):
        ready = tour[v, pos - 1, READY]
        if ready > closes:
            break
        late = tour[v, pos, LATE]
        if opens + service > late:
            continue
        arrival = ready + matrix[DRIVE_T, place, tour[v, pos - 1, AT]]
        if arrival <= closes and max(arrival, opens) + service + matrix[DRIVE, place, tour[v, pos, AT]] <= late:
            if last == 0:
                first = pos
            last = pos
    span[v, FIRST, c] = first
    span[v, LAST, c] = last


@compiled
def note_spans(reach: Short, tour: Ints, car: Ints, span: Short, v: int) -> None:
    """Note the same of every client.

    Gap by gap and not client by client: that way the clients' figures lie side by side, and the processor compares
    eight at once, as long as the inner loop stays as plain as it is.
    """
    first, last = span[v, FIRST], span[v, LAST]
    for c in range(len(first)):
        first[c] = BEYOND
        last[c] = 0
    for pos in range(1, car[v, SIZE] + 2):
        at, ready, late = np.int32(pos), min(tour[v, pos - 1, READY], BEYOND), min(tour[v, pos, LATE], BEYOND)
        latest, earliest, free = np.int32(-ready), np.int32(late), np.int32(late - ready)
        too_late, into = reach[TOO_LATE, tour[v, pos - 1, AT]], reach[INTO, tour[v, pos - 1, AT]]
        too_soon, onto = reach[TOO_SOON, tour[v, pos, AT]], reach[ONTO, tour[v, pos, AT]]
        for c in range(len(first)):
            fits = (too_late[c] <= latest) & (too_soon[c] <= earliest) & (np.int32(into[c] + onto[c]) <= free)
            last[c] = at if fits else last[c]
            first[c] = min(first[c], at) if fits else first[c]


@inlined
def open_span(car: Ints, span: Short, c: int, v: int) -> tuple[int, int]:
    """Return the positions, first and end, that the outsider ``c`` may still fit before: those noted, shifted."""
    if span[v, LAST, c] == 0:
        return 1, 1
    return int(span[v, FIRST, c]), int(span[v, LAST, c]) + 1 + car[v, SIZE] - car[v, OPEN_SIZE]
