"""The search of one stage: bound by column generation and a tree, plans by dives, neighbourhoods and lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from scheduler.plan import StageId
from scheduler.sets.choose import choose, choose_greedily
from scheduler.sets.closing import FIRST_SLACK, Gap, close
from scheduler.sets.cp import Limits
from scheduler.sets.dealing import itineraries
from scheduler.sets.effort import Effort
from scheduler.sets.flow import Flow, FlowChoice, choose_flow, make_flow, relax_flow, rounded
from scheduler.sets.generate import Generated, generate
from scheduler.sets.master import Master, Point
from scheduler.sets.narrow import narrow
from scheduler.sets.pricing import Itinerary, Pricer
from scheduler.sets.rules import Targets, make_rules
from scheduler.sets.scope import Scope, fitting, make_scope
from scheduler.sets.score import Score
from scheduler.sets.search import Search, trivial_bound
from scheduler.sets.touring import Touring, is_possible
from scheduler.sets.tree import Tree

ROOT_ROUNDS = 2000
DIVE_ROUNDS = 10
BACK_OFF = 3
"""Choices of a dive that are taken back, at most."""
LEAST_LIKED = 1e-3
"""LP values nearer to 0 or 1 than this count as 0 or 1."""
PART_SETS = 4
"""Itineraries replaced at once, at most."""
PART_ROUNDS = 25
FAR = 10
"""A plan is far from the bound by more than 2 to the minus this of it: prices near ``low`` are no help then."""
PART_CAP = 6000
PART_SECONDS = 2.0
"""Itineraries listed, and CP-SAT's time, in one neighbourhood."""
FLOW_SHARE = 0.6
"""Part of the effort left that CP-SAT may take for the flow."""
ROUNDED_SECONDS = 3.0
"""CP-SAT's time for what the flow's relaxation leaves open."""
FLOW_SLACK = 13
"""A plan is first looked for within 2 to the minus this of the bound."""
TOUR_SHARE, TOUR_SECONDS = 0.4, 0.2
"""Part of the effort left that ruin and recreate takes at most, and seconds per stay."""
PATIENCE = 12
"""Neighbourhoods in a row without a gain before no more are tried."""
TREE_TIMES = 2
"""Time that the tree gets, in times of that for dives and neighbourhoods."""


