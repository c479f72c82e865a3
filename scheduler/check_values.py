"""Single values: ranges of numbers and dates, texts that files can hold, empty ids and lists."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from core.errors import Fault, fault
from core.ids import is_usable
from scheduler.check_walk import walk_values
from scheduler.problem import Problem

Limits = tuple[float, float]
DAY_MIN: Limits = (0, 1440)
LARGEST = 10**12
ANY: Limits = (-LARGEST, LARGEST)
DEFAULT: Limits = (0, LARGEST)
"""Where nothing else is said: not negative, and small enough for exact arithmetic."""
LIMITS: dict[str, Limits] = {
    "Horizon.weeks": (1, 520),
    "RepairCycle.weeks": (0, 52),
    "StayPin.weeks": (1, 104),
    "SetRules.stay_weeks": (1, 104),
    "SetRules.open_weekdays": (1, 7),
    "SetRules.vacation_day_percent": (0, 100),
    "SetRules.min_hall_area_percent": (0, 1000),
    "SetRules.min_intact_percent": (0, 100),
    "SetRules.truck_day_drive_max_min": (1, 1440),
    "CaravanRules.township_share_min_percent": (0, 100),
    "Breakpoint.at": (1, 10**6),
    "Breakpoint.gain_permille": (0, 1000),
    "VehicleType.speed_percent": (10, 300),
    "VehicleType.crew_size": (1, 100),
    "DutyPolicy.day_start_min": DAY_MIN,
    "DutyPolicy.day_end_min": DAY_MIN,
    "DutyPolicy.drive_day_max_min": (1, 1440),
    "DutyPolicy.duty_day_max_min": (1, 1440),
    "DutyPolicy.continuous_drive_max_min": (1, 1440),
    "DutyPolicy.rest_min": (1, 1440),
    "DutyPolicy.tour_days_max": (1, 31),
    "VisitWindow.weekdays": (1, 7),
    "VisitWindow.open_min": DAY_MIN,
    "VisitWindow.close_min": DAY_MIN,
    "Stop.visit_min": (1, 1440),
    "Stop.audience": (0, 10**9),
    "ExhibitSet.setup_days": (0, 7),
    "ExhibitSet.teardown_days": (0, 28),
    "Exhibit.age_min": (0, 150),
    "Exhibit.age_max": (0, 150),
    "TravelModel.winding_percent": (100, 1000),
    "TravelModel.trunk_speed_kph": (1, 200),
    "TravelModel.access_speed_kph": (1, 200),
    "TravelModel.access_max_m": (0, 10**6),
    "TravelModel.season_percent": (10, 1000),
    "Component.weight": (0, 1000),
    "Component.low": ANY,
    "Component.high": ANY,
    "PolicyList.points": (0, 100),
    "RepeatRules.revisit_months": (0, 1200),
    "RepeatRules.theme_years": (0, 100),
    "Ring.every_weeks": (1, 520),
    "Ring.stay_weeks": (1, 104),
    "Ring.steps": (1, 520),
    "Floor.minimum": (0, 100_000),
    "StaffMember.days_max": (0, 3660),
    "StaffMember.row_days_max": (1, 366),
    "StaffWant.people": (1, 100),
    "Troupe.people": (1, 1000),
    "Troupe.days_max": (0, 366),
    "Journey.opens_min": DAY_MIN,
    "Journey.closes_min": DAY_MIN,
    "Journey.transport_out_days": (0, 366),
    "Journey.customs_out_days": (0, 366),
    "Journey.customs_back_days": (0, 366),
    "Journey.transport_back_days": (0, 366),
    "Ceiling.maximum": (0, 100_000),
    "Library.turnaround_days": (0, 365),
    "LoanRequest.age_min": (0, 150),
    "LoanRequest.age_max": (0, 150),
    "LoanRequest.intact_min_percent": (0, 100),
    "LoanRequest.theme_min": (0, 100_000),
    "LoanRequest.exhibits_min": (0, 100_000),
    "LoanRequest.exhibits_max": (0, 100_000),
    "CampaignTarget.minimum": (1, 100_000),
    "Convoy.vehicles": (2, 1_000),
    "Convoy.arrive_within_min": (0, 1440),
    "JointAction.caravans": (0, 1_000),
    "Boundary.geometry": ANY,
}
COORDINATES: dict[str, Limits] = {"lon": (-180, 180), "lat": (-90, 90)}
NOT_IN_TEXTS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
"""What XML cannot hold (Excel and GPX files are made of it), and DEL; tabs and line breaks are texts."""
TEXT_SHOWN = 60
"""Characters of an unusable text that its fault quotes."""
FIRST_YEAR, LAST_YEAR = 1900, 2200
NEEDED_LISTS = ("counties", "need_policy.components", "set_rules.stay_weeks", "set_rules.open_weekdays")


def values(problem: Problem) -> Iterator[Fault]:
    """Yield a fault for every value out of range, empty id and list that must not be empty."""
    for path, owner, value in walk_values(problem):
        yield from _value(path, owner, value)
    yield from _empty_lists(problem)


def _value(path: str, owner: str, value: Any) -> Iterator[Fault]:
    name = owner.rpartition(".")[2]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        low, high = COORDINATES.get(name) or LIMITS.get(owner, DEFAULT)
        if not (math.isfinite(value) and low <= value <= high):
            yield fault("out-of-range", path, value=_short(value), low=low, high=high)
    elif isinstance(value, date) and not FIRST_YEAR <= value.year <= LAST_YEAR:
        yield fault("out-of-range", path, value=value, low=FIRST_YEAR, high=LAST_YEAR)
    elif isinstance(value, str) and _is_id(name):
        yield from _id(path, name, value)
    elif isinstance(value, str) and NOT_IN_TEXTS.search(value):
        yield fault("text-unusable", path, text=repr(value[:TEXT_SHOWN]))


def _id(path: str, name: str, value: str) -> Iterator[Fault]:
    if not value.strip():
        yield fault("id-empty", path, field=name)
    elif not is_usable(value):
        yield fault("id-unusable", path, id=ascii(value))


def _is_id(name: str) -> bool:
    return name.endswith(("_id", "_ids")) or name in ("not_asked", "joint_counties")


def _short(value: float) -> str:
    """Return ``value`` for texts; integers of any length, which Python itself refuses to print, shortened."""
    if isinstance(value, int) and abs(value) > 10**30:
        return "> 1e30" if value > 0 else "< -1e30"
    return str(value)


def _empty_lists(problem: Problem) -> Iterator[Fault]:
    for name in NEEDED_LISTS:
        node: Any = problem
        for part in name.split("."):
            node = getattr(node, part)
        if not node:
            yield fault("list-empty", "/" + name.replace(".", "/"), field=name)
    for index, county in enumerate(problem.counties):
        if not county.codes:
            yield fault("list-empty", f"/counties/{index}/codes", field="codes")
