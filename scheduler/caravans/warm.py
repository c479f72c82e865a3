"""Compiling everything first, so that no budget pays for it."""

from __future__ import annotations

import time

import numpy as np

from scheduler.caravans.anneal import MOVES, anneal
from scheduler.caravans.case import Case
from scheduler.caravans.clock import visit_starts
from scheduler.caravans.dayprice import load_pricing
from scheduler.caravans.greedy import greedy_tours
from scheduler.caravans.insertion import make_weights
from scheduler.caravans.state import empty_board
from scheduler.caravans.windows import least_metres, most_visits

APART_SECONDS = 2.0
"""Loading compiled code takes less than this; what takes longer was compiling."""


def compile_all(case: Case) -> float:
    """Compile or load every function; return the seconds that compiling took, 0 where the code was loaded from disk.

    The code is kept beside the sources (or in numba's cache folder), so that it is made once per installation.
    """
    started = time.monotonic()
    now, best, spare = (empty_board(case) for _ in range(3))
    weights = make_weights(coverage=1)
    anneal(case.twin, now.twin, best.twin, spare.twin, weights, MOVES, 0, 1.0, False, 1)
    now.state.out[:] = case.flat.out_max
    greedy_tours(case.twin, now.twin, weights)
    nothing, windows = np.zeros(0, np.int64), np.zeros((0, 1), np.int64)
    visit_starts(case.twin, 0, 0, 0, np.zeros(0, np.int16), 0, 0)
    most_visits(case.twin, nothing, nothing, windows, windows, nothing)
    least_metres(case.flat.metres[:1, :1].copy(), 0)
    load_pricing()
    took = time.monotonic() - started
    return took if took > APART_SECONDS else 0.0
