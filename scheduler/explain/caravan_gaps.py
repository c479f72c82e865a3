"""Try a visit at every caravan and day of a plan: added to a tour that is out, or on a new tour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from scheduler.caravans.column import Column, departure_of, tours_of
from scheduler.explain.absences import absent_on
from scheduler.explain.caravan_alone import free_crew, mend_of, static_violations
from scheduler.explain.ground import NOBODY, Ground
from scheduler.explain.model import Relaxation
from scheduler.explain.naive import day_violations
from scheduler.explain.reach import Ways, columns_to
from scheduler.plan import Tour
from scheduler.rules import Violation, violation

STATIC = (
    "tour.road",
    "tour.fit",
    "crew.licence",
    "caravan.available",
    "caravan.lent",
    "caravan.away",
    "caravan.territory",
    "crew.leave",
    "county.ceiling",
    "visit.apart",
)
"""Rules whose mending is a matter of the problem, whatever the plan."""


@dataclass(frozen=True)
class VisitTrial:
    """A caravan and a day (or many days alike), and what was in the way; or the tour that is possible."""

    violations: tuple[Violation, ...]
    mends: tuple[Relaxation | None, ...]
    days: int
    tour: Tour | None
    stop_id: str | None


def try_days(
    ground: Ground,
    county_id: str,
    *,
    only_stops: Sequence[int] | None = None,
    only_caravans: Sequence[int] | None = None,
    only_days: Sequence[int] | None = None,
) -> Iterator[VisitTrial]:
    """Yield a trial for each caravan and day; by default for all, and for all stops of the county not visited yet."""
    wanted = ground.stops_in(county_id) if only_stops is None else only_stops
    stops = [stop for stop in wanted if stop not in ground.visited]
    ways = Ways(ground)
    barred, open_stops = _globally(ground, county_id, stops)
    for caravan in range(len(ground.case.flat.depot)) if only_caravans is None else only_caravans:
        static = {stop: static_violations(ground, stop, caravan) for stop in stops}
        fitting = [stop for stop in open_stops if not static[stop]]
        if not fitting:
            stop = stops[0]
            days = ground.days if only_days is None else len(only_days)
            yield _blocked(ground, stop, caravan, static[stop] or barred, days=days)
            continue
        for day in range(ground.days) if only_days is None else only_days:
            yield _try_day(ways, caravan, day, fitting)


def _globally(ground: Ground, county_id: str, stops: Sequence[int]) -> tuple[list[Violation], list[int]]:
    """Return what rules over all visits have against a visit, and the stops that they let pass."""
    flat, view = ground.case.flat, ground.view
    maximum = int(flat.ceiling[flat.county[stops[0]]])
    if maximum < 1:
        county = view.county_name(county_id)
        return [violation("county.ceiling", "over", "/tours", county=county, found=1, maximum=maximum)], []
    visits = ground.visits
    everything, townships = len(visits) + 1, int(flat.township[visits].sum())
    passing = [s for s in stops if 100 * (townships + int(flat.township[s])) >= flat.share * everything]
    if passing:
        return [], passing
    facts = {"all": everything, "found": townships, "min_percent": flat.share}
    return [violation("share.township", "short", "/tours", **facts)], []


def _blocked(ground: Ground, stop: int, caravan: int, violations: Sequence[Violation], *, days: int = 1) -> VisitTrial:
    mends = tuple(mend_of(ground, stop, caravan, v) if v.rule_id in STATIC else None for v in violations)
    return VisitTrial(violations=tuple(violations), mends=mends, days=days, tour=None, stop_id=None)


def _possible(ground: Ground, column: Column, crew: int, stop: int, tour_id: str | None) -> VisitTrial:
    tour = tours_of(ground.case, [(column, crew)])[0]
    tour = replace(tour, tour_id=tour_id or f"added-{ground.case.names.stops[stop].stop_id}")
    stop_id = ground.case.names.stops[stop].stop_id
    return VisitTrial(violations=(), mends=(), days=1, tour=tour, stop_id=stop_id)


def _try_day(ways: Ways, caravan: int, day: int, stops: Sequence[int]) -> VisitTrial:
    ground = ways.ground
    flat, name = ground.case.flat, ground.case.names.caravans[caravan].name
    if not flat.free[caravan, day]:
        return _blocked(ground, stops[0], caravan, absent_on(ground, stops[0], caravan, [day]))
    if ground.tour_at[caravan, day] != NOBODY:
        return _try_tour(ground, caravan, day, stops)
    left = ground.out_left(caravan)
    if left <= 0:
        limit = int(flat.out_max[caravan])
        over = violation("caravan.out_days", "over", "/tours", caravan=name, found=limit + 1, max=limit)
        return _blocked(ground, stops[0], caravan, [over])
    if free_crew(ground, caravan, day, day + 1) is None:
        return _blocked(ground, stops[0], caravan, [_no_crew(ground, caravan, day)])
    return _try_new(ways, caravan, day, stops, min(left, int(flat.tour_max)))


def _try_tour(ground: Ground, caravan: int, day: int, stops: Sequence[int]) -> VisitTrial:
    """Add a stop to the day of a tour, at each position; the day's ends stay where they are."""
    out = ground.tours[int(ground.tour_at[caravan, day])]
    flat = ground.case.flat
    _, origin, destination, visits = next(leg for leg in out.column.legs(flat) if leg[0] == day)
    path = [origin, *(flat.stop0 + stop for stop in visits), destination]
    minutes = flat.minutes[flat.speed[caravan]]
    ranked = []
    for stop in stops:
        place = flat.stop0 + stop
        for position, (one, two) in enumerate(pairwise(path)):
            detour = int(minutes[one, place]) + int(minutes[place, two]) - int(minutes[one, two])
            ranked.append((detour, stop, position))
    ranked.sort()
    driven = sum(int(minutes[one, two]) for one, two in pairwise(path))
    for detour, stop, position in ranked:
        if driven + detour > flat.drive_max:
            break
        longer = (*visits[:position], stop, *visits[position:])
        if ground.openings(stop)[day] and departure_of(ground.case, caravan, day, origin, destination, longer) >= 0:
            numbered = zip(out.column.days, out.column.visits, strict=True)
            changed = tuple(longer if number == day else those for number, those in numbered)
            column = replace(out.column, visits=changed)
            return _possible(ground, column, out.crew, stop, out.tour.tour_id)
    _, stop, position = ranked[0]
    longer = (*visits[:position], stop, *visits[position:])
    broken = day_violations(ground, caravan, day, origin, longer, destination)
    return _blocked(ground, stop, caravan, broken)


