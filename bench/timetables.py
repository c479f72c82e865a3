"""Mobile libraries' timetables as published: read, checked row by row, laid out over a cycle of four weeks.

A visit is a stop on one day of the cycle; a vehicle-day is a vehicle out on one day of the cycle. Monthly routes go on
the k-th weekday of the month, k = 1..4, and count as week k of the cycle; the others go every four weeks and are
numbered by the Monday of their first week.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CYCLE_WEEKS = 4


@dataclass(frozen=True)
class Visit:
    """A stop on one day of the cycle."""

    stop: int
    """Number of the row, counted from 2 as in the file."""
    lon: float
    lat: float
    mobile: str
    weekday: int
    week: int
    """1..4 of the cycle."""
    arrival_min: int
    departure_min: int
    often: bool = False
    """True where the place is visited more than once a cycle, by one row or by several."""

    @property
    def day(self) -> tuple[str, int, int]:
        """Vehicle-day: vehicle, week, weekday."""
        return (self.mobile, self.week, self.weekday)


@dataclass(frozen=True)
class Timetable:
    """All visits of one council's cycle, and what is odd about its rows."""

    council: str
    visits: tuple[Visit, ...]
    odd: tuple[str, ...]

    def days(self) -> dict[tuple[str, int, int], list[Visit]]:
        """Return the visits of each vehicle-day, by arrival."""
        out: dict[tuple[str, int, int], list[Visit]] = defaultdict(list)
        for visit in sorted(self.visits, key=lambda visit: (visit.day, visit.arrival_min)):
            out[visit.day].append(visit)
        return dict(out)


def read_timetable(path: Path) -> Timetable:
    """Return the timetable of a CSV file; rows that cannot be used are left out and listed in ``odd``."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(enumerate(csv.DictReader(stream), start=2))
    visits: list[Visit] = []
    odd: list[str] = []
    for number, row in rows:
        try:
            visits += _visits(number, row)
        except (KeyError, ValueError) as error:
            odd.append(f"row {number} left out: {error}")
    odd += _shared_places(visits) + _clashes(visits)
    return Timetable(council=path.stem, visits=_marked_often(visits), odd=tuple(odd))


def _marked_often(visits: list[Visit]) -> tuple[Visit, ...]:
    count = Counter((visit.lon, visit.lat) for visit in visits)
    return tuple(replace(visit, often=count[visit.lon, visit.lat] > 1) for visit in visits)


def _visits(number: int, row: dict[str, str]) -> list[Visit]:
    lon, lat = float(row["geox"]), float(row["geoy"])
    arrival, departure = _minutes(row["arrival"]), _minutes(row["departure"])
    if departure <= arrival:
        raise ValueError(f"departs {row['departure']}, not after its arrival {row['arrival']}")
    if row["day"] not in WEEKDAYS:
        raise ValueError(f"weekday {row['day']!r}")
    weekday = WEEKDAYS.index(row["day"]) + 1
    weeks = _weeks(row, weekday)
    return [Visit(number, lon, lat, row["mobile"], weekday, week, arrival, departure) for week in weeks]


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")[:2]
    return 60 * int(hours) + int(minutes)


def _weeks(row: dict[str, str], weekday: int) -> list[int]:
    """Return the weeks of the cycle in which the row's stop is visited."""
    rule = row["frequency"]
    if rule == f"FREQ=WEEKLY;INTERVAL={CYCLE_WEEKS}":
        start = date.fromisoformat(row["start"])
        if start.isoweekday() != weekday:
            raise ValueError(f"starts on {start}, which is no {row['day']}")
        return [(start.toordinal() - weekday) // 7 % CYCLE_WEEKS + 1]
    monthly = re.fullmatch(r"FREQ=MONTHLY;BYDAY=([1-4][A-Z]{2}(?:,[1-4][A-Z]{2})*)", rule)
    if monthly is None:
        raise ValueError(f"frequency {rule!r} is not understood")
    words = monthly[1].split(",")
    if any(word[1:] != row["day"][:2].upper() for word in words):
        raise ValueError(f"frequency {rule!r} does not go with {row['day']}")
    return sorted(int(word[0]) for word in words)


def _shared_places(visits: list[Visit]) -> list[str]:
    """Tell of rows that have their coordinates in common with an earlier row: kept, each is a visit of its own."""
    seen: dict[tuple[float, float], int] = {}
    odd = []
    for visit in visits:
        first = seen.setdefault((visit.lon, visit.lat), visit.stop)
        if first != visit.stop:
            odd.append(f"row {visit.stop} lies exactly where row {first} does: kept as a visit of its own")
    return list(dict.fromkeys(odd))


def _clashes(visits: list[Visit]) -> list[str]:
    """Tell of visits of a vehicle that overlap on the clock: kept, in the order of arrival."""
    odd = []
    days: dict[tuple[str, int, int], list[Visit]] = defaultdict(list)
    for visit in sorted(visits, key=lambda visit: visit.arrival_min):
        before = days[visit.day][-1:]
        if before and before[0].departure_min > visit.arrival_min:
            odd.append(f"rows {before[0].stop} and {visit.stop} overlap on {visit.day}: kept in order of arrival")
        days[visit.day].append(visit)
    twice = Counter((visit.stop, visit.day) for visit in visits)
    return odd + [f"row {stop} comes twice on {day}" for (stop, day), count in twice.items() if count > 1]
