"""What was proved impossible beside the stays of one plan, and whether it holds wherever the sets are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.errors import DapengError, Fault, fault
from scheduler.caravans.case import make_case
from scheduler.caravans.possible import floor_faults
from scheduler.narrow import for_caravans
from scheduler.plan import Stay
from scheduler.problem import Problem

FLOOR = "visit-floor-impossible"


def beside_stays(problem: Problem, stays: Sequence[Stay], error: DapengError) -> DapengError:
    """Return an error of the caravans' solver, proved around ``stays``, as it is true of the whole problem.

    A hard floor that these stays leave no room for (rule ``visit.apart``) is impossible only where no stays at all, or
    the pinned ones, which every plan has, leave none (``visit-floor-beside-pins``): else ``visit-floor-beside-stays``.
    """
    if not stays or not problem.caravan_rules.apart_from_sets or all(each.code != FLOOR for each in error.faults):
        return error
    pinned = {(pin.set_id, pin.hall_id, pin.opens, pin.weeks) for pin in problem.stay_pins}
    held = [stay for stay in stays if (stay.set_id, stay.hall_id, stay.opens, stay.weeks) in pinned]
    beside_pins, alone = ({each.place: each for each in _impossible(problem, some)} for some in (held, list[Stay]()))
    return DapengError(_told(each, alone, beside_pins) for each in error.faults)


def _impossible(problem: Problem, stays: Sequence[Stay]) -> Iterator[Fault]:
    """Yield the floors that cannot be met beside some stays."""
    about = for_caravans(problem, stays)
    return floor_faults(about, make_case(about))


def _told(each: Fault, alone: dict[str, Fault], beside_pins: dict[str, Fault]) -> Fault:
    if each.code != FLOOR or each.place in alone:
        return alone.get(each.place, each)
    if each.place in beside_pins:
        return fault("visit-floor-beside-pins", each.place, **beside_pins[each.place].facts)
    return fault("visit-floor-beside-stays", each.place, **each.facts)
