"""Rules over several stays, and the objective's terms, as rows of a program; one method a rule."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from core.concave import GainCurve
from scheduler.sets.board import Board
from scheduler.sets.program import FREE, Program
from scheduler.sets.weeks import Ints


class Rows:
    """Adds global rows over the stays' columns: one per lane and option, the options of lane 0 first.

    A lane is a pair of set-up and tear-down days; one is enough where no rule over several stays asks for them.
    """

    def __init__(self, board: Board, program: Program) -> None:
        self.board, self.program = board, program
        lanes, count = len(board.lanes), board.options.count
        self.stays = program.add_columns(lanes * count)
        self.option = np.tile(np.arange(count), lanes)
        self.lane = np.repeat(np.arange(lanes), count)
        self.county = board.option_county()[self.option]
        self.days = board.options.effective_days[self.option]

    def _packed(self, place: Ints, columns: Ints, high: Ints | int) -> None:
        """Add a row per value of ``place``: at most ``high`` (a number, or one per value) of its columns."""
        values, row_of = np.unique(place, return_inverse=True)
        limit = high if isinstance(high, int) else high[values]
        self.program.enter(self.program.add_rows(len(values), 0, limit)[row_of], columns)

    def once_per_round(self) -> None:
        """``set.round``: a county has at most one stay per round."""
        for opens_in in self.board.round_of_option[self.option].T:
            self._packed(self.county[opens_in], self.stays[opens_in], 1)

    def crew(self) -> None:
        """``set.crew``: no more stays open in a week than teams can set up in the week before."""
        teams = np.array([len(team_ids) for team_ids in self.board.teams], dtype=np.int64)
        self._packed(self.board.options.opens[self.option], self.stays, teams)

    def hall_once(self) -> None:
        """``set.hall_once``: stays in a hall, set-up and tear-down included, do not overlap.

        Within a round ``set.round`` sees to that already.
        """
        if not self.board.several_rounds:
            return
        setup, teardown = np.array(self.board.lanes, dtype=np.int64)[self.lane].T
        first = 7 * self.board.options.opens[self.option] - setup
        last = 7 * self.board.options.ends[self.option] + 6 + teardown
        round_of = self.board.round_of_option[self.option].argmax(axis=1)
        hall = self.board.options.hall[self.option]
        for here in (np.flatnonzero(hall == one) for one in np.unique(hall)):
            self._disjoint(first[here], last[here], self.stays[here], round_of[here])

    def _disjoint(self, first: Ints, last: Ints, columns: Ints, round_of: Ints) -> None:
        """Add a row per day on which an interval begins while one of another round goes on."""
        for day in np.unique(first):
            covers = np.flatnonzero((first <= day) & (day <= last))
            if np.ptp(round_of[covers]) > 0:
                self.program.add_row(0, 1, columns[covers])

    def pins(self) -> None:
        """``set.pin``: pinned options are held (only the pinned set may hold them)."""
        for pin in self.board.pins:
            self.program.add_row(1, 1, self.stays[self.option == pin.option])

    def floors(self) -> Ints:
        """``set.floor`` and the shortage of soft floors; return the shortage's columns."""
        short = [np.zeros(0, dtype=np.int64)]
        for county, floor in self.board.floors:
            missing = self.program.add_columns(0 if floor.hard else 1, floor.minimum)
            held = self.stays[self.county == county]
            self.program.add_row(floor.minimum, FREE, np.concatenate([held, missing]))
            short.append(missing)
        return np.concatenate(short)

    def gains(self) -> tuple[Ints, Ints, Ints]:
        """Return columns, their counties and what each adds to its county's gain in permille.

        With one round a stay's gain is a constant. With several, a county's gain is a column of its own under every
        line of the curve: at integer days the floor of a concave piecewise-linear f is the least floor of its lines.
        """
        curve = self.board.problem.set_rules.gain
        if not self.board.several_rounds:
            by_days = np.array([curve.gain_permille(day) for day in range(int(self.days.max(initial=0)) + 1)])
            return self.stays, self.county, by_days[self.days]
        counties, row_of = np.unique(self.county, return_inverse=True)
        gain = self.program.add_columns(len(counties), max((c.gain_permille for c in curve.corners), default=0))
        for run, rise, offset in lines(curve):
            rows = self.program.add_rows(len(counties), -FREE, offset)
            self.program.enter(rows, gain, run)
            self.program.enter(rows[row_of], self.stays, -rise * self.days)
        return gain, counties, np.ones(len(gain), dtype=np.int64)

    def worst_prefecture(self, columns: Ints, county: Ints, gain: Ints) -> Ints:
        """Add a column that is at most the served share, in permille, of every prefecture's need; return it."""
        worst = self.program.add_columns(1, 1000)
        needs = np.bincount(self.board.prefecture, self.board.need).astype(np.int64)
        place = self.board.prefecture[county]
        for prefecture in np.flatnonzero(needs):
            mine = place == prefecture
            values = self.board.need[county[mine]] * gain[mine]
            self.program.add_row(0, FREE, np.append(columns[mine], worst), np.append(values, -needs[prefecture]))
        return worst


def lines(curve: GainCurve) -> list[tuple[int, int, int]]:
    """Return (run, rise, offset) of each line of the curve: run * f <= rise * argument + offset."""
    points = [(0, 0), *((corner.at, corner.gain_permille) for corner in curve.corners)]
    return [(x1 - x0, y1 - y0, y0 * (x1 - x0) - (y1 - y0) * x0) for (x0, y0), (x1, y1) in pairwise(points)]
