"""Budgets, cancelling and progress, the same for every solver."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from core.record import record
from scheduler.plan import Section, StageId


@record
class Progress:
    """One report of a running solve."""

    section: Section
    stage: StageId
    incumbent: int | None
    bound: int | None
    seconds: float


def _never() -> bool:
    return False


def _quiet(_: Progress) -> None:
    return None


@dataclass
class Budget:
    """How long a solve may go on, and how it is told to stop.

    ``deterministic`` solves ignore the clock: they use fixed deterministic limits and one worker, so that
    the same problem and seed give the same plan on any machine; only ``cancelled`` ends them early.
    """

    seconds: float
    seed: int = 1
    deterministic: bool = False
    workers: int = 2
    cancelled: Callable[[], bool] = _never
    report: Callable[[Progress], None] = _quiet
    started: float = field(default_factory=time.monotonic)

    def elapsed(self) -> float:
        """Return seconds since the start."""
        return time.monotonic() - self.started

    def left(self) -> float:
        """Return seconds that are left, at least 0."""
        return max(0.0, self.seconds - self.elapsed())

    def over(self) -> bool:
        """Tell whether to stop now."""
        return self.cancelled() or (not self.deterministic and self.left() <= 0)

    def part(self, seconds: float) -> Budget:
        """Return a budget by the same clock for a part of the work that starts now and takes at most ``seconds``."""
        capped = seconds if self.deterministic else min(seconds, self.left())
        return type(self)(capped, self.seed, self.deterministic, self.workers, self.cancelled, self.report)
