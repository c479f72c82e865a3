"""Apply relaxations: one small change of the problem each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from core.calendar import DateSpan
from exhibits.model import RepairCycle
from fleet.model import Crew, SetupTeam
from maps.model import Hall, Stop, VisitWindow
from scheduler.explain.model import Change, Relaxation
from scheduler.problem import Ceiling, Problem, Round

T = TypeVar("T")
Apply = Callable[[Problem, str, int], dict[str, Any]]
"""Problem, target id, amount -> fields of the problem that change."""
AMPLE_W = 1_000_000
AMPLE_VISIT_MIN = 60
ALL_DAY = VisitWindow(
    weekdays=(1, 2, 3, 4, 5, 6, 7), first=None, last=None, open_min=0, close_min=1440, school_days_only=False
)


def relax(problem: Problem, *relaxations: Relaxation) -> Problem:
    """Return ``problem`` with the relaxations applied."""
    for relaxation in relaxations:
        fields = CHANGES[relaxation.change](problem, relaxation.target_id, relaxation.amount)
        problem = replace(problem, **fields)
    return problem


def _edited(items: tuple[T, ...], id_field: str, target_id: str, **changes: Any) -> tuple[T, ...]:
    return tuple(
        replace(item, **changes) if getattr(item, id_field) == target_id else item  # type: ignore[type-var]
        for item in items
    )


def _edit(collection: str, id_field: str, value_field: str, value: Any = None) -> Apply:
    """Return a change of one field of one item, to ``value`` or to the relaxation's amount."""

    def apply(problem: Problem, target_id: str, amount: int) -> dict[str, Any]:
        new = amount if value is None else value
        return {collection: _edited(getattr(problem, collection), id_field, target_id, **{value_field: new})}

    return apply


def _horizon_span(problem: Problem) -> DateSpan:
    return DateSpan(first=problem.horizon.first_monday, last=problem.horizon.last_day)


def _ask(problem: Problem, target_id: str, _: int) -> dict[str, Any]:
    return {"not_asked": tuple(name for name in problem.not_asked if name != target_id)}


def _hall_added(problem: Problem, target_id: str, amount: int) -> dict[str, Any]:
    county = next(item for item in problem.counties if item.county_id == target_id)
    hall = Hall(
        hall_id=f"added-{target_id}",
        name=county.name,
        county_id=target_id,
        lon=county.lon,
        lat=county.lat,
        area_m2=float(amount),
        power_w=AMPLE_W,
        available=(_horizon_span(problem),),
    )
    return {"halls": (*problem.halls, hall)}


def _hall_open(problem: Problem, target_id: str, _: int) -> dict[str, Any]:
    return {"halls": _edited(problem.halls, "hall_id", target_id, available=(_horizon_span(problem),))}


def _set_intact(problem: Problem, _: str, amount: int) -> dict[str, Any]:
    return {"set_rules": replace(problem.set_rules, min_intact_percent=amount)}


def _set_near(problem: Problem, target_id: str, _: int) -> dict[str, Any]:
    """Put the set, set up, wherever its target ``<set>@<hall>`` says."""
    set_id, hall_id = target_id.split("@")
    hall = next(item for item in problem.halls if item.hall_id == hall_id)
    place = {"lon": hall.lon, "lat": hall.lat, "home_county_id": hall.county_id, "setup_days": 0}
    return {"sets": _edited(problem.sets, "set_id", set_id, **place)}


def _loan_moved(problem: Problem, target_id: str, _: int) -> dict[str, Any]:
    return {"loans": tuple(loan for loan in problem.loans if loan.loan_id != target_id)}


def _journey_moved(problem: Problem, target_id: str, _: int) -> dict[str, Any]:
    return {"journeys": tuple(one for one in problem.journeys if one.journey_id != target_id)}


def _contract_longer(problem: Problem, target_id: str, _: int) -> dict[str, Any]:
    """Stretch an operator's contract over the horizon and the caravans' window."""
    spans = [_horizon_span(problem), problem.caravan_rules.window]
    contract = next(one.contract for one in problem.operators if one.org_id == target_id)
    first, last = min(span.first for span in (contract, *spans)), max(span.last for span in (contract, *spans))
    longer = replace(contract, first=first, last=last)
    return {"operators": _edited(problem.operators, "org_id", target_id, contract=longer)}


def _territory_wider(problem: Problem, target_id: str, _: int) -> dict[str, Any]:
    everywhere = tuple(county.county_id for county in problem.counties)
    return {"operators": _edited(problem.operators, "org_id", target_id, county_ids=everywhere)}


def _joint_allowed(problem: Problem, target_id: str, _: int) -> dict[str, Any]:
    return {"joint_counties": (*problem.joint_counties, target_id)}


def _class_waived(problem: Problem, _: str, __: int) -> dict[str, Any]:
    return {"caravan_rules": replace(problem.caravan_rules, class_times=())}


def _rounds_wide(problem: Problem, _: str, __: int) -> dict[str, Any]:
    return {"rounds": (Round(round_id="all", span=_horizon_span(problem)),)}


