"""Which visits meet the demands of campaigns: a small CP-SAT model over vehicles, crews and days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ortools.sat.python import cp_model

from core.errors import DapengError, Fault, fail, fault
from scheduler.campaigns.demands import Demand
from scheduler.campaigns.options import Option, Options
from scheduler.caravans.master import crews_for
from scheduler.progress import Budget

Grouped = dict[Any, list[Any]]
"""Terms of rows."""
SECONDS, SHARE = 10.0, 0.2
"""Most seconds, and most of the section's time, that choosing may take."""
MISSED = 10**9
"""Price in fen of a soft demand missed by one: above any tour's."""


NEAREST, WIDE = (8, 2), (1_000, 1_000)
"""Vehicles per demand, stops per vehicle and day: those that are tried first, and then all."""
MANY = 160
"""With so many demands one vehicle each is tried first."""


@dataclass(frozen=True)
class Choice:
    """Visits to be pinned."""

    picked: tuple[Option, ...]
    least_missed: int
    """Proved: no plan misses fewer of the soft demands."""


def choose(options: Options, budget: Budget) -> Choice:
    """Return the visits to be pinned for ``options.demands``.

    Raises
    ------
    DapengError
        ``campaign-target-impossible`` where a hard demand is proved impossible by itself, ``campaign-targets-unmet``
        where no choice was found that meets all hard ones together.
    """
    most = [options.most(demand) for demand in options.demands]
    pairs = list(zip(options.demands, most, strict=True))
    faults = [_impossible(options, demand, n) for demand, n in pairs if demand.hard and n < demand.minimum]
    if faults:
        raise DapengError(faults)
    least = sum(max(0, demand.minimum - n) for demand, n in pairs if not demand.hard and not demand.pinned)
    for vehicles, stops in (NEAREST, WIDE):
        found = _gathered(options, vehicles, stops)
        picked = _solve(options, found, _seconds(budget), budget.seed)
        if picked is not None:
            return Choice(picked=picked, least_missed=least)
    listed = "; ".join(f"{d.what} {d.where}" for d in options.demands if d.hard)
    raise fail("campaign-targets-unmet", "/campaign_targets", listed=listed)


