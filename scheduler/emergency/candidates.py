"""Everything that could be sent: caravan, crew, and the counties that it serves one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from scheduler.emergency.changes import Pair, visits_of
from scheduler.emergency.crews import CrewClasses
from scheduler.emergency.journey import Journey, from_depot, from_tour
from scheduler.emergency.model import HOUR_MIN, Emergency
from scheduler.emergency.scene import themed_caravans
from scheduler.explain.ground import NOBODY, Ground

DAY_MIN = 1440
FEW_COUNTIES = 6
"""So many counties at most are served three by one caravan; more of them two by one."""


@dataclass(frozen=True)
class Candidate:
    """One caravan and crew on one way."""

    caravan: int
    crew: int
    """The crew, or the first of its class of equal ones (:mod:`scheduler.emergency.crews`)."""
    journey: Journey
    after_min: tuple[int, ...]
    """From the call to the beginning of each service."""
    recalled: int | None
    """The tour that is broken off for it."""
    dropped: frozenset[Pair]
    """Planned visits that are dropped."""
    cancelled: frozenset[int]
    """Tours that do not take place at all."""

    @property
    def stops(self) -> tuple[int, ...]:
        """Return the emergency's stops that it serves, in order."""
        return tuple(stop for stop, _, _ in self.journey.visits)


