"""The problem with an emergency in it: a stop at each county's seat, open from the call to the deadline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count

from core.calendar import days
from core.errors import DapengError, Fault, fault
from exhibits.model import load_of
from maps.model import County, Stop, VisitWindow
from scheduler.emergency.model import HOUR_MIN, Emergency, moment
from scheduler.emergency.named import county_faults
from scheduler.problem import Problem

HOURS_MOST = 24 * 14
ROOM_M2 = 10_000.0
POWER_W = 1_000_000
"""Assumption: at a county's seat a place is found that takes any kit."""
DAY_MIN = 24 * HOUR_MIN


def require_usable(problem: Problem, emergency: Emergency) -> None:
    """Raise :class:`DapengError` with every fault of an emergency."""
    faults = list(emergency_faults(problem, emergency))
    if faults:
        raise DapengError(faults)


def emergency_faults(problem: Problem, emergency: Emergency) -> Iterator[Fault]:
    """Yield the faults of an emergency: counties, dates, lengths, a theme that no caravan shows."""
    yield from county_faults(problem, emergency.county_ids)
    for name in ("county_ids", "themes"):
        if not getattr(emergency, name):
            yield fault("list-empty", f"/{name}", field=name)
    ranges = {"within_hours": (1, HOURS_MOST), "service_min": (1, DAY_MIN), "called_min": (0, DAY_MIN - 1)}
    for name, (low, high) in (ranges | {"prepare_min": (0, DAY_MIN)}).items():
        if not low <= getattr(emergency, name) <= high:
            yield fault("out-of-range", f"/{name}", value=getattr(emergency, name), low=low, high=high)
    window = problem.caravan_rules.window
    if not window.first <= emergency.called_on <= window.last:
        frame = {"outer_first": window.first, "outer_last": window.last}
        yield fault("span-outside", "/called_on", first=emergency.called_on, last=emergency.called_on, **frame)
    taken = {stop.stop_id for stop in problem.stops}
    if any(stop_of(emergency, county.county_id) in taken for county in problem.counties):
        yield fault("id-duplicate", "/emergency_id", kind="emergency", id=emergency.emergency_id)
    if emergency.themes and not themed_caravans(problem, emergency):
        exhibits = {exhibit.exhibit_id: exhibit for exhibit in problem.exhibits}
        kits = {kit.kit_id: kit for kit in problem.kits}
        carried = [kits[caravan.kit_id].exhibit_ids for caravan in problem.caravans]
        shown = sorted({theme for ids in carried for theme in load_of(ids, exhibits).themes})
        facts = {"themes": "、".join(emergency.themes), "known": "、".join(shown) or "—"}
        yield fault("emergency-no-kit", "/themes", **facts)


def themed_caravans(problem: Problem, emergency: Emergency) -> list[int]:
    """Return the numbers of the caravans whose working exhibits show one of the themes."""
    exhibits = {exhibit.exhibit_id: exhibit for exhibit in problem.exhibits}
    kits = {kit.kit_id: kit for kit in problem.kits}
    return [
        number
        for number, caravan in enumerate(problem.caravans)
        if load_of(kits[caravan.kit_id].exhibit_ids, exhibits).themes.intersection(emergency.themes)
    ]


def stop_of(emergency: Emergency, county_id: str) -> str:
    """Return the id of the stop that the emergency adds in a county."""
    return f"{emergency.emergency_id}-{county_id}"


def free_emergency_id(problem: Problem) -> str:
    """Return the first of EM1, EM2, ... that no emergency of the problem has."""
    taken = {stop.stop_id for stop in problem.stops}
    ids = (f"EM{n}" for n in count(1))
    return next(each for each in ids if not any(f"{each}-{c.county_id}" in taken for c in problem.counties))


def with_stops(problem: Problem, emergency: Emergency) -> Problem:
    """Return the problem with the emergency's stops; they have no audience, so that coverage counts what it did."""
    counties = {county.county_id: county for county in problem.counties}
    added = tuple(_stop(problem, emergency, counties[county_id]) for county_id in emergency.county_ids)
    return replace(problem, stops=(*problem.stops, *added))


def _stop(problem: Problem, emergency: Emergency, county: County) -> Stop:
    return Stop(
        stop_id=stop_of(emergency, county.county_id),
        name=f"应急 {county.name} {emergency.reason}".strip(),
        kind="community",
        county_id=county.county_id,
        township_id=None,
        township_name=None,
        setting="seat",
        lon=county.lon,
        lat=county.lat,
        located="seat",
        audience=0,
        visit_min=emergency.service_min,
        windows=tuple(_windows(problem, emergency)),
        road_class=1,
        area_m2=ROOM_M2,
        power_w=POWER_W,
        themes_wanted=emergency.themes,
    )


def _windows(problem: Problem, emergency: Emergency) -> Iterator[VisitWindow]:
    """Yield a window for each day from the call to the deadline: a service that begins by then may end after it."""
    duty = problem.duty
    for day in days(emergency.called_on, emergency.deadline.date()):
        opens, closes = duty.day_start_min, duty.day_end_min
        if day == emergency.called_on:
            opens = max(opens, emergency.called_min)
        left_min = int((emergency.deadline - moment(day, 0)) / timedelta(minutes=1))
        closes = min(closes, left_min + emergency.service_min)
        if closes - opens >= emergency.service_min:
            yield VisitWindow(
                weekdays=(day.isoweekday(),), first=day, last=day, open_min=opens, close_min=closes,
                school_days_only=False,
            )  # fmt: skip
