"""What one more vehicle-day, crew-day or visit to a county is worth: the duals of the coverage relaxation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scheduler.caravans.case import Case
from scheduler.plan import Resource, ShadowPrice


@dataclass(frozen=True)
class Duals:
    """Row prices of a relaxation of the coverage stage, in units of coverage."""

    vehicle_day: NDArray[Any]
    """[v] of a day out of a caravan."""
    crew_day: NDArray[Any]
    """[w] of a day out of a crew."""
    audience: NDArray[Any]
    """[c] of a permille of a county's audience."""
    method: str


def shadow_prices(case: Case, duals: Duals) -> tuple[ShadowPrice, ...]:
    """Return the price of every caravan, crew and county with stops, in the order of the problem.

    A visit is priced as one to a stop of the county's mean audience.
    """
    flat, names = case.flat, case.names
    stops = np.bincount(flat.county, minlength=len(flat.need))
    visit = 1000 * duals.audience / np.maximum(1, stops)
    with_stops = [(names.counties[county], visit[county]) for county in np.flatnonzero(stops).tolist()]
    return (
        *_prices("vehicle_day", zip((c.caravan_id for c in names.caravans), duals.vehicle_day, strict=True), duals),
        *_prices("crew_day", zip((crew.crew_id for crew in names.crews), duals.crew_day, strict=True), duals),
        *_prices("county_visit", with_stops, duals),
    )


def _prices(resource: Resource, values: Iterable[tuple[str, float]], duals: Duals) -> Iterator[ShadowPrice]:
    for resource_id, value in values:
        yield ShadowPrice(
            section="caravans",
            resource=resource,
            resource_id=resource_id,
            value=max(0, round(float(value))),
            unit="permille of need",
            method=duals.method,
        )
