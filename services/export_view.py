"""A plan's parts with the names that people know them by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from core.record import record
from exhibits.model import ExhibitSet
from fleet.model import Caravan, Crew, SetupTeam
from maps.model import County, Hall, Stop
from scheduler.plan import Activity, Plan, Tour, TourDay
from scheduler.problem import Problem
from services.export_table import Banner
from services.workbook_words import choice_label

WEEKDAYS = "一二三四五六日"


@record
class DayOut:
    """One day of one tour."""

    tour: Tour
    day: TourDay
    number: int
    """1 for the tour's first day."""


@record
class Visit:
    """One visit of one tour."""

    out: DayOut
    activity: Activity
    stop: Stop


@dataclass(frozen=True)
class PlanView:
    """Looks things up by id."""

    problem: Problem
    plan: Plan

    @cached_property
    def counties(self) -> dict[str, County]:
        """Return counties by id."""
        return {county.county_id: county for county in self.problem.counties}

    @cached_property
    def sets(self) -> dict[str, ExhibitSet]:
        """Return museum sets by id."""
        return {one.set_id: one for one in self.problem.sets}

    @cached_property
    def halls(self) -> dict[str, Hall]:
        """Return halls by id."""
        return {hall.hall_id: hall for hall in self.problem.halls}

    @cached_property
    def teams(self) -> dict[str, SetupTeam]:
        """Return set-up teams by id."""
        return {team.team_id: team for team in self.problem.setup_teams}

    @cached_property
    def caravans(self) -> dict[str, Caravan]:
        """Return caravans by id."""
        return {caravan.caravan_id: caravan for caravan in self.problem.caravans}

    @cached_property
    def crews(self) -> dict[str, Crew]:
        """Return crews by id."""
        return {crew.crew_id: crew for crew in self.problem.crews}

    @cached_property
    def stops(self) -> dict[str, Stop]:
        """Return stops by id."""
        return {stop.stop_id: stop for stop in self.problem.stops}

    def days_out(self) -> Iterator[DayOut]:
        """Yield every day of every tour by date and caravan."""
        found = [
            DayOut(tour=tour, day=day, number=number)
            for tour in self.plan.tours
            for number, day in enumerate(tour.days, 1)
        ]
        yield from sorted(found, key=lambda out: (out.day.day, out.tour.caravan_id))

    def visits(self) -> Iterator[Visit]:
        """Yield every visit by date, caravan and hour."""
        for out in self.days_out():
            for activity in out.day.activities:
                if activity.stop_id is not None:
                    yield Visit(out=out, activity=activity, stop=self.stops[activity.stop_id])

    def banner(self) -> Banner:
        """Return what stands above every table."""
        return Banner(title=self.problem.title_zh, notice=self.problem.label.notice_zh)

    def county_name(self, county_id: str) -> str:
        """Return a county's current name."""
        return self.counties[county_id].name


def weekday_zh(day: date) -> str:
    """Return e.g. ``周三``."""
    return f"周{WEEKDAYS[day.weekday()]}"


def stop_kind_zh(stop: Stop) -> str:
    """Return the Chinese name of a stop's kind."""
    return choice_label("kind", stop.kind)


def driven_min(day: TourDay) -> int:
    """Return the minutes at the wheel on a day."""
    return sum(part.end_min - part.start_min for part in day.activities if part.kind == "drive")


def driven_m(day: TourDay) -> int:
    """Return the metres driven on a day."""
    return sum(part.length_m for part in day.activities)
