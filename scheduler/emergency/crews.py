"""Crews that are equal for an emergency: one of each class stands for all of them while ways are enumerated."""

from __future__ import annotations

from collections.abc import Iterable

from scheduler.explain.ground import Ground


class CrewClasses:
    """Classes of crews that drive the same caravans, are free on the same days and have nothing planned any more.

    A crew with tours ahead is alone in its class: sending it cancels those tours.
    """

    def __init__(self, ground: Ground, day: int) -> None:
        self._ground = ground
        flat = ground.case.flat
        classes: dict[object, list[int]] = {}
        for crew in range(len(flat.crew_max)):
            equal = (flat.crew_ok[:, crew].tobytes(), flat.crew_free[crew, day:].tobytes())
            classes.setdefault(crew if ground.crew_busy[crew, day:].any() else equal, []).append(crew)
        self._members = {members[0]: members for members in classes.values()}

    def able(self, caravan: int) -> list[int]:
        """Return the first crew of each class that may drive a caravan."""
        able = self._ground.case.flat.crew_ok[caravan]
        return [first for first in sorted(self._members) if able[first]]

    def size(self, first: int) -> int:
        """Return how many crews a class has."""
        return len(self._members[first])

    def shared_out(self, firsts: Iterable[int]) -> list[int]:
        """Return a crew of its class for each, all different, those with most days left first."""
        left = {first: sorted(members, key=self._days_left) for first, members in self._members.items()}
        return [left[first].pop() for first in firsts]

    def _days_left(self, crew: int) -> tuple[int, int]:
        return self._ground.crew_left(crew), -crew
