"""A suspension decided: what is cancelled, moved online or postponed, and how it is made up."""

from __future__ import annotations

import time
import tomllib
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from core.calendar import DateSpan
from scheduler.emergency.changes import changes
from scheduler.emergency.closed import closed, days_closed, require_sound
from scheduler.emergency.makeup import tours_again, visits_again
from scheduler.emergency.model import Changed, Lift, Pause, Suspension
from scheduler.emergency.stays import hit_stays, settle_stays, with_lengths
from scheduler.explain.ground import Ground, make_ground
from scheduler.plan import Plan, Stay
from scheduler.problem import Problem
from scheduler.slots.board import changed, trimmed, without
from scheduler.slots.stamp import stamped
from scheduler.solve import with_id
from scheduler.verify.view import View
from scheduler.wire import pinned_of

MAKE_UP_SECONDS = 5.0


@dataclass(frozen=True)
class Paused:
    """A decision, and the problem and plan that come out."""

    pause: Pause
    problem: Problem
    """With stops and halls of the area closed, and without the pins and floors that the suspension breaks."""
    plan: Plan


def answer_suspension(problem: Problem, plan: Plan, suspension: Suspension) -> Paused:
    """Decide a suspension from a plan that the verifier accepted; neither problem nor plan is changed.

    Stays that are open when it begins close before it, others come afterwards where rounds, halls and sets allow.
    Visits are put on free days afterwards; of those for which none is found, the ones at places with a network are
    offered online. Everything else stays as it was: the days of other visits, and every minute of untouched days.

    Raises
    ------
    DapengError
        Every fault of the suspension: unknown counties, dates reversed or outside the horizon.
    """
    require_sound(problem, suspension)
    span = days_closed(problem, suspension)
    stays = hit_stays(plan, suspension.county_ids, span)
    base = with_lengths(closed(problem, suspension), stays, span)
    base, lifts = _without_pins(base, suspension, span, stays)
    view = View(base, plan)
    view.warm_up()
    before = make_ground(view)
    settled, told = settle_stays(view, stays, span, problem.set_rules.stay_weeks)
    after, hit = _visits_settled(replace_stays(before, settled), suspension, span)
    final, floors = _floors_lifted(base, after)
    final, lengths = _lengths_used(problem, final, settled)
    lifts += [*floors, *lengths]
    outcomes = tuple(_or_online(base, each) for each in changes(before, after, hit))
    pause = Pause(suspension_id=suspension.suspension_id, visits=outcomes, stays=told, lifts=tuple(lifts))
    return Paused(pause, final, _stamped(final, after, plan, bounds_hold=not lifts))


def replace_stays(ground: Ground, plan: Plan) -> Ground:
    """Return the ground with the stays of another plan."""
    return replace(ground, view=ground.view.with_plan(replace(plan, tours=ground.view.plan.tours)))


def _without_pins(
    problem: Problem, suspension: Suspension, span: DateSpan, stays: list[Stay]
) -> tuple[Problem, list[Lift]]:
    """Return the problem without the pins that cannot hold, and which these were."""
    area = set(suspension.county_ids)
    county = {stop.stop_id: stop.county_id for stop in problem.stops}
    visits = [pin for pin in problem.visit_pins if county[pin.stop_id] in area and pin.day in span]
    hit = {(stay.set_id, stay.hall_id, stay.opens) for stay in stays}
    pinned = [pin for pin in problem.stay_pins if (pin.set_id, pin.hall_id, pin.opens) in hit]
    lifts = [Lift(rule_id="visit.pin", target_id=pin.stop_id, before=1, after=0) for pin in visits]
    lifts += [Lift(rule_id="set.pin", target_id=pin.hall_id, before=1, after=0) for pin in pinned]
    return replace(
        problem,
        visit_pins=tuple(pin for pin in problem.visit_pins if pin not in visits),
        stay_pins=tuple(pin for pin in problem.stay_pins if pin not in pinned),
    ), lifts


