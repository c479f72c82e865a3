"""Rules of single visits: opening windows, length, road, fit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from maps.model import Stop, VisitWindow
from scheduler.rules import Violation, violation
from scheduler.verify.days import is_school_day
from scheduler.verify.sums import exact, show
from scheduler.verify.tours import clock
from scheduler.verify.view import View, named


def tour_window(view: View) -> Iterator[Violation]:
    """A visit lies within one opening window of its stop on that day."""
    for visit in view.visits:
        windows = [window for window in visit.stop.windows if _applies(view, window, visit.day)]
        start, end = visit.activity.start_min, visit.activity.end_min
        if not any(window.open_min <= start and end <= window.close_min for window in windows):
            listed = ", ".join(f"{clock(w.open_min)}–{clock(w.close_min)}" for w in windows) or "—"
            facts = {"day": visit.day, "start": clock(start), "end": clock(end), "windows": listed}
            yield violation("tour.window", "closed", visit.path, stop=named(visit.stop), **facts)


def _applies(view: View, window: VisitWindow, day: date) -> bool:
    return (
        day.isoweekday() in window.weekdays
        and (window.first is None or window.first <= day)
        and (window.last is None or day <= window.last)
        and (not window.school_days_only or is_school_day(day, view.problem.calendar))
    )


def tour_visit_time(view: View) -> Iterator[Violation]:
    """A visit lasts at least as long as its stop asks."""
    for visit in view.visits:
        found = visit.activity.end_min - visit.activity.start_min
        if found < visit.stop.visit_min:
            facts = {"needed": visit.stop.visit_min, "found": found}
            yield violation("tour.visit_time", "short", visit.path, stop=named(visit.stop), **facts)


def tour_road(view: View) -> Iterator[Violation]:
    """The type may use the stop's road."""
    for visit in view.visits:
        vehicle = view.vehicle(visit.tour)
        if vehicle and visit.stop.road_class > vehicle[1].road_class_max:
            facts = {"found": visit.stop.road_class, "type": vehicle[1].name, "max": vehicle[1].road_class_max}
            yield violation("tour.road", "worse", visit.path, stop=named(visit.stop), **facts)


def tour_fit(view: View) -> Iterator[Violation]:
    """The kit suits the vehicle that carries it and the stops it visits."""
    for index, tour in enumerate(view.plan.tours):
        if view.vehicle(tour):
            yield from _fits_vehicle(view, index)
    for visit in view.visits:
        if vehicle := view.vehicle(visit.tour):
            _, vehicle_type, kit = vehicle
            yield from _fits_stop(view, visit.path, visit.stop, kit.kit_id, vehicle_type.power_w)


def _fits_vehicle(view: View, index: int) -> Iterator[Violation]:
    if not (vehicle := view.vehicle(view.plan.tours[index])):
        return
    _, vehicle_type, kit = vehicle
    carried = [view.exhibits[name] for name in kit.exhibit_ids]
    loads = {
        "mass": (sum(e.mass_g for e in carried), vehicle_type.payload_g),
        "volume": (sum(e.volume_l for e in carried), vehicle_type.volume_l),
    }
    for case, (found, most) in loads.items():
        if found > most:
            facts = {"found": found, "max": most, "type": vehicle_type.name}
            yield violation("tour.fit", case, f"/tours/{index}", kit=kit.name, **facts)


def _fits_stop(view: View, path: str, stop: Stop, kit_id: str, type_power_w: int) -> Iterator[Violation]:
    kit = view.kits[kit_id]
    shown = view.kit_shown[kit_id]
    names = {"stop": named(stop), "kit": kit.name}
    if (needed := shown.footprint_m2) > exact(stop.area_m2):
        area = {"area_m2": show(exact(stop.area_m2)), "needed_m2": show(needed)}
        yield violation("tour.fit", "area", path, **names, **area)
    if (watts := shown.power_w) > (most := max(type_power_w, stop.power_w)):
        yield violation("tour.fit", "power", path, **names, power_w=most, needed_w=watts)
    if stop.themes_wanted and not shown.themes.intersection(stop.themes_wanted):
        yield violation("tour.fit", "theme", path, **names, wanted="/".join(stop.themes_wanted))
