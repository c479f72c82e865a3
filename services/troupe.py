"""A tour of science plays (科普剧巡演): troupes planned as one more touring resource, by the caravans' own solver."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from core.errors import DapengError, fail
from core.record import record
from exhibits.model import Exhibit, Kit
from fleet.model import Caravan, Crew, VehicleType
from fleet.troupe import Troupe
from maps.model import Stop
from scheduler.check import check_problem
from scheduler.plan import Plan, Tour
from scheduler.problem import Floor, Problem
from scheduler.repeats import NO_REPEATS


@record
class TroupeShare:
    """What one troupe's tours reach."""

    troupe_id: str
    name: str
    performances: int
    target: int | None
    """``None``: none is set."""
    days: int


@record
class TroupeResult:
    """What a tour of plays reaches."""

    troupes: tuple[TroupeShare, ...]
    performances: int
    target: int | None
    """Sum of the troupes' targets; ``None``: none is set."""
    new_counties: tuple[str, ...]
    """No performance is recorded, and played now."""
    left: tuple[str, ...]
    """No performance is recorded, with a place to play, and not played now."""
    known_since: date | None
    """From this day on every troupe's performances are recorded: a county without any was not played since.
    ``None``: of some troupe it is not known, so that a county without a record may well have been played."""


CLEARED: dict[str, Any] = dict.fromkeys(
    (
        *("sets", "halls", "setup_teams", "not_asked", "stay_pins", "visit_pins", "rings", "set_loans"),
        *("libraries", "theme_shows", "loans", "loan_requests", "requests", "journeys", "joint_counties"),
        *("campaigns", "campaign_targets", "convoys", "joint_actions", "staff", "staff_wants", "coverage_targets"),
        "ceilings",
    ),
    (),
)
"""Fields about sets, caravans and their people, of which a tour of plays knows nothing."""


def troupe_problem(problem: Problem) -> Problem:
    """Return the problem of the troupes alone: each is a caravan with its crew, its stops those where it plays.

    Every county with such a stop and without a recorded performance has a soft floor of one visit, and floors come
    before everything else: counties not yet played first. That a troupe plays at its own kinds of stops only is the
    rule ``tour.fit``: the stop wants the play, and the troupe alone brings it. Territory and contract of an operator
    hold for its troupes, too; its budget is its caravans' and left aside. Ceilings count visits of caravans, not plays;
    class times are the schools' and hold for plays in them, too.

    Raises
    ------
    DapengError
        ``troupe-missing`` where there is no troupe; every fault of the problem that would result.
    """
    if not problem.troupes:
        raise fail("troupe-missing", "/troupes")
    stops = tuple(_stop(problem, stop) for stop in problem.stops if _players(problem, stop))
    played = {one.county_id for one in problem.performances}
    new = sorted({stop.county_id for stop in stops} - played)
    made = replace(
        problem,
        problem_id=f"{problem.problem_id}-troupes",
        stops=stops,
        exhibits=tuple(_play(troupe) for troupe in problem.troupes),
        kits=tuple(_kit(troupe) for troupe in problem.troupes),
        vehicle_types=(*problem.vehicle_types, *(_type(problem, troupe) for troupe in problem.troupes)),
        caravans=tuple(_caravan(troupe) for troupe in problem.troupes),
        crews=tuple(_crew(troupe) for troupe in problem.troupes),
        operators=tuple(replace(one, budget_fen=None, visits_target=None) for one in problem.operators),
        floors=tuple(Floor(county_id=county_id, service="caravan", minimum=1, hard=False) for county_id in new),
        caravan_rules=replace(problem.caravan_rules, township_share_min_percent=0, apart_from_sets=False),
        repeats=NO_REPEATS,
        **CLEARED,
    )
    if faults := check_problem(made):
        raise DapengError(faults)
    return made


