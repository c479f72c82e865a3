"""What the search changes, as arrays: the routes, who is where, and the copies that undo a step."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduler.routes.model import Ints
from scheduler.routes.tables import CAR_COLUMNS, MANDATORY, Short, Tables

Floats = NDArray[np.float64]

# Columns of ``tour`` (vehicle, position, column). Position 0 is the departure, SIZE + 1 the return.
WHO, AT, READY, LATE, LEG, START, WORK, DEPART, BACK, REST, TOUR_COLUMNS = range(11)
# Columns of ``spot`` (client, column).
CAR, POS, OUTSIDE_AT, MARK, SPOT_COLUMNS = range(5)
# Rows of ``book``.
REGISTERS, OUTSIDE, QUEUE, CHANGED, CHANGED_AT, FREE, OPEN, TRY, TRY_AT, BOOK_ROWS = range(10)
# Registers: columns of the first row of ``book``.
RNG, STEP, OUTSIDERS, QUEUED, REMOVED, CHANGES, BLINK, MISSING, BEST_MISSING, BETTER, TRIES, SEED = range(12)
OPENED, ASKED, REGISTER_COUNT = range(12, 15)
# Columns of ``memory`` (client, vehicle, column).
SEEN, GAP, GAP_PRICE, MEMORY_COLUMNS = range(4)
# Rows of ``span`` (vehicle, row, client).
FIRST, LAST, SPAN_ROWS = range(3)
# Entries of ``knobs``; the chances of the orders follow.
MEAN_REMOVED, LONGEST, OUTSIDERS_CALLED, CREDIT, BLUR, TIE, PENALTY, PULL, POWER, ORDERS = range(10)
# Entries of ``value``.
NOW, BEST, NOW_GUIDE, BEST_GUIDE = range(4)


class State(NamedTuple):
    """Arrays of the search; :mod:`scheduler.routes.tour` keeps them in step."""

    tour: Ints
    """(2 * vehicles, clients + 2, columns): client, place, earliest end of service, latest start, guide of the next
    leg, earliest start; for limits of duration driving and service so far, latest departure, earliest return of what
    follows, driving and service that follow. The second half holds the rows as before the step, where changed."""
    car: Ints
    """(2 * vehicles, columns of :mod:`scheduler.routes.tables`), the second half as in ``tour``."""
    spot: Ints
    """(clients, columns): vehicle or -1, position, index among the outsiders, mark of the step."""
    book: Ints
    """(rows, width): registers; clients on no route; clients to insert in this step; vehicles changed in this step;
    the step that a vehicle was changed in; an empty vehicle of each kind or -1; routes open
    to outsiders; routes to try; their marks."""
    memory: Ints
    """(clients, vehicles, columns): version of the route when last looked at, best position or 0, its price."""
    span: Short
    """(vehicles, rows, clients): first and last position that an outsider of this step fits before; last 0: none."""
    key: Floats
    """(clients,): what the queue is sorted by."""
    best: Ints
    """(vehicles, clients + 1): clients of the best routes, -1 behind."""
    value: Floats
    """(4,): objective now and of the best routes, guide now and of the best routes."""


def new_state(tables: Tables, seed: int) -> State:
    """Return the state in which nobody is visited (to be loaded once before the search)."""
    clients, vehicles = len(tables.client), len(tables.car)
    spot = np.zeros((clients, SPOT_COLUMNS), np.int64)
    spot[:, CAR] = -1
    spot[:, OUTSIDE_AT] = np.arange(clients)
    book = np.zeros((BOOK_ROWS, max(clients, vehicles, REGISTER_COUNT) + 1), np.int64)
    book[OUTSIDE, :clients] = np.arange(clients)
    book[REGISTERS, OUTSIDERS] = clients
    book[REGISTERS, MISSING] = book[REGISTERS, BEST_MISSING] = tables.client[:, MANDATORY].sum()
    book[REGISTERS, RNG] = np.random.SeedSequence(seed).generate_state(1, np.uint64).view(np.int64)[0] | 1
    return State(
        tour=np.zeros((2 * vehicles, clients + 2, TOUR_COLUMNS), np.int64),
        car=np.concatenate([tables.car, np.zeros((vehicles, CAR_COLUMNS), np.int64)]),
        spot=spot,
        book=book,
        memory=np.full((clients, vehicles, MEMORY_COLUMNS), -1),
        span=np.zeros((vehicles, SPAN_ROWS, clients), np.int32),
        key=np.zeros(clients),
        best=np.full((vehicles, clients + 1), -1),
        value=np.zeros(4),
    )
