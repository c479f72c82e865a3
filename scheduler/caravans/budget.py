"""Rule ``caravan.budget``: what a board spends, how it is mended, the master's row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from ortools.sat.python import cp_model

from scheduler.caravans.budgets import Budget
from scheduler.caravans.case import Case
from scheduler.caravans.column import Column, cost_fen
from scheduler.caravans.state import Board, columns_of


def over_budget(case: Case, board: Board) -> Iterator[Budget]:
    """Yield the budgets that a board overruns."""
    if case.names.budgets:
        columns = [column for column, _ in columns_of(board)]
        for budget in case.names.budgets:
            if _spent(case, budget, columns) > budget.fen:
                yield budget


def _spent(case: Case, budget: Budget, columns: Sequence[Column]) -> int:
    return sum(cost_fen(case.flat, column) for column in columns if column.caravan in budget.caravans)


def mend_budgets(case: Case, board: Board, drop: Callable[[list[int]], bool]) -> None:
    """Take visits out until every budget holds, or none is left that may go.

    ``drop`` takes one of the given stops out, the one that is missed least, or returns False where none may go.
    """
    for budget in case.names.budgets:
        while budget in over_budget(case, board):
            tours = [column for column, _ in columns_of(board) if column.caravan in budget.caravans]
            if not drop([stop for column in tours for stop in column.stops]):
                return


def caravan_budget(
    model: cp_model.CpModel, case: Case, columns: Sequence[Column], picks: Mapping[tuple[int, int], cp_model.IntVar]
) -> None:
    """Add a row for each budget: the tours picked of its caravans cost no more."""
    for budget in case.names.budgets:
        cost = {n: cost_fen(case.flat, column) for n, column in enumerate(columns) if column.caravan in budget.caravans}
        model.add(sum(cost[n] * pick for (n, _), pick in picks.items() if n in cost) <= budget.fen)
