"""Loans against the tour plan, day by day: what is lent does not tour."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from exhibits.library import Loan
from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.rules import Violation, violation
from scheduler.verify.days import each_day, in_any, occupied, within
from scheduler.verify.view import View, named
from scheduler.verify.who import away_days


def exhibits_of(problem: Problem, loan: Loan) -> set[str]:
    """Return every exhibit that a loan takes along: singly, in theme exhibitions, sets, or on board."""
    aboard = {caravan.kit_id for caravan in problem.caravans if caravan.caravan_id in loan.caravan_ids}
    aboard -= _made_up(problem)
    found = set(loan.exhibit_ids)
    found.update(name for show in problem.theme_shows if show.show_id in loan.show_ids for name in show.exhibit_ids)
    found.update(name for one in problem.sets if one.set_id in loan.set_ids for name in one.exhibit_ids)
    found.update(name for kit in problem.kits if kit.kit_id in aboard for name in kit.exhibit_ids)
    return found


def _made_up(problem: Problem) -> set[str | None]:
    """Return the kits that are together on the days of their loans only."""
    return {loan.kit_id for loan in problem.loans}


def lent_on(problem: Problem, day: date) -> set[str]:
    """Return every exhibit that is lent on ``day``."""
    loans = [loan for loan in problem.loans if loan.span.first <= day <= loan.span.last]
    return {name for loan in loans for name in exhibits_of(problem, loan)}


def taken_by(problem: Problem, plan: Plan | None, day: date) -> set[str]:
    """Return every exhibit that tours on ``day`` by the plan, or whose set or caravan is unavailable or elsewhere."""
    away = {one.set_id for one in problem.sets if in_any(day, one.unavailable)} | _exchanged(problem, day)
    travelling = _travelling(problem, day)
    away |= {name for service, name in travelling if service == "set"}
    riding = {one.kit_id for one in problem.caravans if ("caravan", one.caravan_id) in travelling}
    if plan is not None:
        setup = {one.set_id: timedelta(days=one.setup_days) for one in problem.sets}
        teardown = {one.set_id: timedelta(days=one.teardown_days) for one in problem.sets}
        away |= {s.set_id for s in plan.stays if s.opens - setup[s.set_id] <= day <= s.last_day + teardown[s.set_id]}
        away |= {o.set_id for o in plan.overhauls if o.first_monday <= day <= o.last_day}
        out = {tour.caravan_id for tour in plan.tours for each in tour.days if each.day == day}
        riding |= {caravan.kit_id for caravan in problem.caravans if caravan.caravan_id in out}
    riding -= _made_up(problem)
    found = {name for one in problem.sets if one.set_id in away for name in one.exhibit_ids}
    return found | {name for kit in problem.kits if kit.kit_id in riding for name in kit.exhibit_ids}


def _travelling(problem: Problem, day: date) -> set[tuple[str, str]]:
    """Return service and id of each set and caravan that is on a journey on ``day``."""
    spans = [(one.service, one.resource_id, away_days(one, problem.timezone)) for one in problem.journeys]
    return {(service, name) for service, name, (leaves, returns) in spans if leaves <= day <= returns}


def _exchanged(problem: Problem, day: date) -> set[str]:
    """Return each set that is lent to another organisation on ``day``, or lent in on other days only."""
    out = {loan.set_id for loan in problem.set_loans if loan.direction == "out" and day in loan.window}
    guests = [loan for loan in problem.set_loans if loan.direction == "in"]
    return out | {one.set_id for one in guests} - {one.set_id for one in guests if day in one.window}


def set_lent(view: View) -> Iterator[Violation]:
    """No set is at a stay or an overhaul on a day on which a loan keeps it at home."""
    horizon = view.problem.horizon
    used = [(placed.path, placed.museum_set.set_id, within(occupied(placed), horizon)) for placed in view.stays]
    used += [(path, o.set_id, (o.first_monday, o.last_day)) for path, o in view.overhauls]
    for path, set_id, (first, last) in used:
        touched = [loan for loan in view.problem.loans if loan.span.first <= last and loan.span.last >= first]
        for day in each_day(first, last) if touched else ():
            if loan := _holds_set(view, set_id, day):
                facts = {"day": day, "loan": loan.loan_id}
                yield violation("set.lent", "loan", path, set=named(view.sets[set_id]), **facts)
                break


def _holds_set(view: View, set_id: str, day: date) -> Loan | None:
    """Return a loan that keeps a set at home on a day.

    A loan that may split the set does so only where too few working exhibits are left of it.
    """
    one = view.sets[set_id]
    own, gone, splitting = set(one.exhibit_ids), set[str](), None
    for loan in view.problem.loans:
        if loan.span.first <= day <= loan.span.last:
            lost = exhibits_of(view.problem, loan) & own
            if set_id in loan.set_ids or (lost and not loan.splits_set):
                return loan
            gone |= lost
            splitting = loan if lost else splitting
    left = sum(view.exhibits[name].condition == "working" for name in own - gone)
    enough = 100 * left >= view.problem.set_rules.min_intact_percent * len(own)
    return None if enough else splitting


def caravan_lent(view: View) -> Iterator[Violation]:
    """No caravan tours on a day on which it is lent, or its kit in part, or its kit made up by a loan is not there."""
    for tour, day, path in view.days():
        caravan = view.caravans.get(tour.caravan_id)
        if caravan is None or not view.problem.loans:
            continue
        today = [loan for loan in view.problem.loans if loan.span.first <= day.day <= loan.span.last]
        facts = {"caravan": caravan.name, "day": day.day}
        kit = set(view.kits[caravan.kit_id].exhibit_ids)
        for loan in today:
            lost = loan.kit_id != caravan.kit_id and exhibits_of(view.problem, loan) & kit
            if caravan.caravan_id in loan.caravan_ids or lost:
                yield violation("caravan.lent", "loan", path, loan=loan.loan_id, **facts)
        makers = [loan for loan in view.problem.loans if loan.kit_id == caravan.kit_id]
        if makers and not any(loan in today for loan in makers):
            yield violation("caravan.lent", "no_kit", path, kit=caravan.kit_id, **facts)
