"""How a budget is shared out: by the clock, or by counted work where the solve is deterministic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scheduler.progress import Budget


@dataclass(frozen=True)
class Share:
    """Part of a budget: seconds on the clock, or the work that they stand for."""

    budget: Budget
    seconds: float

    def progress(self, work: Callable[[], float], work_per_second: float) -> Callable[[], float]:
        """Return a function that tells how much of the share is used, 1 or more at its end or on cancel.

        ``work()`` is the work done so far in any unit; deterministic solves get ``work_per_second`` units a second.
        """
        started, first = self.budget.elapsed(), work()

        def done() -> float:
            if self.budget.over():
                return 1.0
            if self.budget.deterministic:
                return (work() - first) / max(1.0, self.seconds * work_per_second)
            return (self.budget.elapsed() - started) / max(1e-9, self.seconds)

        return done
