"""Closing a small gap: every itinerary that a plan within the gap can hold is listed, and CP-SAT chooses among them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from scheduler.sets.pricing import NEVER, Itinerary, Pricer, Values

UNLIKELY = NEVER // 4
"""Anything below cannot be."""


@dataclass
class Lister:
    """Lists the itineraries of a kind whose value falls short of the best by at most a slack."""

    pricer: Pricer
    values: Values
    per_fen: int
    cap: int
    """Give up at more itineraries than this."""
    found: list[Itinerary] = field(default_factory=list)
    _home: int = 0
    _options: list[int] = field(default_factory=list)
    _overhauls: list[int] = field(default_factory=list)
    _cost_fen: int = 0

    def from_home(self, home: int, slack: int) -> bool:
        """List the itineraries from ``home``; return whether that was all of them."""
        self._home = home
        starts = self.pricer.starts(self.values, self.per_fen, home)
        flat, cost = self.pricer.enter[home]
        best = max(0, int(starts.max()))
        for first in np.flatnonzero((best - starts <= slack) & (starts > UNLIKELY)).tolist():
            left = slack - (best - int(starts[first]))
            if first == len(self.pricer.halls):
                self._overhaul(0, 0, left)
            else:
                self._move(0, int(flat[0, first]), int(cost[first]), left)
        return len(self.found) <= self.cap

    def _move(self, phase: int, flat: int, cost_fen: int, slack: int) -> None:
        """Go to (week, hall) ``flat`` of ``stand`` and open there, then or later."""
        if len(self.found) > self.cap:
            return
        pricer, values = self.pricer, self.values
        week, hall = divmod(flat, len(pricer.halls))
        value = int(values.stand[phase, week, hall])
        self._cost_fen += cost_fen
        while value - int(values.stand[phase, week, hall]) <= slack:
            for length, weeks in enumerate(pricer.lengths):
                end = week + weeks - 1
                if end < pricer.last:
                    worth = int(values.gain[length, week, hall] + values.leave[phase, end, hall])
                    if worth > UNLIKELY and value - worth <= slack:
                        self._options.append(int(pricer.option_at[length, week, hall]))
                        self._leave(phase, end, hall, slack - (value - worth))
                        self._options.pop()
            week += 1
        self._cost_fen -= cost_fen

    def _leave(self, phase: int, week: int, hall: int, slack: int) -> None:
        pricer, values = self.pricer, self.values
        value = int(values.leave[phase, week, hall])
        if phase == pricer.kind.phases and value <= slack:
            self._keep()
        yard, cost = int(pricer.back_ready[week, hall]), int(pricer.back_cost[hall])
        worth = int(values.yard[phase, yard]) - self.per_fen * cost
        if worth > UNLIKELY and value - worth <= slack:
            self._cost_fen += cost
            self._overhaul(phase, yard, slack - (value - worth))
            self._cost_fen -= cost
        self._moves(phase, pricer.moved[week, hall], pricer.move_cost[hall], value, slack)

    def _moves(self, phase: int, flat: np.ndarray, cost: np.ndarray, value: int, slack: int) -> None:
        onward = self.values.stand[phase].ravel()[flat] - self.per_fen * cost
        for following in np.flatnonzero((value - onward <= slack) & (onward > UNLIKELY)).tolist():
            self._move(phase, int(flat[following]), int(cost[following]), slack - (value - int(onward[following])))

    def _overhaul(self, phase: int, week: int, slack: int) -> None:
        """Start an overhaul in ``week`` or later and go on from home."""
        pricer, values = self.pricer, self.values
        value = int(values.yard[phase, week])
        for option in pricer.kind.overhauls:
            if option.before == phase and option.start >= week:
                back = option.start + pricer.kind.repair_weeks
                left = slack - (value - int(values.home[option.after, back]))
                if left >= 0:
                    self._overhauls.append(option.start)
                    self._from_yard(option.after, back, left)
                    self._overhauls.pop()

    def _from_yard(self, phase: int, week: int, slack: int) -> None:
        pricer, values = self.pricer, self.values
        value = int(values.home[phase, week])
        if phase == pricer.kind.phases and value <= slack:
            self._keep()
        yard = int(values.yard[phase, week])
        if yard > UNLIKELY and value - yard <= slack:
            self._overhaul(phase, week, slack - (value - yard))
        flat, cost = pricer.enter[self._home]
        if week < pricer.last:
            self._moves(phase, flat[week], cost, value, slack)

    def _keep(self) -> None:
        if self._options:
            item = Itinerary(
                kind=self.pricer.index,
                home=self._home,
                options=tuple(self._options),
                overhauls=tuple(self._overhauls),
                cost_fen=self._cost_fen,
            )
            self.found.append(item)
