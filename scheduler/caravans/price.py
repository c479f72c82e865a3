"""GLOP prices the pool: what every column would add, so that the master gets only those that can matter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from ortools.math_opt.python import mathopt

from core.concave import GainCurve
from scheduler.caravans.case import Case
from scheduler.caravans.column import Column
from scheduler.caravans.worth import WorthModel
from scheduler.progress import Budget

SHORT_WORTH = 1000.0
"""Thousands of coverage that a visit short is worth in the programme: more than any visit gives."""


def best_columns(
    case: Case,
    curve: GainCurve,
    columns: Sequence[Column],
    keep: Iterable[Column],
    most: int,
    budget: Budget,
    seconds: float,
) -> list[Column]:
    """Return at most ``most`` columns by reduced cost in the linear master, those to ``keep`` in any case."""
    if len(columns) <= most:
        return list(columns)
    kept = set(keep)
    worth = WorthModel(case, curve)
    picks = [worth.model.add_variable(lb=0.0, ub=1.0) for _ in columns]
    _stop_rows(worth, columns, picks)
    _caravan_rows(worth, columns, picks)
    _crew_rows(worth, columns, picks)
    worth.model.maximize(worth.all_coverage() - SHORT_WORTH * worth.all_shortage())
    result = worth.solve(budget, seconds)
    if result is None:
        return [*kept, *(column for column in reversed(columns) if column not in kept)][:most]
    reduced = np.array(result.reduced_costs(picks))
    order = sorted(range(len(columns)), key=lambda n: (columns[n] not in kept, -reduced[n], n))
    return [columns[n] for n in order[:most]]


def _stop_rows(worth: WorthModel, columns: Sequence[Column], picks: Sequence[mathopt.Variable]) -> None:
    tours = defaultdict(list)
    for column, pick in zip(columns, picks, strict=True):
        for stop in set(column.stops):
            tours[stop].append(pick)
    for stop, visit in enumerate(worth.visit):
        worth.model.add_linear_constraint(visit - mathopt.LinearSum(tours.get(stop, [])) <= 0.0)


def _caravan_rows(worth: WorthModel, columns: Sequence[Column], picks: Sequence[mathopt.Variable]) -> None:
    days, out = defaultdict(list), defaultdict(list)
    for column, pick in zip(columns, picks, strict=True):
        out[column.caravan].append(float(len(column.visits)) * pick)
        for day in column.days:
            days[column.caravan, day].append(pick)
    for same_day in days.values():
        worth.model.add_linear_constraint(mathopt.LinearSum(same_day) <= 1.0)
    for caravan, spent in out.items():
        worth.model.add_linear_constraint(mathopt.LinearSum(spent) <= float(worth.case.flat.out_max[caravan]))


def _crew_rows(worth: WorthModel, columns: Sequence[Column], picks: Sequence[mathopt.Variable]) -> None:
    """Crews of a depot together: on each day, and in days; licences are the master's question."""
    flat = worth.case.flat
    days, out = defaultdict(list), defaultdict(list)
    for column, pick in zip(columns, picks, strict=True):
        depot = int(flat.depot[column.caravan])
        out[depot].append(float(len(column.visits)) * pick)
        for day in column.days:
            days[depot, day].append(pick)
    for depot, spent in out.items():
        crews = flat.crew_ok[flat.depot == depot].any(axis=0)
        worth.model.add_linear_constraint(mathopt.LinearSum(spent) <= float(flat.crew_max[crews].sum()))
    for (depot, day), same_day in days.items():
        crews = flat.crew_ok[flat.depot == depot].any(axis=0)
        worth.model.add_linear_constraint(mathopt.LinearSum(same_day) <= float(flat.crew_free[crews, day].sum()))
