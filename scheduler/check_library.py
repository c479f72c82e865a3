"""Libraries and loans: ids, what a library holds, nothing lent twice, kits that loans make up, pins against loans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from core.errors import Fault, fault
from exhibits.library import Library, Loan
from scheduler.problem import Problem

Link = tuple[str, str, str]
"""Path, kind and id of something that must exist."""
LENT = (
    ("exhibit_ids", "exhibit"),
    ("show_ids", "theme show"),
    ("set_ids", "set"),
    ("caravan_ids", "caravan"),
)
"""Fields of libraries and loans that name what is lent."""


def library_links(problem: Problem) -> Iterator[Link]:
    """Yield what theme exhibitions, libraries, loans and requests to libraries name."""
    for index, show in enumerate(problem.theme_shows):
        path = f"/theme_shows/{index}"
        yield from _each(f"{path}/exhibit_ids", "exhibit", show.exhibit_ids)
        yield f"{path}/owner_id", "organisation", show.owner_id
        yield f"{path}/custodian_id", "organisation", show.custodian_id
    for index, library in enumerate(problem.libraries):
        path = f"/libraries/{index}"
        yield f"{path}/org_id", "organisation", library.org_id
        yield f"{path}/county_id", "county", library.county_id
        yield from _each(f"{path}/community_exhibit_ids", "exhibit", library.community_exhibit_ids)
        yield from _lent_links(path, library)
    for name in ("loans", "loan_requests"):
        for index, item in enumerate(getattr(problem, name)):
            path = f"/{name}/{index}"
            yield f"{path}/library_id", "library", item.library_id
            yield f"{path}/borrower_id", "organisation", item.borrower_id
            yield f"{path}/county_id", "county", item.county_id
            yield from _optional(path, item)
    for index, loan in enumerate(problem.loans):
        yield from _lent_links(f"/loans/{index}", loan)


def _lent_links(path: str, item: Library | Loan) -> Iterator[Link]:
    for field, kind in LENT:
        yield from _each(f"{path}/{field}", kind, getattr(item, field))


def _optional(path: str, item: object) -> Iterator[Link]:
    kinds = {"stop_id": "stop", "kit_id": "kit", "caravan_id": "caravan", "request_id": "loan request"}
    for field, kind in kinds.items():
        value = getattr(item, field, None)
        if value is not None:
            yield f"{path}/{field}", kind, value


def _each(path: str, kind: str, ids: Iterable[str]) -> Iterator[Link]:
    for index, name in enumerate(ids):
        yield f"{path}/{index}", kind, name


def loan_faults(problem: Problem) -> Iterator[Fault]:
    """Yield the faults of loans and requests whose ids are known."""
    yield from _not_held(problem)
    yield from _twice(problem)
    yield from _kits(problem)
    yield from _pinned(problem)
    for index, request in enumerate(problem.loan_requests):
        if request.age_max < request.age_min:
            yield fault("range-reversed", f"/loan_requests/{index}", low=request.age_min, high=request.age_max)


def _not_held(problem: Problem) -> Iterator[Fault]:
    """Yield a fault for each thing that a loan takes and its library does not lend, and for empty loans."""
    libraries = {one.library_id: one for one in problem.libraries}
    for index, loan in enumerate(problem.loans):
        library = libraries[loan.library_id]
        if not any(getattr(loan, field) for field, _ in LENT):
            yield fault("loan-empty", f"/loans/{index}", id=loan.loan_id)
        for field, kind in LENT:
            held = {*getattr(library, field), *(library.community_exhibit_ids if field == "exhibit_ids" else ())}
            for number, name in enumerate(getattr(loan, field)):
                if name not in held:
                    facts = {"kind": kind, "id": name, "library": library.name}
                    yield fault("loan-not-held", f"/loans/{index}/{field}/{number}", **facts)


@dataclass(frozen=True)
class Taken:
    """Something is gone from its first to its last day, the turnaround of its library included."""

    first: date
    last: date
    index: int
    """Number of the loan."""


def _twice(problem: Problem) -> Iterator[Fault]:
    """Yield a fault for each exhibit, set or caravan that two loans take on one day."""
    taken: dict[tuple[str, str], list[Taken]] = {}
    margin = {one.library_id: timedelta(days=one.turnaround_days) for one in problem.libraries}
    for index, loan in enumerate(problem.loans):
        when = Taken(loan.span.first, loan.span.last + margin[loan.library_id], index)
        for thing in things_of(problem, loan):
            taken.setdefault(thing, []).append(when)
    reported: set[tuple[int, int]] = set()
    for (kind, name), whens in sorted(taken.items()):
        for one, two in pairwise(sorted(whens, key=lambda when: (when.first, when.index))):
            if two.first <= one.last and (one.index, two.index) not in reported:
                reported.add((one.index, two.index))
                facts = {"kind": kind, "id": name, "first": two.first, "other": problem.loans[one.index].loan_id}
                yield fault("loan-twice", f"/loans/{two.index}", **facts, until=one.last)


def things_of(problem: Problem, loan: Loan) -> set[tuple[str, str]]:
    """Return kind and id of each exhibit, set and caravan that a loan takes, the carrier of a made-up kit included.

    A caravan is lent with the kit on board; one that a loan makes up is on board on the days of that loan only.
    """
    shows = {one.show_id: one.exhibit_ids for one in problem.theme_shows}
    sets = {one.set_id: one.exhibit_ids for one in problem.sets}
    kits = {one.kit_id: one.exhibit_ids for one in problem.kits}
    made_up = made_up_kits(problem)
    aboard = {one.caravan_id: () if one.kit_id in made_up else kits[one.kit_id] for one in problem.caravans}
    carrier = {one.caravan_id for one in problem.caravans if loan.kit_id == one.kit_id}
    exhibits = {
        *loan.exhibit_ids,
        *(name for show_id in loan.show_ids for name in shows[show_id]),
        *(name for set_id in loan.set_ids for name in sets[set_id]),
        *(name for caravan_id in loan.caravan_ids for name in aboard[caravan_id]),
    }
    whole = {("set", name) for name in loan.set_ids} | {("caravan", name) for name in carrier.union(loan.caravan_ids)}
    return whole | {("exhibit", name) for name in exhibits}


def _kits(problem: Problem) -> Iterator[Fault]:
    """Yield a fault for each kit that holds other exhibits than the loan that makes it up, or rides on no caravan.

    Such a kit's days are those of its loan; so a caravan carries at most one of them in a plan.
    """
    kits = {one.kit_id: one for one in problem.kits}
    carrier = {one.kit_id: one.caravan_id for one in problem.caravans}
    for index, loan in enumerate(problem.loans):
        if loan.kit_id is None:
            continue
        taken = {name for kind, name in things_of(problem, loan) if kind == "exhibit"}
        if set(kits[loan.kit_id].exhibit_ids) != taken:
            yield fault("loan-kit-differs", f"/loans/{index}/kit_id", id=loan.kit_id, loan=loan.loan_id)
        if loan.kit_id not in carrier:
            yield fault("loan-kit-idle", f"/loans/{index}/kit_id", id=loan.kit_id, loan=loan.loan_id)
        elif carrier[loan.kit_id] in loan.caravan_ids:
            facts = {"loan": loan.loan_id, "caravan": carrier[loan.kit_id]}
            yield fault("loan-kit-lent", f"/loans/{index}/kit_id", id=loan.kit_id, **facts)


def _pinned(problem: Problem) -> Iterator[Fault]:
    """Yield a fault for each pinned stay of a set that is lent, whole or in part, on one of its days (``set.lent``).

    Set-up before the horizon and tear-down after it are not asked about.
    """
    sets = {one.set_id: one for one in problem.sets}
    for index, pin in enumerate(problem.stay_pins):
        one = sets[pin.set_id]
        first = max(pin.opens - timedelta(days=one.setup_days), problem.horizon.first_monday)
        ends = pin.opens + timedelta(days=7 * pin.weeks - 1 + one.teardown_days)
        last = min(ends, problem.horizon.last_day)
        for loan in problem.loans:
            touched = things_of(problem, loan) & {("set", pin.set_id), *(("exhibit", e) for e in one.exhibit_ids)}
            if touched and not loan.splits_set and loan.span.overlaps(first, last):
                yield fault("loan-set-pinned", f"/stay_pins/{index}", id=pin.set_id, loan=loan.loan_id)


def made_up_kits(problem: Problem) -> set[str]:
    """Return the kits that loans make up: their exhibits are at home in sets, other kits or on the shelf."""
    return {loan.kit_id for loan in problem.loans if loan.kit_id is not None}
