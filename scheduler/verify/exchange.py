"""Rules of exchange: lent sets and rings."""

from __future__ import annotations

from collections.abc import Iterator

from core.ids import hall_place, loan_place
from scheduler.exchange import Ring, SetLoan
from scheduler.rules import Violation, violation
from scheduler.verify.days import ONE_DAY, free_days
from scheduler.verify.view import StayOf, View, named


def set_loan(view: View) -> Iterator[Violation]:
    """A lent set's stays lie within its windows, with time from and to the hand-over place; so for a set lent out."""
    loans: dict[str, list[SetLoan]] = {}
    for loan in view.problem.set_loans:
        loans.setdefault(loan.set_id, []).append(loan)
    for placed in view.stays:
        mine = loans.get(placed.museum_set.set_id, [])
        lent_in = [loan for loan in mine if loan.direction == "in"]
        if lent_in and not any(_fits(view, placed, loan) for loan in lent_in):
            facts = {"first": placed.stay.opens, "last": placed.stay.last_day}
            windows = "; ".join(f"{loan.window.first}..{loan.window.last}" for loan in lent_in)
            yield violation("set.loan", "window", placed.path, set=named(placed.museum_set), **facts, windows=windows)
        for loan in mine:
            if loan.direction == "out" and not _clear(view, placed, loan):
                span = {"first": loan.window.first, "last": loan.window.last}
                yield violation("set.loan", "away", placed.path, set=named(placed.museum_set), **span)
    yield from _overhauls(view, loans)


def _overhauls(view: View, loans: dict[str, list[SetLoan]]) -> Iterator[Violation]:
    for path, overhaul in view.overhauls:
        mine = loans.get(overhaul.set_id, [])
        named_set = named(view.sets[overhaul.set_id])
        first, last = overhaul.first_monday, overhaul.last_day
        lent_in = [loan for loan in mine if loan.direction == "in"]
        if lent_in and not any(loan.window.first <= first and last <= loan.window.last for loan in lent_in):
            windows = "; ".join(f"{loan.window.first}..{loan.window.last}" for loan in lent_in)
            yield violation("set.loan", "window", path, set=named_set, first=first, last=last, windows=windows)
        for loan in mine:
            if loan.direction == "out" and loan.window.overlaps(first, last):
                span = {"first": loan.window.first, "last": loan.window.last}
                yield violation("set.loan", "away", path, set=named_set, **span)


def _fits(view: View, placed: StayOf, loan: SetLoan) -> bool:
    """Tell whether the set can be fetched at the window's beginning, be open, and be back at its end."""
    comes, goes = _days(view, placed, loan)
    before = free_days(loan.window.first - ONE_DAY, placed.stay.opens, view.holidays)
    after = free_days(placed.stay.last_day, loan.window.last + ONE_DAY, view.holidays)
    inside = loan.window.first <= placed.stay.opens and placed.stay.last_day <= loan.window.last
    return inside and before >= comes and after >= goes


def _clear(view: View, placed: StayOf, loan: SetLoan) -> bool:
    """Tell whether the set is at the hand-over place when the window begins, or has come from it after its end."""
    comes, goes = _days(view, placed, loan)
    if placed.stay.opens > loan.window.last:
        return free_days(loan.window.last, placed.stay.opens, view.holidays) >= comes
    if placed.stay.last_day < loan.window.first:
        return free_days(placed.stay.last_day, loan.window.first, view.holidays) >= goes
    return False


def _days(view: View, placed: StayOf, loan: SetLoan) -> tuple[int, int]:
    """Return the days from the hand-over place to the opening, and from the last day back to it."""
    truck_day, here, there = (
        view.problem.set_rules.truck_day_drive_max_min,
        loan_place(loan.loan_id),
        hall_place(placed.hall.hall_id),
    )
    comes = -(-view.set_matrix.minutes(here, there) // truck_day) + placed.museum_set.setup_days
    goes = -(-view.set_matrix.minutes(there, here) // truck_day) + placed.museum_set.teardown_days
    return comes, goes


def set_ring(view: View) -> Iterator[Violation]:
    """Every ring goes round: each theme once in each county, all sets opening in the same weeks."""
    for ring in view.problem.rings:
        steps = {ring.opens(step) for step in range(ring.steps)}
        mine = [
            placed
            for placed in view.stays
            if placed.museum_set.set_id in ring.set_ids
            and placed.hall.county_id in ring.county_ids
            and placed.stay.opens in steps
            and placed.stay.weeks == ring.stay_weeks
        ]
        yield from _themes(view, ring, mine)


def _themes(view: View, ring: Ring, mine: list[StayOf]) -> Iterator[Violation]:
    wanted = sorted({zone.theme for set_id in ring.set_ids for zone in view.sets[set_id].zones})
    for county_id in ring.county_ids:
        here = [placed for placed in mine if placed.hall.county_id == county_id]
        shown = [theme for placed in here for theme in sorted({zone.theme for zone in placed.museum_set.zones})]
        for theme in wanted:
            if shown.count(theme) != 1:
                facts = {"county": view.county_name(county_id), "theme": theme, "found": shown.count(theme)}
                yield violation("set.ring", "theme", "/stays", ring=f"{ring.name} ({ring.ring_id})", **facts)
