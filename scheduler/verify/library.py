"""Check what was put together for a request, from the records alone: limits, availability, figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from core.errors import Fault, fault
from exhibits.library import LoanRequest
from exhibits.model import Exhibit
from fleet.model import Caravan
from scheduler.composition import Composition
from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.verify.days import each_day, in_any
from scheduler.verify.loans import lent_on, taken_by
from scheduler.verify.sums import exact, show
from scheduler.verify.who import away_days


def verify_composition(problem: Problem, composition: Composition, plan: Plan | None = None) -> list[Fault]:
    """Return what is wrong with a composition that says that its request is met; an empty list: nothing.

    Parameters
    ----------
    problem
        A consistent problem, before the composition is booked.
    composition
        Any composition of one of its requests.
    plan
        The plan that it was to respect, if any.

    Notes
    -----
    That a stage cannot be better is the solver's proof; what is checked is that its value is the composition's, and
    that no bound claims less than what was reached.
    """
    request = next(one for one in problem.loan_requests if one.request_id == composition.request_id)
    known = {one.exhibit_id: one for one in problem.exhibits}
    strange = [name for name in composition.exhibit_ids if name not in known]
    if strange or not composition.met:
        return [_wrong("reference", ", ".join(strange) or "—", "known exhibits, a request that is met")]
    items = [known[name] for name in composition.exhibit_ids]
    return [
        *_had(problem, request, composition, plan),
        *_carrier(problem, request),
        *_limits(problem, request, items),
        *_figures(problem, request, composition, items),
    ]


def _wrong(what: str, found: object, allowed: object) -> Fault:
    return fault("composition-wrong", "/", what=what, found=found, allowed=allowed)


def _had(problem: Problem, request: LoanRequest, composition: Composition, plan: Plan | None) -> Iterator[Fault]:
    """Yield a fault for what the library does not lend for the purpose, or cannot on some day."""
    library = next(one for one in problem.libraries if one.library_id == request.library_id)
    taken = set(composition.exhibit_ids)
    if len(taken) < len(composition.exhibit_ids):
        yield _wrong("exhibits named twice", len(composition.exhibit_ids), len(taken))
    community = request.purpose == "community"
    single = {*library.community_exhibit_ids, *(() if community else library.exhibit_ids)}
    for one in problem.theme_shows:
        if one.show_id in composition.show_ids:
            single |= set(one.exhibit_ids)
            if missing := set(one.exhibit_ids) - taken:
                yield _wrong(f"theme exhibition {one.show_id}", f"without {sorted(missing)}", "whole")
            if one.show_id not in library.show_ids:
                yield _wrong("theme exhibition", one.show_id, "one of the library")
    if community:
        single &= set(library.community_exhibit_ids)
    if other := taken - single:
        yield _wrong("exhibits", sorted(other), "the library's catalogue")
    margin = timedelta(days=library.turnaround_days)
    for day in each_day(request.span.first - margin, request.span.last + margin):
        if busy := taken & lent_on(problem, day):
            yield _wrong(f"exhibits lent on {day}", sorted(busy), "free ones")
            return
    for day in each_day(request.span.first, request.span.last):
        if busy := taken & taken_by(problem, plan, day):
            yield _wrong(f"exhibits on tour or away on {day}", sorted(busy), "free ones")
            return


def _carrier(problem: Problem, request: LoanRequest) -> Iterator[Fault]:
    """Yield a fault where the caravan that is to carry it is booked on one of the days, or away on all of them."""
    aboard = request.purpose == "on_board"
    for caravan in problem.caravans if aboard else ():
        if caravan.caravan_id != request.caravan_id:
            continue
        asked = list(each_day(request.span.first, request.span.last))
        if booked := [day for day in asked if _is_booked(problem, request, caravan, day)]:
            yield _wrong(f"days on which {caravan.caravan_id} is booked", f"{booked[0]} - {booked[-1]}", "none")
        if all(_is_off(problem, caravan, day) for day in asked):
            yield _wrong(f"days on which {caravan.caravan_id} is there", 0, ">= 1")


def _is_booked(problem: Problem, request: LoanRequest, caravan: Caravan, day: date) -> bool:
    """Tell whether a caravan is on a journey on a day, or in a loan, or in the turnaround between two."""
    pause = {one.library_id: timedelta(days=one.turnaround_days) for one in problem.libraries}
    trips = [j for j in problem.journeys if (j.service, j.resource_id) == ("caravan", caravan.caravan_id)]
    spans = [away_days(journey, problem.timezone) for journey in trips]
    lent = [loan for loan in problem.loans if caravan.caravan_id in loan.caravan_ids]
    spans += [(o.span.first - pause[request.library_id], o.span.last + pause[o.library_id]) for o in lent]
    return any(first <= day <= last for first, last in spans)


def _is_off(problem: Problem, caravan: Caravan, day: date) -> bool:
    """Tell whether a caravan is unavailable on a day, or outside its operator's contract."""
    if in_any(day, caravan.unavailable):
        return True
    contracts = [one.contract for one in problem.operators if one.org_id == caravan.custodian_id][:1]
    planned = problem.horizon.first_monday <= day <= problem.horizon.last_day
    return planned and any(not one.first <= day <= one.last for one in contracts)


