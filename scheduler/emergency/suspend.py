"""A suspension decided: what is cancelled, moved online or postponed, and how it is made up."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from core.calendar import DateSpan
from scheduler.caravans.column import Column, departure_of
from scheduler.emergency.changes import Pair, changes
from scheduler.emergency.closed import closed, days_closed, require_sound
from scheduler.emergency.guard import Guard
from scheduler.emergency.makeup import Gone, Refused, part_of, tours_again, visits_again
from scheduler.emergency.model import Changed, Lift, Pause, Suspension
from scheduler.emergency.stays import hit_stays, settle_stays, with_lengths
from scheduler.emergency.waivers import waived, without_pins
from scheduler.explain.ground import Ground, Out, make_ground
from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.slots.board import changed, trimmed, with_outs, without
from scheduler.slots.stamp import stamped
from scheduler.verify.view import View
from scheduler.wire import pinned_of, with_id

LOOKS = 1_000_000
"""Days of caravans at which is looked for places, at most: about 7 s."""


@dataclass(frozen=True)
class Paused:
    """A decision, and the problem and plan that come out."""

    pause: Pause
    problem: Problem
    """With stops and halls of the area closed, and without what the suspension breaks of the rules."""
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
    shut = closed(problem, suspension)
    stays = hit_stays(shut, plan)
    base, lifts = without_pins(with_lengths(shut, stays), suspension, span, stays)
    view = View(base, plan)
    view.warm_up()
    before = make_ground(view)
    left, taken = _taken_out(before, suspension, span)
    settled, told = settle_stays(left.view, stays, span, problem.set_rules.stay_weeks)
    around = make_ground(view.with_plan(replace(settled, tours=left.view.plan.tours)))
    after, refused = _made_up(around, taken, suspension, span)
    final, more = waived(base, after.view)
    final, lengths = _lengths_used(problem, final, settled)
    lifts += [*more, *lengths]
    outcomes = tuple(
        _or_online(base, each) for each in changes(before, after, taken.hit, _first(before, span), refused)
    )
    pause = Pause(suspension_id=suspension.suspension_id, visits=outcomes, stays=told, lifts=tuple(lifts))
    return Paused(pause, final, _stamped(problem, final, after, plan, tuple(lifts)))


@dataclass(frozen=True)
class _Taken:
    """What is taken out of a plan."""

    hit: frozenset[Pair]
    gone: tuple[Gone, ...]
    """The same tour by tour."""


def _taken_out(ground: Ground, suspension: Suspension, span: DateSpan) -> tuple[Ground, _Taken]:
    """Return the ground without suspended visits, and what was taken out.

    Where the rest of a tour does not hold without them, the whole tour is; but one that is under way goes on.
    """
    columns: dict[int, Column | None] = {}
    standing: dict[int, Out] = {}
    hit: set[Pair] = set()
    lost: list[Gone] = []
    first = _first(ground, span)
    for number, out in enumerate(ground.tours):
        suspended = frozenset(_suspended(ground, out.column, suspension, span))
        if not suspended:
            continue
        left = _left(ground, out.column, suspended, first)
        if left is None and out.column.first < first:
            standing[number] = _standing(ground, out, suspended)
        else:
            columns[number] = None if left is None else trimmed(ground.case, left, first)
        whole = columns.get(number, out.column) is None
        gone = frozenset(out.column.stops) if whole else suspended
        hit |= {(stop, out.column.caravan) for stop in gone}
        again = out.tour.tour_id if whole else f"{suspension.suspension_id}-rest-{out.tour.tour_id}"
        lost.append((part_of(out.column, gone), out.crew, again))
    stood = with_outs(ground, (standing.get(number, out) for number, out in enumerate(ground.tours)))
    return changed(stood, columns), _Taken(frozenset(hit), tuple(lost))


def _left(ground: Ground, column: Column, suspended: frozenset[int], first: int) -> Column | None:
    """Return a tour without its suspended visits; ``None`` where a day no longer fits the clock, or nothing is left.

    A tour that is under way may have no visit left: what it did before stands, and it comes home.
    """
    empty = part_of(column, frozenset())
    if column.first < first and suspended.issuperset(column.stops):
        fits = all(departure_of(ground.case, empty.caravan, *leg) >= 0 for leg in empty.legs(ground.case.flat))
        return empty if fits else None
    return without(ground.case, column, suspended)


def _standing(ground: Ground, out: Out, suspended: frozenset[int]) -> Out:
    """Return a tour under way that rests where it was to visit: driven straight on, its days would not hold."""
    ids = {ground.case.names.stops[stop].stop_id for stop in suspended}
    days = tuple(
        replace(
            day,
            activities=tuple(
                replace(part, kind="rest", stop_id=None) if part.stop_id in ids else part for part in day.activities
            ),
        )
        for day in out.tour.days
    )
    kept = frozenset(out.column.stops) - suspended
    return replace(out, tour=replace(out.tour, days=days), column=part_of(out.column, kept))


def _suspended(ground: Ground, column: Column, suspension: Suspension, span: DateSpan) -> Iterator[int]:
    stops = ground.case.names.stops
    for day, visits in zip(column.days, column.visits, strict=True):
        if ground.date(day) in span:
            yield from (stop for stop in visits if stops[stop].county_id in suspension.county_ids)


def _first(ground: Ground, span: DateSpan) -> int:
    """Return the first day that may change: that of the suspension, in the caravans' window."""
    return max(0, (span.first - ground.case.names.days[0]).days)