class StageSearch:
    """Improves one stage's value and bound until they meet or the effort is spent."""

    def __init__(
        self, search: Search, targets: Targets, stage: StageId, until: float, bound: int | None = None
    ) -> None:
        self.search, self.targets, self.stage = search, targets, stage
        self.rules = make_rules(search.board, targets)
        self.master = Master(search.board, search.pricers, search.pool, self.rules, stage, lenient=search.best is None)
        self.effort = Effort(search.effort.budget, until, search.effort.spent)
        self.bound = self._offset() + self.master.sign * trivial_bound(search.board, stage) if bound is None else bound
        """Proven, of the objective to be maximised."""
        self.root: Generated | None = None

    @property
    def value(self) -> int | None:
        """Return the best plan's value, to be maximised; ``None`` where it misses the targets."""
        best = self.search.best
        if best is None or not self._meets(best.score):
            return None
        return self.master.sign * best.score.of(self.stage) + self._offset()

    def _meets(self, reached: Score) -> bool:
        wanted, lost = self.targets, self.search.board.lost_shortage
        return (
            (wanted.shortage is None or reached.shortage - lost <= wanted.shortage)
            and (wanted.coverage is None or reached.coverage >= wanted.coverage)
            and (wanted.worst_prefecture is None or reached.worst_prefecture >= wanted.worst_prefecture)
        )

    def _offset(self) -> int:
        """Shortage that no plan avoids is no part of the master."""
        return self.search.board.lost_shortage if self.stage == "shortage" else 0

    @property
    def reported_bound(self) -> int:
        """Return the bound in the stage's own sense."""
        return self.master.sign * (self.bound - self._offset())

    @property
    def proven(self) -> bool:
        """Tell whether value and bound meet."""
        return self.value is not None and self.bound <= self.value

    @property
    def proof(self) -> Point | None:
        """Return the LP whose duals prove a bound of the stage, if there is one."""
        return self.root.proof if self.root else None

    @property
    def impossible(self) -> bool:
        """Tell whether the bound lies below the worst value of any plan: no plan obeys the hard rules."""
        return self.bound < self.master.worst_possible

    @property
    def _is_far(self) -> bool:
        """Tell whether there is much between the best plan and the bound."""
        return self.value is None or self.bound - self.value > abs(self.bound) >> FAR

    def unmet(self) -> tuple[int, ...]:
        """Return the rows of pins and hard floors that even the relaxation cannot meet together."""
        point = self.root.point if self.root else None
        return () if point is None else point.unmet

    def _tighten(self, bound: int) -> None:
        if bound < self.bound:
            self.bound = bound
            self._report()

    def _report(self) -> None:
        best = None if self.search.best is None else self.search.best.score.of(self.stage)
        self.search.report(self.stage, best, self.reported_bound)

    def _offer(self, taken: Sequence[int]) -> bool:
        better = self.search.offer(self.rules, taken)
        if better:
            self._report()
        return better

    def search_on(self, until_met: bool = False) -> None:
        """Search until value and bound meet, the effort is spent or nothing is gained any more.

        ``until_met``: or until a plan meets the targets.
        """
        if self.proven:
            self._report()
            return
        whole = make_scope(self.rules, self.search.pool, ())
        if self.stage == "cost":
            self._tour()
        if self.stage != "coverage" or not self._flow(whole):
            known = self.bound if self.root else None
            made = generate(self.master, whole, self.effort, ROOT_ROUNDS, self.value, self._tighten, known=known)
            self.root = made if made.bound is not None and (known is None or made.bound <= known) else self.root or made
        if self.effort.over():
            self._take_liked()
        elif not self.proven:
            self._dive(whole, self.root.point if self.root else None, BACK_OFF)
        self._improve(whole, until_met)
        self.search.effort.spent = self.effort.spent

    def _improve(self, whole: Scope, until_met: bool) -> None:
        """Look for better plans, and search the tree of all plans, by turns, until neither gains anything."""
        tree: Tree | None = None
        failures, on_plans, on_tree = 0, 0.0, 0.0
        while not (self.proven or self.impossible or self.effort.over() or (until_met and self.value is not None)):
            if tree is None and self.value is not None and not until_met:
                tree = Tree(self.master, self.effort, self._reached, self._offer_items)
                tree.add(whole, self.bound)
            begun, over, turn = self.effort.now, tree is None or tree.done, TREE_TIMES * on_plans <= on_tree
            if turn and tree is not None and not self._is_far and self._dive_from(tree):
                on_plans += self.effort.now - begun
            elif failures < PATIENCE and (turn or over or self._is_far):
                failures = 0 if self._neighbourhood() else failures + 1
                on_plans += self.effort.now - begun
            elif tree is None or over:
                break
            else:
                tree.step()
                self._tighten(tree.bound)
                on_tree += self.effort.now - begun

    def _dive_from(self, tree: Tree) -> bool:
        """Dive from the tree's next node, if nobody has yet; return whether that was so."""
        node = tree.fresh
        if node is None or node.relaxed is None:
            return False
        node.dived = True
        self._dive(node.scope, node.relaxed.point)
        return True

    def _reached(self) -> int:
        """Return the best plan's value where there is one that meets the targets."""
        return self.master.worst_possible if self.value is None else self.value

    def _tour(self) -> None:
        """Look for cheaper ways by ruin and recreate, where that knows all rules."""
        if self.search.best is None or not is_possible(self.search.board):
            return
        items = self.search.items(self.search.best.taken)
        touring = Touring(self.search.board, self.search.pricers, items, self.search.effort.budget.seed)
        self.effort.budget.started += touring.compiling  # once per installation, the budget apart
        stays = sum(len(item.options) for item in items)
        seconds = min(TOUR_SHARE * self.effort.left(), TOUR_SECONDS * stays)
        touring.run(self.effort, self.effort.now + seconds, self._offer_items)

    def _offer_items(self, items: Sequence[Itinerary]) -> bool:
        self.search.pool.add(items)
        return self._offer([self.search.pool.place(item) for item in items])

    def _flow(self, whole: Scope) -> bool:
        """Take bound and plan from the flow through the weeks, where it is small enough; return whether they meet."""
        flow = make_flow(self.search.board, self.search.pricers)
        relaxed = relax_flow(self.master, flow, whole, self.effort) if flow else None
        if flow is None or relaxed is None or self.effort.over():
            return False
        proof, held = relaxed
        priced = self.master.price(proof, whole, self.effort.over)
        if priced is None:
            return False
        scaled, items = priced
        self.search.pool.add(items)
        self.root = Generated(point=proof, proof=proof, bound=scaled // self.master.scale)
        self._tighten(scaled // self.master.scale)
        if self.proven or self.value is None or self.effort.over():
            return self.proven
        self._choose_flow(whole, flow.part(rounded(self.search.board, flow, held)), self.value + 1, ROUNDED_SECONDS)
        self._settle_flow(whole, flow, proof)
        return self.proven

    def _choose_flow(self, whole: Scope, flow: Flow, target: int, seconds: float) -> FlowChoice | None:
        """Offer the best plan of the flow, if it has one of ``target`` or more."""
        choice = choose_flow(self.master, flow, whole, Limits(seconds, target, self.bound), self.effort)
        if choice is not None and choice.stays:
            self._offer_items([item for one in self.search.pricers for item in self._dealt(one, choice.stays)])
        return choice

    def _settle_flow(self, whole: Scope, flow: Flow, proof: Point) -> None:
        """Look for a plan of the flow within ever wider parts of the gap below the bound."""
        slack, until = self.bound >> FLOW_SLACK, self.effort.now + FLOW_SHARE * self.effort.left()
        while self.value is not None and not self.proven and not self.effort.over():
            target = max(self.value + 1, self.bound - slack)
            kept = narrow(self.master, proof, target, self.effort.budget.cancelled)
            if kept is None:
                return
            part = flow.part(kept[flow.option, flow.kind])
            choice = self._choose_flow(whole, part, target, max(0.0, until - self.effort.now))
            if choice is None or choice.bound is None:
                return
            self._tighten(choice.bound)
            if choice.stays:
                return
            slack *= 4

    def _dealt(self, pricer: Pricer, stays: Sequence[tuple[int, int]]) -> list[Itinerary]:
        """Return itineraries of a kind that hold its part of ``stays`` (option, kind)."""
        mine = [option for option, kind in stays if kind == pricer.index]
        return itineraries(self.search.board, pricer, mine, self.master.stay_gain)

    def _take_liked(self) -> None:
        """Make a plan of what the LP likes and of the best one so far, then of the rest: all that there is time for."""
        point, best = self.root.point if self.root else None, self.search.best
        if point is None:
            return
        liked = self.search.pool.sound()
        liked[: len(point.values)] &= point.values > LEAST_LIKED
        if best is not None:
            liked[list(best.taken)] = True
        pool, budget = self.search.pool, self.search.effort.budget
        first = choose_greedily(self.rules, pool, np.flatnonzero(liked), budget)
        self._offer(choose_greedily(self.rules, pool, np.flatnonzero(pool.sound()), budget, first))

    def _dive(self, scope: Scope, point: Point | None, back_off: int = 0) -> None:
        """Take the itineraries that the LP likes best, one by one, pricing anew after each; then the rest at once.

        Where the rest cannot be completed well, the latest choices are taken back.
        """
        taken: list[int] = []
        total = int(self.search.pool.base_sizes().sum())
        while point is not None and not self.effort.over() and total - len(taken) > PART_SETS:
            liked = np.where(self.search.pool.sound()[: len(point.values)], point.values, 0)
            if liked.max(initial=0) < LEAST_LIKED:
                break
            whole = np.flatnonzero(liked > 1 - LEAST_LIKED).tolist() or [int(liked.argmax())]
            taken += whole[: total - PART_SETS - len(taken)]
            left = make_scope(self.rules, self.search.pool, taken, scope)
            point = generate(self.master, left, self.effort, DIVE_ROUNDS).point
        for fewer in range(min(back_off, len(taken)) + 1):
            if self.effort.over() or self._complete(taken[: len(taken) - fewer], scope):
                break

    def _neighbourhood(self) -> bool:
        """Take some sets out of the best plan and plan them anew; return whether that gained."""
        if self.search.best is None:
            return self._complete(())
        kept = list(self.search.best.taken)
        self.search.random.shuffle(kept)
        return self._complete(kept[self.search.random.randint(2, PART_SETS) :])

    def _complete(self, kept: Sequence[int], within: Scope | None = None) -> bool:
        """Find the best way to go on from the itineraries ``kept``; return whether it is a gain."""
        scope = make_scope(self.rules, self.search.pool, kept, within)
        wanted = self.master.worst_possible if self.value is None else self.value + 1
        low = wanted - int(self.master.gains()[list(kept)].sum())
        near = None if self._is_far else low
        made = generate(self.master, scope, self.effort, PART_ROUNDS, low - 1, near=near)
        if made.bound is None or made.proof is None or made.bound < low or self.effort.over():
            return False
        if self._settle(kept, Gap(scope, low, made.bound, PART_CAP, PART_SECONDS), made.proof):
            return True
        places = fitting(self.search.pool, scope)
        places = places[self.search.pool.sound()[places]]
        choice = choose(self.master, scope, places, Limits(PART_SECONDS, low, made.bound), self.effort)
        return choice.picked is not None and self._offer([*kept, *choice.picked])

    def _settle(self, kept: Sequence[int], gap: Gap, proof: Point) -> bool:
        """Look for a plan within ever wider parts of a gap below its bound; return whether one was found."""
        slack = min(max(0, gap.bound - gap.target) >> 6, abs(gap.bound) >> FIRST_SLACK)
        while not self.effort.over():
            target = max(gap.target, gap.bound - slack)
            closed = close(self.master, proof, replace(gap, target=target), self.effort)
            if closed is None or (closed.bound is None and not closed.items):
                return False
            if gap.scope.is_whole and closed.bound is not None:
                self._tighten(closed.bound)
            if closed.items:
                self.search.pool.add(closed.items)
                return self._offer([*kept, *(self.search.pool.place(item) for item in closed.items)])
            if target == gap.target:
                return False
            slack = 2 * slack + 3
        return False
