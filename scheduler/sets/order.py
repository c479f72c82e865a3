"""Everyone once before anyone twice, told by rounds: what each county has had when a round begins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from scheduler.problem import Floor, Problem


class Order:
    """Counts of recorded stays, and the counties for which they are certain to be all.

    A county that gets a stay in a round must not have had more stays before the round, for certain, than any other
    county that asked and has a hall. What was there before the plan is known where records are complete.
    """

    def __init__(self, problem: Problem) -> None:
        self.rounds = sorted(problem.rounds, key=lambda each: each.span.first)
        self.hard = problem.repeats.once_first == "hard"
        asked = {hall.county_id for hall in problem.halls} - set(problem.not_asked)
        self.had = {county_id: _recorded(problem, county_id) for county_id in sorted(asked)}
        """Recorded stays that count; certain, but where records are missing there may be more."""
        self.complete = tuple(sorted(asked & _complete(problem)))
        self.fewest = min((self.had[county_id] for county_id in self.complete), default=None)

    def round_of(self, opens: date) -> int:
        """Return the place of the round in which a stay opens, -1 for none."""
        return next((place for place, each in enumerate(self.rounds) if opens in each.span), -1)

    def is_too_early(self, county_id: str, place: int) -> bool:
        """Tell whether a county cannot get a stay in the round whatever the plan: others cannot have caught up."""
        if not self.hard or self.fewest is None or county_id not in self.had:
            return False
        return self.had[county_id] > self.fewest + place

    @property
    def levels(self) -> range:
        """Return the numbers of earlier stays at which a plan may have to wait for others."""
        if not self.hard or self.fewest is None:
            return range(0)
        return range(self.fewest + 1, max(self.had.values()) + len(self.rounds))

    def is_kept(self, stays: Iterable[tuple[str, int]]) -> bool:
        """Tell whether stays, as county and place of the round, keep the order."""
        if not self.hard or self.fewest is None:
            return True
        held: dict[int, Counter[str]] = {}
        for county_id, place in stays:
            held.setdefault(place, Counter())[county_id] += 1
        had = Counter(self.had)
        for place in range(len(self.rounds)):
            fewest = min(had[county_id] for county_id in self.complete)
            if any(had[county_id] > fewest for county_id in held.get(place, ())):
                return False
            had.update(held.get(place, Counter()))
        return True


def first_floors(problem: Problem) -> tuple[Floor, ...]:
    """Return a soft floor for each county that is known to have had no stay, where each such county is a shortage."""
    if problem.repeats.once_first != "soft":
        return ()
    order = Order(problem)
    return tuple(
        Floor(county_id=county_id, service="set", minimum=1, hard=False)
        for county_id in order.complete
        if order.had[county_id] == 0
    )


def _recorded(problem: Problem, county_id: str) -> int:
    since = problem.repeats.counted_from
    if since is None:
        return 0
    past = [record for each in problem.history if each.county_id == county_id for record in each.services]
    return sum(record.kind == "set" and record.first >= since for record in past)


def _complete(problem: Problem) -> set[str]:
    since = problem.repeats.counted_from
    if since is None:
        return {county.county_id for county in problem.counties}
    return {each.county_id for each in problem.history if each.known_since is not None and each.known_since <= since}
