"""Need of a Problem's counties, computed once per problem."""

from __future__ import annotations

from collections import OrderedDict

from maps.need import NeedTable, need_table
from maps.travel import GreatCircleSource
from scheduler.problem import Problem

_KEPT = 8
_tables: OrderedDict[int, tuple[Problem, NeedTable]] = OrderedDict()


def need_of(problem: Problem) -> NeedTable:
    """Return the need table of a problem; pure, kept for the last few problems asked about."""
    key = id(problem)
    if key not in _tables or _tables[key][0] is not problem:
        _tables[key] = (problem, _table(problem))
        while len(_tables) > _KEPT:
            _tables.popitem(last=False)
    return _tables[key][1]


def need_permille(problem: Problem) -> dict[str, int]:
    """Return county id -> need (0..1000): the weight ``need_c`` of docs/model.md."""
    return {row.county_id: row.permille for row in need_of(problem).rows}


def _table(problem: Problem) -> NeedTable:
    travel = GreatCircleSource(problem.travel)
    parts = problem.counties, problem.museums, problem.history, problem.need_policy
    return need_table(*parts, travel, problem.science_rooms)
