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

    A hard floor that these stays leave no room for (rule ``visit.apart``) is impossible only where pinned stays, which
    every plan has, leave none: else ``visit-floor-beside-stays``.
    """
    if not stays or not problem.caravan_rules.apart_from_sets or all(each.code != FLOOR for each in error.faults):
        return error
    proved = {each.place: each for each in _always(problem, stays)}
    return DapengError(_told(each, proved) for each in error.faults)


def _always(problem: Problem, stays: Sequence[Stay]) -> Iterator[Fault]:
    """Yield the floors that cannot be met beside the pinned stays alone."""
    pinned = {(pin.set_id, pin.hall_id, pin.opens, pin.weeks) for pin in problem.stay_pins}
    held = [stay for stay in stays if (stay.set_id, stay.hall_id, stay.opens, stay.weeks) in pinned]
    about = for_caravans(problem, held)
    return floor_faults(about, make_case(about))


def _told(each: Fault, proved: dict[str, Fault]) -> Fault:
    if each.code != FLOOR or each.place in proved:
        return proved.get(each.place, each)
    return fault("visit-floor-beside-stays", each.place, **each.facts)
