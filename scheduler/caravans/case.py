"""One problem as the caravan solver sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from scheduler.caravans.compiled import flat_twin
from scheduler.caravans.flat import Flat, Names, flatten
from scheduler.caravans.windows import visits_a_day
from scheduler.problem import Problem


@dataclass(frozen=True)
class Case:
    """Arrays and names of one problem."""

    flat: Flat
    twin: Flat
    """What compiled functions take: a numba structure with the fields of ``flat`` and the same arrays."""
    names: Names
    visits_max: int
    """Visits that a day can hold at most."""


def make_case(problem: Problem) -> Case:
    """Return the caravan section of ``problem`` as arrays and names."""
    flat, names = flatten(problem)
    twin = cast(Flat, flat_twin(*flat))
    fastest, everywhere = len(flat.minutes) - 1, np.arange(len(flat.county))
    most = visits_a_day(flat, twin, fastest, everywhere) if len(flat.minutes) else 0
    return Case(flat=flat, twin=twin, names=names, visits_max=max(1, most))
