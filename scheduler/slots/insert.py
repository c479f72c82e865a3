"""Where a visit can be put into the tours of a plan: into a day that is out, in another's place, on a new day tour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from scheduler.caravans.column import Column, departure_of, is_feasible
from scheduler.explain.caravan_alone import free_crew
from scheduler.explain.ground import NOBODY, Ground
from scheduler.slots.board import kept_stops, with_day
from scheduler.slots.worth import Price, Worth

Kind = Literal["insert", "replace", "new_tour"]


@dataclass(frozen=True)
class Place:
    """One way of putting a visit into the plan."""

    kind: Kind
    stop: int
    day: int
    number: int | None
    """The tour that changes; ``None``: a new one."""
    column: Column
    crew: int
    dropped: tuple[int, ...]
    """Stops that lose their visit for it."""
    price: Price

    @property
    def rank(self) -> Rank:
        """Return what is least for the best place."""
        return rank_of(self, self.price)


Rank = tuple[int, int, int, int, int, int]


def rank_of(place: Place, price: Price) -> Rank:
    """Return what is least for the best place: promises kept, nothing lost, then cheap, little driving, early."""
    lost = max(0, -price.coverage) if place.dropped else 0
    return price.shortage, lost, price.cost_fen, price.drive_min, place.day, place.column.caravan


class Places:
    """Finds places for visits in one plan."""

    def __init__(self, ground: Ground, frozen: frozenset[str] = frozenset()) -> None:
        self.ground, self.worth = ground, Worth(ground)
        self.frozen = frozen
        """Ids of tours that stay as they are."""
        self.protected = kept_stops(ground)
        """Stops whose visits must stay."""

    def of(
        self, stop: int, days: Sequence[int], caravans: Sequence[int], *, replacing: bool = False
    ) -> Iterator[Place]:
        """Yield the best place on each of ``days`` with each of ``caravans``, where there is one.

        With ``replacing``, on days that are out, those that take another visit's place.
        """
        flat = self.ground.case.flat
        for caravan in caravans:
            if not flat.fit[caravan, stop]:
                continue
            for day in days:
                if not flat.pattern[day, stop] or not flat.free[caravan, day]:
                    continue
                number = int(self.ground.tour_at[caravan, day])
                if number != NOBODY and self.ground.tours[number].tour.tour_id in self.frozen:
                    continue
                if number != NOBODY:
                    found = self._replace(caravan, day, stop) if replacing else self._insert(caravan, day, stop, ())
                elif not replacing:
                    found = self._new_tour(caravan, day, stop)
                else:
                    found = None
                if found:
                    yield found

    def _insert(self, caravan: int, day: int, stop: int, dropped: tuple[int, ...]) -> Place | None:
        """Return the place of least metres in the day of a tour; the day's ends stay where they are."""
        number = int(self.ground.tour_at[caravan, day])
        out = self.ground.tours[number]
        flat = self.ground.case.flat
        _, origin, destination, visits = next(leg for leg in out.column.legs(flat) if leg[0] == day)
        kept = tuple(each for each in visits if each not in dropped)
        path = [origin, *(flat.stop0 + each for each in kept), destination]
        minutes, place = flat.minutes[flat.speed[caravan]], flat.stop0 + stop
        driven = sum(int(minutes[leg]) for leg in pairwise(path))
        ranked = sorted(
            (int(flat.metres[a, place] + flat.metres[place, b] - flat.metres[a, b]), position)
            for position, (a, b) in enumerate(pairwise(path))
            if driven + int(minutes[a, place]) + int(minutes[place, b]) - int(minutes[a, b]) <= flat.drive_max
        )
        for _, position in ranked:
            longer = (*kept[:position], stop, *kept[position:])
            if departure_of(self.ground.case, caravan, day, origin, destination, longer) >= 0:
                column = with_day(out.column, day, longer)
                kind: Kind = "replace" if dropped else "insert"
                return self._place(kind, stop, day, number, column, out.crew, dropped)
        return None

    def _replace(self, caravan: int, day: int, stop: int) -> Place | None:
        """Return the place that costs least coverage, then least money, in the stead of one other visit of the day."""
        column = self.ground.tours[int(self.ground.tour_at[caravan, day])].column
        others = [each for each in column.visits[day - column.first] if each not in self.protected]
        found = (self._insert(caravan, day, stop, (other,)) for other in others)
        return min((place for place in found if place), key=lambda place: place.rank, default=None)

    def _new_tour(self, caravan: int, day: int, stop: int) -> Place | None:
        """Return a tour of this one day to the stop alone."""
        ground = self.ground
        if ground.out_left(caravan) < 1:
            return None
        column = Column(caravan=caravan, first=day, nights=(), visits=((stop,),))
        if not is_feasible(ground.case, column):
            return None
        crew = free_crew(ground, caravan, day, day + 1)
        return None if crew is None else self._place("new_tour", stop, day, None, column, crew, ())

    def _place(
        self, kind: Kind, stop: int, day: int, number: int | None, column: Column, crew: int, dropped: tuple[int, ...]
    ) -> Place:
        before = None if number is None else self.ground.tours[number].column
        price = self.worth.price((before, column))
        return Place(kind, stop, day, number, column, crew, dropped, price)
