"""The best itinerary of a kind of set, by exact dynamic programming over weeks, halls and repair phases.

Values are 64-bit integers, so that what the dynamic programme says of every itinerary is proven.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from core.calendar import months_later
from scheduler.sets.board import Board
from scheduler.sets.kinds import Kind
from scheduler.sets.recursion import NEVER, fill, reach
from scheduler.sets.weeks import Ints

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Prices:
    """What a stay earns and a fen costs, scaled alike."""

    reward: Ints
    """Per option."""
    per_fen: int


@dataclass(frozen=True)
class Itinerary:
    """A set's way through the horizon, in time order."""

    kind: int
    home: int
    """Matrix row."""
    options: tuple[int, ...]
    overhauls: tuple[int, ...]
    """First weeks."""
    cost_fen: int


@dataclass(frozen=True)
class Values:
    """Best values to come, per phase; in the week after the horizon nothing can begin.

    ``stand`` and ``leave`` hold, first, the best value and, second, the best one with another next county; the labels
    say which county is next, -1 for none.
    """

    gain: Ints
    """(length, week, hall): what a stay earns."""
    stand: Ints
    """(rank, phase, week, hall): may open in the hall in this week or later."""
    stand_next: Ints
    leave: Ints
    """(rank, phase, week, hall): a stay ends with this week."""
    leave_next: Ints
    yard: Ints
    """(phase, week): may start an overhaul in this week or later."""
    home: Ints
    """(phase, week): at home, free from this week on."""

    def standing(self, phase: int, week: int, hall: int, came_from: int) -> int:
        """Return the value of opening in ``hall`` in ``week`` or later after a stay in county ``came_from``."""
        again = came_from >= 0 and self.stand_next[0, phase, week, hall] == came_from
        return int(self.stand[int(again), phase, week, hall])

    def leaving(self, phase: int, week: int, hall: int, came_from: int) -> int:
        """Return the value of what follows a stay in ``hall``, the one before it having been in ``came_from``."""
        again = came_from >= 0 and self.leave_next[0, phase, week, hall] == came_from
        return int(self.leave[int(again), phase, week, hall])


def may_come_back(board: Board, kind: Kind) -> bool:
    """Tell whether a set of the kind may stand in a county twice, as far as rounds, months and themes go."""
    if not board.several_rounds:
        return False
    repeats, weeks = board.problem.repeats, board.weeks
    months = max(repeats.revisit_months, 12 * repeats.theme_years if kind.themes else 0)
    shortest = min(board.problem.set_rules.stay_weeks)
    first_end, last_opening = weeks.monday(shortest) - ONE_DAY, weeks.monday(weeks.count - shortest)
    return months_later(first_end, months) <= last_opening


