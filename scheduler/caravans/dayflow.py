"""A bound on coverage by days that follow each other: the relaxation "day flow" of docs/model.md.

A tour is a way through nights: day 1 from a depot to a night, day 2 on from there, ... and home. Days are columns,
priced exactly, night after night; what is relaxed is which caravan goes, from which depot, and on which dates.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from math import floor
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt.python import mathopt
from ortools.util.python.solve_interrupter import SolveInterrupter

from core.concave import GainCurve
from scheduler.caravans.case import Case
from scheduler.caravans.column import Column
from scheduler.caravans.dayprice import WORTH_ADDING, Hours, Nights, best_days, hours_of, nights_of
from scheduler.caravans.fleet_rows import DepotFleet, FleetDays
from scheduler.caravans.worth import SCALE, WorthModel
from scheduler.interrupt import run_beside
from scheduler.progress import Budget

Floats = NDArray[Any]
VISITS_MAX = 2
"""Visits a day that pricing is exact for."""
MARGIN = 1e-6
"""Relative widening of a linear optimum before it is rounded: far more than GLOP's tolerance."""
NEVER = -1e15
"""Value of a place where a day cannot begin or end."""
SIZE_MAX = 50_000
"""Stops times places for the night up to which the programme is solved within seconds."""
ADDED = 300
"""Days that one pricing of one day of the tour adds at most."""
METHOD = "day-flow LP"
Day = tuple[int, int, int, tuple[int, ...]]
"""(nights before it, places in :class:`Places` where it begins and ends, stops)."""


@dataclass(frozen=True)
class Places:
    """Where days may begin and end: all county seats, then the depots."""

    seats: int
    depots: tuple[int, ...]
    """Their places in the travel matrix."""
    hours: Hours
    inward: Nights
    outward: Nights
    travels: NDArray[np.bool_]
    """[from, to] whether a day without visits gets there."""


def make_places(case: Case, fleets: Iterable[DepotFleet], budget: Budget) -> Places | None:
    """Return the places of all fleets, for the fastest of their caravans; ``None`` where the budget is over before."""
    flat, fleets = case.flat, tuple(fleets)
    hours = hours_of(flat, max(fleet.speed for fleet in fleets), budget)
    if hours is None:
        return None
    depots = tuple(fleet.depot for fleet in fleets)
    rows = np.array([*range(flat.seat0, flat.stop0), *depots])
    longest = min(flat.drive_max, int(hours.reach[min(flat.duty_max, flat.day_end - flat.day_start)]))
    return Places(
        seats=flat.stop0 - flat.seat0,
        depots=depots,
        hours=hours,
        inward=nights_of(hours.between[rows, flat.stop0 :]),
        outward=nights_of(hours.between[flat.stop0 :, rows].T),
        travels=hours.between[np.ix_(rows, rows)] <= longest,
    )


def is_small(case: Case) -> bool:
    """Tell whether the relaxation of a problem is solved within seconds."""
    flat = case.flat
    places = flat.stop0 - flat.seat0 + len(set(flat.depot.tolist()))
    return len(flat.county) * places <= SIZE_MAX


def is_exact(fleets: Iterable[DepotFleet]) -> bool:
    """Tell whether pricing looks at all days that there can be."""
    return all(fleet.visits_max <= VISITS_MAX for fleet in fleets)


