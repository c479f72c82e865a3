"""What a dispatch costs contracted operators, and what their budgets leave (rule ``caravan.budget``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from scheduler.absences import operator_of
from scheduler.caravans.case import Case
from scheduler.emergency.candidates import Candidate
from scheduler.explain.ground import Ground
from scheduler.plan import TourDay
from scheduler.tour_cost import tour_cost_fen


@dataclass(frozen=True)
class Money:
    """The budget of one operator beside a plan."""

    case: Case
    caravans: frozenset[int]
    """Those in its custody."""
    tours: Mapping[int, int]
    """Number of each of its planned tours -> what it costs, fen."""
    left_fen: int

    def more_fen(self, candidate: Candidate) -> int:
        """Return what a candidate's tour costs, less that of the tour that it breaks off."""
        if candidate.caravan not in self.caravans:
            return 0
        before = 0 if candidate.recalled is None else self.tours[candidate.recalled]
        return _fen(self.case, candidate.caravan, candidate.journey.days) - before


def money_of(ground: Ground) -> Iterator[Money]:
    """Yield the budget of each operator that has one."""
    problem, case = ground.view.problem, ground.case
    of = [operator_of(problem, caravan) for caravan in case.names.caravans]
    for operator in problem.operators:
        if operator.budget_fen is not None:
            mine = frozenset(row for row, each in enumerate(of) if each is operator)
            tours = {
                number: _fen(case, out.column.caravan, out.tour.days)
                for number, out in enumerate(ground.tours)
                if out.column.caravan in mine
            }
            yield Money(case, mine, tours, operator.budget_fen - sum(tours.values()))


def _fen(case: Case, caravan: int, days: Iterable[TourDay]) -> int:
    flat = case.flat
    return tour_cost_fen(tuple(days), km_fen=int(flat.km_fen[caravan]), day_fen=int(flat.day_fen[caravan]))
