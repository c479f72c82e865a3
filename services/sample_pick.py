"""What the parts of a sample choose from: sets and caravans that each part has to itself, stops and counties."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from core.calendar import DateSpan
from exhibits.model import ExhibitSet, load_of
from fleet.model import Caravan
from maps.model import Stop
from scheduler.problem import Organisation, Problem
from services.sample_scene import INVENTED

NATION, NEIGHBOUR = "ORG-CN", "ORG-NEIGHBOUR"
SPLIT, LENT, LENT_IN, ABROAD, LENT_OUT, CONTRACTED, RING = 0, 1, 2, 3, 4, 5, 6
"""Which of the touring sets each part changes."""
AID, BORROWED, ON_BOARD = -1, -2, -3
"""Which of the caravans, from the end."""


def touring_set(problem: Problem, place: int) -> ExhibitSet | None:
    """Return a set that is fit to tour and has no pinned stay, ``None`` where there are not so many."""
    exhibits = {item.exhibit_id: item for item in problem.exhibits}
    pinned = {pin.set_id for pin in problem.stay_pins}
    fit = [
        item
        for item in problem.sets
        if 100 * load_of(item.exhibit_ids, exhibits).intact_share >= problem.set_rules.min_intact_percent
        and (item.set_id not in pinned or any(item.set_id in ring.set_ids for ring in problem.rings))
    ]
    return fit[place] if place < len(fit) else None


def some_caravan(problem: Problem, place: int) -> Caravan | None:
    """Return one of the last caravans, ``None`` where there are few."""
    return problem.caravans[place] if len(problem.caravans) >= 6 else None


def easy_stops(problem: Problem, county_id: str) -> list[Stop]:
    """Return a county's stops that any caravan can reach, on any weekday of the whole window."""
    return [
        stop
        for stop in problem.stops
        if stop.county_id == county_id
        and all(w.first is None and w.last is None and {1, 2, 3, 4, 5} <= {*w.weekdays} for w in stop.windows)
        and not stop.themes_wanted
        and stop.road_class <= 2
        and stop.area_m2 >= 120
        and stop.power_w >= 3000
    ]


def random_of(problem: Problem, part: str) -> Random:
    """Return the random stream of a part."""
    return Random(f"{problem.problem_id}/{part}")


def span_of(first: date, days: int, reason: str = "") -> DateSpan:
    """Return ``days`` days from ``first`` on."""
    return DateSpan(first=first, last=first + timedelta(days=days - 1), reason=reason)


def province_of(problem: Problem) -> str:
    """Return the id of the province's own organisation."""
    return next(org.org_id for org in problem.organisations if org.level == "province")


def with_neighbour(problem: Problem) -> tuple[Organisation, ...]:
    """Return the organisations and a neighbouring province's museum, to lend to and borrow from."""
    neighbour = Organisation(org_id=NEIGHBOUR, name=f"邻省科技馆{INVENTED}", level="province", parent_id=NATION)
    return (*problem.organisations, *(() if neighbour in problem.organisations else (neighbour,)))
