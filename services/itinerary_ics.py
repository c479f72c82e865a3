"""A caravan's itinerary as iCalendar (RFC 5545): visits, drives and nights as events in local time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from services.itinerary_page import duration, kilometres
from services.itinerary_record import Day, Itinerary, Line, Spot


def itinerary_ics(itinerary: Itinerary, stamp: datetime | None = None) -> bytes:
    """Return the calendar file, its time zone included.

    Event ids are stable: a stop is visited once, so its event keeps its id when a new plan moves it, and a
    calendar that reads the new file moves the event too.

    Parameters
    ----------
    stamp
        When the file was made; default: now.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//dapeng//itinerary//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", f"{itinerary.caravan} 行程")
    calendar.add("x-wr-timezone", itinerary.timezone)
    for event in _events(itinerary, stamp or datetime.now(UTC)):
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _events(itinerary: Itinerary, stamp: datetime) -> Iterator[Event]:
    for trip in itinerary.trips:
        for day, following in zip(trip.days, [*trip.days[1:], None], strict=True):
            for event in (*_day_events(itinerary, day), *_nights(itinerary, day, following)):
                event.add("dtstamp", stamp)
                yield event


def _day_events(itinerary: Itinerary, day: Day) -> Iterator[Event]:
    drives = 0
    for line in day.lines:
        if line.kind == "visit" and line.visit:
            yield _visit(itinerary, day.day, line, line.visit.stop_id)
        elif line.kind == "drive":
            drives += 1
            yield _drive(itinerary, day.day, line, drives)


def _visit(itinerary: Itinerary, day: date, line: Line, stop_id: str) -> Event:
    facts = line.visit
    notes = [f"{facts.kind} · 约 {facts.audience} 人", f"开放 {facts.hours}"] if facts else []
    event = _event(itinerary, f"visit-{stop_id}", f"到访 {line.spot.name}", _at(itinerary, day, line.start_min), notes)
    event.add("dtend", _at(itinerary, day, line.end_min))
    return _placed(event, line.spot)


def _drive(itinerary: Itinerary, day: date, line: Line, number: int) -> Event:
    notes = [f"{line.origin.name} → {line.spot.name}", f"{kilometres(line.length_m)} · {_lasts(line)}"]
    uid = f"drive-{itinerary.caravan_id}-{day:%Y%m%d}-{number}"
    event = _event(itinerary, uid, f"驶往 {line.spot.name}", _at(itinerary, day, line.start_min), notes)
    event.add("dtend", _at(itinerary, day, line.end_min))
    return _placed(event, line.spot)


def _nights(itinerary: Itinerary, day: Day, following: Day | None) -> Iterator[Event]:
    if day.overnight is None or following is None:
        return
    uid = f"night-{itinerary.caravan_id}-{day.day:%Y%m%d}"
    event = _event(itinerary, uid, f"过夜 {day.overnight.name}", _at(itinerary, day.day, day.end_min), [])
    event.add("dtend", _at(itinerary, following.day, following.start_min))
    event.add("transp", "TRANSPARENT")
    yield _placed(event, day.overnight)


def _event(itinerary: Itinerary, uid: str, summary: str, start: datetime, notes: Sequence[str]) -> Event:
    event = Event()
    event.add("uid", f"{uid}@{itinerary.problem_id}.dapeng")
    event.add("summary", summary)
    event.add("dtstart", start)
    event.add("description", "\n".join(part for part in (*notes, itinerary.caravan, itinerary.notice_zh) if part))
    return event


def _placed(event: Event, spot: Spot) -> Event:
    event.add("location", f"{spot.name}（{spot.area}）" if spot.area else spot.name)
    event.add("geo", (round(spot.lat, 6), round(spot.lon, 6)))
    return event


def _at(itinerary: Itinerary, day: date, minutes: int) -> datetime:
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(itinerary.timezone))
    return midnight + timedelta(minutes=minutes)


def _lasts(line: Line) -> str:
    return duration(line.end_min - line.start_min)
