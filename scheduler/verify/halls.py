"""Rules of halls."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from scheduler.rules import Violation, violation
from scheduler.verify.days import occupied, within
from scheduler.verify.sums import exact, show
from scheduler.verify.view import View, named


def set_hall_fit(view: View) -> Iterator[Violation]:
    """The hall has the area and the power for the set's working exhibits."""
    percent = view.problem.set_rules.min_hall_area_percent
    for placed in view.stays:
        shown = view.set_shown[placed.museum_set.set_id]
        names = {"hall": named(placed.hall), "set": named(placed.museum_set)}
        needed, area = shown.footprint_m2 * percent / 100, exact(placed.hall.area_m2)
        if area < needed:
            facts = {"area_m2": show(area), "needed_m2": show(needed)}
            yield violation("set.hall_fit", "area", placed.path, **names, **facts)
        if placed.hall.power_w < shown.power_w:
            watts = {"power_w": placed.hall.power_w, "needed_w": shown.power_w}
            yield violation("set.hall_fit", "power", placed.path, **names, **watts)


def set_hall_open(view: View) -> Iterator[Violation]:
    """From set-up to tear-down a stay lies within one span in which the hall is available."""
    for placed in view.stays:
        first, last = within(occupied(placed), view.problem.horizon)
        if first <= last and not any(span.first <= first and last <= span.last for span in placed.hall.available):
            yield violation("set.hall_open", "span", placed.path, hall=named(placed.hall), first=first, last=last)


def set_hall_once(view: View) -> Iterator[Violation]:
    """Two stays in a hall, set-up and tear-down included, do not overlap."""
    for one, two in combinations(view.stays, 2):
        if one.hall.hall_id != two.hall.hall_id:
            continue
        first = max(occupied(one)[0], occupied(two)[0])
        last = min(occupied(one)[1], occupied(two)[1])
        if first <= last:
            names = {"hall": named(one.hall), "set": named(two.museum_set), "other": named(one.museum_set)}
            yield violation("set.hall_once", "overlap", two.path, **names, first=first, last=last)