class Pricer:
    """Prices the itineraries of one kind.

    A county is not visited again in the same round at once or after a single other stay, as that is never allowed;
    with ``once`` in no round, as where months or themes apart bar it. Where a set may come back in another round, each
    hall stands for itself in every round, so that the recursion can tell.
    """

    def __init__(self, board: Board, index: int, once: bool | None = None) -> None:
        self.board, self.kind, self.index = board, board.kinds[index], index
        self.once = not may_come_back(board, self.kind) if once is None else once
        self.last = board.weeks.count
        self.halls, self.county, self.seat = self._doors()
        """Hall, county (with ``once``) or county and round, per seat of the recursion; the seat of each option, or -1.
        """
        self.rows = board.hall_row[self.halls]
        self.lengths = board.problem.set_rules.stay_weeks
        self.option_at = self._option_table()
        self.move_cost = self._fen(board.metres[np.ix_(self.rows, self.rows)], self.kind.cost_fen_per_move)
        self.days, self.ready = self._moves()
        self.homes = [row for row, _ in self.kind.homes]
        self.enter = {row: self._entries(row) for row in self.homes}
        steps = [(o.start, o.before, o.after, o.start + self.kind.repair_weeks) for o in self.kind.overhauls]
        self.overhauls = np.array(steps, dtype=np.int64).reshape(-1, 4)
        home = self.homes[0]
        back_days = board.travel_days[self.rows, home] + self.kind.teardown_days
        self.back_ready = self._ready(np.arange(1, self.last + 1)[:, None], back_days[None])
        self.back_cost = self._fen(board.metres[self.rows, home], 0)

    def _doors(self) -> tuple[Ints, Ints, Ints]:
        """Return hall and label of each seat, and the seat of each option: stays of one label exclude each other."""
        board, options = self.board, self.board.options
        mine = np.flatnonzero(options.allowed[:, self.index])
        rounds = 1 if self.once else len(board.problem.rounds)
        place = 0 if self.once else board.round_of_option[mine].argmax(axis=1)
        doors, seat_of_mine = np.unique(options.hall[mine] * rounds + place, return_inverse=True)
        seat = np.full(options.count, -1)
        seat[mine] = seat_of_mine
        hall = doors // rounds
        return hall, board.county_of_hall[hall] * rounds + doors % rounds, seat

    def _option_table(self) -> Ints:
        """Lay the options out as (length, week, hall); -1 where there is none."""
        options = self.board.options
        table = np.full((len(self.lengths), self.last, len(self.halls)), -1)
        mine = np.flatnonzero(self.seat >= 0)
        length = np.searchsorted(self.lengths, options.ends[mine] - options.opens[mine] + 1)
        table[length, options.opens[mine], self.seat[mine]] = mine
        return table

    def _ready(self, after: Ints, days: Ints) -> Ints:
        return np.minimum(self.board.weeks.ready(after, days), self.last)

    def _moves(self) -> tuple[Ints, Ints]:
        """Return (hall, next hall) -> needed days, and (week, days) -> earliest opening week after a stay."""
        days = self.board.travel_days[np.ix_(self.rows, self.rows)] + self.kind.teardown_days + self.kind.setup_days
        most = int(days.max(initial=0))
        days[self.county[:, None] == self.county[None, :]] = most + 1
        ready = self._ready(np.arange(1, self.last + 1)[:, None], np.arange(most + 1)[None])
        return days, np.pad(ready, ((0, 0), (0, 1)), constant_values=self.last)

    def _entries(self, row: int) -> tuple[Ints, Ints]:
        """Return (week, hall) -> earliest opening week from home, and the cost per hall."""
        days = self.board.travel_days[row, self.rows] + self.kind.setup_days
        ready = self._ready(np.arange(self.last + 1)[:, None], days[None])
        return ready, self._fen(self.board.metres[row, self.rows], self.kind.cost_fen_per_move)

    def _fen(self, metres: Ints, move_fen: int) -> Ints:
        cost: Ints = -(-metres * self.kind.cost_fen_per_km // 1000) + move_fen
        return cost

    def values(self, prices: Prices) -> Values:
        """Return the best values to come under ``prices``."""
        found = self._blank(prices)
        stand, leave = (found.stand, found.stand_next), (found.leave, found.leave_next)
        fill(found.gain, stand, leave, found.yard, found.home, self.county, *self._ways(prices))
        return found

    def best_with(self, prices: Prices, values: Values) -> Ints:
        """Return, per option, how far the best itinerary that holds it falls short of the best one; at most 0.

        Several homes: of the home for which that is least.
        """
        found = self._blank(prices)
        for home in self.homes:
            best = max(0, int(self.starts(values, prices.per_fen, home).max()))
            ready, cost = self.enter[home]
            np.maximum.at(found.stand[0, 0], (ready[0], np.arange(len(self.halls))), -best - prices.per_fen * cost)
            found.yard[0, 0] = max(int(found.yard[0, 0]), -best)
        reach(found.gain, found.stand[0], found.leave[0], found.yard, found.home, *self._ways(prices))
        result = np.full(self.board.options.count, NEVER)
        for length, weeks in enumerate(self.lengths):
            opens = np.arange(self.last - weeks + 1)
            total = found.stand[0][:, opens] + values.leave[0][:, opens + weeks - 1]
            through = total.max(axis=0, initial=NEVER) + found.gain[length, opens]
            option = self.option_at[length, opens]
            result[option[option >= 0]] = through[option >= 0]
        return result

    def _blank(self, prices: Prices) -> Values:
        phases, halls = self.kind.phases + 1, len(self.halls)
        return Values(
            gain=np.append(prices.reward, NEVER)[self.option_at],
            stand=np.full((2, phases, self.last + 1, halls), NEVER),
            stand_next=np.full((2, phases, self.last + 1, halls), -1),
            leave=np.full((2, phases, self.last, halls), NEVER),
            leave_next=np.full((2, phases, self.last, halls), -1),
            yard=np.full((phases, self.last + 2), NEVER),
            home=np.full((phases, self.last + 1), NEVER),
        )

    def _ways(self, prices: Prices) -> tuple[Any, ...]:
        """Return what the compiled recursions need to know of lengths, overhauls, moves and costs."""
        ready, cost = self.enter[self.homes[0]]
        return (
            np.array(self.lengths),
            self.overhauls,
            (self.days, self.ready, prices.per_fen * self.move_cost),
            (self.back_ready, prices.per_fen * self.back_cost),
            (ready, prices.per_fen * cost),
        )

    def following(self, found: Values, per_fen: int, stay: tuple[int, int, int], came_from: int) -> Ints:
        """Return the value of moving on to each hall after ``stay`` (phase, last week, hall) in another county."""
        phase, week, hall = stay
        weeks, halls = self.ready[week, self.days[hall]], np.arange(len(self.halls))
        again = found.stand_next[0, phase, weeks, halls] == self.county[hall]
        value: Ints = found.stand[again.astype(np.int64), phase, weeks, halls] - per_fen * self.move_cost[hall]
        return np.where((self.county == came_from) & (came_from >= 0), NEVER, value)

    def entering(self, found: Values, per_fen: int, phase: int, week: int, home: int) -> Ints:
        """Return the value of going from home, free from ``week`` on, to each hall."""
        ready, cost = self.enter[home]
        value: Ints = found.stand[0, phase, ready[week], np.arange(len(self.halls))] - per_fen * cost
        return value

    def starts(self, found: Values, per_fen: int, home: int) -> Ints:
        """Return the value of each first step: to each hall, or (last) into the yard."""
        return np.append(self.entering(found, per_fen, 0, 0, home), found.yard[0, 0])

    def trace(self, found: Values, per_fen: int, home: int, first: int) -> Itinerary:
        """Return the best itinerary that takes first step ``first`` of :meth:`starts`."""
        path = _Path(self, found, per_fen, home)
        if first == len(self.halls):
            path.overhaul(0, 0)
        else:
            path.enter(0, 0, first)
        return Itinerary(
            kind=self.index,
            home=home,
            options=tuple(path.options),
            overhauls=tuple(path.overhauls),
            cost_fen=path.cost_fen,
        )


class _Path:
    """Follows best values through the weeks."""

    def __init__(self, pricer: Pricer, found: Values, per_fen: int, home: int) -> None:
        self.pricer, self.found, self.per_fen, self.start = pricer, found, per_fen, home
        self.options: list[int] = []
        self.overhauls: list[int] = []
        self.cost_fen = 0

    def enter(self, phase: int, week: int, hall: int) -> None:
        """Go from home, free from ``week`` on, to ``hall`` and on from there."""
        ready, cost = self.pricer.enter[self.start]
        self.cost_fen += int(cost[hall])
        self._stay(phase, int(ready[week, hall]), hall, -1)

    def _stay(self, phase: int, week: int, hall: int, came_from: int) -> None:
        """Open in ``week`` or later, and go on from there."""
        pricer, found = self.pricer, self.found
        value = found.standing(phase, week, hall, came_from)
        while found.standing(phase, week + 1, hall, came_from) == value:
            week += 1
        for length, weeks in enumerate(pricer.lengths):
            end = week + weeks - 1
            if (
                end < pricer.last
                and found.gain[length, week, hall] + found.leaving(phase, end, hall, came_from) == value
            ):
                self.options.append(int(pricer.option_at[length, week, hall]))
                self._leave(phase, end, hall, came_from)
                return

    def _leave(self, phase: int, week: int, hall: int, came_from: int) -> None:
        pricer, found = self.pricer, self.found
        value = found.leaving(phase, week, hall, came_from)
        if phase == pricer.kind.phases and value == 0:
            return
        yard = int(pricer.back_ready[week, hall])
        if found.yard[phase, yard] - self.per_fen * pricer.back_cost[hall] == value:
            self.cost_fen += int(pricer.back_cost[hall])
            self.overhaul(phase, yard)
            return
        onward = int(pricer.following(found, self.per_fen, (phase, week, hall), came_from).argmax())
        self.cost_fen += int(pricer.move_cost[hall, onward])
        self._stay(phase, int(pricer.ready[week, pricer.days[hall, onward]]), onward, int(pricer.county[hall]))

    def overhaul(self, phase: int, week: int) -> None:
        """Start an overhaul in ``week`` or later, and go on from home."""
        pricer, found = self.pricer, self.found
        value = found.yard[phase, week]
        while found.yard[phase, week + 1] == value:
            week += 1
        self.overhauls.append(week)
        back = week + pricer.kind.repair_weeks
        after = next(
            option.after
            for option in pricer.kind.overhauls
            if option.start == week and option.before == phase and found.home[option.after, back] == value
        )
        self._from_yard(after, back)

    def _from_yard(self, phase: int, week: int) -> None:
        pricer, found = self.pricer, self.found
        value = found.home[phase, week]
        if phase == pricer.kind.phases and value == 0:
            return
        if found.yard[phase, week] == value:
            self.overhaul(phase, week)
            return
        self.enter(phase, week, int(pricer.entering(found, self.per_fen, phase, week, self.start).argmax()))
