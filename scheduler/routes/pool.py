"""Routes worth remembering: what the search has driven while it was cool, each set of clients once."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from scheduler.routes.model import Ints
from scheduler.routes.state import WHO, State
from scheduler.routes.tables import KIND, SIZE, SUM_COST, SUM_GUIDE, SUM_PRIZE, VERSION

VISITS_MAX = 40_000
"""Visits of all routes kept together; the oldest routes go first."""


@dataclass(frozen=True)
class Route:
    """One route of a kind of vehicle."""

    kind: int
    clients: Ints
    """In the order of the visits."""
    worth: int
    """Prizes - cost - fixed cost."""
    guide: int


@dataclass
class Pool:
    """Routes in the order in which they were last seen; of several orders of the same clients the best."""

    routes: dict[tuple[int, bytes], Route] = field(default_factory=dict)
    visits: int = 0
    versions: dict[int, int] = field(default_factory=dict)
    """Version of each vehicle's route when it was last looked at."""

    def add(self, state: State) -> None:
        """Remember the present routes of the search."""
        for v in range(len(state.best)):
            size, version = int(state.car[v, SIZE]), int(state.car[v, VERSION])
            if size and self.versions.get(v) != version:
                self.versions[v] = version
                self._add(_route(state, v, size))
        while self.visits > VISITS_MAX:
            self.visits -= len(self.routes.pop(next(iter(self.routes))).clients)

    def _add(self, route: Route) -> None:
        key = (route.kind, np.sort(route.clients).tobytes())
        known = self.routes.pop(key, None)
        if known is None:
            self.visits += len(route.clients)
        elif (known.worth, -known.guide) >= (route.worth, -route.guide):
            route = known
        self.routes[key] = route


def _route(state: State, v: int, size: int) -> Route:
    car = state.car[v]
    return Route(
        kind=int(car[KIND]),
        clients=state.tour[v, 1 : size + 1, WHO].copy(),
        worth=int(car[SUM_PRIZE] - car[SUM_COST]),
        guide=int(car[SUM_GUIDE]),
    )
