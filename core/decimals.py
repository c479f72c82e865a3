"""Decimals as people write them: 1.1 + 2.2 is 3.3, not a little more."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache


@lru_cache(maxsize=4096)
def as_written(number: float) -> Fraction:
    """Return the decimal that ``number`` is written as, exactly.

    A sum of floats can exceed the sum of the decimals that were entered, so that what just fits would be refused.
    """
    return Fraction(str(number))