def _limits(problem: Problem, request: LoanRequest, items: list[Exhibit]) -> Iterator[Fault]:
    working = [one for one in items if one.condition == "working"]
    for theme in request.themes:
        if (found := sum(one.theme == theme for one in working)) < request.theme_min:
            yield _wrong(f"theme {theme}", found, f">= {request.theme_min}")
    if len(working) < request.exhibits_min:
        yield _wrong("working exhibits", len(working), f">= {request.exhibits_min}")
    if request.exhibits_max is not None and len(items) > request.exhibits_max:
        yield _wrong("exhibits", len(items), f"<= {request.exhibits_max}")
    if 100 * len(working) < request.intact_min_percent * len(items):
        yield _wrong("intact rate", f"{len(working)}/{len(items)}", f">= {request.intact_min_percent} %")
    if unfit := [o.exhibit_id for o in items if o.age_min > request.age_min or o.age_max < request.age_max]:
        yield _wrong("ages", unfit, f"{request.age_min}-{request.age_max}")
    yield from _loads(problem, request, items, working)


def _loads(problem: Problem, request: LoanRequest, items: list[Exhibit], working: list[Exhibit]) -> Iterator[Fault]:
    """Yield a fault for each load above what request, stop or caravan allow."""
    loads = {
        "footprint_m2": sum((exact(one.footprint_m2) for one in working), Fraction(0)),
        "power_w": Fraction(sum(one.power_w for one in working)),
        "mass_g": Fraction(sum(one.mass_g for one in items)),
        "volume_l": Fraction(sum(one.volume_l for one in items)),
    }
    for name, most in _ceilings(problem, request):
        if loads[name] > most:
            yield _wrong(name, show(loads[name]), f"<= {show(most)}")


def _ceilings(problem: Problem, request: LoanRequest) -> Iterator[tuple[str, Fraction]]:
    own = {
        "footprint_m2": request.footprint_max_m2,
        "mass_g": request.mass_max_g,
        "volume_l": request.volume_max_l,
        "power_w": request.power_max_w,
    }
    yield from ((name, exact(most)) for name, most in own.items() if most is not None)
    sockets = []
    for stop in problem.stops:
        if stop.stop_id == request.stop_id:
            yield "footprint_m2", exact(stop.area_m2)
            sockets.append(stop.power_w)
    for caravan in problem.caravans:
        if caravan.caravan_id == request.caravan_id:
            kind = next(one for one in problem.vehicle_types if one.type_id == caravan.type_id)
            yield "mass_g", Fraction(kind.payload_g)
            yield "volume_l", Fraction(kind.volume_l)
            sockets.append(kind.power_w)
    if sockets:
        yield "power_w", Fraction(max(sockets))


def _figures(problem: Problem, request: LoanRequest, composition: Composition, items: list[Exhibit]) -> Iterator[Fault]:
    """Yield a fault for each stage whose value is not the composition's, or whose bound is worse than it."""
    asked = [one for one in items if one.condition == "working" and one.theme in (request.themes or {one.theme})]
    expected = {
        "kept_home": _kept_home(problem, request, set(composition.exhibit_ids)),
        "shown": len(asked),
        "mass": sum(one.mass_g for one in items),
    }
    if [stage.stage for stage in composition.stages] != [*expected]:
        yield _wrong("stages", [stage.stage for stage in composition.stages], [*expected])
        return
    for stage in composition.stages:
        if stage.value != expected[stage.stage]:
            yield _wrong(f"stage {stage.stage}", stage.value, expected[stage.stage])
        better = stage.bound - stage.value if stage.stage == "shown" else stage.value - stage.bound
        if better < 0:
            yield _wrong(f"bound of {stage.stage}", stage.bound, f"no worse than {stage.value}")


def _kept_home(problem: Problem, request: LoanRequest, taken: set[str]) -> int:
    """Return the sets and kits that an exhibit is taken from."""
    made_up = {loan.kit_id for loan in problem.loans}
    own = {c.kit_id for c in problem.caravans if c.caravan_id == request.caravan_id and request.purpose == "on_board"}
    aboard = {c.kit_id for c in problem.caravans} - made_up - own
    parts = [one.exhibit_ids for one in problem.sets]
    parts += [kit.exhibit_ids for kit in problem.kits if kit.kit_id in aboard]
    return sum(not taken.isdisjoint(part) for part in parts)
