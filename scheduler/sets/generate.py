"""Column generation: the LP of a stage, and the bound it proves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from scheduler.sets.effort import Effort
from scheduler.sets.master import Master, Point
from scheduler.sets.scope import Scope

NEAR = 0.05
"""Part of the distance between a bound and what is asked for, by which the LP may still be off."""
KIND_UNITS = 0.002
COLUMN_UNITS = 5e-6
"""Work of pricing one kind and of one column in the LP, in units of about a second."""


@dataclass(frozen=True)
class Generated:
    """The last LP, and the best bound with the LP whose duals prove it."""

    point: Point | None
    proof: Point | None
    bound: int | None
    """Proven within the scope, of the objective to be maximised; ``None`` where nothing was priced."""


def generate(
    master: Master,
    scope: Scope,
    effort: Effort,
    rounds: int,
    enough: int | None = None,
    found: Callable[[int], None] = lambda _: None,
    near: int | None = None,
    known: int | None = None,
) -> Generated:
    """Price until nothing improves the LP, the bound is down at ``enough`` or the effort is spent.

    ``known``: a bound that the LP cannot improve once it is there.

    With ``near`` a bound is good enough whose distance to the LP is a small part of that to ``near``.
    """
    best, point, proof = None, None, None
    for _ in range(rounds):
        effort.charge(KIND_UNITS * (1 + len(master.pricers)) + COLUMN_UNITS * len(master.pool))
        latest = master.relax(scope, effort.over)
        if latest is None:
            break
        point, priced, new = latest, None, list[int]()
        for tried in _tried(point, proof if master.board.several_rounds else None):
            priced = master.price(tried, scope, effort.over)
            if priced is None:
                break
            scaled, items = priced
            bound = scaled // master.scale
            if best is None or bound < best:
                best, proof = bound, tried
                found(bound)
            new = master.pool.add(items)
            if new:
                break
        if priced is None or best is None:
            break
        slack = 1e-6 if near is None else NEAR * max(0, best - near)
        if known is not None and point.objective > known - 0.5 and not point.unmet:
            break
        if not new or best <= point.objective + slack or (enough is not None and best <= enough) or effort.over():
            break
    return Generated(point=point, proof=proof, bound=best)


def _tried(point: Point, steady: Point | None) -> Iterator[Point]:
    """Yield duals to price at: halfway between those of the LP and ``steady`` ones, then those of the LP.

    The LP over several rounds has many optimal duals and jumps to and fro among them; halfway to those of the best
    bound (Wentges 1997) it needs up to 40 % fewer rounds. With a single round there is nothing to gain.
    """
    if steady is not None:
        yield replace(
            point,
            row_duals=(steady.row_duals + point.row_duals) // 2,
            base_duals=(steady.base_duals + point.base_duals) // 2,
        )
    yield point
