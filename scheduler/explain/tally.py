"""Count what stands in the way, place by place, and keep every reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scheduler.explain.model import Reason, Relaxation, ServiceExplanation, Stage
from scheduler.plan import Section
from scheduler.rules import Violation

Obstacle = tuple[Violation, Relaxation | None]


class Tally:
    """Reasons by rule and case, counted once per place."""

    def __init__(self) -> None:
        self.places = 0
        self._counts: dict[tuple[str, str], int] = {}
        self._examples: dict[tuple[str, str], Obstacle] = {}
        self._nearest: list[Obstacle] | None = None

    def add(self, obstacles: Sequence[Obstacle], places: int = 1) -> None:
        """Count one place (or ``places`` of the same kind) with everything that stands in the way there."""
        self.places += places
        for each in obstacles:
            key = (each[0].rule_id, each[0].case)
            if key not in self._examples:
                self._examples[key] = each
        for key in {(each.rule_id, each.case) for each, _ in obstacles}:
            self._counts[key] = self._counts.get(key, 0) + places
        if self._nearest is None or self._rank(obstacles) < self._rank(self._nearest):
            self._nearest = list(obstacles)

    @staticmethod
    def _rank(obstacles: Sequence[Obstacle]) -> tuple[bool, int]:
        """Return how far a place is from possible: those that changes can mend first, fewest rules first."""
        return any(mend is None for _, mend in obstacles), len({each.rule_id for each, _ in obstacles})

    def reasons(self) -> tuple[Reason, ...]:
        """Return all reasons, the commonest first."""
        ordered = sorted(self._counts.items(), key=lambda item: (-item[1], item[0]))
        return tuple(
            Reason(violation=self._examples[key][0], count=count, relaxation=self._examples[key][1])
            for key, count in ordered
        )

    def mends(self) -> tuple[Relaxation, ...]:
        """Return the changes that make the nearest place possible; none where changes alone cannot."""
        nearest = self._nearest or []
        found = [mend for _, mend in nearest if mend is not None]
        return tuple(dict.fromkeys(found)) if len(found) == len(nearest) else ()


def explained(section: Section, stage: Stage, *, tally: Tally | None = None, **facts: Any) -> ServiceExplanation:
    """Return an explanation with what the tally counted; everything that is not said is nought."""
    counted = tally or Tally()
    blank: dict[str, Any] = {"services": 0, "share_permille": 0, "proved": False, "gap": None, "price": None}
    mends = counted.mends() if stage == "impossible" else ()
    return ServiceExplanation(
        section=section,
        stage=stage,
        places=counted.places,
        reasons=counted.reasons(),
        **{**blank, "mends": mends, **facts},
    )
