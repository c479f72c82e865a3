"""What may be wrong with loans of sets, rings and the rules of repeats."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, product

from core.errors import Fault, fault
from scheduler.exchange import Ring
from scheduler.problem import Problem


def exchange_ids(problem: Problem) -> Iterator[Fault]:
    """Yield a fault for each id of a loan or ring that stands again or names nothing."""
    sets, counties = {item.set_id for item in problem.sets}, {county.county_id for county in problem.counties}
    orgs = {org.org_id for org in problem.organisations}
    yield from _again("loan", [loan.loan_id for loan in problem.set_loans], "/set_loans/{}/loan_id")
    yield from _again("ring", [ring.ring_id for ring in problem.rings], "/rings/{}/ring_id")
    for index, loan in enumerate(problem.set_loans):
        path = f"/set_loans/{index}"
        yield from _unknown("set", (loan.set_id,), sets, f"{path}/set_id")
        yield from _unknown("county", (loan.county_id,), counties, f"{path}/county_id")
        yield from _unknown("organisation", (loan.lender_id,), orgs, f"{path}/lender_id")
        yield from _unknown("organisation", (loan.borrower_id,), orgs, f"{path}/borrower_id")
    for index, ring in enumerate(problem.rings):
        yield from _unknown("set", ring.set_ids, sets, f"/rings/{index}/set_ids")
        yield from _unknown("county", ring.county_ids, counties, f"/rings/{index}/county_ids")
        yield from _again("set", ring.set_ids, f"/rings/{index}/set_ids/{{}}")
        yield from _again("county", ring.county_ids, f"/rings/{index}/county_ids/{{}}")


def _again(kind: str, ids: list[str] | tuple[str, ...], path: str) -> Iterator[Fault]:
    for index, name in enumerate(ids):
        if name in ids[:index]:
            yield fault("id-duplicate", path.format(index), kind=kind, id=name)


def _unknown(kind: str, ids: tuple[str, ...], known: set[str], path: str) -> Iterator[Fault]:
    for name in ids:
        if name not in known:
            yield fault("id-unknown", path, kind=kind, id=name)


def set_loans(problem: Problem) -> Iterator[Fault]:
    """Yield faults of loans: not lent by the owner, lent twice at a time."""
    owner = {item.set_id: item.owner_id for item in problem.sets}
    for index, loan in enumerate(problem.set_loans):
        if loan.lender_id != owner[loan.set_id]:
            facts = {"set": loan.set_id, "owner": owner[loan.set_id], "lender": loan.lender_id}
            yield fault("loan-owner", f"/set_loans/{index}/lender_id", **facts)
    for set_id in owner:
        mine = [(loan.window, index) for index, loan in enumerate(problem.set_loans) if loan.set_id == set_id]
        for (one, _), (two, index) in pairwise(sorted(mine, key=lambda each: (each[0].first, each[0].last))):
            if two.first <= one.last:
                path = f"/set_loans/{index}/window"
                yield fault("spans-overlap", path, first=two.first, last=two.last, other_first=one.first)


def rings(problem: Problem) -> Iterator[Fault]:
    """Yield faults of rings: nobody in them, no Monday, no steps, steps shorter than the stays."""
    for index, ring in enumerate(problem.rings):
        path = f"/rings/{index}"
        for name in ("set_ids", "county_ids"):
            if not getattr(ring, name):
                yield fault("list-empty", f"{path}/{name}", field=name)
        if ring.first_monday.isoweekday() != 1:
            yield fault("not-monday", f"{path}/first_monday", day=ring.first_monday)
        if ring.steps < 1 or ring.stay_weeks < 1 or ring.every_weeks < ring.stay_weeks:
            facts = {"steps": ring.steps, "stay_weeks": ring.stay_weeks, "every_weeks": ring.every_weeks}
            yield fault("ring-steps", path, ring=ring.ring_id, **facts)


def undecided_rings(problem: Problem) -> Iterator[Ring]:
    """Yield each ring that the pinned stays do not bring round: some theme not exactly once in some county."""
    county = {hall.hall_id: hall.county_id for hall in problem.halls}
    themes = {item.set_id: {zone.theme for zone in item.zones} for item in problem.sets}
    for ring in problem.rings:
        steps = {ring.opens(step) for step in range(ring.steps)}
        held = [
            (county[pin.hall_id], theme)
            for pin in problem.stay_pins
            if pin.set_id in ring.set_ids and pin.opens in steps and pin.weeks == ring.stay_weeks
            for theme in themes[pin.set_id]
        ]
        wanted = product(ring.county_ids, set[str]().union(*(themes[set_id] for set_id in ring.set_ids)))
        if any(held.count(each) != 1 for each in wanted):
            yield ring


def open_fault(problem: Problem, ring: Ring) -> Fault:
    """Return the fault of a ring that is not decided."""
    return fault("ring-open", f"/rings/{problem.rings.index(ring)}", ring=ring.ring_id)
