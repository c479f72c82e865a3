"""Which tours meet the demands of campaigns: a small CP-SAT model over vehicles, crews and days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ortools.sat.python import cp_model

from core.errors import DapengError, Fault, fail, fault
from scheduler.campaigns.demands import Demand
from scheduler.campaigns.joined import joined
from scheduler.campaigns.options import Option, Options
from scheduler.caravans.master import crews_for
from scheduler.interrupt import run_beside
from scheduler.progress import Budget

Grouped = dict[Any, list[Any]]
"""Terms of rows."""
SECONDS, SHARE, LAST_SHARE = 10.0, 0.2, 0.5
"""Most deterministic seconds of one choice; most of the time left for it, and where there is no plan without it."""
LONE = 0.3
"""Share of a choice's time for tours with one visit alone, whose choice is where that among all tours begins."""
MISSED = 10**9
"""Price in fen of a soft demand missed by one: above any tour's."""
PIN_MISSED = 1_000 * MISSED
"""Price of a planner's own pin that is not among the tours: a hard rule, above any soft demand.

Not a row, as the tours that are tried may not hold it where the search around the choice finds it a place."""
NEAREST, WIDE = (8, 2), (1_000, 1_000)
"""Vehicles per demand, stops per vehicle and day: those that are tried first, and then all."""
MANY = 160
"""With so many demands one vehicle each is tried first for soft ones."""


@dataclass(frozen=True)
class Choice:
    """Tours whose visits are to be pinned."""

    picked: tuple[Option, ...]
    least_missed: int
    """Proved: no plan misses fewer of the soft demands."""


@dataclass(frozen=True)
class _Found:
    """A choice that meets the hard demands."""

    picked: tuple[Option, ...]
    lacking: frozenset[int]
    """Soft demands that it misses, but for the planner's own pins."""
    missed: int
    """By how much."""
    price: int
    """What is missed, pins included, and what the tours cost."""


def choose(options: Options, budget: Budget) -> Choice:
    """Return the visits to be pinned for ``options.demands``, each of which is possible by itself.

    The nearest vehicles and stops are tried first; where demands are missed that need not be, all of them: for these
    demands (for the hard ones where they cannot be met together), then for all.

    Raises
    ------
    DapengError
        ``campaign-targets-unmet`` where no choice was found that meets all hard ones together.
    """
    everybody = frozenset(range(len(options.demands)))
    hard = frozenset(number for number, each in enumerate(options.demands) if each.hard)
    least, wide = _least_missed(options), frozenset[int]()
    best: _Found | None = None
    while True:
        part = _part(budget, LAST_SHARE if wide and best is None else SHARE)
        gathered = _gathered(options, wide, part)
        found = _best(options, gathered, part) if gathered is not None else None
        if found is not None and (best is None or found.price < best.price):
            best = found
        if wide == everybody or budget.over() or (best is not None and best.missed <= least):
            break
        wide = everybody if wide else best.lacking if best is not None else hard
    if best is None:
        raise unmet(options, [each for each in options.demands if each.hard])
    return Choice(picked=best.picked, least_missed=least)


def _part(budget: Budget, share: float) -> Budget:
    return budget.part(share * (budget.seconds if budget.deterministic else budget.left()))


def _least_missed(options: Options) -> int:
    soft = (each for each in options.demands if not each.hard and not each.pinned)
    return sum(max(0, each.minimum - options.most(each)) for each in soft)


def _gathered(options: Options, wide: frozenset[int], budget: Budget) -> list[Option] | None:
    """Return tours with one visit for all demands, each once; ``None`` where the time for all of ``wide`` is over."""
    found: dict[tuple[int, int, int], Option] = {}
    for number, demand in enumerate(options.demands):
        vehicles, stops = WIDE if number in wide else NEAREST
        shared = vehicles if demand.hard else vehicles * MANY // (MANY + 8 * len(options.demands))
        each = max(shared, demand.minimum + 1)
        for option in options.of(number, each, max(stops, demand.minimum)):
            ((stop, day),) = option.visits
            found[stop, option.column.caravan, day] = option
            if wide and budget.over():
                return None
    return list(found.values())


def unmet(options: Options, demands: Sequence[Demand]) -> DapengError:
    """Return the error for hard demands not met, which proves nothing: what is asked, and how many could go."""
    places: dict[str, list[str]] = {}
    for each in demands:
        places.setdefault(each.what, []).append(each.where)
    listed = "; ".join(f"{what}: {', '.join(where)}" for what, where in places.items())
    able = [caravan for each in demands for caravan in _able_caravans(options, each)]
    facts = {"asked": sum(each.minimum for each in demands), "vehicles": len(set(able))}
    return fail("campaign-targets-unmet", "/campaign_targets", listed=listed, **facts)


def _able_caravans(options: Options, demand: Demand) -> list[int]:
    able, caravans, _, _ = options.able(demand)
    return [caravan for caravan, days in zip(caravans, able, strict=True) if days.any()]


