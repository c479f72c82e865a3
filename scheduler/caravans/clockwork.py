"""How a budget is shared out: by the clock, or by counted work where the solve is deterministic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from scheduler.progress import Budget


@dataclass
class Timetable:
    """Time for steps that follow each other. A step that takes longer than planned shortens those after it."""

    budget: Budget
    seconds: float
    """For all steps together; deterministic solves turn it into counted work."""
    started: float = field(init=False)
    planned: float = field(default=0.0, init=False)
    """Part of the time that the steps so far were given."""

    def __post_init__(self) -> None:
        self.started = self.budget.elapsed()

    def next_step(self, part: float) -> float:
        """Return the seconds for the next step, ``part`` of the whole if all went to plan."""
        self.planned += part
        if self.budget.deterministic:
            return part * self.seconds
        return max(0.0, self.started + self.planned * self.seconds - self.budget.elapsed())

    def progress(
        self, seconds: float, work: Callable[[], float], work_per_second: float, enough: Callable[[], bool]
    ) -> Callable[[], float]:
        """Return a function that tells how much of a step's time is used: 1 or more at its end, or on cancel.

        ``work()`` is the work done so far in any unit; deterministic solves get ``work_per_second`` units a second.
        ``enough()`` ends the step early.
        """
        started, first = self.budget.elapsed(), work()

        def done() -> float:
            if self.budget.over() or enough():
                return 1.0
            if self.budget.deterministic:
                return (work() - first) / max(1.0, seconds * work_per_second)
            return (self.budget.elapsed() - started) / max(1e-9, seconds)

        return done