def _horizon_longer(problem: Problem, _: str, amount: int) -> dict[str, Any]:
    longer = replace(problem, horizon=replace(problem.horizon, weeks=amount))
    old_last, new_last = problem.horizon.last_day, longer.horizon.last_day
    halls = tuple(
        replace(
            hall,
            available=tuple(
                replace(span, last=max(span.last, new_last)) if span.last >= old_last else span
                for span in hall.available
            ),
        )
        for hall in problem.halls
    )
    return {"horizon": longer.horizon, "halls": halls, **_rounds_wide(longer, "", 0)}


def _team_added(problem: Problem, target_id: str, _: int) -> dict[str, Any]:
    team = SetupTeam(team_id=target_id, name=target_id, leave=())
    return {"setup_teams": (*problem.setup_teams, team)}


def _stop_added(problem: Problem, target_id: str, _: int) -> dict[str, Any]:
    county = next(item for item in problem.counties if item.county_id == target_id)
    stop = Stop(
        stop_id=f"added-{target_id}",
        name=county.name,
        kind="community",
        county_id=target_id,
        township_id=None,
        township_name=None,
        setting="township",
        lon=county.lon,
        lat=county.lat,
        located="seat",
        audience=1,
        visit_min=AMPLE_VISIT_MIN,
        windows=(ALL_DAY,),
        road_class=1,
        area_m2=1e6,
        power_w=AMPLE_W,
        themes_wanted=(),
    )
    return {"stops": (*problem.stops, stop)}


def _crew_added(problem: Problem, target_id: str, _: int) -> dict[str, Any]:
    caravan = next(item for item in problem.caravans if item.caravan_id == target_id)
    kind = next(item for item in problem.vehicle_types if item.type_id == caravan.type_id)
    window = problem.caravan_rules.window
    crew = Crew(
        crew_id=f"added-{target_id}",
        name=f"added-{target_id}",
        depot_id=caravan.depot_id,
        size=kind.crew_size,
        licensed_type_ids=(kind.type_id,),
        skills=(),
        out_days_max=(window.last - window.first).days + 1,
        leave=(),
    )
    return {"crews": (*problem.crews, crew)}


def _ceiling_raised(problem: Problem, target_id: str, amount: int) -> dict[str, Any]:
    others = tuple(item for item in problem.ceilings if item.county_id != target_id)
    return {"ceilings": (*others, Ceiling(county_id=target_id, maximum=amount))}


def _drive_day(problem: Problem, _: str, amount: int) -> dict[str, Any]:
    return {"duty": replace(problem.duty, drive_day_max_min=amount)}


def _duty_day(problem: Problem, _: str, amount: int) -> dict[str, Any]:
    return {"duty": replace(problem.duty, duty_day_max_min=amount, day_start_min=0, day_end_min=1440)}


def _tour_days(problem: Problem, _: str, amount: int) -> dict[str, Any]:
    return {"duty": replace(problem.duty, tour_days_max=amount)}


CHANGES: dict[Change, Apply] = {
    "ask": _ask,
    "hall_added": _hall_added,
    "hall_area": _edit("halls", "hall_id", "area_m2"),
    "hall_power": _edit("halls", "hall_id", "power_w"),
    "hall_open": _hall_open,
    "set_intact": _set_intact,
    "set_free": _edit("sets", "set_id", "unavailable", ()),
    "set_near": _set_near,
    "loan_moved": _loan_moved,
    "journey_moved": _journey_moved,
    "contract_longer": _contract_longer,
    "territory_wider": _territory_wider,
    "joint_allowed": _joint_allowed,
    "class_waived": _class_waived,
    "rounds_wide": _rounds_wide,
    "horizon_longer": _horizon_longer,
    "repair_waived": _edit("sets", "set_id", "repair", RepairCycle(weeks=0, within=())),
    "team_free": _edit("setup_teams", "team_id", "leave", ()),
    "team_added": _team_added,
    "stop_added": _stop_added,
    "stop_area": _edit("stops", "stop_id", "area_m2"),
    "stop_power": _edit("stops", "stop_id", "power_w"),
    "stop_themes": _edit("stops", "stop_id", "themes_wanted", ()),
    "stop_open": _edit("stops", "stop_id", "windows", (ALL_DAY,)),
    "type_payload": _edit("vehicle_types", "type_id", "payload_g"),
    "type_volume": _edit("vehicle_types", "type_id", "volume_l"),
    "type_road": _edit("vehicle_types", "type_id", "road_class_max"),
    "caravan_days": _edit("caravans", "caravan_id", "out_days_max"),
    "caravan_free": _edit("caravans", "caravan_id", "unavailable", ()),
    "crew_added": _crew_added,
    "crew_days": _edit("crews", "crew_id", "out_days_max"),
    "crew_free": _edit("crews", "crew_id", "leave", ()),
    "ceiling_raised": _ceiling_raised,
    "drive_day": _drive_day,
    "duty_day": _duty_day,
    "tour_days": _tour_days,
}
