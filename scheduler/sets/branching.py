"""Parting the plans: two scopes that hold all plans between them, and neither of them a fractional optimum."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scheduler.glop import Floats
from scheduler.sets.board import Board
from scheduler.sets.rules import Rules
from scheduler.sets.scope import Scope
from scheduler.sets.weeks import Bools, Ints

PART = 1e-4
"""Numbers nearer than this to a whole one count as whole."""
WORTHLESS = 1e-3
"""Weight of telling stays apart that are worth the same."""


class Branching:
    """Finds what a fractional optimum is undecided about.

    By measurement nothing moves a bound as much as the number of all stays and whether a county gets one; the number of
    stays of a length and parting a county's stays by length, days, week, hall and lane move it little.
    """

    def __init__(self, board: Board, rules: Rules, gain: Ints) -> None:
        self.rules, self.gain = rules, gain
        options, lanes = board.options, len(board.lanes)
        keys = (options.ends - options.opens, options.effective_days, options.opens, options.hall)
        self.keys = [*(np.tile(key, lanes) for key in keys), np.repeat(np.arange(lanes), options.count)]
        self.of_rows = rules.of_stays.tocsr()

    def by_number(self, scope: Scope, held: Floats) -> list[Scope]:
        """Return parts by the number of stays in all or in a county; none where ``held``, per stay, has whole ones."""
        return self._rounded(scope, held, self.rules.counts[:3])

    def by_kind(self, scope: Scope, held: Floats) -> list[Scope]:
        """Return parts by the number of stays of a length or, where that is whole, by what stays a county may get."""
        return self._rounded(scope, held, self.rules.counts[3:]) or self._halves(scope, held)

    def _rounded(self, scope: Scope, held: Floats, groups: tuple[Ints, ...]) -> list[Scope]:
        """Part by the row, of the first group that has any, whose activity is the furthest from whole."""
        for rows in groups:
            activity = self.of_rows[rows] @ held
            within = (np.floor(activity) >= scope.low[rows]) & (np.ceil(activity) <= scope.high[rows])
            away = np.where(within, np.abs(activity - np.rint(activity)), 0)
            if away.max(initial=0) > PART:
                return self._by_row(scope, int(rows[away.argmax()]), float(activity[away.argmax()]))
        return []

    def _by_row(self, scope: Scope, row: int, activity: float) -> list[Scope]:
        low, high, barred = scope.low.copy(), scope.high.copy(), scope.barred.copy()
        low[row], high[row] = np.ceil(activity), np.floor(activity)
        if high[row] == 0:
            barred[self._members(row)] = True
        return [replace(scope, low=low, parted=True), replace(scope, high=high, barred=barred, parted=True)]

    def _members(self, row: int) -> Ints:
        """Return the stays that a row counts."""
        members: Ints = self.of_rows.indices[self.of_rows.indptr[row] : self.of_rows.indptr[row + 1]].astype(np.int64)
        return members

    def _halves(self, scope: Scope, held: Floats) -> list[Scope]:
        """Bar the stays of a county in a round on either side of a line through those that are held in part."""
        best, sides = 0.0, list[Ints]()
        for row in self.rules.counts[2]:
            members = self._members(row)
            mine = members[held[members] > PART]
            for key in self.keys if len(mine) > 1 else ():
                merit, below = self._merit(key[mine], held[mine], self.gain[mine])
                if merit > best:
                    side = key[members] <= below
                    best, sides = merit, [members[side], members[~side]]
                if merit > 0:
                    break
        return [replace(scope, barred=_with(scope.barred, side), parted=True) for side in sides]

    @staticmethod
    def _merit(key: Ints, held: Floats, gain: Ints) -> tuple[float, int]:
        """Return what parting at the best line brings, 0 where all are alike, and the last value below it."""
        lines = np.unique(key)[:-1]
        if len(lines) == 0:
            return 0.0, 0
        below = np.array([held[key <= line].sum() for line in lines])
        line = lines[np.abs(below - held.sum() / 2).argmin()]
        low = key <= line
        apart = abs(np.average(gain[low], weights=held[low]) - np.average(gain[~low], weights=held[~low]))
        return float(min(held[low].sum(), held[~low].sum()) * (apart + WORTHLESS)), int(line)


def _with(barred: Bools, stays: Ints) -> Bools:
    more = barred.copy()
    more[stays] = True
    return more
