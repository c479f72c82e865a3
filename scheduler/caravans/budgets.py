"""Budgets of contracted operators, as data of the caravan section."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.absences import operator_of
from scheduler.problem import Problem


@dataclass(frozen=True)
class Budget:
    """What the tours of some caravans may cost together."""

    caravans: frozenset[int]
    fen: int


def budgets_of(problem: Problem) -> tuple[Budget, ...]:
    """Return the budgets of the operators that have one, over the numbers of their caravans."""
    found = []
    for operator in problem.operators:
        mine = [n for n, caravan in enumerate(problem.caravans) if operator_of(problem, caravan) == operator]
        if operator.budget_fen is not None and mine:
            found.append(Budget(frozenset(mine), operator.budget_fen))
    return tuple(found)
