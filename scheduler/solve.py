"""Problem -> Plan: museum sets first, then caravans."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version

from core.errors import DapengError
from scheduler.campaigns.solve import solve_with_campaigns
from scheduler.narrow import for_sets
from scheduler.plan import PLAN_SCHEMA_VERSION, Making, Plan, StageResult
from scheduler.problem import Problem
from scheduler.progress import Budget
from scheduler.room_in_town import given_way
from scheduler.sets.solve import solve_sets
from scheduler.wire import pinned_of, with_id

SETS_SHARE = 0.25
"""Share of the time that the sets may use; what they leave goes to the caravans. By measurement the sets
prove coverage early, the caravans improve for as long as they may."""
ENGINES = ("dapeng", "ortools", "numba", "numpy")


def solve(problem: Problem, budget: Budget, warm_start: Plan | None = None) -> Plan:
    """Plan both sections within ``budget``.

    Parameters
    ----------
    problem
        A problem that :func:`scheduler.check.check_problem` finds no fault with.
    budget
        Seconds for both sections together, seed, cancelling, progress.
    warm_start
        An earlier plan of the same or a similar problem to start from.

    Returns
    -------
    Plan
        Not verified yet: :func:`services.planning.make_plan` does that.

    Raises
    ------
    DapengError
        Where hard rules contradict each other (pins, hard floors).
    """
    seen = for_sets(problem)
    try:
        sets = solve_sets(seen, budget.part(budget.seconds * SETS_SHARE), warm_start.stays if warm_start else ())
    except DapengError as error:
        raise DapengError((*error.faults, *given_way(problem, seen))) from error
    rest = budget.seconds * (1 - SETS_SHARE) if budget.deterministic else budget.left()
    tours = warm_start.tours if warm_start else ()
    caravans = solve_with_campaigns(problem, sets.stays, budget.part(rest), tours)
    making = Making(
        seed=budget.seed,
        deterministic=budget.deterministic,
        seconds=0.0 if budget.deterministic else round(budget.elapsed(), 3),
        versions={name: version(name) for name in ENGINES},
        stopped=budget.cancelled(),
    )
    draft = Plan(
        schema_version=PLAN_SCHEMA_VERSION,
        plan_id="",
        pinned=pinned_of(problem),
        making=making,
        stays=sets.stays,
        overhauls=sets.overhauls,
        tours=caravans.tours,
        stages=_timeless(sets.stages + caravans.stages) if budget.deterministic else sets.stages + caravans.stages,
        shadow_prices=sets.prices + caravans.prices,
    )
    return with_id(draft, problem.problem_id)


def _timeless(stages: tuple[StageResult, ...]) -> tuple[StageResult, ...]:
    """Return the stages without their seconds, which differ from run to run."""
    return tuple(replace(stage, seconds=0.0) for stage in stages)
