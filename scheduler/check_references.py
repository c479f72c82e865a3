"""Ids: each once, each known, no circle in the organisation tree, each exhibit in one place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from core.errors import Fault, fault
from scheduler.check_campaigns import campaign_links
from scheduler.check_library import library_links, made_up_kits
from scheduler.check_who import who_links
from scheduler.problem import Problem

PathOf = Callable[[int], str]
Link = tuple[str, str, str]
"""Path, kind and id of something that must exist."""
OWNED = ("exhibits", "sets", "kits", "caravans")
COLLECTIONS = {
    "rounds": ("round", "round_id"),
    "organisations": ("organisation", "org_id"),
    "counties": ("county", "county_id"),
    "history": ("history", "county_id"),
    "museums": ("museum", "museum_id"),
    "science_rooms": ("science room", "room_id"),
    "exhibits": ("exhibit", "exhibit_id"),
    "sets": ("set", "set_id"),
    "kits": ("kit", "kit_id"),
    "halls": ("hall", "hall_id"),
    "setup_teams": ("team", "team_id"),
    "vehicle_types": ("vehicle type", "type_id"),
    "depots": ("depot", "depot_id"),
    "caravans": ("caravan", "caravan_id"),
    "crews": ("crew", "crew_id"),
    "stops": ("stop", "stop_id"),
    "ceilings": ("ceiling", "county_id"),
    "coverage_targets": ("coverage target", "target_id"),
    "operators": ("operator", "org_id"),
    "journeys": ("journey", "journey_id"),
    "staff": ("staff member", "staff_id"),
    "staff_wants": ("staff want", "want_id"),
    "troupes": ("troupe", "troupe_id"),
    "visit_pins": ("pinned visit", "stop_id"),
    "libraries": ("library", "library_id"),
    "theme_shows": ("theme show", "show_id"),
    "loans": ("loan", "loan_id"),
    "loan_requests": ("loan request", "request_id"),
    "requests": ("request", "request_id"),
    "campaigns": ("campaign", "campaign_id"),
    "campaign_targets": ("campaign target", "target_id"),
    "convoys": ("convoy", "convoy_id"),
    "joint_actions": ("joint action", "joint_id"),
}


def known_ids(problem: Problem) -> dict[str, set[str]]:
    """Return kind -> ids that exist."""
    known = {
        kind: {getattr(item, field) for item in getattr(problem, name)} for name, (kind, field) in COLLECTIONS.items()
    }
    return {**known, "policy list": {item.list_id for item in problem.need_policy.lists}}


def duplicates(problem: Problem) -> Iterator[Fault]:
    """Yield a fault for each id that stands again."""
    for name, (kind, field) in COLLECTIONS.items():
        ids = [getattr(item, field) for item in getattr(problem, name)]
        yield from _again(ids, kind, lambda index, name=name, field=field: f"/{name}/{index}/{field}")  # type: ignore[misc]
    lists = [item.list_id for item in problem.need_policy.lists]
    yield from _again(lists, "policy list", lambda index: f"/need_policy/lists/{index}/list_id")
    yield from _again(problem.not_asked, "county", lambda index: f"/not_asked/{index}")
    yield from _again(problem.joint_counties, "county", lambda index: f"/joint_counties/{index}")
    floors = [f"{floor.county_id}/{floor.service}" for floor in problem.floors]
    yield from _again(floors, "floor", lambda index: f"/floors/{index}")
    for number, museum_set in enumerate(problem.sets):
        zones = [zone.zone_id for zone in museum_set.zones]
        yield from _again(zones, "zone", lambda index, number=number: f"/sets/{number}/zones/{index}/zone_id")  # type: ignore[misc]


def _again(ids: Iterable[str], kind: str, path_of: PathOf) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, name in enumerate(ids):
        if name in seen:
            yield fault("id-duplicate", path_of(index), kind=kind, id=name)
        seen.add(name)


def unknown_ids(problem: Problem) -> Iterator[Fault]:
    """Yield a fault for each id that names nothing."""
    known = known_ids(problem)
    for path, kind, name in _links(problem):
        if name not in known[kind]:
            yield fault("id-unknown", path, kind=kind, id=name)


def _links(problem: Problem) -> Iterator[Link]:
    yield from _owner_links(problem)
    yield from _place_links(problem)
    yield from _exhibit_links(problem)
    yield from _fleet_links(problem)
    yield from _rule_links(problem)
    yield from who_links(problem)
    yield from library_links(problem)
    yield from _request_links(problem)
    yield from campaign_links(problem)


def _owner_links(problem: Problem) -> Iterator[Link]:
    for index, org in enumerate(problem.organisations):
        if org.parent_id is not None:
            yield f"/organisations/{index}/parent_id", "organisation", org.parent_id
    for name in OWNED:
        for index, item in enumerate(getattr(problem, name)):
            yield f"/{name}/{index}/owner_id", "organisation", item.owner_id
            yield f"/{name}/{index}/custodian_id", "organisation", item.custodian_id
    for index, depot in enumerate(problem.depots):
        yield f"/depots/{index}/org_id", "organisation", depot.org_id


def _place_links(problem: Problem) -> Iterator[Link]:
    for index, county in enumerate(problem.counties):
        path = f"/counties/{index}"
        yield from _each(f"{path}/successor_ids", "county", county.successor_ids)
        yield from _each(f"{path}/flags_known", "policy list", county.flags_known)
        for number, flag in enumerate(county.flags):
            yield f"{path}/flags/{number}/list_id", "policy list", flag.list_id
    for index, notice in enumerate(problem.need_policy.members):
        yield f"/need_policy/members/{index}/list_id", "policy list", notice.list_id
    for name in ("history", "halls", "depots", "stops", "science_rooms"):
        for index, item in enumerate(getattr(problem, name)):
            yield f"/{name}/{index}/county_id", "county", item.county_id
    for index, history in enumerate(problem.history):
        for number, service in enumerate(history.services):
            yield f"/history/{index}/services/{number}/county_id", "county", service.county_id
    for index, boundary in enumerate(problem.boundaries.boundaries if problem.boundaries else ()):
        yield f"/boundaries/boundaries/{index}/county_id", "county", boundary.county_id


def _exhibit_links(problem: Problem) -> Iterator[Link]:
    for index, museum_set in enumerate(problem.sets):
        path = f"/sets/{index}"
        yield f"{path}/home_county_id", "county", museum_set.home_county_id
        if museum_set.split_of is not None:
            yield f"{path}/split_of", "set", museum_set.split_of
        for number, zone in enumerate(museum_set.zones):
            yield from _each(f"{path}/zones/{number}/exhibit_ids", "exhibit", zone.exhibit_ids)
    for index, kit in enumerate(problem.kits):
        yield from _each(f"/kits/{index}/exhibit_ids", "exhibit", kit.exhibit_ids)


def _fleet_links(problem: Problem) -> Iterator[Link]:
    for index, caravan in enumerate(problem.caravans):
        path = f"/caravans/{index}"
        yield f"{path}/type_id", "vehicle type", caravan.type_id
        yield f"{path}/depot_id", "depot", caravan.depot_id
        yield f"{path}/kit_id", "kit", caravan.kit_id
    for index, crew in enumerate(problem.crews):
        yield f"/crews/{index}/depot_id", "depot", crew.depot_id
        yield from _each(f"/crews/{index}/licensed_type_ids", "vehicle type", crew.licensed_type_ids)


def _rule_links(problem: Problem) -> Iterator[Link]:
    for name in ("floors", "ceilings"):
        for index, item in enumerate(getattr(problem, name)):
            yield f"/{name}/{index}/county_id", "county", item.county_id
    yield from _each("/not_asked", "county", problem.not_asked)
    yield from _each("/joint_counties", "county", problem.joint_counties)
    for index, target in enumerate(problem.coverage_targets):
        yield from _each(f"/coverage_targets/{index}/county_ids", "county", target.county_ids)
    for index, stay in enumerate(problem.stay_pins):
        yield f"/stay_pins/{index}/set_id", "set", stay.set_id
        yield f"/stay_pins/{index}/hall_id", "hall", stay.hall_id
    for index, visit in enumerate(problem.visit_pins):
        yield f"/visit_pins/{index}/stop_id", "stop", visit.stop_id
        if visit.caravan_id is not None:
            yield f"/visit_pins/{index}/caravan_id", "caravan", visit.caravan_id


def _request_links(problem: Problem) -> Iterator[Link]:
    for index, request in enumerate(problem.requests):
        path = f"/requests/{index}"
        yield f"{path}/county_id", "county", request.county_id
        yield from _each(f"{path}/exhibit_ids", "exhibit", request.exhibit_ids)
        if request.stop_id is not None:
            yield f"{path}/stop_id", "stop", request.stop_id
        if request.hall_id is not None:
            yield f"{path}/hall_id", "hall", request.hall_id


def _each(path: str, kind: str, ids: Iterable[str]) -> Iterator[Link]:
    for index, name in enumerate(ids):
        yield f"{path}/{index}", kind, name


def organisation_tree(problem: Problem) -> Iterator[Fault]:
    """Yield a fault for each organisation that is its own superior, by way of others or not."""
    parent = {org.org_id: org.parent_id for org in problem.organisations}
    for index, org in enumerate(problem.organisations):
        above, seen = org.parent_id, set[str]()
        while above is not None and above not in seen and above != org.org_id:
            seen.add(above)
            above = parent[above]
        if above == org.org_id:
            yield fault("tree-cycle", f"/organisations/{index}/parent_id", id=org.org_id)


def shared_exhibits(problem: Problem) -> Iterator[Fault]:
    """Yield a fault for each exhibit that is in two places, and each kit on two caravans."""
    homes: dict[tuple[str, str], str] = {}
    made_up = made_up_kits(problem)
    composed = {f"/kits/{index}/" for index, kit in enumerate(problem.kits) if kit.kit_id in made_up}
    for path, kind, name in _exhibit_links(problem):
        if kind == "exhibit" and not path.startswith(tuple(composed)):
            yield from _second_home(homes, path, kind, name)
    for index, caravan in enumerate(problem.caravans):
        yield from _second_home(homes, f"/caravans/{index}/kit_id", "kit", caravan.kit_id)


def _second_home(homes: dict[tuple[str, str], str], path: str, kind: str, name: str) -> Iterator[Fault]:
    if (kind, name) in homes:
        yield fault("used-twice", path, kind=kind, id=name, other=homes[kind, name])
    homes.setdefault((kind, name), path)