@dataclass
class DayFlow:
    """The relaxation of one problem, with the days found so far."""

    case: Case
    curve: GainCurve
    budget: Budget
    fleets: tuple[DepotFleet, ...]
    places: Places
    known: dict[Day, mathopt.Variable] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        flat = self.case.flat
        self._stops = np.array(sorted({stop for fleet in self.fleets for stop in fleet.stops}), np.int64)
        worth = WorthModel(self.case, self.curve)
        days = FleetDays(worth, self.fleets)
        self._most = days.most(range(len(flat.out_max)))
        self._model = model = worth.model
        self._seen = [model.add_linear_constraint(visit <= 0.0) for visit in worth.visit]
        self._out = model.add_linear_constraint(-1.0 * days.out(range(len(flat.out_max))) <= 0.0)
        self._home = [model.add_linear_constraint(lb=0.0, ub=0.0) for _ in self.places.depots]
        self._nights = [
            [model.add_linear_constraint(lb=0.0, ub=0.0) for _ in range(self.places.seats)]
            for _ in range(flat.tour_max - 1)
        ]
        model.maximize(worth.all_coverage())
        self._solver = mathopt.IncrementalSolver(model, mathopt.SolverType.GLOP)

    def add_tours(self, columns: Iterable[Column]) -> None:
        """Let the days of known tours be known, so that fewer have to be found."""
        depots, seats = self.places.depots, self.places.seats
        for column in columns:
            home = seats + depots.index(int(self.case.flat.depot[column.caravan]))
            ends = [home, *column.nights, home]
            for number, stops in enumerate(column.visits):
                self._add((number, ends[number], ends[number + 1], stops))

    def coverage(self, rounds: int) -> int | None:
        """Return the best upper bound on coverage found within the budget, ``None`` where there is none."""
        best = None
        for _ in range(rounds):
            result = self._solve()
            excess = None if result is None else self._price(result)
            if result is None or excess is None:
                break
            bound = floor(SCALE * (result.objective_value() + self._most * excess) * (1 + MARGIN))
            best = bound if best is None else min(best, bound)
            if excess == 0.0:
                break
        return best

    def _add(self, day: Day) -> None:
        if day in self.known:
            return
        number, start, end, stops = day
        self.known[day] = variable = self._model.add_variable(lb=0.0)
        self._out.set_coefficient(variable, 1.0)
        for stop in stops:
            self._seen[stop].set_coefficient(variable, -1.0)
        if start != end or start < self.places.seats:
            self._row(number - 1, start).set_coefficient(variable, -1.0)
            self._row(number, end).set_coefficient(variable, 1.0)

    def _row(self, night: int, place: int) -> mathopt.LinearConstraint:
        """Return the row of a night at a seat, or that of a depot: what arrives leaves again."""
        seats = self.places.seats
        return self._home[place - seats] if place >= seats else self._nights[night][place]

    def _solve(self) -> mathopt.SolveResult | None:
        """Return the optimum over the days known; ``None`` where time ran out."""
        limit = None if self.budget.deterministic else timedelta(seconds=max(0.05, self.budget.left()))
        parameters = mathopt.SolveParameters(threads=1, time_limit=limit)
        interrupter, found = SolveInterrupter(), list[mathopt.SolveResult]()

        def work() -> None:
            with suppress(Exception):  # GLOP ends "abnormally" now and then; it has proven nothing then
                found.append(self._solver.solve(params=parameters, interrupter=interrupter))

        ended = run_beside(work, interrupter.interrupt, self.budget.over)
        optimal = ended and found and found[0].termination.reason == mathopt.TerminationReason.OPTIMAL
        return found[0] if optimal else None

    def _price(self, result: mathopt.SolveResult) -> float | None:
        """Add days worth adding; return the greatest reduced value of any, ``None`` where time ran out."""
        dual = result.dual_values()
        prize = np.array([dual[row] for row in self._seen])
        night = np.array([[dual[seat] for seat in rows] for rows in self._nights])
        home, excess = np.array([dual[row] for row in self._home]), 0.0
        for number in range(self.case.flat.tour_max):
            if self.budget.over():
                return None
            start, end = _values(self.places, night, home, number)
            start -= dual[self._out]
            excess = max(excess, self._add_visits(number, prize, start, end), self._add_travel(number, start, end))
        return excess

    def _add_visits(self, number: int, prize: Floats, start: Floats, end: Floats) -> float:
        """Add the best days with visits; return the greatest reduced value."""
        places = self.places
        found = best_days(
            self.case.flat, places.hours, self._stops, prize, (places.inward, start), (places.outward, end)
        )
        for stop in np.argsort(-found.value, kind="stable")[:ADDED].tolist():
            if found.value[stop] > WORTH_ADDING:
                second = int(found.second[stop])
                visits = (stop,) if second < 0 else (stop, second)
                self._add((number, int(found.start[stop]), int(found.end[stop]), visits))
        return float(found.value.max(initial=0.0))

    def _add_travel(self, number: int, start: Floats, end: Floats) -> float:
        """Add the best days without visits; return the greatest reduced value, 0 where none is worth adding."""
        value = np.where(self.places.travels, start[:, None] + end[None, :], NEVER)
        for pair in np.argsort(-value, axis=None, kind="stable")[:ADDED].tolist():
            one, two = divmod(pair, len(value))
            if value[one, two] > WORTH_ADDING:
                self._add((number, one, two, ()))
        top = float(value.max())
        return top if top > WORTH_ADDING else 0.0


def _values(places: Places, night: Floats, home: Floats, number: int) -> tuple[Floats, Floats]:
    """Return what it is worth to begin and to end at each place on the day after ``number`` nights."""
    start, end = np.full(len(places.travels), NEVER), np.full(len(places.travels), NEVER)
    end[places.seats :] = -home
    if number == 0:
        start[places.seats :] = home
    else:
        start[: places.seats] = night[number - 1]
    if number < len(night):
        end[: places.seats] = -night[number]
    return start, end