class Call:
    """The call as numbers, and what everybody is doing then. The ground has the emergency's stops already."""

    def __init__(self, ground: Ground, emergency: Emergency) -> None:
        self.ground, self.emergency = ground, emergency
        self.day = (emergency.called_on - ground.case.names.days[0]).days
        self.stops = list(range(len(ground.case.names.stops) - len(emergency.county_ids), len(ground.case.names.stops)))
        self.crews, self.planned = CrewClasses(ground, self.day), visits_of(ground)
        self.begun = {number for number, out in enumerate(ground.tours) if self._has_begun(number)}

    def _has_begun(self, number: int) -> bool:
        """Tell whether a tour is out when the call comes."""
        out = self.ground.tours[number]
        first = out.column.first
        begins = first * DAY_MIN + out.tour.days[0].activities[0].start_min
        ends = (out.column.days.stop - 1) * DAY_MIN + out.tour.days[-1].activities[-1].end_min
        return begins < self.now < ends

    def weight(self, stop: int) -> int:
        """Return what an hour at one of the emergency's stops weighs: its county's need, at least 1."""
        return max(1, self.ground.view.need[self.ground.case.names.stops[stop].county_id])

    @property
    def now(self) -> int:
        """Return the call in minutes from the beginning of the window."""
        return self.day * DAY_MIN + self.emergency.called_min

    def after(self, day: int, minute: int) -> int:
        """Return minutes from the call to a moment."""
        return day * DAY_MIN + minute - self.now

    def candidates(self, *, longest: int | None = None) -> Iterator[Candidate]:
        """Yield every candidate that keeps the rules of duty, in time or not."""
        count = len(self.stops)
        depth = longest or (min(3, count) if count <= FEW_COUNTIES else 2)
        for caravan, start, recalled in self.starts():
            yield from self._ways(caravan, start, recalled, depth)

    def gentle(self) -> Iterator[Candidate]:
        """Yield candidates in time that drop no visit: those of :meth:`candidates`, and others from later mornings on.

        From a later morning a caravan serves two counties at most.
        """
        case, limit = self.ground.case, self.emergency.within_hours * HOUR_MIN
        last = min((self.now + limit) // DAY_MIN, self.ground.days - 1)
        mornings = (
            candidate
            for caravan in themed_caravans(self.ground.view.problem, self.emergency)
            for day in range(self.day + 1, last + 1)
            if self.ground.tour_at[caravan, day] == NOBODY
            for candidate in self._ways(caravan, from_depot(case, caravan, day, 0), None, 2)
        )
        for each in chain(self.candidates(), mornings):
            if not each.dropped and each.after_min[-1] <= limit:
                yield each

    def starts(self) -> Iterator[tuple[int, Journey, int | None]]:
        """Yield each caravan with the theme that could set out, where and when, and the tour that it breaks off."""
        for caravan in themed_caravans(self.ground.view.problem, self.emergency):
            start, recalled = self._start(caravan)
            if start is not None:
                yield caravan, start, recalled

    def is_bound(self, number: int) -> bool:
        """Tell whether a tour is out when the call comes, or came home on that day."""
        return number in self.begun or (self.day in self.ground.tours[number].column.days and self._is_over(number))

    def _start(self, caravan: int) -> tuple[Journey | None, int | None]:
        """Return where and when a caravan could begin, and the tour that it breaks off."""
        case, ground = self.ground.case, self.ground
        number = int(ground.tour_at[caravan, self.day])
        if number in self.begun:
            journey = from_tour(case, caravan, ground.tours[number].tour.days, self.day, self.emergency.called_min)
            return journey, number
        day, ready = self.day, self.emergency.called_min + self.emergency.prepare_min
        if number != NOBODY and self._is_over(number):
            day, ready = self.day + 1, 0
        return (from_depot(case, caravan, day, ready) if day < ground.days else None), None

    def _is_over(self, number: int) -> bool:
        """Tell whether a tour that is out on the day of the call is home already."""
        out = self.ground.tours[number]
        return (out.column.days.stop - 1) * DAY_MIN + out.tour.days[-1].activities[-1].end_min <= self.now

    def _ways(self, caravan: int, start: Journey, recalled: int | None, depth: int) -> Iterator[Candidate]:
        """Yield the ways on from ``start`` by one to ``depth`` counties more, depth first."""
        for stop in self.stops:
            if any(stop == served for served, _, _ in start.visits) or not self.ground.case.flat.fit[caravan, stop]:
                continue
            onward = start.branch()
            if not onward.visit(stop):
                continue
            home = onward.branch()
            if home.finish(int(self.ground.case.flat.depot[caravan])):
                yield from self._crewed(caravan, home, recalled)
            if depth > 1:
                yield from self._ways(caravan, onward, recalled, depth - 1)

    def _crewed(self, caravan: int, home: Journey, recalled: int | None) -> Iterator[Candidate]:
        """Yield the candidate with each crew that can go."""
        first = self._first_day(home)
        span = range(first, first + len(home.days))
        flat, ground = self.ground.case.flat, self.ground
        if not flat.free[caravan, span.start : span.stop].all():
            return
        crews = [ground.tours[recalled].crew] if recalled is not None else self.crews.able(caravan)
        for crew in crews:
            if not flat.crew_free[crew, span.start : span.stop].all():
                continue
            hit = [
                number
                for number, out in enumerate(ground.tours)
                if (out.column.caravan == caravan or out.crew == crew)
                and number != recalled
                and not (out.column.days.stop <= span.start or span.stop <= out.column.first)
            ]
            if any(number in self.begun or self._is_over(number) for number in hit):
                continue
            yield self._candidate(caravan, crew, home, recalled, hit)

    def _candidate(self, caravan: int, crew: int, home: Journey, recalled: int | None, hit: list[int]) -> Candidate:
        ground = self.ground
        columns = [ground.tours[number].column for number in hit]
        dropped = {(stop, column.caravan) for column in columns for stop in column.stops}
        if recalled is not None:
            kept = {a.stop_id for day in home.days for a in day.activities if a.kind == "visit"}
            stops, column = ground.case.names.stops, ground.tours[recalled].column
            dropped |= {(stop, caravan) for stop in column.stops if stops[stop].stop_id not in kept}
        return Candidate(
            caravan=caravan,
            crew=crew,
            journey=home,
            after_min=tuple(self.after(day, minute) for _, day, minute in home.visits),
            recalled=recalled,
            dropped=frozenset(dropped),
            cancelled=frozenset(hit),
        )

    def _first_day(self, home: Journey) -> int:
        return (home.days[0].day - self.ground.case.names.days[0]).days
