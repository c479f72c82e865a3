"""Is what is told of an emergency or a suspension so? Read from the plans, sharing nothing with what decides.

Not checked: the audience dropped, driving minutes, and what only a search can tell: what no dispatch at all beats, the
hour without a dropped visit, and why a visit is not made up, but that it is (``convoy``).
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from importlib import resources

from scheduler.emergency.model import Back, Changed, ChangedStay, Dispatch, Emergency, Pause, Sending
from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.verify.dispatch import Breach
from scheduler.verify.figures import figures
from scheduler.verify.view import View


def dispatch_told(
    old: Problem, before: Plan, problem: Problem, after: Plan, emergency: Emergency, dispatch: Dispatch
) -> list[Breach]:
    """Return every breach; ``old`` and ``before``: problem and plan of before the emergency."""
    sendings = list(_sendings(before, problem, after, emergency))
    names = [
        *_differences(dispatch.sendings, sendings),
        *_differences(dispatch.back, _backs(after, sendings)),
        *_changed(problem, before, after, dispatch.changed),
        *(each.stop_id for each in dispatch.changed if each.outcome == "online"),
        *_aims(View(problem, after), dispatch),
    ]
    if dispatch.shortage != _lacking(problem, after) - _lacking(old, before):
        names.append("shortage")
    return _breaches(names)


def pause_told(problem: Problem, before: Plan, after: Plan, last: date, pause: Pause) -> list[Breach]:
    """Return every breach; ``last``: the last suspended day."""
    kinds = {stop.stop_id: stop.kind for stop in problem.stops}
    online = frozenset(
        tomllib.loads(resources.files("scheduler").joinpath("data/suspension.toml").read_text("utf-8"))["online_kinds"]
    )
    gone = (each for each in pause.visits if each.outcome != "made_up")
    names = [
        *_changed(problem, before, after, pause.visits),
        *(each.stop_id for each in gone if (each.outcome == "online") != (kinds.get(each.stop_id) in online)),
        *_stays(before, last, pause.stays),
    ]
    return _breaches(names)


def _breaches(names: Iterable[str]) -> list[Breach]:
    return [Breach(case="told", about=name) for name in sorted(set(names))]


def _differences(told: Iterable[Sending | Back], there: Iterable[Sending | Back]) -> Iterator[str]:
    said, found = Counter[Sending | Back](told), Counter[Sending | Back](there)
    yield from (each.caravan_id for each in (said - found) + (found - said))


def _sendings(before: Plan, problem: Problem, after: Plan, emergency: Emergency) -> Iterator[Sending]:
    """Yield every service at a stop that the emergency adds."""
    county = {f"{emergency.emergency_id}-{each}": each for each in emergency.county_ids}
    kits = {caravan.caravan_id: caravan.kit_id for caravan in problem.caravans}
    known = {tour.tour_id for tour in before.tours}
    called = datetime.combine(emergency.called_on, time()) + timedelta(minutes=emergency.called_min)
    for tour in after.tours:
        for day in tour.days:
            for part in day.activities:
                if part.stop_id in county:
                    begins = datetime.combine(day.day, time()) + timedelta(minutes=part.start_min)
                    yield Sending(
                        county_id=county[part.stop_id],
                        stop_id=part.stop_id,
                        caravan_id=tour.caravan_id,
                        kit_id=kits[tour.caravan_id],
                        crew_id=tour.crew_id,
                        tour_id=tour.tour_id,
                        day=day.day,
                        start_min=part.start_min,
                        after_min=(begins - called) // timedelta(minutes=1),
                        recalled=tour.tour_id in known,
                    )


def _backs(after: Plan, sendings: Iterable[Sending]) -> Iterator[Back]:
    sent = {each.tour_id for each in sendings}
    for tour in after.tours:
        if tour.tour_id in sent:
            returns = tour.days[-1].day
            begins = (each.days[0].day for each in after.tours if each.caravan_id == tour.caravan_id)
            resumes = min((day for day in begins if day > returns), default=None)
            yield Back(caravan_id=tour.caravan_id, returns=returns, resumes=resumes)


def _changed(problem: Problem, before: Plan, after: Plan, told: Iterable[Changed]) -> Iterator[str]:
    """Yield the stops of visits of which something else is told than is so; where they are now is checked apart."""
    county = {stop.stop_id: stop.county_id for stop in problem.stops}
    planned, visited = set(_visits(before)), {stop_id for stop_id, _, _ in _visits(after)}
    for each in told:
        again = each.new_day is not None and each.new_caravan_id is not None
        right = (
            (each.stop_id, each.caravan_id, each.day) in planned
            and each.county_id == county[each.stop_id]
            and (each.outcome == "made_up") == again == (each.obstacle is None)
            and (again or (each.obstacle == "convoy") == (each.stop_id in visited))
        )
        if not right:
            yield each.stop_id


def _visits(plan: Plan) -> Iterator[tuple[str, str, date]]:
    for tour in plan.tours:
        for day in tour.days:
            yield from ((part.stop_id, tour.caravan_id, day.day) for part in day.activities if part.stop_id is not None)


def _aims(view: View, dispatch: Dispatch) -> Iterator[str]:
    """Yield the aims with other values than the services have, or with bounds that the values contradict."""
    hours = {each.county_id: -(-each.after_min // 60) for each in dispatch.sendings}
    known = {
        "last_hours": max(hours.values(), default=0),
        "weighted_hours": sum(max(1, view.need[county_id]) * each for county_id, each in hours.items()),
    }
    for aim in dispatch.aims:
        contradicted = aim.bound > aim.value or (aim.least or 0) > aim.value
        if contradicted or aim.value != known.get(aim.aim, aim.value):
            yield aim.aim


def _lacking(problem: Problem, plan: Plan) -> int:
    return sum(value for (_, stage), value in figures(problem, plan).items() if stage == "shortage")


def _stays(before: Plan, last: date, told: Iterable[ChangedStay]) -> Iterator[str]:
    """Yield the sets of stays of which something else is told than is so; where they are now is checked apart."""
    planned = {(stay.set_id, stay.county_id, stay.hall_id, stay.opens, stay.weeks) for stay in before.stays}
    for each in told:
        now = each.new_set_id, each.new_opens, each.new_weeks
        if each.outcome == "shortened":
            right = now[:2] == (each.set_id, each.opens) and 0 < (each.new_weeks or 0) < each.weeks
        elif each.outcome == "postponed":
            right = None not in now and each.new_opens is not None and each.new_opens > last
        else:
            right = now == (None, None, None)
        if not right or (each.set_id, each.county_id, each.hall_id, each.opens, each.weeks) not in planned:
            yield each.set_id
