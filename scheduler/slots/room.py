"""Whether rules over all visits leave room for a change: told at once, so that the verifier need not refuse it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from scheduler.caravans.column import Column, cost_fen
from scheduler.explain.ground import Ground
from scheduler.slots.worth import Change, visits_between


class Room:
    """Ceilings, hard floors, the township share and operators' budgets, beside one plan."""

    def __init__(self, ground: Ground) -> None:
        flat = ground.case.flat
        self._flat, self._budgets = flat, ground.case.names.budgets
        stops = ground.visits
        self._visits, self._townships = len(stops), sum(int(flat.township[stop]) for stop in stops)
        self._found = Counter(int(flat.county[stop]) for stop in stops)
        rows = {county_id: row for row, county_id in enumerate(ground.case.names.counties)}
        hard = [floor for floor in ground.view.problem.floors if floor.service == "caravan" and floor.hard]
        self._least = {rows[floor.county_id]: floor.minimum for floor in hard}
        self._spent = [
            sum(cost_fen(flat, out.column) for out in ground.tours if out.column.caravan in budget.caravans)
            for budget in self._budgets
        ]

    def barred(self, changes: Sequence[Change]) -> str:
        """Return the id of a rule over all visits that changes of tours break, or nothing."""
        gained, lost = visits_between(changes)
        signed = [(1, stop) for stop, _, _ in gained.elements()] + [(-1, stop) for stop, _, _ in lost.elements()]
        more = Counter[int]()
        for sign, stop in signed:
            more[int(self._flat.county[stop])] += sign
        if any(self._found[county] + n > int(self._flat.ceiling[county]) for county, n in more.items() if n > 0):
            return "county.ceiling"
        if any(self._found[county] + n < self._least.get(county, 0) for county, n in more.items() if n < 0):
            return "county.floor"
        townships = self._townships + sum(sign * int(self._flat.township[stop]) for sign, stop in signed)
        if 100 * townships < self._flat.share * (self._visits + sum(sign for sign, _ in signed)):
            return "share.township"
        return "" if self._can_pay(changes) else "caravan.budget"

    def _can_pay(self, changes: Sequence[Change]) -> bool:
        return all(
            spent + sum(self._fen(two, budget.caravans) - self._fen(one, budget.caravans) for one, two in changes)
            <= budget.fen
            for spent, budget in zip(self._spent, self._budgets, strict=True)
        )

    def _fen(self, column: Column | None, caravans: frozenset[int]) -> int:
        return cost_fen(self._flat, column) if column is not None and column.caravan in caravans else 0
