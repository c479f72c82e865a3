"""Routes: the problem that the engine solves and what it returns, as frozen records of integer arrays.

The caller chooses one unit of time and one unit of value; all of a problem's times and values are integers of these.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.record import record

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
HORIZON = 1 << 40
"""A time, demand or value that stands for "no limit"; a sum of many still fits 64 bits."""


@record
class Clients:
    """Whom to visit; arrays of shape (clients,). Each client is visited at most once."""

    place: Ints
    """Index into the matrices."""
    service: Ints
    """How long a visit takes."""
    opens: Ints
    """Earliest START of service; who comes earlier waits."""
    closes: Ints
    """Latest START of service."""
    prize: Ints
    """Value of a visit."""
    demand: Ints
    """What a visit takes of the vehicle's capacity, >= 0."""
    mandatory: Bools
    """True where the client must be visited."""

    def __len__(self) -> int:
        return len(self.place)


@record
class Vehicles:
    """The fleet; arrays of shape (vehicles,). Each vehicle drives at most one route."""

    start: Ints
    """Place that the route begins at."""
    end: Ints
    """Place that the route ends at."""
    earliest: Ints
    """Earliest departure."""
    latest: Ints
    """Latest return."""
    max_duration: Ints
    """Longest time from departure to return; :data:`HORIZON` for none. The departure is chosen freely."""
    capacity: Ints
    """Most demand on a route; :data:`HORIZON` for none."""
    fixed_cost: Ints
    """Paid if the vehicle visits anybody."""

    def __len__(self) -> int:
        return len(self.start)


@record
class RoutesProblem:
    """Maximise prizes of visited clients - cost of the legs - fixed costs of used vehicles.

    A vehicle that visits nobody stays at home and costs nothing.
    """

    duration: Ints
    """(places, places) time from row to column, >= 0; need not be symmetric."""
    cost: Ints
    """(places, places) cost from row to column."""
    clients: Clients
    vehicles: Vehicles
    suits: Bools
    """(vehicles, clients): whether the vehicle may visit the client."""

    def __post_init__(self) -> None:
        places, sizes = len(self.duration), (len(self.vehicles), len(self.clients))
        if self.duration.shape != (places, places) or self.cost.shape != (places, places):
            raise ValueError("duration and cost must be square and of the same size")
        if self.suits.shape != sizes:
            raise ValueError(f"suits has shape {self.suits.shape}, not {sizes}")
        for part, size in ((self.vehicles, sizes[0]), (self.clients, sizes[1])):
            for name in part.__dataclass_fields__:
                if getattr(part, name).shape != (size,):
                    raise ValueError(f"{name} has shape {getattr(part, name).shape}, not ({size},)")
        for at in (self.clients.place, self.vehicles.start, self.vehicles.end):
            if len(at) and not 0 <= at.min() <= at.max() < places:
                raise ValueError("a place is outside the matrices")


@record
class Routes:
    """What every vehicle does; a tuple has one entry per vehicle, an array one per visit."""

    visits: tuple[Ints, ...]
    """Clients in the order of their visits; empty where the vehicle is not used."""
    starts: tuple[Ints, ...]
    """When each service starts."""
    departs: Ints
    """(vehicles,) departure; the earliest possible where the vehicle is not used."""
    returns: Ints
    """(vehicles,) return; equal to the departure where the vehicle is not used."""
    objective: int
    """Prizes - cost - fixed costs."""
    prize: int
    """Sum of the prizes of the visited clients."""
    missing: tuple[int, ...]
    """Mandatory clients for whom the engine found no way: the routes are a solution only where there are none."""
    facts: dict[str, Any]
    """How the solve went: iterations, seconds."""
