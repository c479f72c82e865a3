"""An emergency decided: who goes, what is dropped and made up, and the plan that comes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from core.errors import DapengError, Fault, fail, fault
from scheduler.caravans.column import Column
from scheduler.caravans.figures import Figures
from scheduler.caravans.stages import Stages
from scheduler.emergency.budgets import Money, money_of
from scheduler.emergency.candidates import Call, Candidate
from scheduler.emergency.changes import changes
from scheduler.emergency.choose import Chosen, choose, hours
from scheduler.emergency.guard import Guard, share_slack
from scheduler.emergency.least import least_last_hours
from scheduler.emergency.lifts import lifted, share_lifted
from scheduler.emergency.makeup import Gone, Refused, tours_again, visits_again
from scheduler.emergency.model import Aim, Back, Dispatch, Emergency, Lift, Sending
from scheduler.emergency.obstacles import in_the_way
from scheduler.emergency.promises import promises_of, wishes_of
from scheduler.emergency.scene import require_usable, with_stops
from scheduler.emergency.soonest import Clock, soonest
from scheduler.explain.ground import Ground, Out, make_ground
from scheduler.plan import Plan, StageResult, Tour
from scheduler.problem import Problem, VisitPin
from scheduler.progress import Budget
from scheduler.slots.board import with_outs
from scheduler.slots.stamp import stamped
from scheduler.verify.figures import caravan_figures
from scheduler.verify.view import View
from scheduler.wire import pinned_of, with_id

LOOKS = 400_000
"""Days of caravans at which is looked for places, at most: about 3 s."""


@dataclass(frozen=True)
class Answered:
    """A decision, and the problem and plan that come out."""

    dispatch: Dispatch
    problem: Problem
    """With the emergency's stops, its visits as pins, and the limits that it raises."""
    plan: Plan


def answer_emergency(problem: Problem, plan: Plan, emergency: Emergency) -> Answered:
    """Decide an emergency from a plan that the verifier accepted.

    Parameters
    ----------
    problem, plan
        A problem and a plan of it; neither is changed.
    emergency
        Counties, themes, the call and the deadline.

    Returns
    -------
    Answered
        Tours that had begun go on to the counties from where they are, others set out from their depots. Visits that
        are dropped are put on later days where there is room. Everything else stays as it was, to the minute, but for
        the days that take up such a visit.

    Raises
    ------
    DapengError
        Every fault of the emergency; ``emergency-too-late`` for each county that no caravan with the theme can reach in
        time, with the one that comes closest; ``emergency-too-few`` where caravans reach each of them but not all;
        ``emergency-promises`` where, of the ways tried, one would do but for pins, hard floors, campaigns, budgets, or
        the wish to drop no visit;
        ``emergency-undecided`` where the choice was not made within its work.
    """
    require_usable(problem, emergency)
    base = with_stops(problem, emergency)
    view = View(base, plan)
    view.warm_up()
    call = Call(make_ground(view), emergency)
    chosen, gentle_hours = _chosen(call)
    sent = _sent(call, chosen.candidates)
    pinned = _pinned(base, call, chosen.candidates)
    raised, lifts = lifted(pinned, sent)
    final, refused = _made_up(raised, call, chosen.candidates, sent)
    raised, more = share_lifted(raised, final.view)
    made = _stamped(raised, final, plan)
    dispatch = _dispatch(call, chosen, final, refused, (*lifts, *more))
    lacking = shortage(made) - shortage(plan)
    return Answered(replace(dispatch, gentle_hours=gentle_hours, shortage=lacking), raised, made)


def shortage(plan: Plan) -> int:
    """Return what soft floors and soft campaign targets lack."""
    return sum(stage.value for stage in plan.stages if stage.stage == "shortage")


def _chosen(call: Call) -> tuple[Chosen, int | None]:
    """Return the choice, and the hour of the last arrival if no visit were dropped."""
    everything = list(call.candidates())
    limit = call.emergency.within_hours * 60
    timely = [each for each in everything if each.after_min[-1] <= limit]
    clock = Clock(call)
    if late := list(_too_late(clock, everything, limit)):
        raise DapengError(late)
    ways = list(call.gentle()) if call.emergency.keep_visits else timely
    wishes, money = list(wishes_of(call.ground)), list(money_of(call.ground))
    if chosen := choose(call, ways, promises_of(call.ground), money, wishes):
        return replace(chosen, aims=tuple(_with_least(clock, chosen.aims))), _gentle_hours(call, chosen, money)
    if listed := in_the_way(call, timely):
        raise fail("emergency-promises", "/", hours=call.emergency.within_hours, listed=listed)
    later = choose(call, everything)
    needed = next(aim.value for aim in later.aims if aim.aim == "last_hours") if later else None
    facts = {"counties": len(call.stops), "hours": call.emergency.within_hours, "needed": needed or "—"}
    facts["least"] = least_last_hours(clock)
    raise fail("emergency-too-few", "/county_ids", **facts)