def impossible(options: Options, demand: Demand) -> Fault:
    """Return the fault for a hard demand that is proved impossible by itself."""
    zh, en = options.why(demand)
    facts = {"what": demand.what, "where": demand.where, "minimum": demand.minimum, "most": options.most(demand)}
    span = {"first": demand.span.first, "last": demand.span.last}
    return fault("campaign-target-impossible", demand.path, **facts, **span, why=f"{zh} {en}".strip())


def _best(options: Options, lone: Sequence[Option], budget: Budget) -> _Found | None:
    """Return the best choice among tours with one visit and tours joined of them; ``None`` where none was found."""
    alone = _solve(options, lone, budget.part(LONE * budget.seconds), ())
    more = joined(options, lone, budget)
    if not more:
        return alone
    begin = alone.picked if alone else ()
    found = _solve(options, [*lone, *more], budget.part((1 - LONE) * budget.seconds), begin)
    return min((each for each in (found, alone) if each is not None), key=lambda each: each.price, default=None)


def _solve(options: Options, found: Sequence[Option], budget: Budget, begin: Sequence[Option]) -> _Found | None:
    """Return the best choice among ``found``, beginning at ``begin``; ``None`` where none meets the hard demands."""
    model = cp_model.CpModel()
    picks = [model.new_bool_var("") for _ in found]
    lacks = _demand_rows(model, options, found, picks)
    _stop_rows(model, options, found, picks)
    _vehicle_rows(model, options, found, picks)
    _crew_rows(model, options, found, picks)
    _budget_rows(model, options, found, picks)
    prices = [PIN_MISSED if demand.pinned else MISSED for demand in options.demands]
    missed = sum(price * lack for price, lack in zip(prices, lacks, strict=True))
    model.minimize(missed + sum(each.cost_fen * pick for each, pick in zip(found, picks, strict=True)))
    for each, pick in zip(found, picks, strict=True) if begin else ():
        model.add_hint(pick, each in begin)
    values = _run(model, budget)
    if values is None:
        return None
    short = {
        number: values[lack.index]
        for number, (demand, lack) in enumerate(zip(options.demands, lacks, strict=True))
        if values[lack.index] and not demand.pinned
    }
    picked = tuple(each for each, pick in zip(found, picks, strict=True) if values[pick.index])
    price = sum(price * values[lack.index] for price, lack in zip(prices, lacks, strict=True))
    price += sum(each.cost_fen for each in picked)
    return _Found(picked=picked, lacking=frozenset(short), missed=sum(short.values()), price=price)


class _Watch(cp_model.CpSolverSolutionCallback):
    """Keeps the latest solution, so that it survives a solver that is left behind."""

    def __init__(self) -> None:
        super().__init__()
        self.latest: list[int] | None = None

    def on_solution_callback(self) -> None:
        """Keep the solution."""
        self.latest = list(self.response_proto.solution)


def _run(model: cp_model.CpModel, budget: Budget) -> list[int] | None:
    """Return the values of the best solution found within the budget, ``None`` where there is none."""
    solver, watch = cp_model.CpSolver(), _Watch()
    solver.parameters.catch_sigint_signal = False  # Ctrl-C is the caller's affair; OR-Tools would end the process
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = budget.seed
    solver.parameters.max_deterministic_time = max(1.0, min(SECONDS, budget.seconds))
    if not budget.deterministic:
        solver.parameters.max_time_in_seconds = max(1.0, budget.left())
    run_beside(lambda: solver.solve(model, watch), solver.stop_search, budget.cancelled)
    return watch.latest


def _demand_rows(
    model: cp_model.CpModel, options: Options, found: Sequence[Option], picks: Sequence[cp_model.IntVar]
) -> list[cp_model.IntVar]:
    """Each demand has its visits, a convoy exactly so many and those it names; return what soft ones lack."""
    lacks, at_stop = [], Grouped()
    names = [caravan.caravan_id for caravan in options.case.names.caravans]
    for each, pick in zip(found, picks, strict=True):
        for stop, day in each.visits:
            at_stop.setdefault(stop, []).append((each.column.caravan, day, pick))
    for number, demand in enumerate(options.demands):
        mine = [
            (caravan, pick)
            for stop in options.stops(demand)
            for caravan, day, pick in at_stop.get(stop, ())
            if options.serves(number, stop, caravan, day)
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
        for stop, _ in each.visits:
            by_county.setdefault(int(flat.county[stop]), []).append(pick)
            if stop not in convoys:
                by_stop.setdefault(stop, []).append(pick)
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


def _budget_rows(
    model: cp_model.CpModel, options: Options, found: Sequence[Option], picks: Sequence[cp_model.IntVar]
) -> None:
    """The tours picked for an operator's caravans cost no more than its budget."""
    for budget in options.case.names.budgets:
        mine = [(each, pick) for each, pick in zip(found, picks, strict=True) if each.column.caravan in budget.caravans]
        model.add(sum(each.cost_fen * pick for each, pick in mine) <= budget.fen)
