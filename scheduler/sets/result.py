"""What the museum-set solver answers."""

from __future__ import annotations

from core.record import record
from scheduler.plan import Overhaul, ShadowPrice, StageResult, Stay


@record
class SetsResult:
    """Stays and overhauls, with what is proven of each stage."""

    stays: tuple[Stay, ...]
    overhauls: tuple[Overhaul, ...]
    stages: tuple[StageResult, ...]
    stopped: bool
    """True where the person stopped it before every stage was done."""
    facts: dict[str, int]
    """Figures of the solve for messages: ``counties_served``, ``sets_used``, ``itineraries`` looked at."""
    prices: tuple[ShadowPrice, ...] = ()
    """What one more set-week, stay of a county or week of a team is worth."""
