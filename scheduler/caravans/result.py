"""What the caravan solver hands back."""

from __future__ import annotations

from core.record import record
from scheduler.plan import ShadowPrice, StageResult, Tour


@record
class CaravansResult:
    """Tours, what each stage of the objective reached, and how the search went."""

    tours: tuple[Tour, ...]
    stages: tuple[StageResult, ...]
    """Shortage, coverage, worst prefecture, cost; empty where there is nobody to send or nowhere to go."""
    stopped: bool
    """True where the person stopped it: the last complete plan."""
    facts: dict[str, float]
    """Figures of the search for reports: coverage of the greedy baseline, seconds to the first plan, steps, columns."""
    prices: tuple[ShadowPrice, ...] = ()
    """What one more vehicle-day, crew-day or visit to a county is worth."""