def _try_new(ways: Ways, caravan: int, day: int, stops: Sequence[int], left: int) -> VisitTrial:
    """Open a tour on this day to one of the stops."""
    ground = ways.ground
    flat = ground.case.flat
    busy = np.flatnonzero(ground.tour_at[caravan, day:] != NOBODY)
    idle = int(busy[0]) if len(busy) else ground.days - day
    depot = int(flat.depot[caravan])
    near = sorted(stops, key=lambda stop: int(flat.minutes[flat.speed[caravan], depot, flat.stop0 + stop]))
    for stop in near:
        for column in columns_to(ways, caravan, stop, day, min(left, idle)):
            crew = free_crew(ground, caravan, day, column.days.stop)
            if crew is not None:
                return _possible(ground, column, crew, stop, None)
    return _blocked(ground, near[0], caravan, _no_tour(ways, caravan, day, near[0], min(left, idle)))


def _no_tour(ways: Ways, caravan: int, day: int, stop: int, longest: int) -> list[Violation]:
    """Return why no tour to the nearest stop can begin on a day on which the caravan is idle."""
    ground = ways.ground
    flat, names = ground.case.flat, ground.case.names
    name = names.caravans[caravan].name
    for column in columns_to(ways, caravan, stop, day, int(flat.tour_max)):
        if len(column.visits) > ground.out_left(caravan):
            limit = int(flat.out_max[caravan])
            found = limit - ground.out_left(caravan) + len(column.visits)
            return [violation("caravan.out_days", "over", "/tours", caravan=name, found=found, max=limit)]
        if len(column.visits) > longest:
            other = ground.tours[int(ground.tour_at[caravan, day + longest])].tour.tour_id
            clash = {"day": ground.date(day + longest), "tour": "—", "other": other}
            return [violation("caravan.once", "twice", "/tours", caravan=name, **clash)]
        return [_no_crew(ground, caravan, day)]
    depot = int(flat.depot[caravan])
    return day_violations(ground, caravan, day, depot, [stop], depot)


def _no_crew(ground: Ground, caravan: int, day: int) -> Violation:
    """Return the commonest reason why no crew of the caravan can begin a tour on a day."""
    flat, names = ground.case.flat, ground.case.names
    found: Counter[str] = Counter()
    example: dict[str, Violation] = {}
    for crew in np.flatnonzero(flat.crew_ok[caravan]).tolist():
        each = _crew_reason(ground, crew, day)
        found[each.rule_id] += 1
        example.setdefault(each.rule_id, each)
    if not found:
        return violation("crew.licence", "nobody", "/tours", caravan=names.caravans[caravan].name)
    return example[max(sorted(found), key=lambda rule_id: found[rule_id])]


def _crew_reason(ground: Ground, crew: int, day: int) -> Violation:
    flat, names = ground.case.flat, ground.case.names
    name, today = names.crews[crew].name, ground.date(day)
    if not flat.crew_free[crew, day]:
        reason = next((span.reason for span in names.crews[crew].leave if today in span), "") or "—"
        return violation("crew.leave", "span", "/tours", crew=name, day=today, reason=reason)
    limit = int(flat.crew_max[crew])
    if ground.crew_left(crew) <= 0:
        return violation("crew.days", "over", "/tours", crew=name, found=limit + 1, max=limit)
    busy_days = np.flatnonzero(ground.crew_busy[crew, day:])
    clash = day + int(busy_days[0]) if len(busy_days) else day
    other = next((out.tour.tour_id for out in ground.tours if out.crew == crew and clash in out.column.days), "—")
    return violation("crew.once", "twice", "/tours", crew=name, day=ground.date(clash), tour="—", other=other)