def _gathered(options: Options, vehicles: int, stops: int) -> list[Option]:
    """Return the options of all demands, each once."""
    found: dict[tuple[int, int, int], Option] = {}
    for number, demand in enumerate(options.demands):
        each = max(vehicles * MANY // (MANY + 8 * len(options.demands)), demand.minimum + 1)
        for option in options.of(number, each, max(stops, demand.minimum)):
            found[option.stop, option.column.caravan, option.day] = option
    return list(found.values())


def _seconds(budget: Budget) -> float:
    left = budget.seconds if budget.deterministic else budget.left()
    return max(1.0, min(SECONDS, SHARE * left))


def _impossible(options: Options, demand: Demand, most: int) -> Fault:
    zh, en = options.why(demand)
    facts = {"what": demand.what, "where": demand.where, "minimum": demand.minimum, "most": most}
    span = {"first": demand.span.first, "last": demand.span.last}
    return fault("campaign-target-impossible", demand.path, **facts, **span, why=f"{zh} {en}".strip())


def _solve(options: Options, found: Sequence[Option], seconds: float, seed: int) -> tuple[Option, ...] | None:
    """Return the best choice found, ``None`` where none meets the hard demands."""
    model = cp_model.CpModel()
    picks = [model.new_bool_var("") for _ in found]
    missed = _demand_rows(model, options, found, picks)
    _stop_rows(model, options, found, picks)
    _vehicle_rows(model, options, found, picks)
    _crew_rows(model, options, found, picks)
    model.minimize(MISSED * sum(missed) + sum(each.cost_fen * pick for each, pick in zip(found, picks, strict=True)))
    solver = cp_model.CpSolver()
    solver.parameters.catch_sigint_signal = False  # Ctrl-C is the caller's affair; OR-Tools would end the process
    solver.parameters.max_deterministic_time = seconds
    solver.parameters.max_time_in_seconds = 10 * seconds
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return tuple(each for each, pick in zip(found, picks, strict=True) if solver.value(pick))


def _demand_rows(
    model: cp_model.CpModel, options: Options, found: Sequence[Option], picks: Sequence[cp_model.IntVar]
) -> list[cp_model.IntVar]:
    """Each demand has its visits, a convoy exactly so many and those it names; return what soft ones lack."""
    lacks = []
    names = [caravan.caravan_id for caravan in options.case.names.caravans]
    for number, demand in enumerate(options.demands):
        mine = [
            (each.column.caravan, pick)
            for each, pick in zip(found, picks, strict=True)
            if options.serves(number, each.stop, each.column.caravan, each.day)
        ]
        lack = model.new_int_var(0, 0 if demand.hard else demand.minimum, "")
        model.add(sum(pick for _, pick in mine) + lack >= demand.minimum)
        if demand.convoy_id is not None:
            model.add(sum(pick for _, pick in mine) == demand.minimum)
        for name in demand.caravan_ids:
            model.add_exactly_one(pick for caravan, pick in mine if names[caravan] == name)
        lacks.append(lack)
    return lacks


def _stop_rows(
    model: cp_model.CpModel, options: Options, found: Sequence[Option], picks: Sequence[cp_model.IntVar]
) -> None:
    """A stop is visited once, but by a convoy; counties keep their ceilings."""
    flat = options.case.flat
    convoys = {options.row[each.stop_id] for each in options.demands if each.convoy_id and each.stop_id}
    by_stop, by_county = Grouped(), Grouped()
    for each, pick in zip(found, picks, strict=True):
        by_county.setdefault(int(flat.county[each.stop]), []).append(pick)
        if each.stop not in convoys:
            by_stop.setdefault(each.stop, []).append(pick)
    for mine in by_stop.values():
        model.add_at_most_one(mine)
    for county, mine in by_county.items():
        model.add(sum(mine) <= int(flat.ceiling[county]))


def _vehicle_rows(
    model: cp_model.CpModel, options: Options, found: Sequence[Option], picks: Sequence[cp_model.IntVar]
) -> None:
    """A caravan is out once a day, and as many days as it may."""
    by_day, by_caravan = Grouped(), Grouped()
    for each, pick in zip(found, picks, strict=True):
        by_caravan.setdefault(each.column.caravan, []).append(len(each.column.days) * pick)
        for day in each.column.days:
            by_day.setdefault((each.column.caravan, day), []).append(pick)
    for mine in by_day.values():
        model.add_at_most_one(mine)
    for caravan, mine in by_caravan.items():
        model.add(sum(mine) <= int(options.case.flat.out_max[caravan]))


def _crew_rows(
    model: cp_model.CpModel, options: Options, found: Sequence[Option], picks: Sequence[cp_model.IntVar]
) -> None:
    """Every tour picked has a crew of a class; a class has so many crews a day, and so many days in all."""
    flat = options.case.flat
    days = sorted({day for each in found for day in each.column.days})
    marks = [(flat.crew_ok[:, w].tobytes(), flat.crew_free[w, days].tobytes()) for w in range(len(flat.crew_max))]
    by_day, by_class = Grouped(), Grouped()
    for each, pick in zip(found, picks, strict=True):
        classes = {marks[crew] for crew in crews_for(options.case, each.column)}
        goes = {mark: model.new_bool_var("") for mark in sorted(classes)}
        model.add(sum(goes.values()) == pick)
        for mark, going in goes.items():
            by_class.setdefault(mark, []).append(len(each.column.days) * going)
            for day in each.column.days:
                by_day.setdefault((mark, day), []).append(going)
    for (mark, _), mine in by_day.items():
        model.add(sum(mine) <= marks.count(mark))
    for mark, mine in by_class.items():
        model.add(sum(mine) <= sum(int(most) for each, most in zip(marks, flat.crew_max, strict=True) if each == mark))
