"""The independent verifier: one function a rule, sharing nothing with the solvers."""

from __future__ import annotations

from scheduler.rules import Violation
from scheduler.verify.figures import figures
from scheduler.verify.registry import verify

__all__ = ["Violation", "figures", "verify"]
