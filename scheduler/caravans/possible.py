"""Hard rules that no plan can obey, found before any search."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from core.errors import DapengError, Fault, fault
from scheduler.caravans.case import Case
from scheduler.problem import Problem


def require_possible(problem: Problem, case: Case) -> None:
    """Raise :class:`DapengError` with every pin and hard floor that is proved impossible."""
    faults = [*_pin_faults(problem, case), *_pins_above(problem, case), *floor_faults(problem, case)]
    if faults:
        raise DapengError(faults)


def _pin_faults(problem: Problem, case: Case) -> Iterator[Fault]:
    stop_row = {stop.stop_id: row for row, stop in enumerate(case.names.stops)}
    flat, pinned = case.flat, dict[int, object]()
    for index, pin in enumerate(problem.visit_pins):
        stop, place = stop_row[pin.stop_id], f"/visit_pins/{index}"
        facts = {"stop": pin.stop_id, "day": pin.day}
        if pinned.setdefault(stop, pin.day) != pin.day or (
            pin.caravan_id is not None and case.names.caravans[flat.pin_caravan[stop]].caravan_id != pin.caravan_id
        ):
            yield fault("visit-pins-contradict", place, **facts)
            continue
        day = int(flat.pin_day[stop])
        if not 0 <= day < len(case.names.days) or flat.pattern[day, stop] == 0:
            yield fault("visit-pin-closed", place, **facts)
        elif not _caravan_for(case, stop, day):
            yield fault("visit-pin-no-caravan", place, **facts)


def _pins_above(problem: Problem, case: Case) -> Iterator[Fault]:
    """Yield a fault for each county with more pinned stops than its ceiling, at the first pin that is too many."""
    county = {stop.stop_id: stop.county_id for stop in problem.stops}
    pinned: dict[str, set[str]] = {}
    for index, pin in enumerate(problem.visit_pins):
        here = pinned.setdefault(county[pin.stop_id], set())
        most = int(case.flat.ceiling[case.names.counties.index(county[pin.stop_id])])
        if pin.stop_id not in here and len(here) == most:
            yield fault("visit-pins-above-ceiling", f"/visit_pins/{index}", county=county[pin.stop_id], most=most)
        here.add(pin.stop_id)


def _caravan_for(case: Case, stop: int, day: int) -> bool:
    """Tell whether a caravan suits the stop and could be out with a crew on the day."""
    flat = case.flat
    can_go = flat.fit[:, stop].astype(bool) & flat.free[:, day].astype(bool) & (flat.out_max > 0)
    if flat.pin_caravan[stop] >= 0:
        can_go &= np.arange(len(can_go)) == flat.pin_caravan[stop]
    crews = flat.crew_free[:, day].astype(bool) & (flat.crew_max > 0)
    return bool((flat.crew_ok[can_go][:, crews] > 0).any())


def floor_faults(problem: Problem, case: Case) -> Iterator[Fault]:
    """Yield the fault of each hard floor above what :func:`visits_most` leaves its county."""
    most = visits_most(problem, case)
    for index, floor in enumerate(problem.floors):
        if floor.service != "caravan" or not floor.hard:
            continue
        reachable = int(most[case.names.counties.index(floor.county_id)])
        if floor.minimum > reachable:
            facts = {"county": floor.county_id, "minimum": floor.minimum, "most": reachable}
            yield fault("visit-floor-impossible", f"/floors/{index}", **facts)


def visitable(case: Case) -> NDArray[np.bool_]:
    """Return [day, stop] whether stop, kits and free caravans with any crew leave a visit, pins and ways apart."""
    flat = case.flat
    found = np.zeros(flat.pattern.shape, bool)
    for caravan in range(len(flat.out_max)):
        if flat.out_max[caravan] > 0 and flat.crew_ok[caravan].any():
            found |= (flat.free[caravan] > 0)[:, None] & (flat.fit[caravan] > 0)
    return found & (flat.pattern > 0)


def visits_most(problem: Problem, case: Case) -> np.ndarray:  # type: ignore[type-arg]
    """Return [c] the most visits that stops, opening days, kits and the ceiling leave a county.

    A stop is visited once, that of a convoy once by each of its vehicles.
    """
    flat, open_for = case.flat, visitable(case).any(axis=0)
    vehicles = {convoy.stop_id: convoy.vehicles for convoy in problem.convoys}
    times = np.array([vehicles.get(stop.stop_id, 1) for stop in case.names.stops], np.int64)
    count = np.bincount(flat.county[open_for], times[open_for], minlength=len(flat.need)).astype(np.int64)
    return np.minimum(count, flat.ceiling)
