"""Emergencies, suspensions, and what is decided of them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Literal

from core.record import record

HOUR_MIN = 60
PREPARE_MIN = 60
"""Assumption: from the call until a caravan at its depot leaves."""
SERVICE_MIN = 180
"""Assumption: length of the service in a county."""


@record
class Emergency:
    """Counties that need a theme soon (应急科普)."""

    emergency_id: str
    county_ids: tuple[str, ...]
    themes: tuple[str, ...]
    """At least one of them must be shown, by working exhibits."""
    called_on: date
    called_min: int
    """Minutes after local midnight at which the call comes."""
    within_hours: int
    """A service must begin within this many hours of the call."""
    service_min: int = SERVICE_MIN
    """Length of the service in each county, minutes."""
    prepare_min: int = PREPARE_MIN
    """Minutes until a caravan that stands at its depot can leave."""
    reason: str = ""
    keep_visits: bool = False
    """No planned visit may be dropped for it."""

    @property
    def called(self) -> datetime:
        """Return the moment of the call, local time."""
        return moment(self.called_on, self.called_min)

    @property
    def deadline(self) -> datetime:
        """Return the last moment at which a service may begin."""
        return self.called + timedelta(hours=self.within_hours)


@record
class Suspension:
    """Gatherings are suspended in some counties (暂停聚集)."""

    suspension_id: str
    county_ids: tuple[str, ...]
    first: date
    last: date | None
    """``None``: until further notice."""
    reason: str = ""


@record
class Sending:
    """One county's service: which caravan, kit and crew, and when."""

    county_id: str
    stop_id: str
    """The stop that the emergency adds at the county's seat."""
    caravan_id: str
    kit_id: str
    crew_id: str
    tour_id: str
    day: date
    start_min: int
    """When the service begins, minutes after midnight."""
    after_min: int
    """Minutes from the call to then."""
    recalled: bool
    """The caravan was on tour when the call came."""


Outcome = Literal["made_up", "online", "lost"]
Obstacle = Literal["convoy", "closed", "ceiling", "share", "budget", "escort", "set", "days", "room", "untried"]


@record
class Changed:
    """A visit of the plan that does not take place as planned."""

    stop_id: str
    county_id: str
    caravan_id: str
    day: date
    """As it was planned."""
    outcome: Outcome
    """``made_up``: on another day; ``online``: offered online instead; ``lost``: no place was found for it."""
    new_day: date | None
    new_caravan_id: str | None
    obstacle: Obstacle | None = None
    """Why it was not made up. ``convoy``: others of its convoy visit the stop. ``closed``: it does not open again in
    the window. ``ceiling``: the county has as many visits as it may have. ``share``: it would break the township share.
    ``budget``, ``escort``, ``set``: where there was room it would have broken a contractor's budget, a convoy, or kept
    a seat busy while a set is in town. ``days``: caravans or crews that could go have no days left, and no day that is
    out has room. ``room``: none of this, but no place within a day was found. ``untried``: too many visits were hit to
    look for a day for each."""


@record
class ChangedStay:
    """A stay of the plan that does not take place as planned."""

    set_id: str
    county_id: str
    hall_id: str
    opens: date
    weeks: int
    """As it was planned."""
    outcome: Literal["shortened", "postponed", "lost"]
    """``shortened``: it closes before the suspension begins; ``postponed``: the county gets a stay afterwards."""
    new_set_id: str | None
    new_opens: date | None
    new_weeks: int | None


@record
class Back:
    """When a caravan's normal service begins again."""

    caravan_id: str
    returns: date
    """Day on which it is back at its depot."""
    resumes: date | None
    """Day of its next tour; ``None``: it has none."""


@record
class Lift:
    """A limit or promise that an emergency or a suspension breaks, changed by just as much as it needs."""

    rule_id: str
    target_id: str
    """Id of what the rule is about: caravan, crew, county, stop, hall, campaign's item; empty for the whole plan."""
    before: int
    after: int
    where: str = ""
    """The place of a campaign's target, in words."""


AimId = Literal["last_hours", "weighted_hours", "shortage", "dropped_audience", "drive_min"]


@record
class Aim:
    """What one stage of the decision reached."""

    aim: AimId
    value: int
    bound: int
    """Proven: of the ways that were tried, none that is as good in the stages before does better."""
    least: int | None
    """Proven: no dispatch at all does better, whatever is tried; ``None``: not known."""


@record
class Dispatch:
    """What is decided of an emergency."""

    emergency_id: str
    sendings: tuple[Sending, ...]
    """By time of arrival."""
    changed: tuple[Changed, ...]
    """Visits that are dropped for it, and what becomes of them."""
    back: tuple[Back, ...]
    lifts: tuple[Lift, ...]
    aims: tuple[Aim, ...]
    gentle_hours: int | None = None
    """Started hour of the last arrival if no planned visit were dropped, by the ways tried; ``None``: none found."""
    shortage: int = 0
    """Visits that soft floors and soft campaign targets lack more than before, those made up counted."""


@record
class Pause:
    """What is decided of a suspension."""

    suspension_id: str
    visits: tuple[Changed, ...]
    """Visits that do not take place as planned, those too that lose their tour."""
    stays: tuple[ChangedStay, ...]
    lifts: tuple[Lift, ...]
    """Pins and floors that the suspension breaks, and a length of stay that the rules did not have."""


def moment(day: date, minute: int) -> datetime:
    """Return a local moment."""
    return datetime.combine(day, time()) + timedelta(minutes=minute)
