"""Problem and plan, indexed for the rules; derives nothing about feasibility."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from core.calendar import days
from core.ids import depot_place, hall_place, seat_place, set_home_place, stop_place
from exhibits.model import ExhibitSet, Kit
from fleet.model import Caravan, Crew, VehicleType
from maps.model import Hall, Stop
from maps.travel import TravelMatrix
from scheduler.need import need_permille
from scheduler.plan import Activity, Overhaul, Plan, Stay, Tour, TourDay
from scheduler.problem import Problem
from scheduler.travel import caravan_matrix, set_matrix
from scheduler.verify.sums import Shown, shown

FARTHEST_DAYS = 7_000
"""Stays that begin or end farther from the horizon than this are left to ``set.week``: their days may not exist."""


@dataclass(frozen=True)
class StayOf:
    """A stay whose set and hall exist, with its place in the plan."""

    path: str
    stay: Stay
    museum_set: ExhibitSet
    hall: Hall


@dataclass(frozen=True)
class VisitOf:
    """A visit to a stop that exists, with its place in the plan."""

    path: str
    tour: Tour
    day: date
    activity: Activity
    stop: Stop


class View:
    """What the rules read: entities by id, and the parts of the plan that can be evaluated."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.plan = plan
        self.sets = {s.set_id: s for s in problem.sets}
        self.halls = {h.hall_id: h for h in problem.halls}
        self.teams = {t.team_id: t for t in problem.setup_teams}
        self.counties = {c.county_id: c for c in problem.counties}
        self.exhibits = {e.exhibit_id: e for e in problem.exhibits}
        self.caravans = {c.caravan_id: c for c in problem.caravans}
        self.crews = {c.crew_id: c for c in problem.crews}
        self.kits = {k.kit_id: k for k in problem.kits}
        self.types = {t.type_id: t for t in problem.vehicle_types}
        self.stops = {s.stop_id: s for s in problem.stops}

    def with_plan(self, plan: Plan) -> View:
        """Return a view of another plan of the same problem; shares what does not depend on the plan."""
        other = copy(self)
        other.plan = plan
        for name in ("stays", "overhauls", "visits"):
            other.__dict__.pop(name, None)
        return other

    def warm_up(self) -> None:
        """Compute now what views made by :meth:`with_plan` would otherwise each compute for themselves."""
        _ = self.need, self.set_matrix, self.caravan_matrix, self.place_names, self.holidays
        _ = self.set_shown, self.kit_shown

    @cached_property
    def need(self) -> dict[str, int]:
        """Return county id -> need, 0..1000."""
        return need_permille(self.problem)

    @cached_property
    def set_matrix(self) -> TravelMatrix:
        """Return travel between homes and halls."""
        return set_matrix(self.problem)

    @cached_property
    def caravan_matrix(self) -> TravelMatrix:
        """Return travel between depots, seats and stops."""
        return caravan_matrix(self.problem)

    @cached_property
    def stays(self) -> list[StayOf]:
        """Return the stays that can be evaluated."""
        return [
            StayOf(f"/stays/{index}", stay, self.sets[stay.set_id], self.halls[stay.hall_id])
            for index, stay in enumerate(self.plan.stays)
            if stay.set_id in self.sets and stay.hall_id in self.halls and self.is_near(stay.opens, stay.weeks)
        ]

    @cached_property
    def overhauls(self) -> list[tuple[str, Overhaul]]:
        """Return path and overhaul, of those that can be evaluated."""
        return [
            (f"/overhauls/{index}", overhaul)
            for index, overhaul in enumerate(self.plan.overhauls)
            if overhaul.set_id in self.sets and self.is_near(overhaul.first_monday, overhaul.weeks)
        ]

    @cached_property
    def visits(self) -> list[VisitOf]:
        """Return all visits to stops that exist, in plan order."""
        return [
            VisitOf(path, tour, day.day, activity, self.stops[activity.stop_id])
            for tour, day, path, activity in self.activities()
            if activity.kind == "visit" and activity.stop_id in self.stops
        ]

    def activities(self) -> Iterator[tuple[Tour, TourDay, str, Activity]]:
        """Yield tour, day, path and activity."""
        for tour, day, path in self.days():
            for index, activity in enumerate(day.activities):
                yield tour, day, f"{path}/activities/{index}", activity

    def days(self) -> Iterator[tuple[Tour, TourDay, str]]:
        """Yield tour, day and path."""
        for tour_index, tour in enumerate(self.plan.tours):
            for day_index, day in enumerate(tour.days):
                yield tour, day, f"/tours/{tour_index}/days/{day_index}"

    def vehicle(self, tour: Tour) -> tuple[Caravan, VehicleType, Kit] | None:
        """Return caravan, type and kit of ``tour``, or ``None`` where there is no such caravan."""
        caravan = self.caravans.get(tour.caravan_id)
        return (caravan, self.types[caravan.type_id], self.kits[caravan.kit_id]) if caravan else None

    def cost_fen(self, tour: Tour) -> int:
        """Return what ``tour`` costs: started fen of its kilometres, and its days; 0 where there is no such caravan."""
        if not (vehicle := self.vehicle(tour)):
            return 0
        length_m = sum(activity.length_m for day in tour.days for activity in day.activities)
        return -(-length_m * vehicle[1].cost_fen_per_km // 1000) + len(tour.days) * vehicle[1].cost_fen_per_day

    def crew(self, tour: Tour) -> Crew | None:
        """Return the crew of ``tour``, or ``None`` where there is no such crew."""
        return self.crews.get(tour.crew_id)

    @cached_property
    def holidays(self) -> list[date]:
        """Return the public holidays, ascending, each once."""
        spans = self.problem.calendar.holidays
        return sorted({day for span in spans for day in days(span.first, span.last)})

    @cached_property
    def set_shown(self) -> dict[str, Shown]:
        """Return set id -> what its exhibits on show need."""
        return {s.set_id: shown(s.exhibit_ids, self.exhibits) for s in self.problem.sets}

    @cached_property
    def kit_shown(self) -> dict[str, Shown]:
        """Return kit id -> what its exhibits on show need."""
        return {k.kit_id: shown(k.exhibit_ids, self.exhibits) for k in self.problem.kits}

    @cached_property
    def place_names(self) -> dict[str, str]:
        """Return place id -> name and id of what lies there; for a home and a seat, the county."""
        problem = self.problem
        return {
            **{set_home_place(s.set_id): self.county_name(s.home_county_id) for s in problem.sets},
            **{seat_place(c.county_id): self.county_name(c.county_id) for c in problem.counties},
            **{hall_place(h.hall_id): named(h) for h in problem.halls},
            **{stop_place(s.stop_id): named(s) for s in problem.stops},
            **{depot_place(d.depot_id): f"{d.name} ({d.depot_id})" for d in problem.depots},
        }

    def place_name(self, place_id: str) -> str:
        """Return what lies at a place, for texts; the id itself where nothing is known there."""
        return self.place_names.get(place_id, place_id)

    def is_near(self, first: date, weeks: int) -> bool:
        """Tell whether ``weeks`` weeks from ``first`` lie so near the horizon that their days can be counted."""
        offset_days = (first - self.problem.horizon.first_monday).days
        return abs(offset_days) <= FARTHEST_DAYS and 1 <= weeks <= FARTHEST_DAYS // 7

    def county_name(self, county_id: str) -> str:
        """Return name and id of a county."""
        county = self.counties.get(county_id)
        return f"{county.name} ({county_id})" if county else county_id


def named(entity: ExhibitSet | Hall | Stop) -> str:
    """Return name and id, for texts."""
    entity_id = (
        entity.set_id
        if isinstance(entity, ExhibitSet)
        else entity.hall_id
        if isinstance(entity, Hall)
        else entity.stop_id
    )
    return f"{entity.name} ({entity_id})"
