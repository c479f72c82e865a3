"""Records of exchange: sets lent between organisations, and rings of counties that pass themed sets on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from core.calendar import DateSpan
from core.record import record


@record
class SetLoan:
    """A museum set lent for a window; it changes hands at the hand-over place on the window's first and last day."""

    loan_id: str
    set_id: str
    direction: Literal["in", "out"]
    """``in``: lent to those who plan, who have it in the windows of its loans only; ``out``: away in the window."""
    lender_id: str
    """Organisation that owns the set."""
    borrower_id: str
    window: DateSpan
    county_id: str
    """County of the hand-over place, for its terrain."""
    lon: float
    """Hand-over place, WGS-84 degrees."""
    lat: float


@record
class Ring:
    """Counties that pass themed sets on: each theme once in each county, all sets moving in the same weeks."""

    ring_id: str
    name: str
    set_ids: tuple[str, ...]
    county_ids: tuple[str, ...]
    first_monday: date
    """When the sets open for the first time."""
    every_weeks: int
    """Weeks from one opening to the next."""
    stay_weeks: int
    """Weeks open in each county."""
    steps: int

    def opens(self, step: int) -> date:
        """Return the opening Monday of a step, counted from 0."""
        return self.first_monday + timedelta(weeks=step * self.every_weeks)