def with_troupes_only(problem: Problem) -> Problem:
    """Return the troupes' own problem: ``problem`` itself where it is that, else :func:`troupe_problem` of it."""
    troupes = {troupe.troupe_id for troupe in problem.troupes}
    is_theirs = bool(troupes) and {caravan.caravan_id for caravan in problem.caravans} == troupes
    return problem if is_theirs else troupe_problem(problem)


def _players(problem: Problem, stop: Stop) -> list[Troupe]:
    """Return the troupes that play at a stop."""
    return [troupe for troupe in problem.troupes if stop.kind in troupe.stop_kinds]


def _stop(problem: Problem, stop: Stop) -> Stop:
    return replace(stop, themes_wanted=tuple(_theme(troupe) for troupe in _players(problem, stop)))


def _theme(troupe: Troupe) -> str:
    return f"{troupe.name} ({troupe.troupe_id})"


def troupe_result(problem: Problem, plan: Plan) -> TroupeResult:
    """Return what ``plan`` of :func:`troupe_problem` reaches; ``problem`` is either of the two."""
    county_of = {stop.stop_id: stop.county_id for stop in problem.stops}
    troupes = {troupe.troupe_id for troupe in problem.troupes}
    mine = [tour for tour in plan.tours if tour.caravan_id in troupes]
    shown = [county_of[stop_id] for tour in mine for stop_id in _visited(tour)]
    there = {stop.county_id for stop in problem.stops if _players(problem, stop)}
    new = there - {one.county_id for one in problem.performances}
    shares = tuple(_share(troupe, plan) for troupe in problem.troupes)
    targets = [share.target for share in shares if share.target is not None]
    since = [troupe.played_known_since for troupe in problem.troupes]
    known = [day for day in since if day is not None]
    return TroupeResult(
        troupes=shares,
        performances=len(shown),
        target=sum(targets) if targets else None,
        new_counties=tuple(sorted(new & set(shown))),
        left=tuple(sorted(new - set(shown))),
        known_since=max(known) if len(known) == len(since) else None,
    )


def _share(troupe: Troupe, plan: Plan) -> TroupeShare:
    mine = [tour for tour in plan.tours if tour.caravan_id == troupe.troupe_id]
    return TroupeShare(
        troupe_id=troupe.troupe_id,
        name=troupe.name,
        performances=sum(len(_visited(tour)) for tour in mine),
        target=troupe.performances_target,
        days=sum(len(tour.days) for tour in mine),
    )


def _visited(tour: Tour) -> list[str]:
    return [part.stop_id for day in tour.days for part in day.activities if part.stop_id is not None]


def _play(troupe: Troupe) -> Exhibit:
    """Return what a troupe brings: a play needs no floor, no power and no hold of its own."""
    return Exhibit(
        exhibit_id=troupe.troupe_id,
        name=troupe.name,
        theme=_theme(troupe),
        footprint_m2=0.0,
        mass_g=0,
        volume_l=0,
        power_w=0,
        age_min=0,
        age_max=150,
        condition="working",
        owner_id=troupe.org_id,
        custodian_id=troupe.org_id,
    )


def _type(problem: Problem, troupe: Troupe) -> VehicleType:
    """Return the vehicle type as the troupe's own: nobody else drives its vehicle."""
    kind = next(one for one in problem.vehicle_types if one.type_id == troupe.type_id)
    return replace(kind, type_id=_type_id(troupe))


def _type_id(troupe: Troupe) -> str:
    return f"{troupe.type_id}-{troupe.troupe_id}"


def _kit(troupe: Troupe) -> Kit:
    return Kit(
        kit_id=troupe.troupe_id,
        name=troupe.name,
        exhibit_ids=(troupe.troupe_id,),
        owner_id=troupe.org_id,
        custodian_id=troupe.org_id,
    )


def _caravan(troupe: Troupe) -> Caravan:
    return Caravan(
        caravan_id=troupe.troupe_id,
        name=troupe.name,
        type_id=_type_id(troupe),
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
        licensed_type_ids=(_type_id(troupe),),
        skills=(),
        out_days_max=troupe.days_max,
        leave=troupe.unavailable,
    )
