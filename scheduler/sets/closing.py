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
from scheduler.sets.pricing import Itinerary, Prices
from scheduler.sets.scope import Scope
from scheduler.sets.weeks import Ints

FIRST_SLACK = 18
"""A plan is first looked for within 2 to the minus this of the bound, or less where the gap is small."""
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
    places = _thinned(part, gap, effort)
    limits = Limits(seconds=gap.seconds, low=gap.target, high=gap.bound, presolve=False)  # 2-3 times faster on lists
    choice = choose(part, gap.scope, places, limits, effort)
    if choice.picked is None:
        return Closed(bound=gap.target - 1 if choice.proven else None)
    items = tuple(pool.items[place] for place in choice.picked)
    return Closed(items=items, bound=choice.objective if choice.proven else None)


def _thinned(part: Master, gap: Gap, effort: Effort) -> Ints:
    """Return the places of listed itineraries that a plan of ``target`` can hold.

    The relaxation over the list alone is tighter than the one that was priced: none of its itineraries visits a county
    twice, and those of little value are gone. What its duals prove is again summed in integers, over the list.
    """
    everything = np.arange(len(part.pool))
    point = part.relax(gap.scope, effort.over)
    if point is None:
        return everything
    total, prices = part.prices(point, gap.scope)
    value = _values(part, prices)
    base = part.pool.base_of()
    best = np.zeros(len(gap.scope.base_left), dtype=np.int64)
    np.maximum.at(best, base, value)
    total += int((best * gap.scope.base_left).sum())
    return everything[best[base] - value <= total - gap.target * part.scale]


def _values(part: Master, prices: list[Prices]) -> Ints:
    """Return what each itinerary of the pool earns at ``prices``."""
    incidence, cost = part.pool.incidence(), part.pool.cost_fen()
    kind = np.array([item.kind for item in part.pool.items], dtype=np.int64)
    value, options = np.zeros(len(kind), dtype=np.int64), part.board.options.count
    for row, price in enumerate(prices):
        mine = np.flatnonzero(kind == row)
        lane = int(part.board.lane_of_kind[row]) * options
        value[mine] = incidence[lane : lane + options, mine].T @ price.reward - price.per_fen * cost[mine]
    return value


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
                listers.append((Lister(pricer, values, master.per_fen, home, effort.over), best))
    found: list[Itinerary] = []
    for lister, best in listers:
        least = best - (total - gap.target * master.scale)
        listed = not effort.over() and lister.list(least, gap.cap - len(found))
        effort.charge(UNITS_PER_ITEM * len(lister.found))
        if not listed:
            return None
        found += [item for item in lister.found if master.pool.is_sound(item)]
    return found
