"""Who goes where: CP-SAT over (caravan, crew, counties in order), one aim after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from ortools.sat.python import cp_model

from scheduler.emergency.candidates import Call, Candidate
from scheduler.emergency.model import HOUR_MIN, Aim

STAGE_SECONDS = 2.0
AimId = Literal["last_hours", "weighted_hours", "dropped_audience", "drive_min"]


@dataclass(frozen=True)
class Chosen:
    """Candidates that together serve every county, and what they reach."""

    candidates: tuple[Candidate, ...]
    aims: tuple[Aim, ...]


def hours(after_min: int) -> int:
    """Return started hours: arrivals within the same hour count as equal, so that no visit is dropped for a minute."""
    return -(-after_min // HOUR_MIN)


def choose(call: Call, candidates: Sequence[Candidate], *, keep: bool = True) -> Chosen | None:
    """Return the best candidates; ``None`` where no choice serves every county.

    Last arrival first, then arrivals weighted by need, then audience of dropped visits, then driving minutes.
    ``keep``: pins and hard floors of the plan stay as they are.
    """
    model = cp_model.CpModel()
    picks = [model.new_bool_var("") for _ in candidates]
    _counties_once(model, call, candidates, picks)
    _owners_once(model, candidates, picks, lambda c: c.caravan)
    _owners_once(model, candidates, picks, lambda c: c.crew)
    drops = _drops(model, candidates, picks)
    if keep:
        _promises(model, call, drops)
    last = model.new_int_var(0, max((hours(c.after_min[-1]) for c in candidates), default=0), "last")
    for candidate, pick in zip(candidates, picks, strict=True):
        model.add(last >= hours(candidate.after_min[-1])).only_enforce_if(pick)
    flat = call.ground.case.flat
    weighted = sum(
        pick * sum(max(1, _need(call, stop)) * hours(m) for stop, m in zip(c.stops, c.after_min, strict=True))
        for c, pick in zip(candidates, picks, strict=True)
    )
    audience = sum(int(flat.audience[stop]) * drop for stop, drop in drops.items())
    driving = sum(c.journey.drive_min * pick for c, pick in zip(candidates, picks, strict=True))
    aims: list[tuple[AimId, cp_model.LinearExprT]] = [
        ("last_hours", last),
        ("weighted_hours", weighted),
        ("dropped_audience", audience),
        ("drive_min", driving),
    ]
    return _by_stage(model, candidates, picks, aims)


def _by_stage(
    model: cp_model.CpModel,
    candidates: Sequence[Candidate],
    picks: Sequence[cp_model.IntVar],
    aims: Iterable[tuple[AimId, cp_model.LinearExprT]],
) -> Chosen | None:
    solver = cp_model.CpSolver()
    solver.parameters.catch_sigint_signal = False  # Ctrl-C is the caller's affair; OR-Tools would end the process
    solver.parameters.max_time_in_seconds = STAGE_SECONDS
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    chosen: tuple[Candidate, ...] | None = None
    reached: list[Aim] = []
    for aim, expression in aims:
        model.minimize(expression)
        status = solver.solve(model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            break
        value = round(solver.objective_value)
        reached.append(Aim(aim=aim, value=value, bound=round(solver.best_objective_bound)))
        chosen = tuple(c for c, pick in zip(candidates, picks, strict=True) if solver.value(pick))
        model.add(expression <= value)
        model.clear_hints()
        for pick in picks:
            model.add_hint(pick, solver.value(pick))
    return None if chosen is None else Chosen(chosen, tuple(reached))


def _need(call: Call, stop: int) -> int:
    view, names = call.ground.view, call.ground.case.names
    return view.need[names.stops[stop].county_id]


def _counties_once(
    model: cp_model.CpModel, call: Call, candidates: Sequence[Candidate], picks: Sequence[cp_model.IntVar]
) -> None:
    for stop in call.stops:
        model.add_exactly_one(pick for c, pick in zip(candidates, picks, strict=True) if stop in c.stops)


def _owners_once(
    model: cp_model.CpModel,
    candidates: Sequence[Candidate],
    picks: Sequence[cp_model.IntVar],
    owner: Callable[[Candidate], int],
) -> None:
    groups: dict[int, list[cp_model.IntVar]] = {}
    for candidate, pick in zip(candidates, picks, strict=True):
        groups.setdefault(owner(candidate), []).append(pick)
    for group in groups.values():
        model.add_at_most_one(group)


def _drops(
    model: cp_model.CpModel, candidates: Sequence[Candidate], picks: Sequence[cp_model.IntVar]
) -> dict[int, cp_model.IntVar]:
    """Return stop -> whether its visit is dropped, for those that some candidate drops."""
    droppers: dict[int, list[cp_model.IntVar]] = {}
    for candidate, pick in zip(candidates, picks, strict=True):
        for stop in candidate.dropped:
            droppers.setdefault(stop, []).append(pick)
    drops = {stop: model.new_bool_var("") for stop in sorted(droppers)}
    for stop, drop in drops.items():
        model.add_max_equality(drop, droppers[stop])
    return drops


def _promises(model: cp_model.CpModel, call: Call, drops: dict[int, cp_model.IntVar]) -> None:
    """Keep pinned visits, and hard floors by the visits that the plan has above them."""
    flat = call.ground.case.flat
    visited = np.array(sorted(call.ground.visited), dtype=np.int64)
    count = np.bincount(flat.county[visited], minlength=len(flat.need))
    for stop, drop in drops.items():
        if flat.pin_day[stop] >= 0:
            model.add(drop == 0)
    for county in range(len(flat.need)):
        minimum = int((flat.short_hard[county] > 0).sum())
        lost = [drop for stop, drop in drops.items() if flat.county[stop] == county]
        if minimum and lost:
            model.add(sum(lost) <= max(0, int(count[county]) - minimum))
