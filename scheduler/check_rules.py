"""Settings that must suit each other: travel model, need policy, floors and ceilings, pins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from core.errors import Fault, fault
from scheduler.check_policy import policy_faults
from scheduler.problem import Problem, StayPin

ROAD_CLASSES = ("1", "2", "3", "4")


def missing_keys(problem: Problem) -> Iterator[Fault]:
    """Yield a fault for each terrain or road class in use for which the travel model has no figure."""
    terrains: list[str] = sorted({county.terrain for county in problem.counties})
    tables: dict[str, tuple[list[str], set[str]]] = {
        "winding_percent": (terrains, {*problem.travel.winding_percent}),
        "trunk_speed_kph": (terrains, {*problem.travel.trunk_speed_kph}),
        "access_speed_kph": ([*ROAD_CLASSES], set(problem.travel.access_speed_kph)),
    }
    for name, (needed, present) in tables.items():
        for key in needed:
            if key not in present:
                yield fault("key-missing", f"/travel/{name}", table=name, key=key)


def need_policy(problem: Problem) -> Iterator[Fault]:
    """Yield the faults of the problem's own need policy."""
    for found in policy_faults(problem.need_policy):
        yield replace(found, place=f"/need_policy{found.place}")


def stay_weeks(problem: Problem) -> Iterator[Fault]:
    """Yield a fault where the stay lengths are not ascending."""
    lengths = problem.set_rules.stay_weeks
    if list(lengths) != sorted(set(lengths)):
        yield fault("not-ascending", "/set_rules/stay_weeks", values="/".join(map(str, lengths)))


def targets(problem: Problem) -> Iterator[Fault]:
    """Yield a fault for each hard floor that its county's ceiling, or the county's not asking, contradicts."""
    most = {ceiling.county_id: ceiling.maximum for ceiling in problem.ceilings}
    for index, floor in enumerate(problem.floors):
        if not floor.hard or floor.minimum == 0:
            continue
        path, county_id = f"/floors/{index}", floor.county_id
        if floor.service == "caravan" and county_id in most and floor.minimum > most[county_id]:
            yield fault("floor-above-ceiling", path, id=county_id, floor=floor.minimum, ceiling=most[county_id])
        if floor.service == "set" and county_id in problem.not_asked:
            yield fault("not-asked-yet-wanted", path, id=county_id)


def pins(problem: Problem) -> Iterator[Fault]:
    """Yield faults of pins that no plan could hold."""
    for index, pin in enumerate(problem.stay_pins):
        yield from _stay_pin(problem, f"/stay_pins/{index}", pin)
    window = problem.caravan_rules.window
    for index, visit in enumerate(problem.visit_pins):
        if not window.first <= visit.day <= window.last:
            frame = {"outer_first": window.first, "outer_last": window.last}
            yield fault("span-outside", f"/visit_pins/{index}/day", first=visit.day, last=visit.day, **frame)


def _stay_pin(problem: Problem, path: str, pin: StayPin) -> Iterator[Fault]:
    if pin.opens.isoweekday() != 1:
        yield fault("not-monday", f"{path}/opens", day=pin.opens)
    if pin.weeks not in problem.set_rules.stay_weeks:
        allowed = "/".join(map(str, problem.set_rules.stay_weeks))
        yield fault("pin-length", f"{path}/weeks", weeks=pin.weeks, allowed=allowed)
    first, last = problem.horizon.first_monday, problem.horizon.last_day
    if pin.opens < first or (last - pin.opens).days + 1 < 7 * pin.weeks:
        frame = {"outer_first": first, "outer_last": last}
        yield fault("span-outside", path, first=pin.opens, last=f"+{pin.weeks} w", **frame)
    county_id = next(hall.county_id for hall in problem.halls if hall.hall_id == pin.hall_id)
    if county_id in problem.not_asked:
        yield fault("not-asked-yet-wanted", path, id=county_id)
