"""The engine as callers see it: chunks of compiled steps between looks at the clock, cooling all the while."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scheduler.progress import Budget
from scheduler.routes.anneal import anneal, load
from scheduler.routes.mix import best_mix
from scheduler.routes.model import HORIZON, Clients, Routes, RoutesProblem, Vehicles
from scheduler.routes.pool import Pool, Route
from scheduler.routes.state import (
    BEST,
    BEST_GUIDE,
    BEST_MISSING,
    BETTER,
    MISSING,
    NOW,
    NOW_GUIDE,
    REGISTERS,
    State,
    new_state,
)
from scheduler.routes.tables import KIND, MANDATORY, Tables, build_tables
from scheduler.routes.timing import routes_of

CHUNK_S = 0.02
STEPS_PER_SECOND = 20_000
"""What a deterministic solve does for a second of its budget."""
APART_S = 2.0
"""Loading compiled code takes less than this; what takes longer was compiling."""
GENEROUS = 2
"""How many times their worth prizes count in the first part of a search. Where a first visit costs more than it brings,
and only a full route pays, a search from nothing with true prizes opens hardly any (2 of 14 on RC2_10_5)."""
GENEROUS_SHARE = 0.3
"""Share of the budget of that part."""
MISSING_PENALTY = 300.0
"""What a missing mandatory client costs while annealing, in mean clients: far more than any detour of a long day."""


@dataclass(frozen=True)
class Settings:
    """How the search goes; the defaults are what measurement has shown to be good."""

    hot: float = 1.2
    """First temperature, in mean clients (``Tables.scale``)."""
    cold: float = 0.06
    """Last temperature."""
    removed: float = 10.0
    """Mean number of visits taken out in a step."""
    longest: float = 10.0
    """Longest string taken out of one route."""
    outsiders: int = 300
    """Clients on no route looked at in a step."""
    credit: float = 0.1
    """Share of steps in which visits may cost more than they bring, as others may share the way later."""
    blur: float = 0.3
    """Largest random share of the keys that the queue is sorted by."""
    tie: float = 0.02
    """Weight of the guide, in mean clients per leg to a near neighbour."""
    pull: float = 0.3
    """Weight of the delay of the next visit in the price of a gap."""
    power: float = 2.0
    """Of the prize, in the order by price per prize."""
    orders: tuple[float, ...] = (0.1, 0.1, 0.05, 0.05, 0.0, 0.05, 0.05, 0.3)
    """Chances of the orders of :mod:`scheduler.routes.order`; what is left is chance."""


DEFAULTS = Settings()
ALL_MANDATORY = replace(DEFAULTS, hot=10.0, cold=0.1, orders=(0.0, 0.0, 0.05, 0.05, 0.2, 0.15, 0.05, 0.0))
"""Where everybody must be visited, prizes cannot order, and a client more on a route is a matter of many detours."""


def settings_for(problem: RoutesProblem) -> Settings:
    """Return the settings that have proved good for problems of this kind."""
    return ALL_MANDATORY if problem.clients.mandatory.all() else DEFAULTS


Rounds = tuple[tuple[float, float], ...]
"""Of each round the share of the budget at which it begins, and the part of the first temperature it begins with."""
ONE_ROUND: Rounds = ((0.0, 1.0),)
ROUNDS: Rounds = ((0.0, 1.0), (0.4, 1.0), (0.54, 1.0), (0.68, 1.0), (0.82, 1.0), (0.96, 0.0))
"""A long round and four short ones: some problems want slow cooling, on others it ends in the same trap every time."""
POOLED_FROM = 0.5
"""Share of a round from which on routes are remembered: before, it is too hot for good ones."""
MIXING = 0.3
"""Share of a round that mixing the pool may take before it."""


class Search:
    """One search: its arrays and the clock."""

    def __init__(self, tables: Tables, budget: Budget, settings: Settings) -> None:
        self.tables, self.budget, self.settings = tables, budget, settings
        self.state: State = new_state(tables, budget.seed)
        self.knobs = _knobs(tables, settings)
        self.done = 0
        self.steps = 64
        self._begin()

    def _begin(self) -> None:
        """Insert everybody once, and stay there whatever it costs."""
        t, s = self.tables, self.state
        load(t.matrix, t.client, s.tour, s.car, s.spot, s.book, s.best, s.value)
        anneal(t.matrix, t.client, t.suits, t.near, t.rank, t.reach, *s, self.knobs, 1, np.inf)

    def begin(self, visits: Sequence[NDArray[np.int64]]) -> None:
        """Go on from ``visits``, the clients of each vehicle, as the best routes, unless to stay at home is better."""
        t, s = self.tables, self.state
        s.best[:] = -1
        for v, route in enumerate(visits):
            s.best[v, : len(route)] = route
        load(t.matrix, t.client, s.tour, s.car, s.spot, s.book, s.best, s.value)
        s.value[[BEST, BEST_GUIDE]] = s.value[[NOW, NOW_GUIDE]]
        s.book[REGISTERS, BEST_MISSING] = s.book[REGISTERS, MISSING]
        if s.value[BEST] < 0 and not t.client[:, MANDATORY].any():
            s.best[:] = -1
            s.value[[BEST, BEST_GUIDE]] = 0

    def share(self) -> float:
        """Return how much of the budget is used, 0 to 1."""
        if self.budget.deterministic:
            return self.done / max(1.0, self.budget.seconds * STEPS_PER_SECOND)
        return self.budget.elapsed() / max(self.budget.seconds, 1e-9)

    def chunk(self, hot: float) -> None:
        """Do some steps: as many as fit :data:`CHUNK_S`, or a fixed number where the clock must not count."""
        t, before = self.tables, time.perf_counter()
        anneal(t.matrix, t.client, t.suits, t.near, t.rank, t.reach, *self.state, self.knobs, self.steps, hot)
        self.done += self.steps
        if not self.budget.deterministic:
            pace = CHUNK_S / max(time.perf_counter() - before, 1e-6)
            self.steps = max(1, int(self.steps * min(2.0, max(0.5, pace))))

    def run(self, improved: Callable[[], None], rounds: Rounds = ONE_ROUND) -> None:
        """Anneal until the budget is used or somebody cancels; between rounds the pool is mixed."""
        pool, ends = Pool(), [start for start, _ in rounds[1:]] + [1.0]
        for (start, heat), end in zip(rounds, ends, strict=True):
            if start > 0 and not self.budget.over() and self._mix(pool, end - start):
                improved()
            self._round(start, end, heat, pool, improved)

    def _round(self, start: float, end: float, heat: float, pool: Pool, improved: Callable[[], None]) -> None:
        """Cool from ``heat`` times the first temperature while the share of the budget is below ``end``."""
        cold = self.settings.cold * self.tables.scale
        hot = max(cold, heat * self.settings.hot * self.tables.scale)
        found = self.state.book[REGISTERS, BETTER]
        while (share := self.share()) < end and not self.budget.cancelled():
            part = max(0.0, (share - start) / (end - start))
            self.chunk(hot * (cold / hot) ** part)
            if part > POOLED_FROM:
                pool.add(self.state)
            if self.state.book[REGISTERS, BETTER] > found:
                found = self.state.book[REGISTERS, BETTER]
                improved()

    def _mix(self, pool: Pool, share: float) -> bool:
        """Go back to the best routes, or to a better choice among those of the pool, and tell whether there is one."""
        t, s = self.tables, self.state
        load(t.matrix, t.client, s.tour, s.car, s.spot, s.book, s.best, s.value)
        pool.add(s)
        penalty = int(MISSING_PENALTY * t.scale) + 1
        worth = int(s.value[BEST]) - penalty * int(s.book[REGISTERS, BEST_MISSING])
        routes = [*pool.routes.values()]
        seconds = MIXING * share * self.budget.seconds
        chosen = best_mix(t, routes, worth, penalty, self.budget.part(seconds)) if routes else None
        if chosen is not None:
            self.begin(_dealt(t, chosen))
        return chosen is not None

    def visits(self) -> tuple[NDArray[np.int64], ...]:
        """Return the best routes as sequences of clients."""
        return tuple(row[: int(np.argmax(row < 0))].copy() for row in self.state.best)


def _dealt(tables: Tables, routes: Sequence[Route]) -> list[NDArray[np.int64]]:
    """Return the clients of each vehicle, routes dealt out to the vehicles of their kinds."""
    visits = [np.zeros(0, np.int64) for _ in tables.car]
    free = {kind: iter(np.flatnonzero(tables.car[:, KIND] == kind)) for kind in range(tables.kinds)}
    for route in routes:
        visits[next(free[route.kind])] = route.clients
    return visits


def _knobs(tables: Tables, s: Settings) -> NDArray[np.float64]:
    """Return the settings in the order of :mod:`scheduler.routes.anneal`."""
    search = (s.removed, s.longest, s.outsiders, s.credit, s.blur)
    values = (tables.tie, MISSING_PENALTY * tables.scale, s.pull * tables.pace, s.power)
    return np.array([*search, *values, *s.orders], np.float64)


def compile_all() -> float:
    """Compile or load the engine; return the seconds that compiling took, 0 where the code was loaded from disk."""
    started = time.monotonic()
    none, one = np.zeros(1, np.int64), np.ones(1, np.int64)
    clients = Clients(
        place=none, service=none, opens=none, closes=none, prize=one, demand=none, mandatory=np.zeros(1, np.bool_)
    )
    free = np.full(1, HORIZON)
    vehicles = Vehicles(
        start=none, end=none, earliest=none, latest=one, max_duration=free, capacity=free, fixed_cost=none
    )
    square = np.zeros((1, 1), np.int64)
    problem = RoutesProblem(
        duration=square, cost=square, clients=clients, vehicles=vehicles, suits=np.ones((1, 1), np.bool_)
    )
    Search(build_tables(problem, 0.0), Budget(0.0), DEFAULTS).chunk(1.0)
    took = time.monotonic() - started
    return took if took > APART_S else 0.0


def _generous(problem: RoutesProblem, budget: Budget, settings: Settings) -> Search | None:
    """Return a search with higher prizes, done; ``None`` where there is nothing to weigh prizes against."""
    clients = problem.clients
    if not clients.prize[~clients.mandatory].any() or not (problem.cost.any() or problem.vehicles.fixed_cost.any()):
        return None
    high = replace(problem, clients=replace(clients, prize=clients.prize * GENEROUS))
    search = Search(build_tables(high, settings.tie), budget, settings)
    search.run(lambda: None)
    return search


def solve_routes(
    problem: RoutesProblem,
    budget: Budget,
    on_better: Callable[[Routes], None] | None = None,
    settings: Settings | None = None,
) -> Routes:
    """Return the best routes found within ``budget``.

    Parameters
    ----------
    problem
        Whom to visit, with what.
    budget
        Seconds (compiling, on the first call ever, is not counted), seed, cancelling. A deterministic budget stands for
        :data:`STEPS_PER_SECOND` steps a second: the same problem and seed give the same routes on any machine.
    on_better
        Called with better routes, at most once in a chunk of some 20 ms.
    settings
        Of the search; by default those of :func:`settings_for`.

    Returns
    -------
    Routes
        ``missing`` names mandatory clients for whom no place was found. Routes break no other rule.
    """
    settings = settings or settings_for(problem)
    compiling = compile_all()
    if not budget.deterministic:
        budget = replace(budget, seconds=budget.seconds + compiling)
    whole = budget.seconds if budget.deterministic else budget.left()
    generous = _generous(problem, budget.part(whole * GENEROUS_SHARE), settings)
    rest = budget.part(whole * (1.0 - GENEROUS_SHARE) if generous else whole)
    search = Search(build_tables(problem, settings.tie), rest, settings)
    if generous:
        search.begin(generous.visits())

    def result() -> Routes:
        steps = search.done + (generous.done if generous else 0)
        return routes_of(problem, search.visits(), {"steps": steps, "seconds": round(budget.elapsed(), 3)})

    search.run(lambda: on_better(result()) if on_better else None, ROUNDS)
    return result()
