"""Rules over all visits: stops once, county floors and ceilings, township share, pins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from scheduler.problem import VisitPin
from scheduler.rules import Violation, violation
from scheduler.verify.view import View, VisitOf, named


def stop_once(view: View) -> Iterator[Violation]:
    """A stop is visited at most once, that of a convoy once by each of its vehicles on its day."""
    before: dict[str, list[VisitOf]] = {}
    for visit in view.visits:
        others = before.setdefault(visit.stop.stop_id, [])
        if others and not _in_convoy(view, [*others, visit]):
            tours = {"other": others[0].tour.tour_id, "tour": visit.tour.tour_id}
            yield violation("stop.once", "twice", visit.path, stop=named(visit.stop), **tours)
        others.append(visit)


def _in_convoy(view: View, visits: list[VisitOf]) -> bool:
    """Tell whether all visits to a stop are those of different vehicles of its convoy."""
    convoy = next((each for each in view.problem.convoys if each.stop_id == visits[0].stop.stop_id), None)
    return (
        convoy is not None
        and len({visit.tour.caravan_id for visit in visits}) == len(visits) <= convoy.vehicles
        and all(visit.day == convoy.day for visit in visits)
    )


def _visits_by_county(view: View) -> Counter[str]:
    return Counter(visit.stop.county_id for visit in view.visits)


def county_ceiling(view: View) -> Iterator[Violation]:
    """Visits in a county stay within its ceiling."""
    visits = _visits_by_county(view)
    for ceiling in view.problem.ceilings:
        if (found := visits[ceiling.county_id]) > ceiling.maximum:
            county = view.county_name(ceiling.county_id)
            yield violation("county.ceiling", "over", "/tours", county=county, found=found, maximum=ceiling.maximum)


def county_floor(view: View) -> Iterator[Violation]:
    """Hard floors for caravans hold."""
    visits = _visits_by_county(view)
    for floor in view.problem.floors:
        found = visits[floor.county_id]
        if floor.service == "caravan" and floor.hard and found < floor.minimum:
            county = view.county_name(floor.county_id)
            yield violation("county.floor", "short", "/tours", county=county, minimum=floor.minimum, found=found)


def share_township(view: View) -> Iterator[Violation]:
    """At least the asked share of all visits lies in townships or villages."""
    minimum = view.problem.caravan_rules.township_share_min_percent
    everything = len(view.visits)
    found = sum(visit.stop.setting in ("township", "village") for visit in view.visits)
    if 100 * found < minimum * everything:
        yield violation("share.township", "short", "/tours", all=everything, found=found, min_percent=minimum)


def visit_pin(view: View) -> Iterator[Violation]:
    """Every pinned visit is a visit of the plan."""
    for pin in view.problem.visit_pins:
        if not any(_answers(visit, pin) for visit in view.visits):
            facts = {"stop": named(view.stops[pin.stop_id]), "day": pin.day, "caravan": pin.caravan_id or "—"}
            yield violation("visit.pin", "missing", "/tours", **facts)


def _answers(visit: VisitOf, pin: VisitPin) -> bool:
    right_caravan = pin.caravan_id is None or visit.tour.caravan_id == pin.caravan_id
    return visit.stop.stop_id == pin.stop_id and visit.day == pin.day and right_caravan
