"""Branch and bound over stays: of all parts of the plans the one with the best bound is looked at next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush

import numpy as np

from scheduler.glop import Floats
from scheduler.sets.branching import Branching
from scheduler.sets.closing import Gap, close
from scheduler.sets.effort import Effort
from scheduler.sets.generate import generate
from scheduler.sets.master import Master, Point
from scheduler.sets.pricing import Itinerary
from scheduler.sets.program import FREE
from scheduler.sets.scope import Scope

WHOLE = 1e-5
"""Values nearer to 0 or 1 than this count as 0 or 1."""
ROUNDS = 200
CAP, SECONDS = 15_000, 10.0
"""Itineraries listed, and CP-SAT's time, to close the gap of a node; times 4 and 16 where it cannot be parted."""
TRIES = 3
LEAST_SLACK = 3
"""Where even the plans so little below the bound are too many to list, a node is parted."""
FIRST_SLACK = 18
"""A plan is first looked for within 2 to the minus this of a node's bound."""


@dataclass(frozen=True)
class Relaxation:
    """What is kept of a node's relaxation."""

    held: Floats
    """Of each stay."""
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
    full: bool = field(compare=False, default=False)
    """With twice the slack there was too much to list."""
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
        self._count = 0

    @property
    def bound(self) -> int:
        """Return the bound that is proven of all plans that were put into the tree."""
        return max([self.value(), self._left, *(node.bound for node in self.nodes[:1])])

    @property
    def done(self) -> bool:
        """Tell whether looking on cannot lower the bound."""
        return not self.nodes or self.nodes[0].bound <= max(self.value(), self._left)

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
        if node.bound > self.value():
            heappush(self.nodes, replace(node, order=(node.order[0], -self._count)))

    def step(self) -> None:
        """Look at the node with the best bound: solve its relaxation, close its gap, or part it."""
        node = heappop(self.nodes)
        done = self._close(node, node.relaxed) if node.relaxed else self._relax(node)
        if not done and self.effort.over():
            heappush(self.nodes, node)
        elif not done:
            self._left = max(self._left, node.bound)

    def _relax(self, node: Node) -> bool:
        """Solve the relaxation and part the node by numbers of stays; return whether nothing is left of the node."""
        made = generate(self.master, node.scope, self.effort, ROUNDS, self.value())
        if made.bound is None or made.point is None or made.proof is None or self.effort.over():
            return False
        bound, pool = min(made.bound, node.bound), self.master.pool
        held = pool.sound()[: len(made.point.values)] & (made.point.values > 1 - WHOLE)
        if bound > self.value() and (held == (made.point.values > WHOLE)).all():
            self.offer([pool.items[place] for place in np.flatnonzero(held)])
        if bound > self.value():
            values = made.point.values
            relaxed = Relaxation(pool.incidence()[:, : len(values)] @ values, made.point, made.proof)
            parts = self.branching.by_number(node.scope, relaxed.held)
            for scope in parts:
                self.add(scope, bound)
            if not parts:
                slack = node.slack or 1 + min((bound - self.value()) >> 3, abs(bound) >> FIRST_SLACK)
                self._push(Node((-bound, 0), node.scope, relaxed, slack))
        return True

    def _close(self, node: Node, relaxed: Relaxation) -> bool:
        """Look for plans right below the bound; part the node where that is too much.

        Return whether nothing is left of the node.
        """
        target = max(self.value() + 1, node.bound - node.slack)
        more = 4**node.tries
        gap = Gap(node.scope, target, node.bound, CAP * more, SECONDS * more)
        closed = close(self.master, relaxed.proof, gap, self.effort)
        if closed is not None and closed.items:
            self.offer(closed.items)
        bound = node.bound if closed is None or closed.bound is None else closed.bound
        if bound <= self.value():
            return True
        if self.effort.over():
            return False
        if not node.full and bound < node.bound:
            self._push(replace(node, order=(-bound, 0), slack=2 * node.slack + 3))
            return True
        if not node.full and closed is None and node.slack > LEAST_SLACK:
            self._push(replace(node, slack=node.slack // 2, full=True))
            return True
        parts = self.branching.by_kind(node.scope, relaxed.held)
        for scope in parts:
            self.add(scope, bound, node.slack)
        if not parts and node.tries + 1 < TRIES:
            self._push(replace(node, order=(-bound, 0), tries=node.tries + 1))
            return True
        return bool(parts)
