"""Rules of a tour's shape: references, days, the chain of activities."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from core.ids import depot_place, seat_place, stop_place
from scheduler.plan import Activity, Tour, TourDay
from scheduler.rules import Violation, violation
from scheduler.verify.legs import rests_on_the_way, same_leg
from scheduler.verify.view import View


def tour_reference(view: View) -> Iterator[Violation]:
    """Caravan, crew, stops, overnight counties and places exist; crew and caravan share a depot; ids differ."""
    seen: set[str] = set()
    for index, tour in enumerate(view.plan.tours):
        path = f"/tours/{index}"
        if tour.tour_id in seen:
            yield violation("tour.reference", "tour", path, id=tour.tour_id)
        seen.add(tour.tour_id)
        yield from _who(view, path, tour)
    for _, day, path in view.days():
        if day.overnight_county_id is not None and day.overnight_county_id not in view.counties:
            yield violation("tour.reference", "county", path, id=day.overnight_county_id)
    for _, _, path, activity in view.activities():
        yield from _where(view, path, activity)


def _who(view: View, path: str, tour: Tour) -> Iterator[Violation]:
    caravan, crew = view.caravans.get(tour.caravan_id), view.crews.get(tour.crew_id)
    if caravan is None:
        yield violation("tour.reference", "caravan", path, id=tour.caravan_id)
    if crew is None:
        yield violation("tour.reference", "crew", path, id=tour.crew_id)
    if caravan and crew and caravan.depot_id != crew.depot_id:
        names = {"crew": crew.name, "caravan": caravan.name}
        depots = {"crew_depot": crew.depot_id, "caravan_depot": caravan.depot_id}
        yield violation("tour.reference", "depot", path, **names, **depots)


def _where(view: View, path: str, activity: Activity) -> Iterator[Violation]:
    if activity.stop_id is not None and activity.stop_id not in view.stops:
        yield violation("tour.reference", "stop", path, id=activity.stop_id)
        return
    for place in sorted({activity.from_place, activity.to_place}):
        if place not in view.caravan_matrix.index:
            yield violation("tour.reference", "place", path, id=place)


def tour_days(view: View) -> Iterator[Violation]:
    """1 to ``tour_days_max`` consecutive days within the window; who goes for a day visits something.

    A longer tour without a visit is one that turned back: gatherings were suspended while it was under way.
    """
    window, most = view.problem.caravan_rules.window, view.problem.duty.tour_days_max
    for index, tour in enumerate(view.plan.tours):
        path = f"/tours/{index}"
        if not 1 <= len(tour.days) <= most:
            yield violation("tour.days", "count", path, tour=tour.tour_id, days=len(tour.days), max=most)
        for one, two in pairwise(tour.days):
            if two.day - one.day != timedelta(days=1):
                yield violation("tour.days", "gap", path, tour=tour.tour_id, day=two.day, before=one.day)
        for day in tour.days:
            if not window.first <= day.day <= window.last:
                span = {"first": window.first, "last": window.last}
                yield violation("tour.days", "window", path, tour=tour.tour_id, day=day.day, **span)
        if len(tour.days) == 1 and not any(activity.kind == "visit" for activity in tour.days[0].activities):
            yield violation("tour.days", "empty", path, tour=tour.tour_id)


def tour_chain(view: View) -> Iterator[Violation]:
    """Activities follow on in time and place, from the depot, by the overnight seats, to the depot."""
    for index, tour in enumerate(view.plan.tours):
        if vehicle := view.vehicle(tour):
            depot = depot_place(vehicle[0].depot_id)
            ends = [_overnight_place(view, day) for day in tour.days[:-1]] + [depot]
            for day_index, day in enumerate(tour.days):
                path = f"/tours/{index}/days/{day_index}"
                yield from _overnight(view, path, day, is_last=day_index == len(tour.days) - 1)
                yield from _day_chain(view, path, day, ends[day_index - 1] if day_index else depot, ends[day_index])


def _overnight_place(view: View, day: TourDay) -> str | None:
    """Return where a day that is not the last must end; ``None`` where another rule says what is wrong."""
    return seat_place(day.overnight_county_id) if day.overnight_county_id in view.counties else None


def _overnight(view: View, path: str, day: TourDay, *, is_last: bool) -> Iterator[Violation]:
    if is_last and day.overnight_county_id is not None:
        yield violation("tour.chain", "last", path, day=day.day, county=view.county_name(day.overnight_county_id))
    if not is_last and day.overnight_county_id is None:
        yield violation("tour.chain", "overnight", path, day=day.day)


def _day_chain(view: View, path: str, day: TourDay, start: str | None, end: str | None) -> Iterator[Violation]:
    if not day.activities:
        yield violation("tour.chain", "empty", path, day=day.day)
        return
    at, before = start or day.activities[0].from_place, day.activities[0].start_min
    on_the_way = rests_on_the_way(day.activities)
    for index, activity in enumerate(day.activities):
        here = f"{path}/activities/{index}"
        times = {"day": day.day, "start": clock(activity.start_min)}
        if activity.start_min != before or activity.end_min < activity.start_min:
            end_text = clock(activity.end_min)
            yield violation("tour.chain", "time", here, **times, before=clock(before), end=end_text)
        before = activity.end_min
        if not (index in on_the_way or _suits_kind(view, activity)):
            yield violation("tour.chain", "kind", here, **times, kind=activity.kind)
        if index in on_the_way or _continues(day.activities, index, on_the_way):
            continue
        if activity.from_place != at:
            yield violation("tour.chain", "place", here, **times, **_places(view, at=at, origin=activity.from_place))
        at = activity.to_place
    if end is not None and at != end:
        yield violation("tour.chain", "end", path, day=day.day, **_places(view, at=at, expected=end))


def _places(view: View, **places: str) -> dict[str, str]:
    return {name: view.place_name(place_id) for name, place_id in places.items()}


def _continues(activities: tuple[Activity, ...], index: int, on_the_way: set[int]) -> bool:
    """Tell whether a drive is a further part of the leg that the drive before it began."""
    before = index - 1
    while before in on_the_way:
        before -= 1
    return before >= 0 and same_leg(activities[before], activities[index])


def _suits_kind(view: View, activity: Activity) -> bool:
    """Tell whether place, metres and stop suit the kind of an activity that is not a rest on the way."""
    if activity.kind == "drive":
        return activity.stop_id is None and activity.from_place != activity.to_place and activity.length_m >= 0
    stands = activity.from_place == activity.to_place and activity.length_m == 0
    if activity.kind != "visit":
        return stands and activity.stop_id is None
    unknown = activity.stop_id is not None and activity.stop_id not in view.stops
    return stands and (unknown or activity.from_place == stop_place(activity.stop_id or ""))


def clock(minutes: int) -> str:
    """Return minutes after midnight as hh:mm."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
