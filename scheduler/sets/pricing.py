"""The best itinerary of a kind of set, by exact dynamic programming over weeks, halls and repair phases.

Values are 64-bit integers, so that what the dynamic programme says of every itinerary is proven.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduler.sets.board import Board
from scheduler.sets.weeks import Ints

NEVER = -(1 << 58)
"""Value of what cannot be; a few of them still add up within 64 bits."""


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
    """Best values to come, per phase; in the week after the horizon nothing can begin."""

    gain: Ints
    """(length, week, hall): what a stay earns."""
    stand: Ints
    """(phase, week, hall): may open in the hall in this week or later."""
    leave: Ints
    """(phase, week, hall): a stay ends with this week."""
    yard: Ints
    """(phase, week): may start an overhaul in this week or later."""
    home: Ints
    """(phase, week): at home, free from this week on."""


class Pricer:
    """Prices the itineraries of one kind."""

    def __init__(self, board: Board, index: int) -> None:
        self.board, self.kind, self.index = board, board.kinds[index], index
        self.last = board.weeks.count
        self.halls = np.flatnonzero(self.kind.fits)
        self.rows = board.hall_row[self.halls]
        self.lengths = board.problem.set_rules.stay_weeks
        self.option_at = self._option_table()
        self.move_cost = self._fen(board.metres[np.ix_(self.rows, self.rows)], self.kind.cost_fen_per_move)
        self.moved = self._moves()
        self.enter = {row: self._entries(row) for row, _ in self.kind.homes}
        home = self.kind.homes[0][0]
        back_days = board.travel_days[self.rows, home] + self.kind.teardown_days
        self.back_ready = self._ready(np.arange(1, self.last + 1)[:, None], back_days[None])
        self.back_cost = self._fen(board.metres[self.rows, home], 0)

    def _option_table(self) -> Ints:
        """Lay the options out as (length, week, hall); -1 where there is none."""
        options = self.board.options
        seat = np.full(len(self.board.halls), -1)
        seat[self.halls] = np.arange(len(self.halls))
        table = np.full((len(self.lengths), self.last, len(self.halls)), -1)
        mine = np.flatnonzero(options.allowed[:, self.index])
        length = np.searchsorted(self.lengths, options.ends[mine] - options.opens[mine] + 1)
        table[length, options.opens[mine], seat[options.hall[mine]]] = mine
        return table

    def _ready(self, after: Ints, days: Ints) -> Ints:
        return np.minimum(self.board.weeks.ready(after, days), self.last)

    def _moves(self) -> Ints:
        """Return (week, hall, next hall) -> flat index into ``stand`` of (earliest opening week, next hall)."""
        days = self.board.travel_days[np.ix_(self.rows, self.rows)] + self.kind.teardown_days + self.kind.setup_days
        ready = self._ready(np.arange(1, self.last + 1)[:, None, None], days[None])
        if not self.board.several_rounds:
            county = self.board.county_of_hall[self.halls]
            ready[:, county[:, None] == county[None, :]] = self.last
        return ready * len(self.halls) + np.arange(len(self.halls))

    def _entries(self, row: int) -> tuple[Ints, Ints]:
        """Return (week, hall) -> flat index into ``stand`` of the earliest opening from home, and its cost."""
        days = self.board.travel_days[row, self.rows] + self.kind.setup_days
        ready = self._ready(np.arange(self.last + 1)[:, None], days[None])
        flat = ready * len(self.halls) + np.arange(len(self.halls))
        return flat, self._fen(self.board.metres[row, self.rows], self.kind.cost_fen_per_move)

    def _fen(self, metres: Ints, move_fen: int) -> Ints:
        cost: Ints = -(-metres * self.kind.cost_fen_per_km // 1000) + move_fen
        return cost

    def values(self, prices: Prices) -> Values:
        """Return the best values to come under ``prices``."""
        reward = np.append(prices.reward, NEVER)
        phases, halls = self.kind.phases + 1, len(self.halls)
        found = Values(
            gain=reward[self.option_at],
            stand=np.full((phases, self.last + 1, halls), NEVER),
            leave=np.full((phases, self.last, halls), NEVER),
            yard=np.full((phases, self.last + 2), NEVER),
            home=np.full((phases, self.last + 1), NEVER),
        )
        found.home[-1, self.last] = 0
        for phase in reversed(range(phases)):
            done = phase == self.kind.phases
            for week in reversed(range(self.last)):
                self._step(found, prices.per_fen, phase, week, done)
        return found

    def _step(self, found: Values, per_fen: int, phase: int, week: int, done: bool) -> None:
        """Fill in one week of one phase; later weeks and phases are filled in already."""
        stand = found.stand[phase]
        onward = (stand.ravel()[self.moved[week]] - per_fen * self.move_cost).max(axis=1, initial=NEVER)
        back = found.yard[phase][self.back_ready[week]] - per_fen * self.back_cost
        found.leave[phase, week] = np.maximum(np.maximum(onward, back), 0 if done else NEVER)
        best = stand[week + 1].copy()
        for length, weeks in enumerate(self.lengths):
            if week + weeks <= self.last:
                np.maximum(best, found.gain[length, week] + found.leave[phase, week + weeks - 1], out=best)
        stand[week] = np.maximum(best, NEVER)
        yard = found.yard[phase, week + 1]
        for option in self.kind.overhauls:
            if option.start == week and option.before == phase:
                yard = max(yard, found.home[option.after, week + self.kind.repair_weeks])
        found.yard[phase, week] = yard
        leaving = self._from_home(found, per_fen, phase, week).max(initial=NEVER)
        found.home[phase, week] = max(leaving, yard, 0 if done else NEVER)

    def _from_home(self, found: Values, per_fen: int, phase: int, week: int) -> Ints:
        """Return the value of leaving home for each hall; overhauls have one home only."""
        flat, cost = self.enter[self.kind.homes[0][0]]
        value: Ints = found.stand[phase].ravel()[flat[week]] - per_fen * cost
        return value

    def starts(self, found: Values, per_fen: int, home: int) -> Ints:
        """Return the value of each first step: to each hall, or (last) into the yard."""
        flat, cost = self.enter[home]
        first = found.stand[0].ravel()[flat[0]] - per_fen * cost
        return np.append(first, found.yard[0, 0])

    def trace(self, found: Values, per_fen: int, home: int, first: int) -> Itinerary:
        """Return the best itinerary that takes first step ``first`` of :meth:`starts`."""
        path = _Path(self, found, per_fen)
        if first == len(self.halls):
            path.overhaul(0, 0)
        else:
            flat, cost = self.enter[home]
            path.cost_fen += int(cost[first])
            path.stay(0, int(flat[0, first]))
        return Itinerary(
            kind=self.index,
            home=home,
            options=tuple(path.options),
            overhauls=tuple(path.overhauls),
            cost_fen=path.cost_fen,
        )


class _Path:
    """Follows best values through the weeks."""

    def __init__(self, pricer: Pricer, found: Values, per_fen: int) -> None:
        self.pricer, self.found, self.per_fen = pricer, found, per_fen
        self.options: list[int] = []
        self.overhauls: list[int] = []
        self.cost_fen = 0

    def stay(self, phase: int, flat: int) -> None:
        """Open at ``flat`` = (week, hall) of ``stand`` or later, and go on from there."""
        pricer, found = self.pricer, self.found
        week, hall = divmod(flat, len(pricer.halls))
        value = found.stand[phase, week, hall]
        while found.stand[phase, week + 1, hall] == value:
            week += 1
        for length, weeks in enumerate(pricer.lengths):
            end = week + weeks - 1
            if end < pricer.last and found.gain[length, week, hall] + found.leave[phase, end, hall] == value:
                self.options.append(int(pricer.option_at[length, week, hall]))
                self._leave(phase, end, hall)
                return

    def _leave(self, phase: int, week: int, hall: int) -> None:
        pricer, found = self.pricer, self.found
        value = found.leave[phase, week, hall]
        if phase == pricer.kind.phases and value == 0:
            return
        yard = int(pricer.back_ready[week, hall])
        if found.yard[phase, yard] - self.per_fen * pricer.back_cost[hall] == value:
            self.cost_fen += int(pricer.back_cost[hall])
            self.overhaul(phase, yard)
            return
        moved, cost = pricer.moved[week, hall], pricer.move_cost[hall]
        following = int((found.stand[phase].ravel()[moved] - self.per_fen * cost).argmax())
        self.cost_fen += int(cost[following])
        self.stay(phase, int(moved[following]))

    def overhaul(self, phase: int, week: int) -> None:
        """Start an overhaul in ``week`` or later, and go on from home."""
        pricer, found = self.pricer, self.found
        value = found.yard[phase, week]
        while found.yard[phase, week + 1] == value:
            week += 1
        self.overhauls.append(week)
        after = next(
            option.after
            for option in pricer.kind.overhauls
            if option.start == week
            and option.before == phase
            and found.home[option.after, week + pricer.kind.repair_weeks] == value
        )
        self._home(after, week + pricer.kind.repair_weeks)

    def _home(self, phase: int, week: int) -> None:
        pricer, found = self.pricer, self.found
        value = found.home[phase, week]
        if phase == pricer.kind.phases and value == 0:
            return
        if found.yard[phase, week] == value:
            self.overhaul(phase, week)
            return
        row = pricer.kind.homes[0][0]
        flat, cost = pricer.enter[row]
        first = int((found.stand[phase].ravel()[flat[week]] - self.per_fen * cost).argmax())
        self.cost_fen += int(cost[first])
        self.stay(phase, int(flat[week, first]))
