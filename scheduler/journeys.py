"""Booked absence: a set or caravan abroad or in another province, from the day it leaves to the day it is back.

The days of opening and closing are those of the place itself, in its own time zone; transport and customs days are
counted in days at home.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from core.calendar import DateSpan
from core.record import record

DAY_MIN = 1440


@record
class Journey:
    """A set or caravan is booked elsewhere: it is away from departure to return, and the plan goes around it."""

    journey_id: str
    name: str
    service: Literal["set", "caravan"]
    resource_id: str
    """Id of the set or caravan."""
    mission: Literal["abroad", "exchange", "aid"]
    """``aid``: 援藏, 援疆 and the like; ``exchange``: with another province."""
    destination: str
    timezone: str
    """IANA zone of the destination, e.g. Asia/Kathmandu."""
    opens: date
    """First open day there, by the calendar of the place."""
    opens_min: int
    """Opening, minutes after midnight there."""
    closes: date
    """Last open day there."""
    closes_min: int
    """Closing on the last day, minutes after midnight there; 1440: midnight."""
    transport_out_days: int
    """From where it stood last, torn down and loaded, to the place; customs apart."""
    customs_out_days: int
    customs_back_days: int
    transport_back_days: int
    """To where it is needed next."""
    stays_target: int | None
    """Places that it is to be shown at; ``None``: none is set."""
    audience_target: int | None
    stays_done: int | None
    """Places so far; ``None``: not reported."""
    audience_done: int | None
    source: str


def away_span(journey: Journey, home_zone: str) -> DateSpan:
    """Return the days at home on which the set or caravan is away, departure and return included.

    The closing day is that of the last open minute: closing at midnight is no day more.
    """
    opens = _at_home(journey.opens, journey.opens_min, journey.timezone, home_zone)
    closes = _at_home(journey.closes, journey.closes_min - 1, journey.timezone, home_zone)
    out = journey.transport_out_days + journey.customs_out_days
    back = journey.customs_back_days + journey.transport_back_days
    return DateSpan(first=opens - timedelta(days=out), last=closes + timedelta(days=back), reason=journey.name)


def away_spans(
    journeys: Iterable[Journey], service: Literal["set", "caravan"], resource_id: str, home_zone: str
) -> tuple[DateSpan, ...]:
    """Return the absences of one set or caravan."""
    return tuple(
        away_span(one, home_zone) for one in journeys if one.service == service and one.resource_id == resource_id
    )


def _at_home(day: date, minute: int, zone: str, home_zone: str) -> date:
    """Return the civil day at home at a minute of a day elsewhere."""
    there = datetime.combine(day + timedelta(days=minute // DAY_MIN), time(), ZoneInfo(zone))
    return (there + timedelta(minutes=minute % DAY_MIN)).astimezone(ZoneInfo(home_zone)).date()
