"""A ring's ground: its halls, and which stays the rules bar alone, each with the rule it breaks."""

from __future__ import annotations

from dataclasses import dataclass

from maps.model import Hall
from maps.travel import TravelMatrix
from scheduler.exchange import Ring
from scheduler.plan import PLAN_SCHEMA_VERSION, Making, Plan, Stay
from scheduler.problem import Problem, StayPin
from scheduler.rules import Violation, violation
from scheduler.travel import set_matrix
from scheduler.verify import exchange, halls, loans, moves, repeats, stays, who
from scheduler.verify.registry import Check
from scheduler.verify.view import View
from scheduler.wire import pinned_of

ALONE: tuple[Check, ...] = (
    stays.set_week,
    stays.set_intact,
    stays.set_not_asked,
    stays.set_round,
    halls.set_hall_fit,
    halls.set_hall_open,
    halls.set_hall_once,
    moves.set_available,
    loans.set_lent,
    who.set_away,
    who.set_territory,
    moves.set_move,
    repeats.set_spacing,
    repeats.set_theme,
    exchange.set_loan,
)
"""What a stay of the ring can break beside the stays that are pinned already."""
NOBODY = ""
"""Team of stays whose team is not chosen yet; their number a week is counted apart."""


@dataclass(frozen=True)
class Scene:
    """A ring and all that is asked about it."""

    problem: Problem
    ring: Ring
    view: View
    """Of the pinned stays."""
    matrix: TravelMatrix
    halls: tuple[Hall, ...]
    """Of the ring's counties."""
    hopeless: tuple[Violation, ...]
    """Counties without any hall."""

    def broken_by(self, museum_set: int, hall: int, step: int) -> list[Violation]:
        """Return what a stay breaks alone, or beside pinned ones."""
        before = {_key(each) for check in ALONE for each in check(self.view)}
        stay = _stay(self.problem, self.ring, self.ring.set_ids[museum_set], self.halls[hall], step)
        tried = self.view.with_plan(_plan(self.problem, (*self.view.plan.stays, stay)))
        found = [each for check in ALONE for each in check(tried)]
        return [each for each in found if _key(each) not in before]


def make_scene(problem: Problem, ring: Ring) -> Scene:
    """Return the ground of a ring of ``problem``."""
    here = tuple(hall for hall in problem.halls if hall.county_id in ring.county_ids)
    pinned = tuple(_pinned_stay(problem, pin) for pin in others_pins(problem, ring))
    view = View(problem, _plan(problem, pinned))
    view.warm_up()
    bare = [county_id for county_id in ring.county_ids if all(hall.county_id != county_id for hall in here)]
    return Scene(
        problem=problem,
        ring=ring,
        view=view,
        matrix=set_matrix(problem),
        halls=here,
        hopeless=tuple(
            violation("set.reference", "no_hall", "/stays", county=view.county_name(county_id)) for county_id in bare
        ),
    )


def others_pins(problem: Problem, ring: Ring) -> tuple[StayPin, ...]:
    """Return the pinned stays that are not the ring's own: of other sets, counties, Mondays or lengths."""
    county = {hall.hall_id: hall.county_id for hall in problem.halls}
    steps = {ring.opens(step) for step in range(ring.steps)}
    return tuple(
        pin
        for pin in problem.stay_pins
        if pin.set_id not in ring.set_ids
        or county[pin.hall_id] not in ring.county_ids
        or pin.opens not in steps
        or pin.weeks != ring.stay_weeks
    )


def _key(each: Violation) -> tuple[object, ...]:
    return each.rule_id, each.case, tuple(sorted(each.facts.items()))


def _pinned_stay(problem: Problem, pin: StayPin) -> Stay:
    county_id = next(hall.county_id for hall in problem.halls if hall.hall_id == pin.hall_id)
    return Stay(
        set_id=pin.set_id, hall_id=pin.hall_id, county_id=county_id, opens=pin.opens, weeks=pin.weeks, team_id=NOBODY
    )


def _stay(problem: Problem, ring: Ring, set_id: str, hall: Hall, step: int) -> Stay:
    pin = StayPin(set_id=set_id, hall_id=hall.hall_id, opens=ring.opens(step), weeks=ring.stay_weeks)
    return _pinned_stay(problem, pin)


def _plan(problem: Problem, held: tuple[Stay, ...]) -> Plan:
    return Plan(
        schema_version=PLAN_SCHEMA_VERSION,
        plan_id="",
        pinned=pinned_of(problem),
        making=Making(seed=0, deterministic=True, seconds=0.0, versions={}, stopped=False),
        stays=held,
        overhauls=(),
        tours=(),
        stages=(),
    )
