"""What suits what, day by day: kits and stops, crews and caravans, opening hours and dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.calendar import Calendar, DateSpan
from core.decimals import as_written
from exhibits.model import Load, load_of
from fleet.model import Caravan, Crew, VehicleType
from maps.model import Stop, VisitWindow
from scheduler.absences import in_territory
from scheduler.problem import Problem

Ints = NDArray[Any]
Starts = tuple[tuple[int, int], ...]
"""Spans of minutes at which a visit may start, disjoint and ascending."""


def free_days(spans: Sequence[Sequence[DateSpan]], dates: Sequence[date]) -> Ints:
    """Return [row, day]: 1 where the day lies in none of the row's spans."""
    free = [[not any(day in span for span in row) for day in dates] for row in spans]
    return np.array(free, dtype=np.uint8).reshape(len(spans), len(dates))


def fit_table(problem: Problem, caravans: Sequence[Caravan], stops: Sequence[Stop]) -> Ints:
    """Return [caravan, stop]: 1 by rules ``tour.fit``, ``tour.road`` and ``caravan.territory``."""
    types = {kind.type_id: kind for kind in problem.vehicle_types}
    kits = {kit.kit_id: kit for kit in problem.kits}
    exhibits = {exhibit.exhibit_id: exhibit for exhibit in problem.exhibits}
    loads = {kit_id: load_of(kit.exhibit_ids, exhibits) for kit_id, kit in kits.items()}
    counties = [stop.county_id for stop in stops]
    asks = [_Asks(stop.road_class, stop.area_m2, stop.power_w, stop.themes_wanted) for stop in stops]
    rows: dict[tuple[str, str], list[bool]] = {}
    for caravan in caravans:
        pair = (caravan.type_id, caravan.kit_id)
        if pair not in rows:
            suits = {each: _fits(types[pair[0]], loads[pair[1]], each) for each in dict.fromkeys(asks)}
            rows[pair] = [suits[each] for each in asks]
    table = [
        np.array(rows[caravan.type_id, caravan.kit_id], dtype=bool)
        & np.array(in_territory(problem, caravan, counties), dtype=bool)
        for caravan in caravans
    ]
    return np.array(table, dtype=np.uint8).reshape(len(caravans), len(stops))


class _Asks(NamedTuple):
    """What a stop asks of vehicle and kit; most stops ask the same."""

    road_class: int
    area_m2: float
    power_w: int
    themes_wanted: tuple[str, ...]


def _fits(kind: VehicleType, load: Load, stop: _Asks) -> bool:
    return (
        kind.road_class_max >= stop.road_class
        and load.footprint_m2 <= as_written(stop.area_m2)
        and load.power_w <= max(kind.power_w, stop.power_w)
        and load.mass_g <= kind.payload_g
        and load.volume_l <= kind.volume_l
        and (not stop.themes_wanted or bool(load.themes.intersection(stop.themes_wanted)))
    )


def crew_table(problem: Problem, caravans: Sequence[Caravan], crews: Sequence[Crew]) -> Ints:
    """Return [caravan, crew]: 1 where depot, licence and size suit (rules ``tour.reference``, ``crew.licence``)."""
    types = {kind.type_id: kind for kind in problem.vehicle_types}
    table = [
        [
            caravan.depot_id == crew.depot_id
            and caravan.type_id in crew.licensed_type_ids
            and crew.size >= types[caravan.type_id].crew_size
            for crew in crews
        ]
        for caravan in caravans
    ]
    return np.array(table, dtype=np.uint8).reshape(len(caravans), len(crews))


def opening_patterns(calendar: Calendar, stops: Sequence[Stop], dates: Sequence[date]) -> tuple[Ints, list[Starts]]:
    """Return [stop, day] -> pattern, and the patterns; pattern 0 is closed."""
    patterns: dict[Starts, int] = {(): 0}
    known: dict[VisitWindow, Ints] = {}
    dates_of = _Dates(calendar, dates)
    table = np.zeros((len(stops), len(dates)), dtype=np.int16)
    alike: dict[tuple[tuple[VisitWindow, ...], int], int] = {}
    for row, stop in enumerate(stops):
        same = alike.setdefault((stop.windows, stop.visit_min), row)
        if same < row:
            table[row] = table[same]
            continue
        for window in stop.windows:
            if window not in known:
                known[window] = dates_of.open_on(window)
        is_open = np.array([known[window] for window in stop.windows], dtype=bool).reshape(-1, len(dates))
        masks = [mask.tobytes() for mask in is_open.T]
        found = {
            mask: _starts([w for w, is_one in zip(stop.windows, mask, strict=True) if is_one], stop.visit_min)
            for mask in dict.fromkeys(masks)
        }
        table[row] = [patterns.setdefault(found[mask], len(patterns)) for mask in masks]
    return table, list(patterns)


class _Dates:
    """The dates of the window as arrays."""

    def __init__(self, calendar: Calendar, dates: Sequence[date]) -> None:
        self.weekday = np.array([day.isoweekday() for day in dates])
        self.ordinal = np.array([day.toordinal() for day in dates])
        self.school = np.array([calendar.is_school_day(day) for day in dates], dtype=bool)

    def open_on(self, window: VisitWindow) -> Ints:
        """Return [day]: whether the window is open."""
        is_open: Ints = np.isin(self.weekday, window.weekdays)
        if window.first is not None:
            is_open &= self.ordinal >= window.first.toordinal()
        if window.last is not None:
            is_open &= self.ordinal <= window.last.toordinal()
        return is_open & self.school if window.school_days_only else is_open


def _starts(windows: Sequence[VisitWindow], visit_min: int) -> Starts:
    """Return the spans of minutes at which a visit may start, disjoint and ascending."""
    spans: list[tuple[int, int]] = []
    for first, last in sorted((window.open_min, window.close_min - visit_min) for window in windows):
        if spans and first <= spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        elif first <= last:
            spans.append((first, last))
    return tuple(spans)
