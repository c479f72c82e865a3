"""Every itinerary whose value falls short of the best by at most a slack, by depth-first search along best values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from scheduler.sets.pricing import Itinerary, Pricer, Values
from scheduler.sets.recursion import NEVER

CALLS = 500
"""Steps between two looks at whether the solve is cancelled."""
UNLIKELY = NEVER // 4
"""Anything below cannot be."""


@dataclass
class Lister:
    """Lists the itineraries of a kind that are worth at least so much."""

    pricer: Pricer
    values: Values
    per_fen: int
    home: int
    """Matrix row that they start from."""
    cancelled: Callable[[], bool]
    cap: int = 0
    found: list[Itinerary] = field(default_factory=list)
    _options: list[int] = field(default_factory=list)
    _overhauls: list[int] = field(default_factory=list)
    _cost_fen: int = 0
    _calls: int = 0

    def list(self, least: int, cap: int) -> bool:
        """List the itineraries that are worth at least ``least``; return whether that was all, and at most ``cap``."""
        self.cap = cap
        starts = self.pricer.starts(self.values, self.per_fen, self.home)
        ready, cost = self.pricer.enter[self.home]
        for first in np.flatnonzero((starts >= least) & (starts > UNLIKELY)).tolist():
            slack = int(starts[first]) - least
            if first == len(self.pricer.halls):
                self._overhaul(0, 0, slack)
            else:
                self._move((0, int(ready[0, first]), first), -1, int(cost[first]), slack)
        return len(self.found) <= self.cap

    def _move(self, door: tuple[int, int, int], came_from: int, cost_fen: int, slack: int) -> None:
        """Open at ``door`` (phase, week, hall), then or later."""
        self._calls += 1
        if self._calls % CALLS == 0 and self.cancelled():
            self.cap = -1
        if len(self.found) > self.cap:
            return
        pricer, values = self.pricer, self.values
        phase, week, hall = door
        value = values.standing(phase, week, hall, came_from)
        self._cost_fen += cost_fen
        while week < pricer.last and value - values.standing(phase, week, hall, came_from) <= slack:
            for length, weeks in enumerate(pricer.lengths):
                option, end = int(pricer.option_at[length, week, hall]), week + weeks - 1
                if option < 0:
                    continue
                worth = int(values.gain[length, week, hall]) + values.leaving(phase, end, hall, came_from)
                if worth > UNLIKELY and value - worth <= slack:
                    self._options.append(option)
                    self._leave((phase, end, hall), came_from, slack - (value - worth))
                    self._options.pop()
            week += 1
        self._cost_fen -= cost_fen

    def _leave(self, stay: tuple[int, int, int], came_from: int, slack: int) -> None:
        """Go on after ``stay`` (phase, last week, hall)."""
        pricer, values = self.pricer, self.values
        phase, week, hall = stay
        value = values.leaving(phase, week, hall, came_from)
        if phase == pricer.kind.phases and value <= slack:
            self._keep()
        yard, cost = int(pricer.back_ready[week, hall]), int(pricer.back_cost[hall])
        worth = int(values.yard[phase, yard]) - self.per_fen * cost
        if worth > UNLIKELY and value - worth <= slack:
            self._cost_fen += cost
            self._overhaul(phase, yard, slack - (value - worth))
            self._cost_fen -= cost
        onward = pricer.following(values, self.per_fen, stay, came_from)
        opens, here = pricer.ready[week, pricer.days[hall]], int(pricer.county[hall])
        for following in np.flatnonzero((value - onward <= slack) & (onward > UNLIKELY)).tolist():
            door = (phase, int(opens[following]), following)
            left = slack - (value - int(onward[following]))
            self._move(door, here, int(pricer.move_cost[hall, following]), left)

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
        if week < pricer.last:
            ready, cost = pricer.enter[self.home]
            worth = pricer.entering(values, self.per_fen, phase, week, self.home)
            for hall in np.flatnonzero((value - worth <= slack) & (worth > UNLIKELY)).tolist():
                left = slack - (value - int(worth[hall]))
                self._move((phase, int(ready[week, hall]), hall), -1, int(cost[hall]), left)

    def _keep(self) -> None:
        if self._options:
            item = Itinerary(
                kind=self.pricer.index,
                home=self.home,
                options=tuple(self._options),
                overhauls=tuple(self._overhauls),
                cost_fen=self._cost_fen,
            )
            self.found.append(item)
