"""Rules of caravans and crews over all their tours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from scheduler.plan import Tour
from scheduler.rules import Violation, violation
from scheduler.verify.view import View


def caravan_once(view: View) -> Iterator[Violation]:
    """Tours of a caravan do not share a day."""
    for path, day, tour, other in _clashes([(tour.caravan_id, tour) for tour in view.plan.tours]):
        if caravan := view.caravans.get(tour.caravan_id):
            facts = {"caravan": caravan.name, "day": day, "tour": tour.tour_id, "other": other}
            yield violation("caravan.once", "twice", path, **facts)


def crew_once(view: View) -> Iterator[Violation]:
    """Tours of a crew do not share a day."""
    for path, day, tour, other in _clashes([(tour.crew_id, tour) for tour in view.plan.tours]):
        if crew := view.crews.get(tour.crew_id):
            facts = {"crew": crew.name, "day": day, "tour": tour.tour_id, "other": other}
            yield violation("crew.once", "twice", path, **facts)


def _clashes(tours: list[tuple[str, Tour]]) -> Iterator[tuple[str, date, Tour, str]]:
    """Yield path, day, tour and the other tour's id for each day that two tours of one owner share."""
    taken: dict[tuple[str, date], str] = {}
    for index, (who, tour) in enumerate(tours):
        for day in sorted({day.day for day in tour.days}):
            if (who, day) in taken:
                yield f"/tours/{index}", day, tour, taken[who, day]
            taken[who, day] = tour.tour_id


def caravan_out_days(view: View) -> Iterator[Violation]:
    """Days out of a caravan stay within its limit."""
    out = Counter(tour.caravan_id for tour in view.plan.tours for _ in tour.days)
    for caravan in view.problem.caravans:
        if (found := out[caravan.caravan_id]) > caravan.out_days_max:
            facts = {"found": found, "max": caravan.out_days_max}
            yield violation("caravan.out_days", "over", "/tours", caravan=caravan.name, **facts)


def crew_days(view: View) -> Iterator[Violation]:
    """Days out of a crew stay within its limit."""
    out = Counter(tour.crew_id for tour in view.plan.tours for _ in tour.days)
    for crew in view.problem.crews:
        if (found := out[crew.crew_id]) > crew.out_days_max:
            yield violation("crew.days", "over", "/tours", crew=crew.name, found=found, max=crew.out_days_max)


def caravan_available(view: View) -> Iterator[Violation]:
    """No tour day lies in a span in which the caravan is unavailable."""
    for tour, day, path in view.days():
        if caravan := view.caravans.get(tour.caravan_id):
            for span in caravan.unavailable:
                if span.first <= day.day <= span.last:
                    facts = {"day": day.day, "reason": span.reason or "—"}
                    yield violation("caravan.available", "span", path, caravan=caravan.name, **facts)


def crew_leave(view: View) -> Iterator[Violation]:
    """No tour day lies in a span in which the crew is on leave."""
    for tour, day, path in view.days():
        if crew := view.crew(tour):
            for span in crew.leave:
                if span.first <= day.day <= span.last:
                    facts = {"day": day.day, "reason": span.reason or "—"}
                    yield violation("crew.leave", "span", path, crew=crew.name, **facts)


def crew_licence(view: View) -> Iterator[Violation]:
    """The crew may drive the type and has the people that it needs."""
    for index, tour in enumerate(view.plan.tours):
        vehicle, crew = view.vehicle(tour), view.crew(tour)
        if vehicle is None or crew is None:
            continue
        vehicle_type, path = vehicle[1], f"/tours/{index}"
        if vehicle_type.type_id not in crew.licensed_type_ids:
            yield violation("crew.licence", "type", path, crew=crew.name, type=vehicle_type.name)
        if crew.size < vehicle_type.crew_size:
            facts = {"found": crew.size, "needed": vehicle_type.crew_size, "type": vehicle_type.name}
            yield violation("crew.licence", "size", path, crew=crew.name, **facts)
