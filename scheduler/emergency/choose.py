"""Who goes where: CP-SAT over (caravan, crew, counties in order), one aim after the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from ortools.sat.python import cp_model

from core.errors import fail
from scheduler.emergency.budgets import Money
from scheduler.emergency.candidates import Call, Candidate
from scheduler.emergency.changes import Pair
from scheduler.emergency.model import HOUR_MIN, Aim, AimId
from scheduler.emergency.promises import Promise

STAGE_WORK = 2.0
"""Deterministic time of CP-SAT for each aim: about so many seconds, the same on a busy machine."""
Bool = cp_model.IntVar
Key = TypeVar("Key", int, Pair)
Priced = tuple[AimId, cp_model.LinearExprT]


@dataclass(frozen=True)
class Chosen:
    """Candidates that together serve every county, each with a crew of its own, and what they reach."""

    candidates: tuple[Candidate, ...]
    aims: tuple[Aim, ...]


def hours(after_min: int) -> int:
    """Return started hours: arrivals within the same hour count as equal, so that no visit is dropped for a minute."""
    return -(-after_min // HOUR_MIN)


def choose(
    call: Call,
    candidates: Sequence[Candidate],
    promises: Iterable[Promise] = (),
    money: Iterable[Money] = (),
    wishes: Iterable[Promise] = (),
) -> Chosen | None:
    """Return the best candidates; ``None`` where it is proved that no choice among them serves every county.

    Last arrival first, then arrivals weighted by need, then what ``wishes`` lack more, then audience of dropped visits,
    then driving minutes. ``promises`` are kept, and so are the budgets in ``money``.

    Raises
    ------
    DapengError
        ``emergency-undecided`` where no choice was found and none was proved impossible.
    """
    model, picks, drops = _rows(call, candidates, promises, money)
    aims = _aims(model, call, candidates, picks, drops, wishes)
    chosen = _by_stage(model, candidates, picks, aims)
    if chosen is None:
        return None
    crews = call.crews.shared_out(each.crew for each in chosen.candidates)
    manned = (replace(each, crew=crew) for each, crew in zip(chosen.candidates, crews, strict=True))
    return replace(chosen, candidates=tuple(manned))


def fewest_broken(
    call: Call,
    candidates: Sequence[Candidate],
    kept: Iterable[Promise],
    loose: Sequence[Promise],
    money: Iterable[Money] = (),
) -> tuple[Promise, ...] | None:
    """Return the fewest of the ``loose`` promises that some choice breaks which keeps the others; ``None``: unknown."""
    model, _, drops = _rows(call, candidates, kept, money)
    broken = [model.new_bool_var("") for _ in loose]
    for promise, is_broken in zip(loose, broken, strict=True):
        _keep(model, drops, (promise,), unless=is_broken)
    model.minimize(sum(broken))
    solver = _solver()
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return tuple(promise for promise, each in zip(loose, broken, strict=True) if solver.value(each))


def _rows(
    call: Call, candidates: Sequence[Candidate], promises: Iterable[Promise], money: Iterable[Money]
) -> tuple[cp_model.CpModel, list[Bool], dict[Pair, Bool]]:
    """Return the model of every choice, whether each candidate is picked, and whether each visit is dropped."""
    model = cp_model.CpModel()
    picks = [model.new_bool_var("") for _ in candidates]
    _counties_once(model, call, candidates, picks)
    _owners_once(model, call, candidates, picks)
    drops = _any_of(model, [(c.dropped, pick) for c, pick in zip(candidates, picks, strict=True)])
    _keep(model, drops, promises)
    _pay(model, candidates, picks, money)
    return model, picks, drops


def _aims(
    model: cp_model.CpModel,
    call: Call,
    candidates: Sequence[Candidate],
    picks: Sequence[Bool],
    drops: Mapping[Pair, Bool],
    wishes: Iterable[Promise],
) -> list[Priced]:
    last = model.new_int_var(0, max((hours(c.after_min[-1]) for c in candidates), default=0), "last")
    for candidate, pick in zip(candidates, picks, strict=True):
        model.add(last >= hours(candidate.after_min[-1])).only_enforce_if(pick)
    weighted = sum(
        pick * sum(call.weight(stop) * hours(m) for stop, m in zip(c.stops, c.after_min, strict=True))
        for c, pick in zip(candidates, picks, strict=True)
    )
    driving = sum(c.journey.drive_min * pick for c, pick in zip(candidates, picks, strict=True))
    return [
        ("last_hours", last),
        ("weighted_hours", weighted),
        ("shortage", _shortage(model, drops, wishes)),
        ("dropped_audience", _audience(model, call, drops)),
        ("drive_min", driving),
    ]


def _shortage(model: cp_model.CpModel, drops: Mapping[Pair, Bool], wishes: Iterable[Promise]) -> cp_model.LinearExprT:
    """Return how many visits more are lacking to what is wished for: those dropped beyond what it has to spare."""
    terms: list[cp_model.LinearExprT] = []
    for wish in wishes:
        lost = [drop for pair, drop in drops.items() if pair in wish.visits]
        if len(lost) > wish.spare:
            more = model.new_int_var(0, len(lost) - wish.spare, "")
            model.add(more >= sum(lost) - wish.spare)
            terms.append(more)
    return sum(terms)


def _audience(model: cp_model.CpModel, call: Call, drops: Mapping[Pair, Bool]) -> cp_model.LinearExprT:
    """Return the audience that is lost: that of a stop only with all of its visits (a convoy's has several)."""
    audience, planned = call.ground.case.flat.audience, call.planned
    by_stop: dict[int, list[Bool]] = {}
    for (stop, _), drop in drops.items():
        by_stop.setdefault(stop, []).append(drop)
    terms: list[cp_model.LinearExprT] = []
    for stop, mine in by_stop.items():
        several = sum(each == stop for each, _ in planned)
        if several == 1:
            terms.append(int(audience[stop]) * mine[0])
        elif len(mine) == several:
            gone = model.new_bool_var("")
            model.add(gone >= sum(mine) - (several - 1))
            terms.append(int(audience[stop]) * gone)
    return sum(terms)


def _by_stage(
    model: cp_model.CpModel, candidates: Sequence[Candidate], picks: Sequence[Bool], aims: Iterable[Priced]
) -> Chosen | None:
    solver = _solver()
    chosen: tuple[Candidate, ...] | None = None
    reached: list[Aim] = []
    for aim, expression in aims:
        model.minimize(expression)
        status = solver.solve(model)
        if status == cp_model.INFEASIBLE:
            break
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            if chosen is None:
                raise fail("emergency-undecided", "/county_ids", ways=len(candidates))
            break
        value = round(solver.objective_value)
        reached.append(Aim(aim=aim, value=value, bound=round(solver.best_objective_bound), least=None))
        chosen = tuple(c for c, pick in zip(candidates, picks, strict=True) if solver.value(pick))
        model.add(expression <= value)
        model.clear_hints()
        for pick in picks:
            model.add_hint(pick, solver.value(pick))
    return None if chosen is None else Chosen(chosen, tuple(reached))


def _solver() -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.catch_sigint_signal = False  # Ctrl-C is the caller's affair; OR-Tools would end the process
    solver.parameters.max_deterministic_time = STAGE_WORK
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    return solver


def _counties_once(model: cp_model.CpModel, call: Call, candidates: Sequence[Candidate], picks: Sequence[Bool]) -> None:
    for stop in call.stops:
        model.add_exactly_one(pick for c, pick in zip(candidates, picks, strict=True) if stop in c.stops)


def _owners_once(model: cp_model.CpModel, call: Call, candidates: Sequence[Candidate], picks: Sequence[Bool]) -> None:
    """A caravan goes once, and so does each crew of a class."""
    vehicles: dict[int, list[Bool]] = {}
    classes: dict[int, list[Bool]] = {}
    for candidate, pick in zip(candidates, picks, strict=True):
        vehicles.setdefault(candidate.caravan, []).append(pick)
        classes.setdefault(candidate.crew, []).append(pick)
    for mine in vehicles.values():
        model.add_at_most_one(mine)
    for first, mine in classes.items():
        model.add(sum(mine) <= call.crews.size(first))


def _any_of(model: cp_model.CpModel, parts: Iterable[tuple[Iterable[Key], Bool]]) -> dict[Key, Bool]:
    """Return key -> whether any pick that has it is taken."""
    havers: dict[Key, list[Bool]] = {}
    for keys, pick in parts:
        for key in sorted(keys):
            havers.setdefault(key, []).append(pick)
    found = {key: model.new_bool_var("") for key in havers}
    for key, has in found.items():
        model.add_max_equality(has, havers[key])
    return found


def _keep(
    model: cp_model.CpModel, drops: Mapping[Pair, Bool], promises: Iterable[Promise], *, unless: Bool | None = None
) -> None:
    for promise in promises:
        lost = [drop for pair, drop in drops.items() if pair in promise.visits]
        if len(lost) > promise.spare:
            row = model.add(sum(lost) <= promise.spare)
            if unless is not None:
                row.only_enforce_if(unless.negated())


def _pay(
    model: cp_model.CpModel, candidates: Sequence[Candidate], picks: Sequence[Bool], money: Iterable[Money]
) -> None:
    """What an operator's tours cost more than those that are cancelled is left in its budget."""
    for purse in money:
        gone = _any_of(
            model, [(c.cancelled & purse.tours.keys(), pick) for c, pick in zip(candidates, picks, strict=True)]
        )
        spent = sum(purse.more_fen(c) * pick for c, pick in zip(candidates, picks, strict=True))
        saved = sum(purse.tours[number] * cancelled for number, cancelled in gone.items())
        model.add(spent - saved <= purse.left_fen)
