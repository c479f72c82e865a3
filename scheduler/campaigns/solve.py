"""The caravan section of a problem with campaigns: choose the campaigns' visits, then plan around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.errors import DapengError, Fault
from scheduler.campaigns.beside import beside_stays
from scheduler.campaigns.choose import choose, impossible, unmet
from scheduler.campaigns.convoys import collapse, expand
from scheduler.campaigns.demands import Demand, demands_of, left_by_stays, pins_as_demands
from scheduler.campaigns.options import Options
from scheduler.caravans.case import make_case
from scheduler.caravans.possible import require_possible
from scheduler.caravans.result import CaravansResult
from scheduler.caravans.solve import solve_caravans
from scheduler.narrow import for_caravans
from scheduler.plan import StageResult, Stay, Tour
from scheduler.problem import Problem
from scheduler.progress import Budget


def solve_with_campaigns(
    problem: Problem, stays: Sequence[Stay], budget: Budget, warm_start: tuple[Tour, ...] = ()
) -> CaravansResult:
    """Plan the tours of all caravans; where campaigns demand visits, choose those first and pin them.

    Parameters
    ----------
    problem
        The whole problem; what the stays take from the caravans is taken out here.
    stays
        Stays of the plan: where any service will do, they count.

    Returns
    -------
    CaravansResult
        As :func:`scheduler.caravans.solve.solve_caravans`; the shortage counts what soft targets lack.

    Raises
    ------
    DapengError
        As there, and where hard targets, convoys or joint actions cannot be met or were not.
    """
    try:
        return _solved(problem, stays, budget, warm_start)
    except DapengError as error:
        raise beside_stays(problem, stays, error) from error


def _solved(problem: Problem, stays: Sequence[Stay], budget: Budget, warm_start: tuple[Tour, ...]) -> CaravansResult:
    seen = for_caravans(problem, stays)
    demands = left_by_stays(seen, demands_of(seen), stays)
    if not demands:
        return solve_caravans(seen, budget, warm_start)
    open_ones = tuple(demand for demand in demands if demand.minimum)
    options = Options(seen, make_case(seen), (*open_ones, *pins_as_demands(seen)))
    require_possible(seen, options.case)
    _require_possible(problem, options)
    choice = choose(options, budget)
    task = expand(seen, options, choice)
    rest = budget if budget.deterministic else budget.part(budget.left())
    try:
        result = solve_caravans(task.pinned, rest, warm_start, bounds_of=task.free, pinned_tours=task.tours)
    except DapengError as error:
        raise DapengError(_asked_for(problem, task.pinned, options, error)) from error
    tours = collapse(result.tours, task.original)
    missed = sum(max(0, each.minimum - _visits(options, number, tours)) for number, each in _soft(open_ones))
    stages = tuple(_with_missed(stage, missed, choice.least_missed) for stage in result.stages)
    return replace(result, tours=tours, stages=stages)


def _require_possible(problem: Problem, options: Options) -> None:
    """Raise for hard demands that the caravans cannot meet by themselves beside the stays made.

    It is a proof that there is no plan only where other stays would not help: ``campaign-target-impossible``. Where
    they count themselves, or stand in the caravans' way, it proves nothing: ``campaign-targets-unmet``.
    """
    short = [each for each in options.demands if each.hard and options.most(each) < each.minimum]
    if not short:
        return
    free = for_caravans(problem, ())
    alone = Options(free, make_case(free), options.demands)
    faults = [
        impossible(alone, each) for each in short if each.service == "caravan" and alone.most(each) < each.minimum
    ]
    raise DapengError(faults) if faults else unmet(options, short)


def _asked_for(problem: Problem, pinned: Problem, options: Options, error: DapengError) -> Iterator[Fault]:
    """Yield the faults, a pin's at its place in the problem; what was pinned for campaigns are the targets not met."""
    places = {f"/visit_pins/{n}": pin for n, pin in enumerate(pinned.visit_pins)}
    mine = {pin.stop_id: n for n, pin in enumerate(problem.visit_pins)}
    told = False
    for each in error.faults:
        if each.place not in places:
            yield each
        elif places[each.place].stop_id in mine:
            yield replace(each, place=f"/visit_pins/{mine[places[each.place].stop_id]}")
        elif not told:
            told = True
            yield from unmet(options, [demand for demand in options.demands if not demand.pinned]).faults


def _soft(demands: Sequence[Demand]) -> list[tuple[int, Demand]]:
    return [(number, demand) for number, demand in enumerate(demands) if not demand.hard]


def _visits(options: Options, number: int, tours: Sequence[Tour]) -> int:
    """Return how many visits of the tours count for a demand."""
    names = options.case.names
    caravan_row = {caravan.caravan_id: row for row, caravan in enumerate(names.caravans)}
    day_row = {day: row for row, day in enumerate(names.days)}
    return sum(
        options.serves(number, options.row[part.stop_id], caravan_row[tour.caravan_id], day_row[day.day])
        for tour in tours
        for day in tour.days
        for part in day.activities
        if part.stop_id is not None
    )


def _with_missed(stage: StageResult, missed: int, least: int) -> StageResult:
    if stage.stage != "shortage":
        return stage
    value, bound = stage.value + missed, stage.bound + least
    return replace(stage, value=value, bound=bound, status="optimal" if value == bound else "feasible")
