"""The last arrival that no dispatch can beat: who could serve what how soon, crews once on the day of the call.

A relaxation by CP-SAT: each county is served by one caravan; on the day of the call each caravan that goes needs a crew
that is at home, or its own where it is out; from the next morning on any crew may be there. A caravan that serves a
county comes no sooner than straight there, one that serves two no sooner than by the better order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from ortools.sat.python import cp_model

from scheduler.emergency.candidates import Call
from scheduler.emergency.choose import hours
from scheduler.emergency.soonest import Clock, Moment, moment_of

WORK = 1.0
"""Deterministic time of CP-SAT, about seconds; whatever is proved by then holds."""


@dataclass(frozen=True)
class Way:
    """One caravan, and where and when it can begin."""

    caravan: int
    crew: int | None
    """The crew that it takes on the day of the call; ``None``: it begins later."""
    start: Moment


@dataclass(frozen=True)
class _Race:
    """The rows that say when caravans come."""

    model: cp_model.CpModel
    clock: Clock
    serves: Mapping[tuple[int, int], cp_model.IntVar]
    last: cp_model.IntVar

    def enter(self, caravan: int, begins: Mapping[Moment, Sequence[cp_model.IntVar]]) -> None:
        """Let a caravan begin at one of several moments, each by one of several choices."""
        stops = self.clock.call.stops
        going = {start: self.model.new_bool_var("") for start in begins}
        for start, goes in begins.items():
            self.model.add(going[start] == sum(goes))
        for stop in stops:
            self.model.add(self.serves[caravan, stop] <= sum(going.values()))
        for start, is_it in going.items():
            for stop in stops:
                self._not_before([is_it, self.serves[caravan, stop]], self._alone(caravan, start, stop))
            for pair in combinations(stops, 2):
                both = [self.serves[caravan, stop] for stop in pair]
                self._not_before([is_it, *both], self.clock.both(start, pair))

    def _alone(self, caravan: int, start: Moment, stop: int) -> int | None:
        return self.clock.soonest(start, stop) if self.clock.call.ground.case.flat.fit[caravan, stop] else None

    def _not_before(self, when: list[cp_model.IntVar], minutes: int | None) -> None:
        if minutes is None:
            self.model.add_bool_or(each.negated() for each in when)
        else:
            self.model.add(self.last >= hours(minutes)).only_enforce_if(when)


def least_last_hours(clock: Clock) -> int:
    """Return the started hour before which no dispatch has served every county; 0 where nothing is known."""
    call = clock.call
    model, ways = cp_model.CpModel(), list(_ways(call))
    goes = [model.new_bool_var("") for _ in ways]
    caravans = sorted({way.caravan for way in ways})
    for caravan in caravans:
        model.add_at_most_one(go for way, go in zip(ways, goes, strict=True) if way.caravan == caravan)
    for crew in sorted({way.crew for way in ways if way.crew is not None}):
        model.add_at_most_one(go for way, go in zip(ways, goes, strict=True) if way.crew == crew)
    serves = {(caravan, stop): model.new_bool_var("") for caravan in caravans for stop in call.stops}
    for stop in call.stops:
        model.add_exactly_one(serves[caravan, stop] for caravan in caravans)
    last = model.new_int_var(0, hours((call.ground.days + 1) * 1440), "last")
    race = _Race(model, clock, serves, last)
    for caravan in caravans:
        begins: dict[Moment, list[cp_model.IntVar]] = {}
        for way, go in zip(ways, goes, strict=True):
            if way.caravan == caravan:
                begins.setdefault(way.start, []).append(go)
        race.enter(caravan, begins)
    model.minimize(last)
    solver = cp_model.CpSolver()
    solver.parameters.catch_sigint_signal = False  # Ctrl-C is the caller's affair; OR-Tools would end the process
    solver.parameters.max_deterministic_time = WORK
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    known = solver.solve(model) in (cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.UNKNOWN)
    return max(0, round(solver.best_objective_bound)) if known else 0


def _ways(call: Call) -> Iterator[Way]:
    """Yield each way in which a caravan could begin: on the day of the call with a crew, or the next day at home."""
    flat = call.ground.case.flat
    bound = {out.crew for number, out in enumerate(call.ground.tours) if call.is_bound(number)}
    for caravan, journey, recalled in call.starts():
        start = moment_of(journey)
        if recalled is not None:
            yield Way(caravan, call.ground.tours[recalled].crew, start)
        elif start.day == call.day:
            able = np.flatnonzero(flat.crew_ok[caravan]).tolist()
            yield from (Way(caravan, crew, start) for crew in able if crew not in bound)
        home = Moment(max(start.day, call.day + 1), int(flat.day_start), int(flat.depot[caravan]), start.speed)
        yield Way(caravan, None, start if start.day > call.day else home)
