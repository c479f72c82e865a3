"""The fewest weeks in which full rounds can be: a count of what sets and set-up teams can open, week by week.

Let o_s(j) be the earliest week in which set s can open its j-th stay if every move took no longer than the shortest
one of all (from a hall to itself, between rounds): entry, then again and again the stay that ends first and the move.
No other way opens the j-th stay earlier, since an earlier end never delays what follows. S(w) counts the pairs (s, j)
with o_s(j) <= w. By week w no plan has opened more than

    A(w) = min(A(w - 1) + teams(w), S(w), r C),  A(-1) = 0,

C counties, r the round that week w lies in: a county has one stay in a round, and a round begins, at the earliest, in
the week after the one in which A has reached all C stays of the round before. The last stay opens no earlier than the
first week with A(w) = R C and is open for the shortest stay.

Proven under what is assumed of halls after the problem's own horizon (:mod:`scheduler.rounds`).
"""

from __future__ import annotations

import numpy as np

from scheduler.sets.board import Board
from scheduler.sets.pricing import Pricer
from scheduler.sets.weeks import Ints


def earliest_openings(board: Board, pricers: list[Pricer]) -> Ints:
    """Return o_s(j) of all sets and stays in the horizon, ascending, shape (stays,)."""
    found: list[int] = []
    for kind, pricer in zip(board.kinds, pricers, strict=True):
        for home, names in kind.homes:
            found += len(names) * _of_set(board, pricer, home)
    return np.array(sorted(found), dtype=np.int64)


def _of_set(board: Board, pricer: Pricer, home: int) -> list[int]:
    options = board.options
    mine = np.flatnonzero(options.allowed[:, pricer.index])
    if len(mine) == 0:
        return []
    opens, ends = options.opens[mine], options.ends[mine]
    travel = int(board.travel_days[np.ix_(pricer.rows, pricer.rows)].min())
    move = pricer.kind.setup_days + travel + pricer.kind.teardown_days
    week, found = int(pricer.enter[home][0][0].min()), list[int]()
    while (opens >= week).any():
        first = int(opens[opens >= week].min())
        found.append(first)
        end = int(ends[opens >= week].min())
        week = int(board.weeks.ready(np.array(end + 1), np.array(move)))
    return found


def least_weeks(board: Board, slots: Ints, counties: int, rounds: int) -> int | None:
    """Return the fewest weeks in which ``rounds`` full rounds can be; ``None`` where the horizon is too short."""
    opened, round_ = 0, 1
    for week in range(board.weeks.count):
        available = int(np.searchsorted(slots, week, side="right"))
        opened = min(opened + len(board.teams[week]), available, round_ * counties)
        if opened == rounds * counties:
            return week + int(board.problem.set_rules.stay_weeks[0])
        if opened == round_ * counties:
            round_ += 1
    return None
