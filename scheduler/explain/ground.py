"""The caravan section of a problem and plan as the trials see it: arrays of the solver, and who is out when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from scheduler.caravans.case import Case, make_case
from scheduler.caravans.column import Column
from scheduler.narrow import for_caravans
from scheduler.plan import Tour
from scheduler.verify.view import View

NOBODY = -1


@dataclass(frozen=True)
class Out:
    """A tour of the plan as numbers."""

    tour: Tour
    column: Column
    crew: int


@dataclass(frozen=True)
class Ground:
    """Arrays, the plan's tours, and per caravan and day the tour that is out."""

    view: View
    case: Case
    tours: tuple[Out, ...]
    tour_at: NDArray[np.int64]
    """[caravan, day]: index into ``tours``, or ``NOBODY``."""
    crew_busy: NDArray[np.bool_]
    """[crew, day]."""
    visited: frozenset[int]
    """Stops that the plan visits."""

    @property
    def visits(self) -> list[int]:
        """Return the stop of each visit, as the verifier counts: a convoy's stop once for each of its vehicles."""
        return [stop for out in self.tours for stop in out.column.stops]

    @property
    def days(self) -> int:
        """Return the number of days in the caravan window."""
        return len(self.case.names.days)

    def date(self, day: int) -> date:
        """Return the date of a day's number."""
        return self.case.names.days[0] + timedelta(days=day)

    def out_left(self, caravan: int) -> int:
        """Return the days that a caravan may still be out."""
        return int(self.case.flat.out_max[caravan]) - int((self.tour_at[caravan] != NOBODY).sum())

    def crew_left(self, crew: int) -> int:
        """Return the days that a crew may still be out."""
        return int(self.case.flat.crew_max[crew]) - int(self.crew_busy[crew].sum())

    def openings(self, stop: int) -> NDArray[np.int64]:
        """Return, per day, the number of a stop's opening pattern; 0 where it is closed."""
        found: NDArray[np.int64] = self.case.flat.pattern[:, stop]
        return found

    def stops_in(self, county_id: str) -> list[int]:
        """Return the numbers of a county's stops."""
        return [row for row, stop in enumerate(self.case.names.stops) if stop.county_id == county_id]


def make_ground(view: View, case: Case | None = None) -> Ground:
    """Return the ground of a verified plan; ``case`` saves making the arrays again."""
    case = case or make_case(for_caravans(view.problem, view.plan.stays))
    names, plan = case.names, view.plan
    caravans = {item.caravan_id: row for row, item in enumerate(names.caravans)}
    crews = {item.crew_id: row for row, item in enumerate(names.crews)}
    outs = tuple(Out(t, _column(case, caravans[t.caravan_id], t), crews[t.crew_id]) for t in plan.tours)
    tour_at = np.full((len(caravans), len(names.days)), NOBODY, dtype=np.int64)
    crew_busy = np.zeros((len(crews), len(names.days)), dtype=np.bool_)
    for number, out in enumerate(outs):
        tour_at[out.column.caravan, out.column.first : out.column.days.stop] = number
        crew_busy[out.crew, out.column.first : out.column.days.stop] = True
    visited = frozenset(stop for out in outs for stop in out.column.stops)
    return Ground(view=view, case=case, tours=outs, tour_at=tour_at, crew_busy=crew_busy, visited=visited)


def with_empty_calendar(ground: Ground) -> Ground:
    """Return the ground of the same problem with nobody out and no set anywhere."""
    plan = replace(ground.view.plan, stays=(), overhauls=(), tours=(), stages=())
    same = not (ground.view.problem.caravan_rules.apart_from_sets and ground.view.plan.stays)
    return make_ground(ground.view.with_plan(plan), ground.case if same else None)


def _column(case: Case, caravan: int, tour: Tour) -> Column:
    names = case.names
    stops = {stop.stop_id: row for row, stop in enumerate(names.stops)}
    counties = {county_id: row for row, county_id in enumerate(names.counties)}
    nights = [day.overnight_county_id for day in tour.days[:-1]]
    visits = [[a.stop_id for a in day.activities if a.kind == "visit"] for day in tour.days]
    return Column(
        caravan=caravan,
        first=(tour.days[0].day - names.days[0]).days,
        nights=tuple(counties[night] for night in nights if night is not None),
        visits=tuple(tuple(stops[stop] for stop in day if stop is not None) for day in visits),
    )
