"""Closing a small gap: all itineraries that a plan within it can hold are listed, and CP-SAT chooses among them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduler.sets.choose import choose
from scheduler.sets.cp import Limits
from scheduler.sets.effort import Effort
from scheduler.sets.listing import Lister
from scheduler.sets.master import Master, Point
from scheduler.sets.pool import Pool
from scheduler.sets.pricing import Itinerary
from scheduler.sets.scope import Scope

UNITS_PER_ITEM = 2e-5
"""Work of listing an itinerary, in units of about a second."""


@dataclass(frozen=True)
class Closed:
    """A plan that reaches the target, and a bound, each where there is one."""

    items: tuple[Itinerary, ...] = ()
    bound: int | None = None


@dataclass(frozen=True)
class Gap:
    """Where a plan is looked for, and how hard."""

    scope: Scope
    target: int
    bound: int
    """Objective (to be maximised) within the scope: a plan of ``target`` to ``bound`` is wanted."""
    cap: int
    """Itineraries that are worth listing."""
    seconds: float
    """CP-SAT's time."""


def close(master: Master, proof: Point, gap: Gap, effort: Effort) -> Closed | None:
    """Look for a plan in the gap, or prove that there is none; ``None`` where too many itineraries come into question.

    A plan of at least ``target`` holds no itinerary that falls short of its kind's best by more than the bound of
    ``proof`` exceeds ``target``.
    """
    listed = _list(master, proof, gap, effort)
    if listed is None:
        return None
    pool = Pool(master.board)
    pool.add(listed)
    part = Master(master.board, master.pricers, pool, master.rules, master.stage)
    limits = Limits(seconds=gap.seconds, low=gap.target, high=gap.bound)
    choice = choose(part, gap.scope, np.arange(len(pool)), limits, effort)
    if choice.picked is None:
        return Closed(bound=gap.target - 1 if choice.proven else None)
    items = tuple(pool.items[place] for place in choice.picked)
    return Closed(items=items, bound=choice.objective if choice.proven else None)


def _list(master: Master, proof: Point, gap: Gap, effort: Effort) -> list[Itinerary] | None:
    total, prices = master.prices(proof, gap.scope)
    listers: list[tuple[Lister, int]] = []
    for row, pricer in enumerate(master.pricers):
        if effort.over():
            return None
        bases = [(home, int(gap.scope.base_left[base])) for base, home in master.pool.bases_of(row)]
        values = pricer.values(prices[row]) if any(left for _, left in bases) else None
        for home, left in bases:
            if values is not None and left:
                best = max(0, int(pricer.starts(values, master.per_fen, home).max()))
                total += left * best
                listers.append((Lister(pricer, values, master.per_fen, home, effort.budget.cancelled), best))
    found: list[Itinerary] = []
    for lister, best in listers:
        least = best - (total - gap.target * master.scale)
        if effort.over() or not lister.list(least, gap.cap - len(found)):
            return None
        effort.charge(UNITS_PER_ITEM * len(lister.found))
        found += [item for item in lister.found if master.pool.is_sound(item)]
    return found
