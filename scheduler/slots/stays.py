"""Slots for a museum set's stay, in the free weeks of a set that shows what is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from scheduler.explain.set_trials import StayTrial, halls_of, try_stay, weeks_to_try
from scheduler.plan import Plan, Stay
from scheduler.requests import Request
from scheduler.slots.model import Slot
from scheduler.slots.worth import NOTHING, Price
from scheduler.verify.figures import set_figures, trivial_bounds
from scheduler.verify.moves import events_of
from scheduler.verify.view import View


def stay_trials(view: View, request: Request, set_ids: list[str], *, in_dates: bool) -> Iterator[StayTrial]:
    """Yield a trial for each set, hall and Monday, of the longest stay that fits, or of the shortest one asked for."""
    halls = [h for h in halls_of(view, request.county_id) if request.hall_id in (None, h.hall_id)]
    for set_id in set_ids:
        for hall in halls:
            for monday, lengths in weeks_to_try(view):
                wanted = [weeks for weeks in lengths if request.weeks is None or weeks >= request.weeks]
                if wanted and (request.first <= monday <= request.last) == in_dates:
                    yield _longest(view, set_id, hall.hall_id, monday, wanted)


def _longest(view: View, set_id: str, hall_id: str, monday: date, wanted: list[int]) -> StayTrial:
    museum_set, hall = view.sets[set_id], view.halls[hall_id]
    shortest = try_stay(view, museum_set, hall, (monday, wanted[0]))
    if shortest.violations:
        return shortest
    longer = (try_stay(view, museum_set, hall, (monday, weeks)) for weeks in reversed(wanted[1:]))
    return next((trial for trial in longer if not trial.violations), shortest)


def stay_slot(view: View, request: Request, trial: StayTrial, plan: Plan) -> Slot:
    """Return the slot of a trial without violations; ``plan``: the view's plan with it."""
    before, after = set_figures(view), set_figures(view.with_plan(plan))
    coverage = after["sets", "coverage"] - before["sets", "coverage"]
    whole = max(1, trivial_bounds(view)["sets", "coverage"])
    metres, minutes = (_travel(view.with_plan(plan))[n] - _travel(view)[n] for n in (0, 1))
    price = Price(
        shortage=after["sets", "shortage"] - before["sets", "shortage"],
        drive_min=minutes,
        length_m=metres,
        cost_fen=after["sets", "cost"] - before["sets", "cost"],
        coverage=coverage,
        share_millionths=round(1_000_000 * coverage / whole),
    )
    return _slot(request, "new_stay", trial.stay, trial, price)


def planned_stay(view: View, request: Request, set_ids: list[str]) -> Slot | None:
    """Return the stay that the plan has already, as asked for."""
    for stay in view.plan.stays:
        suits = stay.set_id in set_ids and stay.county_id == request.county_id
        here = suits and request.hall_id in (None, stay.hall_id) and stay.weeks >= (request.weeks or 0)
        if here and request.first <= stay.opens <= request.last:
            return _slot(request, "planned", stay, None, NOTHING)
    return None


def _slot(request: Request, kind: str, stay: Stay, trial: StayTrial | None, price: Price) -> Slot:
    return Slot(
        kind=kind,  # type: ignore[arg-type]
        day=stay.opens,
        in_dates=request.first <= stay.opens <= request.last,
        place_id=stay.hall_id,
        tour=None,
        stay=stay,
        overhauls=trial.overhauls if trial else (),
        start_min=None,
        dropped=(),
        price=price,
    )


def _travel(view: View) -> tuple[int, int]:
    """Return metres and minutes of all sets' moves."""
    metres = minutes = 0
    for museum_set in view.problem.sets:
        for one, two in pairwise(events_of(view, museum_set)):
            metres += view.set_matrix.metres(one.place, two.place)
            minutes += view.set_matrix.minutes(one.place, two.place)
    return metres, minutes
