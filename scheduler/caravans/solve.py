"""The caravan section: tours for caravans, with a proven bound for every stage of the objective."""

from __future__ import annotations

import threading
from dataclasses import replace

from scheduler.caravans.case import Case, make_case
from scheduler.caravans.column import tours_of
from scheduler.caravans.figures import figures_of
from scheduler.caravans.master import Crewed
from scheduler.caravans.parts import ALL_PARTS, Parts
from scheduler.caravans.planner import Planner
from scheduler.caravans.possible import require_possible
from scheduler.caravans.result import CaravansResult
from scheduler.caravans.stages import Stages
from scheduler.interrupt import run_beside
from scheduler.plan import Tour
from scheduler.problem import Problem
from scheduler.progress import Budget, Progress

FIRST_PLAN_SECONDS = 3.0
"""How long a cancel waits for a first plan that obeys every rule: it takes about one second."""


def solve_caravans(
    problem: Problem,
    budget: Budget,
    warm_start: tuple[Tour, ...] = (),
    bounds_of: Problem | None = None,
    pinned_tours: tuple[Tour, ...] = (),
    parts: Parts = ALL_PARTS,
) -> CaravansResult:
    """Plan the tours of all caravans.

    A greedy start, ruin-and-recreate and a CP-SAT master over every good tour that was seen; bounds by linear
    relaxation. ``docs/model.md`` holds rules, objective and bounds.

    Parameters
    ----------
    problem
        A consistent problem.
    budget
        Seconds (the time that compiling takes on the first call ever is not counted), seed, cancelling, progress.
    warm_start
        Tours of an earlier plan; what the problem no longer allows is left out.
    bounds_of
        The problem that the bounds are proved for, where choices were made in ``problem`` that need not be made so:
        the same arrays, with windows as wide or wider.
    pinned_tours
        Tours, possible beside each other, that make pinned visits: where the search begins.
    parts
        Parts of the solver that take part: all, but in an ablation.

    Returns
    -------
    CaravansResult
        Tours that obey every rule, and the four stages with their bounds.

    Raises
    ------
    DapengError
        Where pins or hard floors are proved impossible, or where no plan that obeys them was found in the time.
    """
    case, answered = make_case(problem), threading.Event()
    require_possible(problem, case)
    relaxed = make_case(bounds_of) if bounds_of else case
    stages = Stages(bounds_of or problem, relaxed, _quiet_after(budget, answered))
    if not (len(case.names.stops) and len(case.names.crews) and len(case.names.caravans)):
        return CaravansResult(tours=(), stages=stages.of_nothing(), stopped=False, facts={})
    planner = Planner(problem, case, stages.budget, stages, warm_start, pinned_tours, parts)
    try:
        return _result(case, planner, stages, _planned(planner, budget))
    finally:
        answered.set()


def _quiet_after(budget: Budget, answered: threading.Event) -> Budget:
    """Return the same budget; what is left behind by a cancel reports no more once that is ``answered``."""

    def report(progress: Progress) -> None:
        if not answered.is_set():
            budget.report(progress)

    return replace(budget, report=report)


def _planned(planner: Planner, budget: Budget) -> Crewed:
    """Plan beside the caller: whatever is going on, a cancel and the end of the time are answered with the best so far.

    A first compilation is left on a cancel only; its time is not counted. Where pins or hard floors must hold and no
    plan is known that keeps them, a cancel waits a moment for the first one.
    """
    found, failed, cancels = list[Crewed](), list[BaseException](), list[float]()

    def work() -> None:
        try:
            found.append(planner.plan())
        except BaseException as error:  # raised again by the caller
            failed.append(error)

    def is_over() -> bool:
        if not budget.cancelled():
            return planner.is_late()
        cancels.append(budget.elapsed())
        return planner.can_answer() or cancels[-1] - cancels[0] > FIRST_PLAN_SECONDS

    run_beside(work, lambda: None, is_over)
    if failed:
        raise failed[0]
    return found[0] if found else planner.so_far()


def _result(case: Case, planner: Planner, stages: Stages, crewed: Crewed) -> CaravansResult:
    return CaravansResult(
        tours=tours_of(case, crewed),
        stages=stages.results(figures_of(case, [column for column, _ in crewed])),
        stopped=planner.budget.cancelled(),
        facts=dict(planner.facts),
        prices=stages.prices(),
    )
