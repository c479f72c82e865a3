"""Rules over several stays, and the objective's terms, as rows of a program; one method a rule."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import numpy as np

from core.calendar import months_later
from core.concave import GainCurve
from scheduler.sets.board import Board
from scheduler.sets.demands import counted
from scheduler.sets.program import FREE, Program
from scheduler.sets.weeks import Bools, Ints

ONE_DAY = timedelta(days=1)


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

    def once_per_round(self) -> Ints:
        """``set.round``: a county has at most one stay per round; return the rows."""
        first = self.program.rows
        for opens_in in self.board.round_of_option[self.option].T:
            self._packed(self.county[opens_in], self.stays[opens_in], 1)
        return np.arange(first, self.program.rows)

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
        lanes = [(lane.setup_days, lane.teardown_days) for lane in self.board.lanes]
        setup, teardown = np.array(lanes, dtype=np.int64)[self.lane].T
        first = 7 * self.board.options.opens[self.option] - setup
        last = 7 * self.board.options.ends[self.option] + 6 + teardown
        round_of = self.board.round_of_option[self.option].argmax(axis=1)
        hall = self.board.options.hall[self.option]
        for here in (np.flatnonzero(hall == one) for one in np.unique(hall)):
            self._disjoint(first[here], last[here], self.stays[here], round_of[here])

    def _disjoint(self, first: Ints, last: Ints, columns: Ints, round_of: Ints) -> None:
        """Add a row per day on which an interval begins while one of another round goes on.

        Where none of them ends before the next interval begins, that day's row says as much.
        """
        days = np.unique(first)
        for day, following in zip(days, np.append(days[1:], FREE), strict=True):
            covers = np.flatnonzero((first <= day) & (day <= last))
            ends = last[covers].min() < following
            if ends and np.ptp(round_of[covers]) > 0:
                self.program.add_row(0, 1, columns[covers])

    def spacing(self) -> None:
        """``set.spacing``: months lie between two stays in a county; recorded stays have left no such options."""
        months = self.board.problem.repeats.revisit_months
        if months and self.board.several_rounds:
            self._apart(months, np.ones(len(self.stays), dtype=bool))

    def themes(self) -> None:
        """``set.theme``: years lie between two stays in a county that share a theme."""
        years = self.board.problem.repeats.theme_years
        if years and self.board.several_rounds:
            lanes = self.board.lanes
            themes = {theme for lane in lanes for theme in lane.themes}
            for held in sorted({tuple(theme in lane.themes for lane in lanes) for theme in themes}):
                self._apart(12 * years, np.array(held, dtype=bool)[self.lane])

    def _apart(self, months: int, among: Bools) -> None:
        """Keep stays of different rounds in a county ``months`` apart, of those that ``among`` marks."""
        weeks, options = self.board.weeks, self.board.options
        first = 7 * options.opens[self.option]
        sundays = [weeks.monday(week + 1) - ONE_DAY for week in range(weeks.count)]
        barred = [(months_later(sunday, months) - ONE_DAY - weeks.first).days for sunday in sundays]
        last = np.array(barred, dtype=np.int64)[options.ends[self.option]]
        round_of = self.board.round_of_option[self.option].argmax(axis=1)
        for county in np.unique(self.county):
            here = np.flatnonzero((self.county == county) & among)
            self._disjoint(first[here], last[here], self.stays[here], round_of[here])

    def once_first(self) -> None:
        """``set.once_first``: in a round, counties that have had some stays wait until all others have had as many.

        A column per round and number of stays tells whether all have.
        """
        order = self.board.order
        if len(order.rounds) < 2:
            return
        index = {county_id: row for row, county_id in enumerate(self.board.counties)}
        place_of = self._round_places()
        for level in order.levels:
            for place in range(1, len(order.rounds)):
                reached = self.program.add_columns(1)
                for county_id, had in order.had.items():
                    mine = self.county == index[county_id]
                    before, now = self.stays[mine & (place_of < place)], self.stays[mine & (place_of == place)]
                    if county_id in order.complete and had < level:
                        self._catch_up(reached, before, level - had)
                    self._wait(reached, before, now, max(0, level - had), place)

    def _round_places(self) -> Ints:
        """Return the place in time of the round of every stay's column."""
        rounds = self.board.problem.rounds
        place = np.array([self.board.order.rounds.index(each) for each in rounds], dtype=np.int64)
        places: Ints = place[self.board.round_of_option[self.option].argmax(axis=1)]
        return places

    def _catch_up(self, reached: Ints, before: Ints, missing: int) -> None:
        """All have had so many stays only if this county has had the ``missing`` ones."""
        columns = np.append(before, reached)
        self.program.add_row(0, FREE, columns, np.append(np.ones(len(before), dtype=np.int64), -missing))

    def _wait(self, reached: Ints, before: Ints, now: Ints, missing: int, place: int) -> None:
        """With ``missing`` stays from earlier rounds, of ``place`` at most, none is added until all have as many."""
        more = place - missing + 1
        if len(now) == 0 or more <= 0:
            return
        values = np.concatenate([np.ones(len(before)), np.full(len(now), more), [-more]]).astype(np.int64)
        self.program.add_row(-FREE, place, np.concatenate([before, now, reached]), values)

    def counts(self) -> tuple[Ints, ...]:
        """Count stays: all of them, those of each county, of each length; return these rows, which limit nothing."""
        length = self.board.options.ends - self.board.options.opens
        return tuple(self._counted(each) for each in (np.zeros_like(self.option), self.county, length[self.option]))

    def _counted(self, place: Ints) -> Ints:
        values, row_of = np.unique(place, return_inverse=True)
        rows = self.program.add_rows(len(values), -FREE, FREE)
        self.program.enter(rows[row_of], self.stays)
        return rows

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

    def campaigns(self) -> Ints:
        """``campaign.target``, ``campaign.joint``: stays for campaigns; return the columns of what soft ones lack."""
        short = [np.zeros(0, dtype=np.int64)]
        for number, demand in enumerate(self.board.demands):
            missing = self.program.add_columns(0 if demand.hard else 1, demand.minimum)
            serves = np.array([number in lane.serves for lane in self.board.lanes], dtype=bool)
            held = self.stays[counted(self.board, demand)[self.option] & serves[self.lane]]
            self.program.add_row(demand.minimum, FREE, np.concatenate([held, missing]))
            short.append(missing)
        return np.concatenate(short)

    def gains(self) -> tuple[Ints, Ints, Ints]:
        """Return columns, their counties and what each adds to its county's gain in permille.

        With one round a stay's gain is a constant f(days). With several, each stay brings what it would bring alone,
        and a column of its county takes off what they bring together less, as a line of the curve says it: f is
        concave, f(a + b) <= f(a) + f(b), and at integer days its floor is the least floor of its lines.
        """
        curve = self.board.problem.set_rules.gain
        if not self.board.several_rounds:
            by_days = np.array([curve.gain_permille(day) for day in range(int(self.days.max(initial=0)) + 1)])
            return self.stays, self.county, by_days[self.days]
        counties, row_of = np.unique(self.county, return_inverse=True)
        most = max((corner.gain_permille for corner in curve.corners), default=0)
        alone = rounded_up(curve, self.days)
        less = self.program.add_columns(len(counties), most * len(self.board.problem.rounds))
        for run, rise, offset in (*lines(curve), (1, 0, most)):
            rows = self.program.add_rows(len(counties), -FREE, offset)
            self.program.enter(rows[row_of], self.stays, run * alone - rise * self.days)
            self.program.enter(rows, less, -run)
        return (
            np.concatenate([self.stays, less]),
            np.concatenate([self.county, counties]),
            np.concatenate([alone, np.full(len(less), -1)]),
        )

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


def rounded_up(curve: GainCurve, days: Ints) -> Ints:
    """Return the curve at whole days, rounded up: for it, unlike for the floor, f(a + b) <= f(a) + f(b) holds."""
    most = max((corner.gain_permille for corner in curve.corners), default=0)
    values: Ints = np.full(len(days), most)
    for run, rise, offset in lines(curve):
        values = np.minimum(values, -(-(rise * days + offset) // run))
    return values
