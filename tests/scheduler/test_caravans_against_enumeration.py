"""The caravan section against every plan of day trips, on problems small enough to list them all.

The oracle shares nothing with the solver: orders of visits are enumerated and laid out here, rules are the verifier's,
values are its figures. It tries a few departures only, so it can miss a plan, never invent one: the solver's coverage
is at least the oracle's, and its proven bound at least both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations, product

import pytest

from core.calendar import DateSpan
from core.ids import depot_place, stop_place
from fleet.model import Caravan, Crew
from maps.model import Stop
from scheduler.caravans.solve import solve_caravans
from scheduler.plan import PLAN_SCHEMA_VERSION, Activity, Making, Plan, Tour, TourDay
from scheduler.problem import Problem
from scheduler.progress import Budget
from scheduler.travel import caravan_matrix
from scheduler.verify import figures, verify
from scheduler.wire import pinned_of
from tests.small import small_problem

MAKING = Making(seed=0, deterministic=True, seconds=0.0, versions={}, stopped=False)
FIRST = date(2026, 3, 10)


def tiny(seed: int, days: int, share_percent: int = 60) -> Problem:
    problem = small_problem(counties=3, sets=0, caravans=1, stops=6, weeks=13, seed=seed)
    caravan = replace(problem.caravans[0], unavailable=(), out_days_max=days)
    stops = tuple(replace(stop, road_class=2, themes_wanted=(), area_m2=400.0, power_w=20000) for stop in problem.stops)
    window = DateSpan(first=FIRST, last=FIRST + timedelta(days=days - 1))
    rules = replace(problem.caravan_rules, window=window, township_share_min_percent=share_percent)
    crew = replace(
        problem.crews[0],
        depot_id=caravan.depot_id,
        size=6,
        licensed_type_ids=(caravan.type_id,),
        leave=(),
        out_days_max=days,
    )
    return replace(
        problem,
        caravans=(caravan,),
        stops=stops,
        crews=(crew,),
        caravan_rules=rules,
        duty=replace(problem.duty, tour_days_max=1),
        floors=(),
        ceilings=(),
        stay_pins=(),
        visit_pins=(),
    )


class Oracle:
    def __init__(self, problem: Problem) -> None:
        self.problem, self.matrix = problem, caravan_matrix(problem)
        self.caravan: Caravan = problem.caravans[0]
        self.crew: Crew = problem.crews[0]
        types = {one.type_id: one.speed_percent for one in problem.vehicle_types}
        self.speed = types[self.caravan.type_id]
        self.depot = depot_place(self.caravan.depot_id)

    def minutes(self, origin: str, destination: str) -> int:
        return -(-self.matrix.minutes(origin, destination) * 100 // self.speed)

    def plan_of(self, tours: tuple[Tour, ...]) -> Plan:
        return Plan(
            schema_version=PLAN_SCHEMA_VERSION,
            plan_id="listed",
            pinned=pinned_of(self.problem),
            making=MAKING,
            stays=(),
            overhauls=(),
            tours=tours,
            stages=(),
        )

    def holds(self, tours: tuple[Tour, ...], but: tuple[str, ...] = ()) -> bool:
        broken = {violation.rule_id for violation in verify(self.problem, self.plan_of(tours))}
        return not broken - {"plan.figures", "plan.problem", *but}

    def trip(self, day: date, stops: tuple[Stop, ...], departure: int) -> Tour:
        parts: list[Activity] = []
        now, place = departure, self.depot

        def add(kind: str, minutes: int, to: str, stop_id: str | None = None, length_m: int = 0) -> None:
            nonlocal now
            if minutes:
                part = Activity(
                    kind=kind,  # type: ignore[arg-type]
                    start_min=now,
                    end_min=now + minutes,
                    from_place=place,
                    to_place=to,
                    stop_id=stop_id,
                    length_m=length_m,
                )
                parts.append(part)
                now += minutes

        for stop in stops:
            there = stop_place(stop.stop_id)
            add("drive", self.minutes(place, there), there, length_m=self.matrix.metres(place, there))
            place = there
            opens = [w.open_min for w in stop.windows if day.isoweekday() in w.weekdays]
            fits = [w for w in stop.windows if day.isoweekday() in w.weekdays and now + stop.visit_min <= w.close_min]
            start = min((max(now, w.open_min) for w in fits), default=max(opens, default=now))
            add("wait", max(0, start - now), place)
            add("visit", stop.visit_min, place, stop_id=stop.stop_id)
        add("drive", self.minutes(place, self.depot), self.depot, length_m=self.matrix.metres(place, self.depot))
        made = TourDay(day=day, activities=tuple(parts), overnight_county_id=None)
        return Tour(tour_id=f"T{day}", caravan_id=self.caravan.caravan_id, crew_id=self.crew.crew_id, days=(made,))

    def trips(self, day: date) -> dict[frozenset[str], Tour]:
        """Return one trip that holds for each set of stops that a day can take."""
        found: dict[frozenset[str], Tour] = {}
        for count in (1, 2, 3):
            for order in permutations(self.problem.stops, count):
                key = frozenset(stop.stop_id for stop in order)
                for departure in () if key in found else self.departures(order[0]):
                    tour = self.trip(day, order, departure)
                    if self.holds((tour,), but=("share.township",)):
                        found[key] = tour
                        break
        return found

    def departures(self, stop: Stop) -> Iterator[int]:
        drive = self.minutes(self.depot, stop_place(stop.stop_id))
        yield from sorted({max(self.problem.duty.day_start_min, w.open_min - drive) for w in stop.windows})

    def best(self) -> int:
        window = self.problem.caravan_rules.window
        days = [window.first + timedelta(days=n) for n in range((window.last - window.first).days + 1)]
        choices = [[(frozenset(), None), *self.trips(day).items()] for day in days]
        best = 0
        for chosen in product(*choices):
            names = [name for key, _ in chosen for name in key]
            tours = tuple(tour for _, tour in chosen if tour is not None)
            if len(names) == len(set(names)):
                value = figures(self.problem, self.plan_of(tours))["caravans", "coverage"]
                if value > best and self.holds(tours):
                    best = value
        return best


@pytest.mark.parametrize(("seed", "days", "share"), [(1, 1, 60), (2, 2, 60), (3, 2, 100), (4, 1, 0), (5, 2, 60)])
def test_coverage_is_that_of_the_best_plan_and_the_bound_is_above(seed, days, share):
    problem = tiny(seed, days, share)
    best = Oracle(problem).best()
    found = {stage.stage: stage for stage in solve_caravans(problem, Budget(4.0)).stages}
    assert best <= found["coverage"].value <= found["coverage"].bound


def test_the_oracle_finds_something():
    assert Oracle(tiny(2, 2)).best() > 0
