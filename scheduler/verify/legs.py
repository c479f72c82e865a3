"""Legs: drives between two different places, perhaps in parts with rests on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.plan import Activity

IDLE = ("rest", "wait")


@dataclass(frozen=True)
class Leg:
    """Driving from one place to another, all parts together."""

    index: int
    """Number of its first activity in the day."""
    origin: str
    destination: str
    drive_min: int
    length_m: int


def legs_of(activities: Sequence[Activity]) -> list[Leg]:
    """Return the legs of a day, in order."""
    legs: list[Leg] = []
    open_leg = False
    for index, activity in enumerate(activities):
        if activity.kind == "drive":
            ends = (activity.from_place, activity.to_place)
            minutes = activity.end_min - activity.start_min
            if open_leg and (legs[-1].origin, legs[-1].destination) == ends:
                first = legs.pop()
                legs.append(Leg(first.index, *ends, first.drive_min + minutes, first.length_m + activity.length_m))
            else:
                legs.append(Leg(index, *ends, minutes, activity.length_m))
        open_leg = activity.kind == "drive" or (open_leg and activity.kind in IDLE)
    return legs


def rests_on_the_way(activities: Sequence[Activity]) -> set[int]:
    """Return the numbers of the rests and waits that lie between two parts of one leg and name its ends only."""
    found: set[int] = set()
    for index, activity in enumerate(activities):
        if activity.kind != "drive":
            continue
        after = index + 1
        while after < len(activities) and activities[after].kind in IDLE:
            after += 1
        if after < len(activities) and same_leg(activity, activities[after]):
            ends = {activity.from_place, activity.to_place}
            found |= {n for n in range(index + 1, after) if _stands_within(activities[n], ends)}
    return found


def same_leg(one: Activity, two: Activity) -> bool:
    """Tell whether two activities are drives between the same two different places, in the same direction."""
    ends = (one.from_place, one.to_place)
    return one.kind == two.kind == "drive" and ends == (two.from_place, two.to_place) and ends[0] != ends[1]


def _stands_within(activity: Activity, ends: set[str]) -> bool:
    return {activity.from_place, activity.to_place} <= ends and activity.length_m == 0 and activity.stop_id is None
