"""What later stages need not look at: stays that no plan of the coverage reached can hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from scheduler.sets.board import Board
from scheduler.sets.master import Master, Point
from scheduler.sets.scope import make_scope
from scheduler.sets.weeks import Bools


def narrow(master: Master, proof: Point, value: int, stopped: Callable[[], bool]) -> Bools | None:
    """Return, per option and kind, whether a plan with an objective (to be maximised) of ``value`` can hold it so.

    ``None`` where it was ``stopped``.
    Reduced-cost fixing over whole itineraries: where even the best itinerary with the stay falls short of the best
    one by more than the bound of ``proof`` exceeds ``value``, no such plan holds it.
    """
    scope = make_scope(master.rules, master.pool, ())
    total, prices = master.prices(proof, scope)
    short = []
    for row, pricer in enumerate(master.pricers):
        if stopped():
            return None
        values = pricer.values(prices[row])
        short.append(pricer.best_with(prices[row], values))
        for base, home in master.pool.bases_of(row):
            total += int(scope.base_left[base]) * max(0, int(pricer.starts(values, master.per_fen, home).max()))
    kept: Bools = np.column_stack(short) >= value * master.scale - total
    return kept


def narrowed(board: Board, kept: Bools, kinds: Board) -> Board:
    """Return ``board`` with the options that ``kept`` leaves to the kinds of the board ``kinds``."""
    owner = {set_id: row for row, kind in enumerate(kinds.kinds) for set_id in kind.set_ids}
    column = [owner[kind.set_ids[0]] for kind in board.kinds]
    return replace(board, options=replace(board.options, allowed=board.options.allowed & kept[:, column]))
