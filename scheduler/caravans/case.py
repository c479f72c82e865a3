"""One problem as the caravan solver sees it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import Any, cast

import numpy as np

from scheduler.caravans import clock, interpreted
from scheduler.caravans.compiled import flat_twin
from scheduler.caravans.flat import Flat, Names, flatten
from scheduler.caravans.windows import visits_a_day
from scheduler.problem import Problem

FEW = 5_000
"""Questions of the clock, some 20 microseconds each, that plain Python answers before compiled code is loaded."""


@dataclass(frozen=True)
class Case:
    """Arrays and names of one problem. What needs compiled code is made when it is first asked for."""

    flat: Flat
    names: Names
    _questions: Iterator[int] = field(default_factory=count, repr=False, compare=False)

    def clock(self) -> tuple[Any, Flat]:
        """Return the clock and the arrays as it takes them: compiled where that is loaded already or pays, else plain.

        Both give the same answers.
        """
        if "twin" in vars(self) or next(self._questions) >= FEW:
            return clock, self.twin
        return interpreted, self.flat

    @cached_property
    def twin(self) -> Flat:
        """What compiled functions take: a numba structure with the fields of ``flat`` and the same arrays."""
        return cast(Flat, flat_twin(*self.flat))

    @cached_property
    def visits_max(self) -> int:
        """Return the visits that a day can hold at most."""
        fastest, everywhere = len(self.flat.minutes) - 1, np.arange(len(self.flat.county))
        return max(1, visits_a_day(self.flat, self.twin, fastest, everywhere) if len(self.flat.minutes) else 0)


def make_case(problem: Problem) -> Case:
    """Return the caravan section of ``problem`` as arrays and names."""
    flat, names = flatten(problem)
    return Case(flat=flat, names=names)
