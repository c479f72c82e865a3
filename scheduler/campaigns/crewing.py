"""Which crew goes out with which of the tours picked; they were picked by classes of crews, this names each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from ortools.sat.python import cp_model

from scheduler.caravans.case import Case
from scheduler.caravans.column import Column
from scheduler.caravans.master import Crewed, crews_for

SECONDS = 1.0
"""Deterministic seconds: the tours of campaigns are few."""


def with_crews(case: Case, columns: Sequence[Column]) -> Crewed:
    """Return as many of the tours as crews can go out with, each with its crew: no crew twice on a day, or too long."""
    model = cp_model.CpModel()
    goes = {(n, crew): model.new_bool_var("") for n, column in enumerate(columns) for crew in crews_for(case, column)}
    by_tour, by_day, by_crew = defaultdict(list), defaultdict(list), defaultdict(list)
    for (number, crew), going in goes.items():
        by_tour[number].append(going)
        by_crew[crew].append(len(columns[number].visits) * going)
        for day in columns[number].days:
            by_day[crew, day].append(going)
    for mine in (*by_tour.values(), *by_day.values()):
        model.add_at_most_one(mine)
    for crew, spent in by_crew.items():
        model.add(sum(spent) <= int(case.flat.crew_max[crew]))
    model.maximize(sum(goes.values()))
    solver = cp_model.CpSolver()
    solver.parameters.catch_sigint_signal = False
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = SECONDS
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return []
    return [(columns[number], crew) for (number, crew), going in goes.items() if solver.value(going)]
