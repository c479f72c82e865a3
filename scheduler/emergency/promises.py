"""Visits that a plan has promised: pins, hard floors, and what campaigns demand; so many of them may be dropped.

And those that are wished for: soft floors and soft targets, which may go short, at a price.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scheduler.campaigns.demands import demands_of, left_by_stays
from scheduler.campaigns.options import Options
from scheduler.emergency.changes import Pair, visits_of
from scheduler.explain.ground import Ground


@dataclass(frozen=True)
class Promise:
    """Planned visits that count for one promise, and how many of them are more than it asks for."""

    rule_id: str
    about: str
    """The stop, county, target, joint action or convoy, in words."""
    visits: frozenset[Pair]
    spare: int


def promises_of(ground: Ground) -> Iterator[Promise]:
    """Yield the promises of a plan; one that the plan does not keep has nothing to spare."""
    visits = visits_of(ground)
    yield from _pins(ground, visits)
    yield from _floors(ground, visits, hard=True)
    yield from _campaigns(ground, visits, hard=True)


def wishes_of(ground: Ground) -> Iterator[Promise]:
    """Yield the soft floors and soft campaign targets of caravans; one that lacks visits has nothing to spare."""
    visits = visits_of(ground)
    yield from _floors(ground, visits, hard=False)
    yield from _campaigns(ground, visits, hard=False)


def _pins(ground: Ground, visits: Mapping[Pair, int]) -> Iterator[Promise]:
    stops = ground.case.names.stops
    pinned = {pin.stop_id for pin in ground.view.problem.visit_pins}
    for pair in visits:
        if stops[pair[0]].stop_id in pinned:
            yield Promise("visit.pin", stops[pair[0]].name, frozenset({pair}), 0)


def _floors(ground: Ground, visits: Mapping[Pair, int], *, hard: bool) -> Iterator[Promise]:
    stops = ground.case.names.stops
    for floor in ground.view.problem.floors:
        if floor.service == "caravan" and floor.hard == hard:
            mine = frozenset(pair for pair in visits if stops[pair[0]].county_id == floor.county_id)
            county = ground.view.county_name(floor.county_id)
            yield Promise("county.floor", county, mine, max(0, len(mine) - floor.minimum))


def _campaigns(ground: Ground, visits: Mapping[Pair, int], *, hard: bool) -> Iterator[Promise]:
    problem, caravans = ground.view.problem, ground.case.names.caravans
    demands = left_by_stays(
        problem, (each for each in demands_of(problem) if each.hard == hard), ground.view.plan.stays
    )
    options = Options(problem, ground.case, demands)
    for number, demand in enumerate(demands):
        mine = frozenset(
            (stop, caravan) for (stop, caravan), day in visits.items() if options.serves(number, stop, caravan, day)
        )
        kind = "convoy" if demand.convoy_id else "joint" if demand.path.startswith("/joint") else "target"
        rule_id, about = f"campaign.{kind}", f"{demand.what} {demand.where}"
        yield Promise(rule_id, about, mine, max(0, len(mine) - demand.minimum))
        named = hard and frozenset(pair for pair in mine if caravans[pair[1]].caravan_id in demand.caravan_ids)
        if named:
            yield Promise(rule_id, about, named, 0)
