"""The roster: who serves where on which days, and what is proven of it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from core.record import record
from fleet.people import StaffWant

ROSTER_SCHEMA_VERSION = "1"
Service = Literal["set", "caravan"]


@record
class Duty:
    """A person goes out with a caravan for a day, or stands with a museum set on the open days of a week."""

    staff_id: str
    service: Service
    subject_id: str
    """Tour or set."""
    day: date
    """The day of the tour, or the Monday of the week."""


@record
class RosterStage:
    """What one stage reached and what is proven of it; both are minimised, one after the other."""

    stage: Literal["uncovered", "load"]
    """``uncovered``: people asked for that nobody is there for, each once a day out or week; ``load``: sum of the
    squares of each person's days, so that few days and even ones are better."""
    value: int
    bound: int
    """Proven: no roster that is as good in the stage before has less."""
    status: Literal["optimal", "feasible"]


@record
class Roster:
    """Duties for one plan."""

    schema_version: str
    problem: str
    """Fingerprint of the problem."""
    plan: str
    """Fingerprint of the plan."""
    duties: tuple[Duty, ...]
    stages: tuple[RosterStage, ...]


@record
class Job:
    """A day of a tour, or a week of a stay, with what it asks for."""

    service: Service
    subject_id: str
    day: date
    days: tuple[date, ...]
    """Days that whoever does it is busy on."""
    county_ids: tuple[str, ...]
    """Counties served, in order of service."""
    wants: tuple[StaffWant, ...]