def _gentle_hours(call: Call, chosen: Chosen, money: Sequence[Money]) -> int | None:
    """Return the hour of the last arrival by the best way found that drops no visit; ``None``: none was found."""
    if not any(each.dropped for each in chosen.candidates):
        return chosen.aims[0].value
    try:
        found = choose(call, list(call.gentle()), money=money)
    except DapengError:  # undecided
        return None
    return found.aims[0].value if found else None


def _with_least(clock: Clock, aims: Sequence[Aim]) -> Iterator[Aim]:
    """Yield the aims with what no dispatch at all can beat, where that is known."""
    times = [hours(minutes) for minutes in soonest(clock) if minutes is not None]
    weights = [clock.call.weight(stop) for stop in clock.call.stops]
    known = {
        "last_hours": max(least_last_hours(clock), *times),
        "weighted_hours": sum(weight * each for weight, each in zip(weights, times, strict=True)),
    }
    yield from (replace(aim, least=known.get(aim.aim)) for aim in aims)


def _too_late(clock: Clock, everything: Sequence[Candidate], limit: int) -> Iterator[Fault]:
    """Yield a fault for each county that nobody reaches in time, naming who comes closest, and by how much."""
    call = clock.call
    names = call.ground.case.names
    for number, stop in enumerate(call.stops):
        ways = [
            (c.after_min[c.stops.index(stop)], names.caravans[c.caravan].name) for c in everything if stop in c.stops
        ]
        if ways and min(ways)[0] <= limit:
            continue
        county = call.ground.view.county_name(names.stops[stop].county_id)
        if not ways:
            yield fault("emergency-nobody", f"/county_ids/{number}", county=county)
        else:
            after, caravan = min(ways)
            facts = {"caravan": caravan, "needed": hours(after), "hours": limit // 60, "late": after - limit}
            facts["least"] = hours(soonest(clock)[number] or 0)
            yield fault("emergency-too-late", f"/county_ids/{number}", county=county, **facts)


def _sent(call: Call, candidates: Sequence[Candidate]) -> Ground:
    """Return the ground with the dispatch: tours cancelled, broken off, and new ones."""
    cancelled = {number for each in candidates for number in each.cancelled}
    recalled = {each.recalled: each for each in candidates if each.recalled is not None}
    outs = [
        _out(call, recalled[number], out.tour.tour_id) if number in recalled else out
        for number, out in enumerate(call.ground.tours)
        if number not in cancelled
    ]
    outs += [_out(call, each, tour_id_of(call, each)) for each in candidates if each.recalled is None]
    return with_outs(call.ground, outs)


def tour_id_of(call: Call, candidate: Candidate) -> str:
    """Return the id of a candidate's tour: its own, or that of the tour that it breaks off."""
    if candidate.recalled is not None:
        return call.ground.tours[candidate.recalled].tour.tour_id
    return f"{call.emergency.emergency_id}-{call.ground.case.names.caravans[candidate.caravan].caravan_id}"


def _out(call: Call, candidate: Candidate, tour_id: str) -> Out:
    names = call.ground.case.names
    tour = Tour(
        tour_id=tour_id,
        caravan_id=names.caravans[candidate.caravan].caravan_id,
        crew_id=names.crews[candidate.crew].crew_id,
        days=candidate.journey.days,
    )
    rows = {stop.stop_id: row for row, stop in enumerate(names.stops)}
    seats = {county_id: row for row, county_id in enumerate(names.counties)}
    nights = [day.overnight_county_id for day in tour.days]
    column = Column(
        caravan=candidate.caravan,
        first=(tour.days[0].day - names.days[0]).days,
        nights=tuple(seats[night] for night in nights if night is not None),
        visits=tuple(tuple(rows[a.stop_id] for a in day.activities if a.stop_id is not None) for day in tour.days),
    )
    return Out(tour=tour, column=column, crew=candidate.crew)


def _pinned(problem: Problem, call: Call, candidates: Sequence[Candidate]) -> Problem:
    """Return the problem with the dispatch as pins, so that it stands when the plan is made anew."""
    names = call.ground.case.names
    pins = tuple(
        VisitPin(
            stop_id=names.stops[stop].stop_id, day=names.days[day], caravan_id=names.caravans[each.caravan].caravan_id
        )
        for each in candidates
        for stop, day, _ in each.journey.visits
    )
    return replace(problem, visit_pins=(*problem.visit_pins, *pins))


def _made_up(problem: Problem, call: Call, candidates: Sequence[Candidate], sent: Ground) -> tuple[Ground, Refused]:
    """Return the ground with dropped visits put on later days, as far as there is room, and what refused the rest."""
    view = View(problem, sent.view.plan)
    view.warm_up()
    ground = make_ground(view)
    guard = Guard(problem, share_floor=share_slack(call.ground, more_seats=len(call.stops)))
    ground = tours_again(ground, list(_gone(call, candidates)), call.day + 1, guard)
    dropped = sorted({stop for each in candidates for stop, _ in each.dropped})
    later = range(call.day + 1, ground.days)
    frozen = {call.ground.tours[number].tour.tour_id for number in call.begun}
    frozen |= {tour_id_of(call, each) for each in candidates}
    prefix = f"{call.emergency.emergency_id}-later"
    return visits_again(ground, dropped, later, guard, prefix=prefix, looks=LOOKS, frozen=frozenset(frozen))


def _gone(call: Call, candidates: Sequence[Candidate]) -> Iterator[Gone]:
    """Yield the tours that are cancelled."""
    for number in sorted({number for each in candidates for number in each.cancelled}):
        out = call.ground.tours[number]
        yield out.column, out.crew, out.tour.tour_id


def _stamped(problem: Problem, ground: Ground, before: Plan) -> Plan:
    """Return the plan, pinned to its problem, with bounds that hold for it."""
    view = ground.view if ground.view.problem is problem else View(problem, ground.view.plan)
    stages = Stages(problem, ground.case, Budget(0.0))
    own = stages.results(Figures(**{stage: value for (_, stage), value in caravan_figures(view).items()}))
    sets: list[StageResult] = [stage for stage in stamped(view, before).stages if stage.section == "sets"]
    draft = replace(ground.view.plan, pinned=pinned_of(problem), stages=(*sets, *own), shadow_prices=(), plan_id="")
    return with_id(draft, problem.problem_id)


def _dispatch(call: Call, chosen: Chosen, final: Ground, refused: Refused, lifts: tuple[Lift, ...]) -> Dispatch:
    dropped = {pair for each in chosen.candidates for pair in each.dropped}
    sendings = sorted(_sendings(call, chosen.candidates), key=lambda sending: (sending.after_min, sending.county_id))
    return Dispatch(
        emergency_id=call.emergency.emergency_id,
        sendings=tuple(sendings),
        changed=tuple(changes(call.ground, final, dropped, call.day + 1, refused)),
        back=tuple(_backs(call, chosen.candidates, final)),
        lifts=lifts,
        aims=chosen.aims,
    )


def _sendings(call: Call, candidates: Sequence[Candidate]) -> Iterator[Sending]:
    names = call.ground.case.names
    for each in candidates:
        caravan = names.caravans[each.caravan]
        for (stop, day, minute), after in zip(each.journey.visits, each.after_min, strict=True):
            yield Sending(
                county_id=names.stops[stop].county_id,
                stop_id=names.stops[stop].stop_id,
                caravan_id=caravan.caravan_id,
                kit_id=caravan.kit_id,
                crew_id=names.crews[each.crew].crew_id,
                tour_id=tour_id_of(call, each),
                day=names.days[day],
                start_min=minute,
                after_min=after,
                recalled=each.recalled is not None,
            )


def _backs(call: Call, candidates: Sequence[Candidate], final: Ground) -> Iterator[Back]:
    names = call.ground.case.names
    for each in candidates:
        returns = each.journey.days[-1].day
        caravan_id = names.caravans[each.caravan].caravan_id
        following = [t.days[0].day for t in final.view.plan.tours if t.caravan_id == caravan_id]
        later = [day for day in following if day > returns]
        yield Back(caravan_id=caravan_id, returns=returns, resumes=min(later, default=None))
