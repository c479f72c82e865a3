"""A tour of science plays (科普剧巡演): troupes planned as one more touring resource, by the caravans' own solver."""

from __future__ import annotations

from dataclasses import replace

from core.errors import fail
from core.record import record
from exhibits.model import Kit
from fleet.model import Caravan, Crew
from fleet.troupe import Troupe
from scheduler.plan import Plan
from scheduler.problem import Floor, Problem


@record
class TroupeResult:
    """What a tour of plays reaches."""

    performances: int
    target: int | None
    """Sum of the troupes' targets; ``None``: none is set."""
    new_counties: tuple[str, ...]
    """Not known to have been played, and played now."""
    left: tuple[str, ...]
    """Not known to have been played, with a place to play, and not played now."""


def troupe_problem(problem: Problem) -> Problem:
    """Return the problem of the troupes alone: each is a caravan with its crew, its stops those where it plays.

    Every county with such a stop that is not known to have been played has a soft floor of one visit, and floors come
    before everything else: counties not yet played first. Raises ``troupe-missing`` where there is no troupe.
    """
    if not problem.troupes:
        raise fail("troupe-missing", "/troupes")
    kinds = {kind for troupe in problem.troupes for kind in troupe.stop_kinds}
    stops = tuple(stop for stop in problem.stops if stop.kind in kinds)
    played = {one.county_id for one in problem.performances}
    new = sorted({stop.county_id for stop in stops} - played)
    return replace(
        problem,
        problem_id=f"{problem.problem_id}-troupes",
        sets=(),
        stay_pins=(),
        visit_pins=(),
        stops=stops,
        kits=tuple(_kit(troupe) for troupe in problem.troupes),
        caravans=tuple(_caravan(troupe) for troupe in problem.troupes),
        crews=tuple(_crew(troupe) for troupe in problem.troupes),
        journeys=(),
        floors=tuple(Floor(county_id=county_id, service="caravan", minimum=1, hard=False) for county_id in new),
        caravan_rules=replace(problem.caravan_rules, township_share_min_percent=0),
    )


def troupe_result(problem: Problem, plan: Plan) -> TroupeResult:
    """Return what ``plan`` of :func:`troupe_problem` reaches; ``problem`` is either of the two."""
    county_of = {stop.stop_id: stop.county_id for stop in problem.stops}
    parts = [part for tour in plan.tours for day in tour.days for part in day.activities]
    shown = [county_of[part.stop_id] for part in parts if part.stop_id is not None]
    kinds = {kind for troupe in problem.troupes for kind in troupe.stop_kinds}
    there = {stop.county_id for stop in problem.stops if stop.kind in kinds}
    new = there - {one.county_id for one in problem.performances}
    targets = [troupe.performances_target for troupe in problem.troupes if troupe.performances_target is not None]
    return TroupeResult(
        performances=len(shown),
        target=sum(targets) if targets else None,
        new_counties=tuple(sorted(new & set(shown))),
        left=tuple(sorted(new - set(shown))),
    )


def _kit(troupe: Troupe) -> Kit:
    return Kit(
        kit_id=troupe.troupe_id,
        name=troupe.name,
        exhibit_ids=(),
        owner_id=troupe.org_id,
        custodian_id=troupe.org_id,
    )


def _caravan(troupe: Troupe) -> Caravan:
    return Caravan(
        caravan_id=troupe.troupe_id,
        name=troupe.name,
        type_id=troupe.type_id,
        depot_id=troupe.depot_id,
        kit_id=troupe.troupe_id,
        out_days_max=troupe.days_max,
        unavailable=troupe.unavailable,
        in_service_since=None,
        odometer_km=None,
        owner_id=troupe.org_id,
        custodian_id=troupe.org_id,
    )


def _crew(troupe: Troupe) -> Crew:
    return Crew(
        crew_id=troupe.troupe_id,
        name=troupe.name,
        depot_id=troupe.depot_id,
        size=troupe.people,
        licensed_type_ids=(troupe.type_id,),
        skills=(),
        out_days_max=troupe.days_max,
        leave=troupe.unavailable,
    )
