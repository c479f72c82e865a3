"""Random numbers of the compiled search, whose state is a register of the search itself."""

from __future__ import annotations

from math import log

import numpy as np

from scheduler.routes.compiled import inlined
from scheduler.routes.model import Ints
from scheduler.routes.state import REGISTERS, RNG


@inlined
def uniform(book: Ints) -> float:
    """Return a number in [0, 1) (xorshift64*, Vigna 2016)."""
    x = np.uint64(book[REGISTERS, RNG])
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    book[REGISTERS, RNG] = np.int64(x)
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) * (1.0 / (1 << 53))


@inlined
def below(book: Ints, count: int) -> int:
    """Return an integer in [0, count)."""
    return int(uniform(book) * count)


@inlined
def draws_before(book: Ints, rate: float) -> int:
    """Return how many draws fail before one of chance ``rate`` succeeds."""
    return int(log(1.0 - uniform(book)) / log(1.0 - rate))
