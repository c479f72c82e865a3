"""Concave, increasing, piecewise-linear gains with integer results."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from core.errors import fail
from core.record import record


@record
class Breakpoint:
    """One corner of a gain curve."""

    at: int
    """Argument: open days, or permille of the audience."""
    gain_permille: int
    """Gain at that argument, 0..1000."""


@record
class GainCurve:
    """f: argument -> gain in permille, linear between corners, constant after the last.

    Starts at (0, 0), increases, and each slope is at most the one before (concave): longer and
    repeated service counts, each less than the one before.
    """

    corners: tuple[Breakpoint, ...]
    source: str

    def __post_init__(self) -> None:
        points = [(0, 0), *((corner.at, corner.gain_permille) for corner in self.corners)]
        last_slope = None
        for (x0, y0), (x1, y1) in pairwise(points):
            if x1 <= x0 or y1 < y0:
                raise fail("value-invalid", "GainCurve", value=(x1, y1), detail="corners must increase")
            slope = Fraction(y1 - y0, x1 - x0)
            if last_slope is not None and slope > last_slope:
                raise fail("value-invalid", "GainCurve", value=(x1, y1), detail="the curve must be concave")
            last_slope = slope

    def gain_permille(self, argument: int) -> int:
        """Return floor(f(argument)), 0..1000, for ``argument >= 0``."""
        x0, y0 = 0, 0
        for corner in self.corners:
            if argument <= corner.at:
                return y0 + (corner.gain_permille - y0) * (argument - x0) // (corner.at - x0)
            x0, y0 = corner.at, corner.gain_permille
        return y0
