"""The caravan section of a Problem as flat arrays that compiled code can read.

Places are numbered as in the travel matrix: depots, county seats, stops. Days are numbered from the first day of the
window. Everything that a rule looks up in a loop is an array here; names stay in :class:`Names`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.calendar import days
from fleet.model import Caravan, Crew
from maps.model import Stop
from scheduler.absences import absences
from scheduler.caravans.budgets import Budget, budgets_of
from scheduler.caravans.compiled import FlatTwin, FlatType, twins
from scheduler.caravans.suit import Starts, crew_table, fit_table, free_days, opening_patterns
from scheduler.need import need_permille
from scheduler.problem import Problem
from scheduler.travel import caravan_matrix, caravan_places

Ints = NDArray[Any]

FAR_MIN = 30_000
"""Minutes that stand for any leg too long for a day, so that minutes fit 16 bits."""
NEAR_SEATS = 6
"""Seats that are tried for a night, per place."""
NEAR_STOPS = 160
"""Stops that are ruined together at most."""
THRIFT_STEP = 0.25
THRIFTS = 5
"""Thrifts that the search knows: 0, 0.25 ... 1."""
NO_CEILING = 1_000_000


class Flat(NamedTuple):
    """Arrays of one problem. Axes: k speed class, p place, s stop, d day, v caravan, w crew, c county, f prefecture."""

    minutes: Ints  # [k, from, to] driving minutes
    inward: Ints  # [k, to, from] the same turned round, so that rows of both are contiguous
    metres: Ints  # [p, p]
    seat0: int  # place of the first county seat; the seats stand in the order of the counties
    stop0: int  # place of the first stop
    near_seats: Ints  # [p, n] county numbers of the seats nearest to each place, nearest first
    near_stops: Ints  # [p, n] stops nearest to each place, nearest first
    speed: Ints  # [v] speed class
    depot: Ints  # [v] place of the depot
    km_fen: Ints  # [v]
    day_fen: Ints  # [v]
    out_max: Ints  # [v]
    free: Ints  # [v, d] 1 where the caravan is available
    fit: Ints  # [v, s] 1 where type, kit and road suit the stop
    crew_ok: Ints  # [v, w] 1 where the crew may drive the caravan
    crew_choice: Ints  # [w] number of caravans that the crew may drive
    crew_free: Ints  # [w, d]
    crew_max: Ints  # [w]
    pattern: Ints  # [d, s] opening pattern; 0: closed
    open_stops: Ints  # [d] number of stops that are open
    opens: Ints  # [pattern, n] first start of a visit in each window
    latest: Ints  # [pattern, n] last start
    windows: Ints  # [pattern] number of windows
    visit_min: Ints  # [s]
    audience: Ints  # [s]
    county: Ints  # [s]
    township: Ints  # [s] 1 where the visit counts as township
    need: Ints  # [c] permille; 0 for counties without stops
    stops_of: Ints  # [c's stops, county after county]
    stops_from: Ints  # [c + 1] where each county's stops begin in stops_of
    audience_all: Ints  # [c] audience of all its stops, at least 1
    gain: Ints  # [1001] gain by permille of the audience
    ceiling: Ints  # [c]
    short: Ints  # [c, n] shortage of the county's soft floors at n visits; constant 0 from the last column on
    short_hard: Ints  # [c, n] the same for hard floors
    prefecture: Ints  # [c]
    prefecture_need: Ints  # [f] sum of need of its counties with stops
    pin_day: Ints  # [s] day of the pin, -1 where there is none
    pin_caravan: Ints  # [s] caravan of the pin, -1 for any
    share: int  # percent of visits in townships
    day_start: int
    day_end: int
    drive_max: int
    duty_max: int
    stretch_max: int
    rest: int
    tour_max: int
    ease: Ints  # [thrift, minutes] 1 / (minutes + 10) ** thrift, thrift in steps of THRIFT_STEP


twins(Flat, FlatTwin, FlatType)


@dataclass(frozen=True)
class Names:
    """What the numbers of :class:`Flat` stand for."""

    caravans: tuple[Caravan, ...]
    crews: tuple[Crew, ...]
    stops: tuple[Stop, ...]
    counties: tuple[str, ...]
    places: tuple[str, ...]
    days: tuple[date, ...]
    prefectures: tuple[str, ...]
    budgets: tuple[Budget, ...]
    """Of contracted operators."""


def flatten(problem: Problem) -> tuple[Flat, Names]:
    """Return the arrays and the names of the caravan section of ``problem``."""
    names = _names(problem)
    values: dict[str, Any] = _travel(problem) | _fleet(problem, names) | _stops(problem, names)
    values |= _counties(problem, names, values["county"], values["audience"])
    duty = problem.duty
    arrays: dict[str, Any] = {
        name: np.ascontiguousarray(part) if isinstance(part, np.ndarray) else part for name, part in values.items()
    }
    return Flat(
        **arrays,
        share=problem.caravan_rules.township_share_min_percent,
        day_start=duty.day_start_min,
        day_end=duty.day_end_min,
        drive_max=duty.drive_day_max_min,
        duty_max=duty.duty_day_max_min,
        stretch_max=duty.continuous_drive_max_min,
        rest=duty.rest_min,
        tour_max=duty.tour_days_max,
        ease=(np.arange(2 * duty.duty_day_max_min + 1) + 10.0) ** (-THRIFT_STEP * np.arange(THRIFTS)[:, None]),
    ), names


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def _names(problem: Problem) -> Names:
    window = problem.caravan_rules.window
    return Names(
        caravans=problem.caravans,
        crews=problem.crews,
        stops=problem.stops,
        counties=tuple(county.county_id for county in problem.counties),
        places=tuple(place.place_id for place in caravan_places(problem)),
        days=tuple(days(window.first, window.last)),
        prefectures=tuple(sorted({county.prefecture_id for county in problem.counties})),
        budgets=budgets_of(problem),
    )


def _speeds(problem: Problem) -> list[int]:
    speed = {kind.type_id: kind.speed_percent for kind in problem.vehicle_types}
    return sorted({speed[caravan.type_id] for caravan in problem.caravans})


def _travel(problem: Problem) -> dict[str, Any]:
    matrix = caravan_matrix(problem)
    base = matrix.drive_min
    minutes = [np.minimum(-(-base * 100 // speed), FAR_MIN).astype(np.int16) for speed in _speeds(problem)]
    seat0, stop0 = len(problem.depots), len(problem.depots) + len(problem.counties)
    order = base.astype(np.uint16) if base.max(initial=0) < 1 << 16 else base  # 16 bits are sorted many times faster
    shape = (len(minutes), *base.shape)
    table = np.stack(minutes) if minutes else np.zeros(shape, dtype=np.int16)
    return {
        "minutes": table,
        "inward": np.ascontiguousarray(table.transpose(0, 2, 1)),
        "metres": matrix.length_m,
        "seat0": seat0,
        "stop0": stop0,
        "near_seats": np.argsort(order[:, seat0:stop0], axis=1, kind="stable")[:, :NEAR_SEATS],
        "near_stops": np.argsort(order[:, stop0:], axis=1, kind="stable")[:, :NEAR_STOPS],
    }


def _fleet(problem: Problem, names: Names) -> dict[str, Any]:
    types = {kind.type_id: kind for kind in problem.vehicle_types}
    kinds = [types[caravan.type_id] for caravan in names.caravans]
    crew_ok = crew_table(problem, names.caravans, names.crews)
    speeds, depots = _speeds(problem), [depot.depot_id for depot in problem.depots]
    return {
        "speed": _ints([speeds.index(kind.speed_percent) for kind in kinds]),
        "depot": _ints([depots.index(caravan.depot_id) for caravan in names.caravans]),
        "km_fen": _ints([kind.cost_fen_per_km for kind in kinds]),
        "day_fen": _ints([kind.cost_fen_per_day for kind in kinds]),
        "out_max": _ints([caravan.out_days_max for caravan in names.caravans]),
        "free": free_days([absences(problem, caravan) for caravan in names.caravans], names.days),
        "fit": fit_table(problem, names.caravans, names.stops),
        "crew_ok": crew_ok,
        "crew_choice": crew_ok.sum(axis=0).astype(np.int64),
        "crew_free": free_days([crew.leave for crew in names.crews], names.days),
        "crew_max": _ints([crew.out_days_max for crew in names.crews]),
    }


def _stops(problem: Problem, names: Names) -> dict[str, Any]:
    table, patterns = opening_patterns(problem.calendar, names.stops, names.days)
    opens, latest = _pattern_arrays(patterns)
    row_of = {county_id: row for row, county_id in enumerate(names.counties)}
    pin_day, pin_caravan = _pins(problem, names)
    return {
        "pattern": table.T,
        "open_stops": (table > 0).sum(axis=0).astype(np.int64),
        "opens": opens,
        "latest": latest,
        "windows": _ints([len(starts) for starts in patterns]),
        "visit_min": _ints([stop.visit_min for stop in names.stops]),
        "audience": _ints([stop.audience for stop in names.stops]),
        "county": _ints([row_of[stop.county_id] for stop in names.stops]),
        "township": _ints([stop.setting in ("township", "village") for stop in names.stops]),
        "pin_day": pin_day,
        "pin_caravan": pin_caravan,
    }


def _pattern_arrays(patterns: Sequence[Starts]) -> tuple[Ints, Ints]:
    width = max(1, *(len(starts) for starts in patterns)) if patterns else 1
    opens, latest = (np.zeros((len(patterns), width), dtype=np.int64) for _ in range(2))
    for row, starts in enumerate(patterns):
        for column, (first, last) in enumerate(starts):
            opens[row, column], latest[row, column] = first, last
    return opens, latest


def _pins(problem: Problem, names: Names) -> tuple[Ints, Ints]:
    """Return day and caravan of each stop's pin; whether pins can hold at all is :mod:`possible`'s question."""
    stop_row = {stop.stop_id: row for row, stop in enumerate(names.stops)}
    caravan_row = {caravan.caravan_id: row for row, caravan in enumerate(names.caravans)}
    day, caravan = np.full(len(names.stops), -1), np.full(len(names.stops), -1)
    for pin in problem.visit_pins:
        day[stop_row[pin.stop_id]] = (pin.day - names.days[0]).days
        if pin.caravan_id is not None:
            caravan[stop_row[pin.stop_id]] = caravan_row[pin.caravan_id]
    return day, caravan


def _counties(problem: Problem, names: Names, county: Ints, audience: Ints) -> dict[str, Any]:
    size = len(names.counties)
    need_of = need_permille(problem)
    has_stops = np.bincount(county, minlength=size) > 0
    need = _ints([need_of[county_id] for county_id in names.counties]) * has_stops
    prefecture = _ints([names.prefectures.index(one.prefecture_id) for one in problem.counties])
    reached = np.bincount(county, audience, size).astype(np.int64)
    gain = problem.caravan_rules.gain
    return {
        "need": need,
        "stops_of": np.argsort(county, kind="stable"),
        "stops_from": np.concatenate([[0], np.cumsum(np.bincount(county, minlength=size))]),
        "audience_all": np.maximum(1, reached),
        "gain": _ints([gain.gain_permille(permille) for permille in range(1001)]),
        "ceiling": _ceilings(problem, names),
        "short": _shortages(problem, names, hard=False),
        "short_hard": _shortages(problem, names, hard=True),
        "prefecture": prefecture,
        "prefecture_need": np.bincount(prefecture, need, len(names.prefectures)).astype(np.int64),
    }


def _ceilings(problem: Problem, names: Names) -> Ints:
    ceiling = dict.fromkeys(names.counties, NO_CEILING)
    for rule in problem.ceilings:
        ceiling[rule.county_id] = min(ceiling[rule.county_id], rule.maximum)
    return _ints(list(ceiling.values()))


def _shortages(problem: Problem, names: Names, *, hard: bool) -> Ints:
    floors = [rule for rule in problem.floors if rule.service == "caravan" and rule.hard == hard]
    table = np.zeros((len(names.counties), 1 + max((rule.minimum for rule in floors), default=0)), dtype=np.int64)
    for rule in floors:
        table[names.counties.index(rule.county_id)] += np.maximum(0, rule.minimum - np.arange(table.shape[1]))
    return table
