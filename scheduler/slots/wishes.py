"""What soft floors and soft campaign targets of the caravans lack when visits come and go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from scheduler.campaigns.demands import demands_of, left_by_stays
from scheduler.campaigns.options import Options
from scheduler.explain.ground import Ground

Visit = tuple[int, int, int]
"""Stop, caravan, day."""


class Wishes:
    """The soft floors and targets of one plan, and how far each is met."""

    def __init__(self, ground: Ground) -> None:
        problem, names = ground.view.problem, ground.case.names
        self._county = ground.case.flat.county
        visits = [
            (stop, out.column.caravan, day)
            for out in ground.tours
            for day, stops in zip(out.column.days, out.column.visits, strict=True)
            for stop in stops
        ]
        self._found = Counter(int(self._county[stop]) for stop, _, _ in visits)
        self._floors: dict[int, list[int]] = {}
        for floor in problem.floors:
            if floor.service == "caravan" and not floor.hard:
                self._floors.setdefault(names.counties.index(floor.county_id), []).append(floor.minimum)
        demands = left_by_stays(problem, demands_of(problem), ground.view.plan.stays)
        self._options = Options(problem, ground.case, tuple(each for each in demands if not each.hard and each.minimum))
        self._met = [self._serving(number, visits) for number in range(len(self._options.demands))]

    def lacking_more(self, gained: Counter[Visit], lost: Counter[Visit]) -> int:
        """Return how many more visits are lacking once some are gained and others lost; below 0: fewer."""
        more = Counter(int(self._county[stop]) for stop, _, _ in gained.elements())
        more.subtract(int(self._county[stop]) for stop, _, _ in lost.elements())
        lacking = sum(
            _lacks(minimum, self._found[county] + change) - _lacks(minimum, self._found[county])
            for county, change in more.items()
            for minimum in self._floors.get(county, ())
        )
        for number, demand in enumerate(self._options.demands):
            change = self._serving(number, gained.elements()) - self._serving(number, lost.elements())
            before = self._met[number]
            lacking += _lacks(demand.minimum, before + change) - _lacks(demand.minimum, before)
        return lacking

    def _serving(self, number: int, visits: Iterable[Visit]) -> int:
        return sum(self._options.serves(number, *visit) for visit in visits)


def _lacks(minimum: int, found: int) -> int:
    return max(0, minimum - found)
