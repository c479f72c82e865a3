"""The fleet in the relaxation "day capacity": days of caravans and crews, visits that they can hold, what they cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from ortools.math_opt.python import mathopt

from scheduler.caravans.case import Case
from scheduler.caravans.windows import least_metres, visits_a_day
from scheduler.caravans.worth import SCALE, WorthModel


@dataclass(frozen=True)
class DepotFleet:
    """What the caravans of one depot can do together: the union of what each can."""

    depot: int
    caravans: tuple[int, ...]
    stops: tuple[int, ...]
    """Stops that suit one of them."""
    visits_max: int
    """Visits a day at most."""
    speed: int
    """Speed class of its fastest caravan."""


def depot_fleets(case: Case) -> Iterator[DepotFleet]:
    """Return the fleets of all depots with caravans."""
    flat = case.flat
    open_ever = (flat.pattern > 0).any(axis=0)
    for depot in sorted(set(flat.depot.tolist())):
        caravans = np.flatnonzero(flat.depot == depot)
        stops = np.flatnonzero(flat.fit[caravans].any(axis=0) & open_ever)
        fastest = int(flat.speed[caravans].max())
        yield DepotFleet(
            depot=depot,
            caravans=tuple(caravans.tolist()),
            stops=tuple(stops.tolist()),
            visits_max=visits_a_day(flat, case.twin, fastest, stops),
            speed=fastest,
        )


@dataclass
class FleetDays:
    """Days out of caravans and crews, in a :class:`WorthModel`: at most their own maximum and their days free."""

    worth: WorthModel
    fleets: tuple[DepotFleet, ...]
    days: dict[int, list[mathopt.Variable]] = field(default_factory=dict)
    """Caravan -> its days with each crew."""
    caravan_days: list[mathopt.LinearConstraint] = field(default_factory=list)
    """[v] days out of a caravan."""
    crew_days: dict[int, mathopt.LinearConstraint] = field(default_factory=dict)
    """Crew -> its days out."""

    def __post_init__(self) -> None:
        flat, model = self.worth.case.flat, self.worth.model
        of_crew: dict[int, list[mathopt.Variable]] = {}
        for caravan in range(len(flat.out_max)):
            self.days[caravan] = []
            for crew in np.flatnonzero(flat.crew_ok[caravan]).tolist():
                day = model.add_variable(lb=0.0)
                self.days[caravan].append(day)
                of_crew.setdefault(crew, []).append(day)
            row = mathopt.LinearSum(self.days[caravan]) <= float(self._caravan_most(caravan))
            self.caravan_days.append(model.add_linear_constraint(row))
        for crew, days in of_crew.items():
            row = mathopt.LinearSum(days) <= float(self._crew_most(crew))
            self.crew_days[crew] = model.add_linear_constraint(row)

    def _caravan_most(self, caravan: int) -> int:
        flat = self.worth.case.flat
        return min(int(flat.out_max[caravan]), int(flat.free[caravan].sum()))

    def _crew_most(self, crew: int) -> int:
        flat = self.worth.case.flat
        return min(int(flat.crew_max[crew]), int(flat.crew_free[crew].sum()))

    def out(self, caravans: Iterable[int]) -> mathopt.LinearSum:
        """Return the days out of caravans."""
        return mathopt.LinearSum(day for caravan in caravans for day in self.days[caravan])

    def most(self, caravans: Sequence[int]) -> int:
        """Return the most days out that caravans and their crews have."""
        crews = np.flatnonzero(self.worth.case.flat.crew_ok[list(caravans)].any(axis=0)).tolist()
        return min(sum(map(self._caravan_most, caravans)), sum(map(self._crew_most, crews)))


@dataclass
class FleetRows(FleetDays):
    """Rows that tie visits to days out: a day holds at most ``visits_max``."""

    made: dict[tuple[int, int], mathopt.Variable] = field(default_factory=dict)
    """(depot, stop) -> visits by the depot's caravans."""

    def __post_init__(self) -> None:
        super().__post_init__()
        makers: dict[int, list[mathopt.Variable]] = {}
        for fleet in self.fleets:
            for stop in fleet.stops:
                self.made[fleet.depot, stop] = self.worth.model.add_variable(lb=0.0, ub=1.0)
                makers.setdefault(stop, []).append(self.made[fleet.depot, stop])
            made = mathopt.LinearSum(self.made[fleet.depot, stop] for stop in fleet.stops)
            self.worth.model.add_linear_constraint(made - float(fleet.visits_max) * self.out(fleet.caravans) <= 0.0)
        for stop, visit in enumerate(self.worth.visit):
            self.worth.model.add_linear_constraint(visit - mathopt.LinearSum(makers.get(stop, [])) == 0.0)

    def cost(self, *, by_tour: bool) -> mathopt.LinearExpression:
        """Return a lower estimate of the cost in thousands of fen.

        Days out count in full. Metres count as the least way into each stop, or (``by_tour``) as each visit's share of
        the least way from the depot to its stop and back, of which a tour has at most ``visits_max * tour_max``.
        """
        flat = self.worth.case.flat
        parts = [float(flat.day_fen[c]) / SCALE * day for c, days in self.days.items() for day in days]
        into = flat.metres[:, flat.stop0 :].astype(np.int64)
        rows = np.arange(into.shape[1])
        into[flat.stop0 + rows, rows] = np.iinfo(np.int64).max
        for fleet in self.fleets:
            km_fen = float(flat.km_fen[list(fleet.caravans)].min())
            metres = into.min(axis=0).astype(float)
            if by_tour:
                there = least_metres(flat.metres, fleet.depot) + least_metres(flat.metres.T.copy(), fleet.depot)
                metres = there[flat.stop0 :] / max(1, fleet.visits_max * flat.tour_max)
            fen = metres * km_fen / 1000 / SCALE
            parts += [fen[stop] * self.made[fleet.depot, stop] for stop in fleet.stops]
        return mathopt.LinearSum(parts)