def _visits_settled(ground: Ground, suspension: Suspension, span: DateSpan) -> tuple[Ground, set[int]]:
    """Return the ground without suspended visits, made up as far as there is room, and which visits were hit.

    Where the rest of a tour does not hold without them, the whole tour is hit.
    """
    area = set(suspension.county_ids)
    stops, columns, hit = ground.case.names.stops, {}, set[int]()
    again = []
    first = max(0, (span.first - ground.case.names.days[0]).days)
    for number, out in enumerate(ground.tours):
        suspended = frozenset(
            stop
            for day, visits in zip(out.column.days, out.column.visits, strict=True)
            for stop in visits
            if stops[stop].county_id in area and ground.date(day) in span
        )
        if not suspended:
            continue
        left = without(ground.case, out.column, suspended)
        columns[number] = None if left is None else trimmed(ground.case, left, first)
        hit |= suspended if columns[number] is not None else set(out.column.stops)
        if columns[number] is None:
            again.append((out.column, out.crew, out.tour.tour_id))
    ground = changed(ground, columns)
    ground = tours_again(ground, again, first)
    ends = time.monotonic() + MAKE_UP_SECONDS
    prefix, later = f"{suspension.suspension_id}-later", range(first, ground.days)
    return visits_again(ground, sorted(hit), later, prefix=prefix, enough=lambda: time.monotonic() > ends), hit


def _lengths_used(problem: Problem, final: Problem, plan: Plan) -> tuple[Problem, list[Lift]]:
    """Return the problem with no more lengths of stay than it had and the plan uses, and which are new."""
    regular = problem.set_rules.stay_weeks
    new = sorted({stay.weeks for stay in plan.stays} - {*regular})
    rules = replace(final.set_rules, stay_weeks=tuple(sorted({*regular, *new})))
    lifts = [Lift(rule_id="set.week", target_id="", before=regular[0], after=weeks) for weeks in new]
    return replace(final, set_rules=rules), lifts


def _floors_lifted(problem: Problem, ground: Ground) -> tuple[Problem, list[Lift]]:
    """Return the problem with hard floors lowered to what the suspension leaves, and which these were."""
    visits = Counter(visit.stop.county_id for visit in ground.view.visits)
    stays = Counter(stay.county_id for stay in ground.view.plan.stays)
    lifts: list[Lift] = []
    floors = []
    for floor in problem.floors:
        found = (stays if floor.service == "set" else visits)[floor.county_id]
        if floor.hard and found < floor.minimum:
            rule_id = "set.floor" if floor.service == "set" else "county.floor"
            lifts.append(Lift(rule_id=rule_id, target_id=floor.county_id, before=floor.minimum, after=found))
            floors.append(replace(floor, minimum=found))
        else:
            floors.append(floor)
    everything = len(ground.view.visits)
    townships = sum(visit.stop.setting in ("township", "village") for visit in ground.view.visits)
    share = problem.caravan_rules.township_share_min_percent
    rules = problem.caravan_rules
    if 100 * townships < share * everything:
        rules = replace(rules, township_share_min_percent=100 * townships // everything)
        after = rules.township_share_min_percent
        lifts.append(Lift(rule_id="share.township", target_id="", before=share, after=after))
    return replace(problem, floors=tuple(floors), caravan_rules=rules), lifts


def _or_online(problem: Problem, each: Changed) -> Changed:
    """Return a visit that found no day as one that is offered online, where the place can take it."""
    kinds = {stop.stop_id: stop.kind for stop in problem.stops}
    if each.outcome == "lost" and kinds[each.stop_id] in online_kinds():
        return replace(each, outcome="online")
    return each


@cache
def online_kinds() -> frozenset[str]:
    """Return the kinds of stop at which a suspended visit can be offered online."""
    text = resources.files("scheduler").joinpath("data/suspension.toml").read_text("utf-8")
    return frozenset(tomllib.loads(text)["online_kinds"])


def _stamped(problem: Problem, ground: Ground, before: Plan, *, bounds_hold: bool) -> Plan:
    view = View(problem, ground.view.plan)
    made = stamped(view, before, bounds_hold=bounds_hold)
    return with_id(replace(made, pinned=pinned_of(problem), shadow_prices=(), plan_id=""), problem.problem_id)
