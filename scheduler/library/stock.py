"""What a library can lend on some days: exhibits that are neither lent, on tour, away nor outside the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from core.calendar import DateSpan
from exhibits.library import Library, Loan, LoanRequest, ThemeShow
from exhibits.model import Exhibit
from fleet.model import Caravan
from scheduler.absences import bookings
from scheduler.library.index import Index
from scheduler.plan import Plan


@dataclass(frozen=True)
class Stock:
    """What may be chosen from."""

    exhibits: tuple[Exhibit, ...]
    """Every exhibit that can be had, singly or in a theme exhibition; by id."""
    single: frozenset[str]
    """Those that are lent singly."""
    shows: tuple[ThemeShow, ...]
    """Theme exhibitions of which nothing is missing; by id."""
    tied: tuple[frozenset[str], ...]
    """Exhibits of each set or kit that stays at home if one of them goes."""
    held: tuple[Exhibit, ...]
    """What the library lends for the purpose, on whatever day."""


def stock_for(index: Index, request: LoanRequest, plan: Plan | None, *, any_day: bool = False) -> Stock:
    """Return what the library of a request can lend for its purpose on its days.

    Parameters
    ----------
    index
        The problem's inventory by id.
    request
        What is asked for.
    plan
        A set on tour, and the kit of a caravan that is out, are not to be had; ``None``: nothing is known to tour.
    any_day
        Leave loans, tours and absences out of account.
    """
    library = index.libraries[request.library_id]
    single, shows = _catalogue(index, library, request)
    held = single | {exhibit_id for show in shows for exhibit_id in show.exhibit_ids}
    gone = frozenset[str]() if any_day else busy_exhibits(index, library, request.span, plan)
    whole = tuple(show for show in shows if not gone.intersection(show.exhibit_ids))
    free = (single - gone) | {exhibit_id for show in whole for exhibit_id in show.exhibit_ids}
    return Stock(
        exhibits=tuple(index.exhibits[exhibit_id] for exhibit_id in sorted(free)),
        single=frozenset(single & free),
        shows=whole,
        tied=tuple(_tied(index, request, free)),
        held=tuple(index.exhibits[exhibit_id] for exhibit_id in sorted(held)),
    )


def _catalogue(index: Index, library: Library, request: LoanRequest) -> tuple[frozenset[str], list[ThemeShow]]:
    """Return the exhibits and theme exhibitions that a library lends for a purpose."""
    shows = [index.shows[show_id] for show_id in sorted(library.show_ids)]
    if request.purpose == "community":
        fit = frozenset(library.community_exhibit_ids)
        return fit, [show for show in shows if fit.issuperset(show.exhibit_ids)]
    return frozenset(library.exhibit_ids) | frozenset(library.community_exhibit_ids), shows


def _tied(index: Index, request: LoanRequest, free: frozenset[str]) -> Iterator[frozenset[str]]:
    """Yield what belongs together; the kit that the composed one replaces does not stay at home for it."""
    own = index.caravans[request.caravan_id].kit_id if request.caravan_id is not None else None
    replaced = own if request.purpose == "on_board" else None
    parts = [frozenset(one.exhibit_ids) for one in index.sets.values()]
    parts += [frozenset(kit.exhibit_ids) for kit in index.carried_kits() if kit.kit_id != replaced]
    yield from (part & free for part in parts if part & free)


def busy_exhibits(index: Index, library: Library, span: DateSpan, plan: Plan | None) -> frozenset[str]:
    """Return exhibits that cannot be had on some day of ``span``, the turnaround after and before loans included."""
    margin = timedelta(days=library.turnaround_days)
    lent = [
        index.exhibits_of(loan)
        for loan in index.problem.loans
        if loan.span.overlaps(span.first - margin, span.last + margin)
    ]
    return frozenset(name for names in (*lent, *_away(index, span), *_touring(index, span, plan)) for name in names)


def _away(index: Index, span: DateSpan) -> Iterator[tuple[str, ...]]:
    """Yield the exhibits of each set that is unavailable, on a journey or with others, and of kits on a journey."""
    for one in index.sets.values():
        spans = (*one.unavailable, *(each.span for each in bookings(index.problem, one)))
        if any(each.overlaps(span.first, span.last) for each in spans):
            yield one.exhibit_ids
    for caravan in _with_own_kit(index):
        if any(each.span.overlaps(span.first, span.last) for each in bookings(index.problem, caravan)):
            yield index.kits[caravan.kit_id].exhibit_ids


def _touring(index: Index, span: DateSpan, plan: Plan | None) -> Iterator[tuple[str, ...]]:
    """Yield the exhibits of each set at a stay or overhaul, and of each caravan out, on some day of ``span``."""
    if plan is None:
        return
    for stay in plan.stays:
        one = index.sets[stay.set_id]
        first, last = stay.opens - timedelta(days=one.setup_days), stay.last_day + timedelta(days=one.teardown_days)
        if span.overlaps(first, last):
            yield one.exhibit_ids
    for overhaul in plan.overhauls:
        if span.overlaps(overhaul.first_monday, overhaul.last_day):
            yield index.sets[overhaul.set_id].exhibit_ids
    own = {caravan.caravan_id: caravan.kit_id for caravan in _with_own_kit(index)}
    for tour in plan.tours:
        if tour.caravan_id in own and any(day.day in span for day in tour.days):
            yield index.kits[own[tour.caravan_id]].exhibit_ids


def _with_own_kit(index: Index) -> Iterator[Caravan]:
    """Yield the caravans whose kit is theirs: what a loan makes up is on the shelf or in its set outside the loan."""
    yield from (caravan for caravan in index.caravans.values() if caravan.kit_id not in index.made_up)


def ends_of(loan: Loan, library: Library) -> DateSpan:
    """Return the days on which the things of a loan cannot be lent to others."""
    margin = timedelta(days=library.turnaround_days)
    return DateSpan(first=loan.span.first - margin, last=loan.span.last + margin)
