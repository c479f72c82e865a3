"""What may be wrong with operators, journeys, staff and troupes beside their ids."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import get_args

from core.errors import Fault, fault
from maps.model import StopKind
from scheduler.check_times import known_zones
from scheduler.journeys import Journey
from scheduler.problem import Problem

Link = tuple[str, str, str]
"""Path, kind and id of something that must exist."""
LONGEST_ABSENCE = timedelta(days=3660)


def who_links(problem: Problem) -> Iterator[Link]:
    """Yield what operators, journeys, staff, troupes and performances refer to."""
    for index, operator in enumerate(problem.operators):
        yield f"/operators/{index}/org_id", "organisation", operator.org_id
        yield from _counties(f"/operators/{index}", operator.county_ids)
    for index, journey in enumerate(problem.journeys):
        yield f"/journeys/{index}/resource_id", journey.service, journey.resource_id
    for index, person in enumerate(problem.staff):
        yield f"/staff/{index}/org_id", "organisation", person.org_id
        yield from _counties(f"/staff/{index}", person.county_ids)
    for index, want in enumerate(problem.staff_wants):
        yield from _counties(f"/staff_wants/{index}", want.county_ids)
        if want.list_id is not None:
            yield f"/staff_wants/{index}/list_id", "policy list", want.list_id
    yield from _troupe_links(problem)


def _troupe_links(problem: Problem) -> Iterator[Link]:
    for index, troupe in enumerate(problem.troupes):
        yield f"/troupes/{index}/org_id", "organisation", troupe.org_id
        yield f"/troupes/{index}/type_id", "vehicle type", troupe.type_id
        yield f"/troupes/{index}/depot_id", "depot", troupe.depot_id
    for index, played in enumerate(problem.performances):
        yield f"/performances/{index}/county_id", "county", played.county_id
        if played.troupe_id is not None:
            yield f"/performances/{index}/troupe_id", "troupe", played.troupe_id


def _counties(path: str, county_ids: tuple[str, ...]) -> Iterator[Link]:
    for number, county_id in enumerate(county_ids):
        yield f"{path}/county_ids/{number}", "county", county_id


def who(problem: Problem) -> Iterator[Fault]:
    """Yield faults of journeys (reversed, zone unknown), of pins outside a territory, of kinds that no stop has."""
    for index, journey in enumerate(problem.journeys):
        yield from _journey(f"/journeys/{index}", journey)
    territory = {one.org_id: one.county_ids for one in problem.operators}
    halls = {hall.hall_id: hall.county_id for hall in problem.halls}
    custodian = {one.set_id: one.custodian_id for one in problem.sets}
    for index, pin in enumerate(problem.stay_pins):
        org_id = custodian[pin.set_id]
        if org_id in territory and halls[pin.hall_id] not in territory[org_id]:
            yield fault("pin-outside-territory", f"/stay_pins/{index}", operator=org_id, county=halls[pin.hall_id])
    for index, troupe in enumerate(problem.troupes):
        for number, kind in enumerate(troupe.stop_kinds):
            if kind not in get_args(StopKind):
                listed = ", ".join(get_args(StopKind))
                yield fault("stop-kind-unknown", f"/troupes/{index}/stop_kinds/{number}", found=kind, known=listed)


def _journey(path: str, journey: Journey) -> Iterator[Fault]:
    if journey.timezone not in known_zones():
        yield fault("zone-unknown", f"{path}/timezone", zone=journey.timezone)
    if (journey.closes, journey.closes_min) <= (journey.opens, journey.opens_min):
        yield fault("dates-reversed", path, first=journey.opens, last=journey.closes)
    elif journey.closes - journey.opens > LONGEST_ABSENCE:
        yield fault("out-of-range", f"{path}/closes", value=journey.closes, low=journey.opens, high="+10 a")