def _made_up(ground: Ground, taken: _Taken, suspension: Suspension, span: DateSpan) -> tuple[Ground, Refused]:
    """Return the ground with what was taken out put on later days, as far as it goes; and what refused the rest."""
    first = _first(ground, span)
    guard = Guard(ground.view.problem)
    ground = tours_again(ground, taken.gone, first, guard)
    stops = sorted({stop for stop, _ in taken.hit})
    prefix = f"{suspension.suspension_id}-later"
    return visits_again(ground, stops, range(first, ground.days), guard, prefix=prefix, looks=LOOKS)


def _lengths_used(problem: Problem, final: Problem, plan: Plan) -> tuple[Problem, list[Lift]]:
    """Return the problem with no more lengths of stay than it had and the plan uses, and which are new."""
    regular = problem.set_rules.stay_weeks
    new = sorted({stay.weeks for stay in plan.stays} - {*regular})
    rules = replace(final.set_rules, stay_weeks=tuple(sorted({*regular, *new})))
    lifts = [Lift(rule_id="set.week", target_id="", before=regular[0], after=weeks) for weeks in new]
    return replace(final, set_rules=rules), lifts


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


def _stamped(old: Problem, problem: Problem, ground: Ground, before: Plan, lifts: tuple[Lift, ...]) -> Plan:
    """Return the plan, pinned to its problem, with bounds that still hold for it.

    A section's bounds hold as long as nothing that it must obey was lifted. Those of the caravans were proved around
    the stays: where others stand, only if nothing in them depends on stays.
    """
    view = View(problem, ground.view.plan)
    sets = any(lift.rule_id.startswith("set.") for lift in lifts)
    caravans = any(not lift.rule_id.startswith("set.") for lift in lifts)
    campaigns = any(lift.rule_id.startswith("campaign.") for lift in lifts)
    together = old.caravan_rules.apart_from_sets or any(each.service == "any" for each in old.campaign_targets)
    caravans |= together and set(view.plan.stays) != set(before.stays)
    kept = {"sets": not (sets or campaigns), "caravans": not caravans}
    stages = tuple(
        stage
        for section in ("sets", "caravans")
        for stage in stamped(view, before, bounds_hold=kept[section]).stages
        if stage.section == section
    )
    made = replace(view.plan, stages=stages, pinned=pinned_of(problem), shadow_prices=(), plan_id="")
    return with_id(made, problem.problem_id)
