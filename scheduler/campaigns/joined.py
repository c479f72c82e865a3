"""Tours that make several of the visits that campaigns ask for, put together from tours with one visit each.

A caravan is out once a day: visits that one tour can make need its days once, and cost them once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scheduler.campaigns.options import Option, Options
from scheduler.caravans.case import Case
from scheduler.caravans.column import Column, cost_fen, is_feasible
from scheduler.progress import Budget

Visit = tuple[int, int]
"""Stop and day."""
Visits = frozenset[Visit]
VISITS_MOST = 4
"""Visits of a tour that are put together."""
LOOKS = 3_000
"""Pairs of tours of one caravan that are tried, at most: the same on every machine."""


def joined(options: Options, lone: Sequence[Option], budget: Budget) -> list[Option]:
    """Return tours of two and more visits, made of the ``lone`` ones of each caravan that share a day.

    Only such as serve demands that want all their visits. A convoy's stop is left alone: its hour depends on others.
    """
    meeting = {options.row[each.stop_id] for each in options.demands if each.convoy_id and each.stop_id}
    by_caravan: dict[int, list[Option]] = {}
    for each in lone:
        if meeting.isdisjoint(each.column.stops):
            by_caravan.setdefault(each.column.caravan, []).append(each)
    return [each for caravan in sorted(by_caravan) for each in _Caravan(options, by_caravan[caravan]).joined(budget)]


class _Caravan:
    """The tours of one caravan."""

    def __init__(self, options: Options, lone: Sequence[Option]) -> None:
        self.case, self.lone, self.looks = options.case, lone, LOOKS
        self.least = [demand.minimum for demand in options.demands]
        self.serves = {
            visit: [n for n in range(len(self.least)) if options.serves(n, visit[0], each.column.caravan, visit[1])]
            for each in lone
            for visit in each.visits
        }
        self.by_day: dict[int, list[Option]] = {}
        for each in lone:
            for day in each.column.days:
                self.by_day.setdefault(day, []).append(each)

    def joined(self, budget: Budget) -> Iterator[Option]:
        """Yield tours of two visits, then of three of which any two go together, and so on."""
        grown, tried = list(self.lone), set[Visits]()
        together = set[Visits]()
        for size in range(2, VISITS_MOST + 1):
            longer = list[Option]()
            for one in grown:
                for other in self._others(one):
                    visits = frozenset(one.visits) | frozenset(other.visits)
                    if len(visits) < size or visits in tried or not self._may(visits, other, together):
                        continue
                    if self.looks == 0 or budget.over():
                        return
                    tried.add(visits)
                    self.looks -= 1
                    option = _together(self.case, one.column, other.column)
                    if option is not None:
                        together.add(visits)
                        longer.append(option)
                        yield option
            grown = longer

    def _others(self, one: Option) -> Iterator[Option]:
        """Yield the lone tours that share a day with one, each once."""
        seen = set[int]()
        for day in one.column.days:
            for other in self.by_day[day]:
                if id(other) not in seen:
                    seen.add(id(other))
                    yield other

    def _may(self, visits: Visits, other: Option, together: set[Visits]) -> bool:
        """Tell whether stops differ, every demand served wants its visits, and what joins goes with each by itself."""
        (new,) = other.visits
        if len({stop for stop, _ in visits}) < len(visits):
            return False
        if len(visits) > 2 and any(frozenset((new, each)) not in together for each in visits if each != new):
            return False
        count = [0] * len(self.least)
        for visit in visits:
            for demand in self.serves[visit]:
                count[demand] += 1
        return all(any(count[d] <= self.least[d] for d in self.serves[visit]) for visit in visits)


def _together(case: Case, one: Column, other: Column) -> Option | None:
    """Return the cheapest tour found that makes the visits of a tour and of a lone one; ``None`` for none."""
    flat = case.flat
    first, end = min(one.first, other.first), max(one.days.stop, other.days.stop)
    if end - first > flat.tour_max:
        return None
    found = [
        Option(column=column, cost_fen=cost_fen(flat, column))
        for nights in {_nights(one, other, first, end), _nights(other, one, first, end)}
        for visits in _orders(one, other, first, end)
        if is_feasible(case, column := Column(caravan=one.caravan, first=first, nights=nights, visits=visits))
    ]
    return min(found, key=lambda each: (each.cost_fen, each.column.nights, each.column.visits), default=None)


def _nights(one: Column, other: Column, first: int, end: int) -> tuple[int, ...]:
    """Return where the nights of both are spent, those of ``one`` first."""
    known = dict(zip(other.days, other.nights, strict=False)) | dict(zip(one.days, one.nights, strict=False))
    return tuple(known[day] for day in range(first, end - 1))


def _orders(one: Column, other: Column, first: int, end: int) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Yield the visits of each day, the lone one at each place of its day."""
    ((new, on),) = [(stop, day) for day, stops in zip(other.days, other.visits, strict=True) for stop in stops]
    before = dict(zip(one.days, one.visits, strict=True))
    mine = before.get(on, ())
    for place in range(len(mine) + 1):
        stops = before | {on: (*mine[:place], new, *mine[place:])}
        yield tuple(stops.get(day, ()) for day in range(first, end))
