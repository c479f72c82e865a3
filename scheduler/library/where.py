"""Where everything is on a date: lent, on show, on tour, in overhaul, at home, in store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from pydantic import TypeAdapter

from core.record import record
from exhibits.library import Loan, ThemeShow
from exhibits.model import ExhibitSet
from fleet.model import Caravan
from scheduler.absences import EVER, Booking, bookings
from scheduler.exchange import SetLoan
from scheduler.library.index import Index
from scheduler.plan import Overhaul, Plan, Stay
from scheduler.problem import Problem

ONE_DAY = timedelta(days=1)

Kind = Literal["set", "caravan", "show", "exhibit"]
State = Literal[
    "shelf", "home", "loan", "journey", "exchange", "handed", "stay", "moving", "overhaul", "away", "tour", "unknown"
]
"""``journey``: abroad or in another province; ``exchange``: with another organisation; ``handed``: lent in, or come
back, and still at the hand-over place."""


@record
class Spot:
    """A place and what is done there."""

    state: State
    place: str
    """Name of the hall, stop, county, depot or library, as far as known."""
    county_id: str | None
    """County in which it is; ``None``: not known."""
    until: date | None
    """Last day of this state; ``None``: nothing is planned after it."""
    loan_id: str | None


@record
class Whereabouts:
    """Where one thing is on a day."""

    kind: Kind
    item_id: str
    name: str
    spot: Spot


WHEREABOUTS: TypeAdapter[tuple[Whereabouts, ...]] = TypeAdapter(tuple[Whereabouts, ...])
UNKNOWN = Spot(state="unknown", place="", county_id=None, until=None, loan_id=None)
"""Of an exhibit that belongs to nothing, or a set back from a journey: nobody wrote down where it is."""


def whereabouts(problem: Problem, day: date, plan: Plan | None, *, exhibits: bool = False) -> tuple[Whereabouts, ...]:
    """Return where each set, caravan and theme exhibition is on ``day``, and each exhibit if asked for.

    Parameters
    ----------
    problem
        A consistent problem.
    day
        The date.
    plan
        A plan of it; without one nothing is known to tour, and sets and caravans are at home unless lent.
    exhibits
        List every exhibit, too: where its loan is, else its set, else the caravan of its kit, else its library.
    """
    finder = _Finder(problem, day, plan)
    index = finder.index
    found = [Whereabouts(kind="set", item_id=i, name=s.name, spot=finder.of_set(s)) for i, s in index.sets.items()]
    for caravan_id, caravan in index.caravans.items():
        spot = finder.of_caravan(caravan)
        found.append(Whereabouts(kind="caravan", item_id=caravan_id, name=caravan.name, spot=spot))
    for show_id, show in index.shows.items():
        found.append(Whereabouts(kind="show", item_id=show_id, name=show.name, spot=finder.of_show(show)))
    if exhibits:
        spots = finder.of_exhibits()
        for exhibit_id, one in index.exhibits.items():
            found.append(Whereabouts(kind="exhibit", item_id=exhibit_id, name=one.name, spot=spots[exhibit_id]))
    return tuple(found)


class _Finder:
    """Finds things on one day."""

    def __init__(self, problem: Problem, day: date, plan: Plan | None) -> None:
        self.index, self.day, self.plan = Index(problem), day, plan
        self.counties = {county.county_id: county.name for county in problem.counties}
        self.loans = [loan for loan in problem.loans if day in loan.span]

    def of_set(self, one: ExhibitSet) -> Spot:
        lent = [loan for loan in self.loans if one.set_id in loan.set_ids]
        left = next(self._left(one), self._home(one, "home", None))
        next_start = min((start for start in self._starts(one) if start > self.day), default=EVER.last)
        ends = [min(span.last, next_start - ONE_DAY) for span in one.unavailable if self.day in span]
        away = [replace(left, state="away", until=end, loan_id=None) for end in ends]
        spots = [*map(self._on_loan, lent), *self._booked(one), *self._busy(one), *away, left]
        return spots[0]

    def _home(self, one: ExhibitSet, state: State, until: date | None) -> Spot:
        county_id = one.home_county_id
        return Spot(state=state, place=self.counties[county_id], county_id=county_id, until=until, loan_id=None)

    def _booked(self, one: ExhibitSet | Caravan) -> Iterator[Spot]:
        """Yield where a set or caravan is on a journey or with another organisation."""
        for each in bookings(self.index.problem, one):
            if self.day in each.span:
                until = each.span.last if each.span.last < EVER.last else None
                yield Spot(state=each.kind, place=each.place, county_id=None, until=until, loan_id=each.booking_id)

    def _busy(self, one: ExhibitSet) -> Iterator[Spot]:
        """Yield where the plan has a set at work today: at most one place."""
        for overhaul in self._overhauls(one):
            if overhaul.first_monday <= self.day <= overhaul.last_day:
                yield self._home(one, "overhaul", overhaul.last_day)
        for stay in self._stays(one):
            if stay.opens <= self.day <= stay.last_day:
                yield self._in_hall(stay, "stay", stay.last_day)
            elif stay.opens - timedelta(days=one.setup_days) <= self.day < stay.opens:
                yield self._in_hall(stay, "moving", stay.opens - ONE_DAY)

    def _left(self, one: ExhibitSet) -> Iterator[Spot]:
        """Yield where a set was left by what it did last: it waits there for what comes next.

        Nobody writes down where a set goes after a journey: not known, until it is seen again.
        """
        ended = [*self._done(one)]
        last = max(ended, key=lambda each: each[0]) if ended else None
        later = [start - ONE_DAY for start in self._starts(one) if start > self.day]
        away = [span.first - ONE_DAY for span in one.unavailable if span.first > self.day]
        until = min([*later, *away], default=None)
        if last is None:
            return
        if isinstance(last[1], Stay):
            torn_down = last[0] + timedelta(days=one.teardown_days)
            if later or self.day <= torn_down:
                yield self._in_hall(last[1], "moving", (until or torn_down) if later else torn_down)
        elif isinstance(last[1], SetLoan):
            county_id = last[1].county_id
            place = self.counties[county_id]
            yield Spot(state="handed", place=place, county_id=county_id, until=until, loan_id=last[1].loan_id)
        elif isinstance(last[1], Booking):
            yield replace(UNKNOWN, until=until)
        else:
            yield self._home(one, "home", until)

    def _done(self, one: ExhibitSet) -> Iterator[tuple[date, Stay | SetLoan | Booking | None]]:
        """Yield last days before today, and the stay, hand-over or journey that a set came from; else home."""
        yield from ((each.last_day, each) for each in self._stays(one) if each.last_day < self.day)
        yield from ((each.last_day, None) for each in self._overhauls(one) if each.last_day < self.day)
        loans = {loan.loan_id: loan for loan in self.index.problem.set_loans if loan.set_id == one.set_id}
        for each in bookings(self.index.problem, one):
            if each.span.last < self.day:
                yield each.span.last, loans[each.booking_id] if each.kind == "exchange" else each

    def _starts(self, one: ExhibitSet) -> Iterator[date]:
        """Yield the first days of all that a set does by plan or booking."""
        yield from (stay.opens - timedelta(days=one.setup_days) for stay in self._stays(one))
        yield from (overhaul.first_monday for overhaul in self._overhauls(one))
        yield from (each.span.first for each in bookings(self.index.problem, one))

    def _stays(self, one: ExhibitSet) -> list[Stay]:
        return [stay for stay in (self.plan.stays if self.plan else ()) if stay.set_id == one.set_id]

    def _overhauls(self, one: ExhibitSet) -> list[Overhaul]:
        return [each for each in (self.plan.overhauls if self.plan else ()) if each.set_id == one.set_id]

    def _in_hall(self, stay: Stay, state: State, until: date) -> Spot:
        hall = next(hall for hall in self.index.problem.halls if hall.hall_id == stay.hall_id)
        place = f"{hall.name} · {self.counties[stay.county_id]}"
        return Spot(state=state, place=place, county_id=stay.county_id, until=until, loan_id=None)

    def of_caravan(self, one: Caravan) -> Spot:
        lent = [loan for loan in self.loans if one.caravan_id in loan.caravan_ids]
        depot = next(depot for depot in self.index.problem.depots if depot.depot_id == one.depot_id)
        home = {"place": depot.name, "county_id": depot.county_id, "loan_id": None}
        for spot in (*map(self._on_loan, lent), *self._booked(one)):
            return spot
        for tour in self.plan.tours if self.plan else ():
            for day in tour.days:
                if tour.caravan_id == one.caravan_id and day.day == self.day:
                    night = day.overnight_county_id or depot.county_id
                    place, until = self.counties[night], tour.days[-1].day
                    return Spot(state="tour", place=place, county_id=night, until=until, loan_id=None)
        for span in one.unavailable:
            if self.day in span:
                return Spot(state="away", until=span.last, **home)  # type: ignore[arg-type]
        return Spot(state="home", until=None, **home)  # type: ignore[arg-type]

    def of_show(self, show: ThemeShow) -> Spot:
        """Return the loan of the whole theme exhibition, else its library's store."""
        lent = [loan for loan in self.loans if show.show_id in loan.show_ids]
        return self._on_loan(lent[0]) if lent else self._in_store("show_ids", show.show_id)

    def _in_store(self, field: str, name: str) -> Spot:
        for library in self.index.libraries.values():
            if name in getattr(library, field):
                county_id = library.county_id
                return Spot(state="shelf", place=library.name, county_id=county_id, until=None, loan_id=None)
        return UNKNOWN

    def _on_loan(self, loan: Loan) -> Spot:
        stop = self.index.stops.get(loan.stop_id or "")
        place = " · ".join([*([stop.name] if stop else []), self.counties[loan.county_id]])
        until = loan.span.last
        return Spot(state="loan", place=place, county_id=loan.county_id, until=until, loan_id=loan.loan_id)

    def of_exhibits(self) -> dict[str, Spot]:
        """Return where each exhibit is: a loan goes before a set or kit, these before the store."""
        found = {
            exhibit_id: self._in_store("exhibit_ids", exhibit_id)
            if not any(exhibit_id in one.community_exhibit_ids for one in self.index.libraries.values())
            else self._in_store("community_exhibit_ids", exhibit_id)
            for exhibit_id in self.index.exhibits
        }
        for show in self.index.shows.values():
            found.update({name: self.of_show(show) for name in show.exhibit_ids if found[name] == UNKNOWN})
        for one in self.index.sets.values():
            found.update(dict.fromkeys(one.exhibit_ids, self.of_set(one)))
        carried = {kit.kit_id for kit in self.index.carried_kits()}
        for caravan in self.index.caravans.values():
            if caravan.kit_id in carried:
                kit = self.index.kits[caravan.kit_id]
                found.update(dict.fromkeys(kit.exhibit_ids, self.of_caravan(caravan)))
        for loan in self.loans:
            found.update(dict.fromkeys(self.index.exhibits_of(loan), self._on_loan(loan)))
        return found
