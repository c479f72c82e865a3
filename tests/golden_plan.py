"""The plan made by hand for :mod:`golden`'s problem, and the pens to write others with."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from golden import day, golden_problem

from core.ids import depot_place, seat_place, stop_place
from maps.travel import TravelMatrix
from scheduler.plan import Activity, Making, Overhaul, Plan, StageResult, Stay, Tour, TourDay
from scheduler.problem import Problem
from scheduler.travel import caravan_matrix
from scheduler.verify import figures
from scheduler.verify.figures import trivial_bounds
from scheduler.verify.view import View
from scheduler.wire import pinned_of


def stay(set_id: str, hall_id: str, opens: str, weeks: int, team_id: str) -> Stay:
    county_id = next(h.county_id for h in golden_problem().halls if h.hall_id == hall_id)
    return Stay(set_id=set_id, hall_id=hall_id, county_id=county_id, opens=day(opens), weeks=weeks, team_id=team_id)


class DayMaker:
    """Writes a day down activity by activity, with a rest on the way wherever a leg is long."""

    def __init__(
        self, caravan_id: str, start_min: int, place: str, *, pause_min: int = 20, dawdle_min: int = 0
    ) -> None:
        problem = golden_problem()
        type_id = next(c.type_id for c in problem.caravans if c.caravan_id == caravan_id)
        self.speed = next(t.speed_percent for t in problem.vehicle_types if t.type_id == type_id)
        self.most = problem.duty.continuous_drive_max_min
        self.pause_min, self.dawdle_min = pause_min, dawdle_min
        self.now, self.place, self.driven = start_min, place, 0
        self.activities: list[Activity] = []

    def add(
        self, kind: str, minutes: int, to: str | None = None, stop_id: str | None = None, length_m: int = 0
    ) -> None:
        made = Activity(
            kind=kind,  # type: ignore[arg-type]
            start_min=self.now,
            end_min=self.now + minutes,
            from_place=self.place,
            to_place=to or self.place,
            stop_id=stop_id,
            length_m=length_m,
        )
        self.activities.append(made)
        self.now += minutes

    def drive(self, to: str) -> None:
        minutes = -(-matrix().minutes(self.place, to) * 100 // self.speed) + self.dawdle_min
        length_m = matrix().metres(self.place, to)
        while minutes > 0:
            part = min(minutes, self.most - self.driven)
            share = length_m if part == minutes else length_m // 2
            if part:
                self.add("drive", part, to, length_m=share)
                minutes, length_m, self.driven = minutes - part, length_m - share, self.driven + part
            if minutes:
                self.add("rest", self.pause_min, to)
                self.driven = 0
        self.place = to

    def visit(self, stop_id: str, start_min: int, minutes: int = 90) -> None:
        self.drive(stop_place(stop_id))
        self.wait_until(start_min)
        self.add("visit", minutes, stop_id=stop_id)
        self.driven = 0

    def wait_until(self, start_min: int) -> None:
        if start_min > self.now:
            if start_min - self.now >= 20:
                self.driven = 0
            self.add("wait", start_min - self.now)


@cache
def matrix() -> TravelMatrix:
    return caravan_matrix(golden_problem())


DEPOT = depot_place("D1")


def two_days(
    tour_id: str,
    caravan_id: str,
    crew_id: str,
    monday: str,
    first: str | None,
    second: str,
    second_at: int = 600,
    **ways: int,
) -> Tour:
    """Return a tour that sleeps at the seat of B: ``first`` in the afternoon, ``second`` the next morning."""
    out = DayMaker(caravan_id, 540, DEPOT, **ways)
    if first:
        out.visit(first, 840)
    out.drive(seat_place("B"))
    back = DayMaker(caravan_id, 480, seat_place("B"))
    back.visit(second, second_at)
    back.drive(DEPOT)
    one, two = day(monday), day(monday).replace(day=day(monday).day + 1)
    days = (
        TourDay(day=one, activities=tuple(out.activities), overnight_county_id="B"),
        TourDay(day=two, activities=tuple(back.activities), overnight_county_id=None),
    )
    return Tour(tour_id=tour_id, caravan_id=caravan_id, crew_id=crew_id, days=days)


def one_day(
    tour_id: str, caravan_id: str, crew_id: str, on: str, visits: tuple[tuple[str, int], ...], start_min: int = 500
) -> Tour:
    """Return a day trip to ``visits`` (stop, minute of the day)."""
    out = DayMaker(caravan_id, start_min, DEPOT)
    for stop_id, start in visits:
        out.visit(stop_id, start)
    out.drive(DEPOT)
    made = TourDay(day=day(on), activities=tuple(out.activities), overnight_county_id=None)
    return Tour(tour_id=tour_id, caravan_id=caravan_id, crew_id=crew_id, days=(made,))


def golden_tours() -> tuple[Tour, ...]:
    return (
        two_days("t1", "V1", "K1", "03-23", "s1", "s2"),
        one_day("t2", "V2", "K2", "03-25", (("s4", 600), ("s5", 840))),
    )


def stamped(plan: Plan, problem: Problem | None = None) -> Plan:
    """Return ``plan`` with the values that its stays and tours give, each called optimal."""
    values = figures(problem or golden_problem(), plan)
    trivial = trivial_bounds(View(problem or golden_problem(), plan))
    stages = tuple(
        StageResult(
            section=section,
            stage=stage,
            sense="max" if stage in ("coverage", "worst_prefecture") else "min",
            unit="",
            value=value,
            bound=value,
            trivial_bound=trivial.get((section, stage), 0),
            status="optimal",
            seconds=0.0,
            method="by hand",
        )
        for (section, stage), value in values.items()
    )
    return replace(plan, stages=stages)


@cache
def golden_plan() -> Plan:
    """A plan that obeys every rule of :func:`golden_problem`."""
    draft = Plan(
        schema_version="1",
        plan_id="golden-1",
        pinned=pinned_of(golden_problem()),
        making=Making(seed=1, deterministic=True, seconds=0.0, versions={}, stopped=False),
        stays=(
            stay("S1", "hA", "03-16", 8, "T1"),
            stay("S1", "hB", "06-08", 8, "T1"),
            stay("S2", "hC", "03-16", 10, "T2"),
            stay("S2", "hA", "06-15", 8, "T2"),
        ),
        overhauls=(Overhaul(set_id="S1", first_monday=day("05-18"), weeks=2),),
        tours=golden_tours(),
        stages=(),
    )
    return stamped(draft)
