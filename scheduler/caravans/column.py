"""A tour as a column: the numbers that the search and the master speak of, and the tour that people read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from scheduler.caravans.case import Case
from scheduler.caravans.flat import Flat, Names
from scheduler.caravans.interpreted import rests_on
from scheduler.plan import Activity, Tour, TourDay


@dataclass(frozen=True, slots=True)
class Column:
    """One caravan's tour from a given day on; which crew goes is the master's question."""

    caravan: int
    first: int
    """Number of its first day."""
    nights: tuple[int, ...]
    """County at whose seat each night is spent; one fewer than days."""
    visits: tuple[tuple[int, ...], ...]
    """Stops of each day in order."""

    @property
    def days(self) -> range:
        """Return the numbers of its days."""
        return range(self.first, self.first + len(self.visits))

    @property
    def stops(self) -> Iterator[int]:
        """Return all its stops."""
        return (stop for day in self.visits for stop in day)

    def legs(self, flat: Flat) -> Iterator[tuple[int, int, int, tuple[int, ...]]]:
        """Return day, place of departure, place of arrival, stops of each day."""
        depot = int(flat.depot[self.caravan])
        places = [depot, *(flat.seat0 + night for night in self.nights), depot]
        return ((day, *ends, stops) for day, ends, stops in zip(self.days, pairwise(places), self.visits, strict=True))


def is_feasible(case: Case, column: Column) -> bool:
    """Tell whether a column obeys every rule within the tour."""
    flat = case.flat
    return (
        any(column.visits)
        and len(column.visits) <= flat.tour_max
        and column.first >= 0
        and column.days.stop <= flat.free.shape[1]
        and bool(flat.free[column.caravan, column.first : column.days.stop].all())
        and all(flat.fit[column.caravan, stop] for stop in column.stops)
        and all(departure_of(case, column.caravan, *leg) >= 0 for leg in column.legs(flat))
    )


def departure_of(case: Case, caravan: int, day: int, origin: int, destination: int, stops: tuple[int, ...]) -> int:
    """Return the departure of a day, -1 where it does not fit."""
    clock, flat = case.clock()
    sequence = np.array(stops, dtype=np.int64)
    return int(clock.day_departure(flat, case.flat.speed[caravan], day, origin, sequence, len(stops), destination))


def cost_fen(flat: Flat, column: Column) -> int:
    """Return the cost of a column: ``ceil(metres * cost_fen_per_km / 1000) + days * cost_fen_per_day``."""
    metres = 0
    for _, origin, destination, stops in column.legs(flat):
        path = [origin, *(flat.stop0 + stop for stop in stops), destination]
        metres += sum(int(flat.metres[a, b]) for a, b in pairwise(path))
    kilometres_fen = -(-metres * int(flat.km_fen[column.caravan]) // 1000)
    return kilometres_fen + len(column.visits) * int(flat.day_fen[column.caravan])


def tours_of(case: Case, columns: Iterable[tuple[Column, int]]) -> tuple[Tour, ...]:
    """Return the tours of columns with their crews, ordered by first day and caravan, to the minute."""
    names = case.names
    ordered = sorted(columns, key=lambda pair: (pair[0].first, pair[0].caravan))
    return tuple(
        Tour(
            tour_id=f"tour-{number:04d}",
            caravan_id=names.caravans[column.caravan].caravan_id,
            crew_id=names.crews[crew].crew_id,
            days=tuple(_days(case, column)),
        )
        for number, (column, crew) in enumerate(ordered, start=1)
    )


def _days(case: Case, column: Column) -> Iterator[TourDay]:
    nights: list[int | None] = [*column.nights, None]
    names = case.names
    for leg, night in zip(column.legs(case.flat), nights, strict=True):
        yield TourDay(
            day=names.days[leg[0]],
            activities=tuple(_activities(case, column.caravan, leg)),
            overnight_county_id=None if night is None else names.counties[night],
        )


def _activities(case: Case, caravan: int, leg: tuple[int, int, int, tuple[int, ...]]) -> Iterator[Activity]:
    flat, names = case.flat, case.names
    day, origin, destination, stops = leg
    now, stretch, place = departure_of(case, caravan, *leg), 0, origin
    speed = int(flat.speed[caravan])
    clock, arrays = case.clock()
    starts = clock.visit_starts(arrays, speed, day, origin, np.array(stops, dtype=np.int64), len(stops), now)
    if not stops and origin == destination:
        yield _part(names, "rest", now, flat.rest, place, place)
        return
    for stop, start in zip(stops, starts.tolist(), strict=True):
        drive = _drive(flat, names, speed, now, stretch, (place, flat.stop0 + stop))
        yield from drive
        now, place = drive[-1].end_min, flat.stop0 + stop
        if start > now:
            yield _part(names, "wait", now, start - now, place, place)
        visit_min = int(flat.visit_min[stop])
        yield _part(names, "visit", start, visit_min, place, place, stop_id=names.stops[stop].stop_id)
        now = start + visit_min
        stretch = 0 if visit_min >= flat.rest else _stretch_after(drive, stretch)
    yield from _drive(flat, names, speed, now, stretch, (place, destination))


def _stretch_after(drive: list[Activity], before: int) -> int:
    """Return the minutes driven without a break at the end of ``drive``."""
    stretch = before
    for activity in drive:
        stretch = 0 if activity.kind == "rest" else stretch + activity.end_min - activity.start_min
    return stretch


def _drive(flat: Flat, names: Names, speed: int, now: int, stretch: int, leg: tuple[int, int]) -> list[Activity]:
    """Return one leg: driven whole, or cut by a rest wherever the stretch without a break is full."""
    minutes, metres = int(flat.minutes[speed][leg]), int(flat.metres[leg])
    made: list[Activity] = []
    left, left_m = minutes, metres
    for _ in range(rests_on(stretch, minutes, flat.stretch_max)):
        piece = flat.stretch_max - stretch
        piece_m = metres * piece // minutes
        if piece:
            made.append(_part(names, "drive", now, piece, *leg, length_m=piece_m))
        made.append(_part(names, "rest", now + piece, flat.rest, leg[0], leg[1] if left < minutes or piece else leg[0]))
        now, left, left_m, stretch = now + piece + flat.rest, left - piece, left_m - piece_m, 0
    made.append(_part(names, "drive", now, left, *leg, length_m=left_m))
    return made


def _part(
    names: Names,
    kind: Literal["drive", "visit", "rest", "wait"],
    start: int,
    minutes: int,
    origin: int,
    to: int,
    *,
    stop_id: str | None = None,
    length_m: int = 0,
) -> Activity:
    return Activity(
        kind=kind,
        start_min=int(start),
        end_min=int(start + minutes),
        from_place=names.places[origin],
        to_place=names.places[to],
        stop_id=stop_id,
        length_m=length_m,
    )
