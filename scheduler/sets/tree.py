"""Branch and bound over stays: of all parts of the plans the one with the best bound is looked at next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush

import numpy as np
from scipy.sparse import csc_matrix

from scheduler.sets.branching import Branching
from scheduler.sets.closing import FIRST_SLACK, Gap, close
from scheduler.sets.effort import Effort
from scheduler.sets.generate import generate
from scheduler.sets.master import Master, Point
from scheduler.sets.pricing import Itinerary
from scheduler.sets.program import FREE
from scheduler.sets.scope import Scope

WHOLE = 1e-5
"""Values nearer to 0 or 1 than this count as 0 or 1."""
ROUNDS = 200
"""Rounds of pricing for a node."""
CAP, SECONDS = 3000, 3.0
"""Itineraries listed, and CP-SAT's time, to close the gap of a node; times 4 and 16 where it cannot be parted."""
TRIES = 3


@dataclass(frozen=True)
class Relaxation:
    """What is kept of a node's relaxation."""

    held: csc_matrix
    """How much of each stay, shape (stays, 1)."""
    point: Point
    proof: Point
    """The duals that prove its bound."""


@dataclass(order=True)
class Node:
    """A part of the plans; the one with the best bound comes first, of equal ones the latest."""

    order: tuple[int, int]
    """Bound of the objective (to be maximised), negated; number of the node, negated."""
    scope: Scope = field(compare=False)
    relaxed: Relaxation | None = field(compare=False, default=None)
    """Once it is solved."""
    slack: int = field(compare=False, default=0)
    """How far below the bound a plan is looked for next; 0: not yet known."""
    dived: bool = field(compare=False, default=False)
    """A plan was looked for by diving from here."""
    tries: int = field(compare=False, default=0)
    """How often it could be neither closed nor parted."""

    @property
    def bound(self) -> int:
        """Return the bound of the objective."""
        return -self.order[0]


class Tree:
    """What is left of a stage's plans to look at. ``value`` returns the best plan's, ``offer`` is told of plans."""

    def __init__(
        self,
        master: Master,
        effort: Effort,
        value: Callable[[], int],
        offer: Callable[[Sequence[Itinerary]], object],
    ) -> None:
        self.master, self.effort = master, effort
        self.value, self.offer = value, offer
        self.branching = Branching(master.board, master.rules, master.stay_gain)
        self.nodes: list[Node] = []
        self._left = -FREE
        """Bound of the nodes that it has given up."""
        self._best = -FREE
        self._count = 0

    @property
    def best(self) -> int:
        """Return the best value that there was: nodes that could not hold a better one are gone."""
        self._best = max(self._best, self.value())
        return self._best

    @property
    def bound(self) -> int:
        """Return the bound that is proven of all plans that were put into the tree."""
        return max([self.best, self._left, *(node.bound for node in self.nodes[:1])])

    @property
    def done(self) -> bool:
        """Tell whether looking on cannot lower the bound."""
        return not self.nodes or self.nodes[0].bound <= max(self.best, self._left)

    @property
    def fresh(self) -> Node | None:
        """Return the next node where its relaxation has whole numbers of stays and nobody has dived from it."""
        node = None if self.done else self.nodes[0]
        return node if node and node.relaxed and not node.dived else None

    def add(self, scope: Scope, bound: int, slack: int = 0) -> None:
        """Add a part of the plans of which ``bound`` is proven."""
        self._push(Node((-bound, 0), scope, slack=slack))

    def _push(self, node: Node) -> None:
        """Keep a node if it may hold a plan better than the best one."""
        self._count += 1
        if node.bound > self.best:
            heappush(self.nodes, replace(node, order=(node.order[0], -self._count)))

    def step(self) -> None:
        """Look at the node with the best bound: solve its relaxation, close its gap, or part it."""
        node = heappop(self.nodes)
        if node.relaxed is None:
            self._relax(node)
        else:
            self._close(node, node.relaxed)

    def _give_up(self, node: Node, bound: int) -> None:
        """Put the node back where the effort is over; else keep its bound only."""
        if self.effort.over():
            self._push(replace(node, order=(-bound, 0)))
        else:
            self._left = max(self._left, bound)

    def _relax(self, node: Node) -> None:
        """Solve the relaxation and part the node by numbers of stays."""
        made = generate(self.master, node.scope, self.effort, ROUNDS, self.best)
        bound = node.bound if made.bound is None else min(made.bound, node.bound)
        if made.point is None or made.proof is None or self.effort.over():
            self._give_up(node, bound)
            return
        values, pool = made.point.values, self.master.pool
        held = pool.sound()[: len(values)] & (values > 1 - WHOLE)
        if bound > self.best and (held == (values > WHOLE)).all():
            self.offer([pool.items[place] for place in np.flatnonzero(held)])
        stays = pool.incidence()[:, : len(values)] @ values
        parts = self.branching.by_number(node.scope, stays) if bound > self.best else []
        for scope in parts:
            self.add(scope, bound)
        if not parts:
            slack = node.slack or 1 + min((bound - self.best) >> 3, abs(bound) >> FIRST_SLACK)
            relaxed = Relaxation(csc_matrix(stays[:, None]), made.point, made.proof)
            self._push(Node((-bound, 0), node.scope, relaxed, slack))

    def _close(self, node: Node, relaxed: Relaxation) -> None:
        """Look for plans right below the bound; part the node where those are too many."""
        target, more = max(self.best + 1, node.bound - node.slack), 4**node.tries
        gap = Gap(node.scope, target, node.bound, CAP * more, SECONDS * more)
        closed = close(self.master, relaxed.proof, gap, self.effort)
        if closed is not None and closed.items:
            self.offer(closed.items)
        bound = node.bound if closed is None or closed.bound is None else closed.bound
        if self.effort.over():
            self._give_up(node, bound)
        elif bound < node.bound:
            self._push(replace(node, order=(-bound, 0), slack=2 * node.slack + 3))
        elif parts := self.branching.by_kind(node.scope, relaxed.held.toarray()[:, 0]):
            for scope in parts:
                self.add(scope, bound, node.slack)
        elif node.tries + 1 < TRIES:
            self._push(replace(node, tries=node.tries + 1))
        else:
            self._give_up(node, bound)
