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
from scheduler.sets.scope import make_scope

SECONDS = 20.0
"""CP-SAT's time."""
CAP = 60_000
"""Itineraries of a kind and home that are worth listing."""
UNITS_PER_ITEM = 2e-5
"""Work of listing an itinerary, in units of about a second."""


@dataclass(frozen=True)
class Closed:
    """A plan that reaches the target, and a bound, each where there is one."""

    items: tuple[Itinerary, ...] = ()
    bound: int | None = None


def close(master: Master, proof: Point, target: int, bound: int, effort: Effort) -> Closed | None:
    """Look for a plan with an objective (to be maximised) of ``target`` to ``bound``, or prove that there is none.

    A plan of at least ``target`` holds no itinerary that falls short of its kind's best by more than the bound of
    ``proof`` exceeds ``target``. ``None`` where there are too many such itineraries.
    """
    listed = _list(master, proof, target, effort)
    if listed is None:
        return None
    pool = Pool(master.board)
    pool.add(listed)
    part = Master(master.board, master.pricers, pool, master.rules, master.stage)
    whole = make_scope(master.rules, pool, ())
    limits = Limits(seconds=SECONDS, low=target, high=bound)
    choice = choose(part, whole, np.arange(len(pool)), limits, effort)
    if choice.picked is None:
        return Closed(bound=target - 1 if choice.proven else None)
    items = tuple(pool.items[place] for place in choice.picked)
    return Closed(items=items, bound=choice.objective if choice.proven else None)


def _list(master: Master, proof: Point, target: int, effort: Effort) -> list[Itinerary] | None:
    scope = make_scope(master.rules, master.pool, ())
    total, prices = master.prices(proof, scope)
    priced = [pricer.values(prices[row]) for row, pricer in enumerate(master.pricers)]
    best: dict[tuple[int, int], int] = {}
    for row, pricer in enumerate(master.pricers):
        for base, home in master.pool.bases_of(row):
            best[row, home] = max(0, int(pricer.starts(priced[row], master.per_fen, home).max()))
            total += int(scope.base_left[base]) * best[row, home]
    found: list[Itinerary] = []
    for (row, home), most in best.items():
        lister = Lister(master.pricers[row], priced[row], master.per_fen, CAP, home)
        if effort.over() or not lister.list(most - (total - target * master.scale)):
            return None
        effort.charge(UNITS_PER_ITEM * len(lister.found))
        found += [item for item in lister.found if master.pool.is_sound(item)]
    return found
