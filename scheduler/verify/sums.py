"""Exact totals of exhibits: decimals as written, no floating-point sums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from exhibits.model import Exhibit


def exact(number: float) -> Fraction:
    """Return the decimal that ``number`` was written as."""
    return Fraction(str(number))


def show(number: Fraction) -> str:
    """Return ``number`` for texts, two decimals at most."""
    return f"{float(number):.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class Shown:
    """What the exhibits on show need: only working ones take floor and power."""

    count: int
    all_count: int
    """Those not on show included."""
    footprint_m2: Fraction
    power_w: int
    themes: frozenset[str]


def shown(exhibit_ids: Iterable[str], exhibits: Mapping[str, Exhibit]) -> Shown:
    """Return the totals of the exhibits on show."""
    everything = [exhibits[name] for name in exhibit_ids]
    working = [exhibit for exhibit in everything if exhibit.condition == "working"]
    return Shown(
        count=len(working),
        all_count=len(everything),
        footprint_m2=sum((exact(exhibit.footprint_m2) for exhibit in working), Fraction(0)),
        power_w=sum(exhibit.power_w for exhibit in working),
        themes=frozenset(exhibit.theme for exhibit in working),
    )
