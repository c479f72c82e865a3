"""How much work is left: seconds by the clock, or units of work where the solve must be repeatable."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.progress import Budget


@dataclass
class Effort:
    """A share of a budget. Deterministic solves count work in units of about a second instead of time."""

    budget: Budget
    until: float
    """Seconds, or units, at which this share ends; counted from the start of the budget or of the work."""
    spent: float = 0.0
    """Units charged so far; only looked at in deterministic solves."""

    @property
    def now(self) -> float:
        """Return seconds or units since the start."""
        return self.spent if self.budget.deterministic else self.budget.elapsed()

    def left(self) -> float:
        """Return seconds or units that are left, at least 0."""
        return max(0.0, self.until - self.now)

    def over(self) -> bool:
        """Tell whether to stop now."""
        return self.budget.cancelled() or self.left() <= 0

    def charge(self, units: float) -> None:
        """Count work that was done."""
        self.spent += units
