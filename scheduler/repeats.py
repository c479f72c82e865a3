"""Records of when a county may be served again: rounds, revisit spacing, themes."""

from __future__ import annotations

from datetime import date
from typing import Literal

from core.record import record

OnceFirst = Literal["off", "soft", "hard"]


@record
class RepeatRules:
    """When a county may have a museum set again.

    Recorded services (``history``) count as stays of plans do. What is not recorded is not known: it neither bars a
    county nor counts as "never served".
    """

    revisit_months: int
    """Calendar months from the last day of a stay in a county to the opening of the next; 0: any."""
    theme_years: int
    """Years from the last day of a stay to the next one in the county with a theme of its zones; 0: any."""
    once_first: OnceFirst
    """Everyone once before anyone twice. ``hard``: no county gets more in a round before all have had as many as it;
    ``soft``: each county left without its first stay is a shortage."""
    counted_from: date | None
    """Recorded stays from this day on count for ``once_first``; ``None``: only those of the plan."""


NO_REPEATS = RepeatRules(revisit_months=0, theme_years=0, once_first="off", counted_from=None)
"""Asks for nothing."""
