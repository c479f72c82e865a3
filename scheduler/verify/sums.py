"""Exact totals of exhibits: decimals as written, no floating-point sums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from exhibits.model import Exhibit


def exact(number: float) -> Fraction:
    """Return the decimal that ``number`` was written as."""
    return Fraction(str(number))


def show(number: Fraction) -> str:
    """Return ``number`` for texts, two decimals at most."""
    return f"{float(number):.2f}".rstrip("0").rstrip(".")


def working(exhibit_ids: Iterable[str], exhibits: Mapping[str, Exhibit]) -> list[Exhibit]:
    """Return the exhibits that are on show: only working ones need floor and power."""
    return [exhibits[name] for name in exhibit_ids if exhibits[name].condition == "working"]


def footprint_m2(shown: Iterable[Exhibit]) -> Fraction:
    """Return the floor that ``shown`` need."""
    return sum((exact(exhibit.footprint_m2) for exhibit in shown), Fraction(0))


def power_w(shown: Iterable[Exhibit]) -> int:
    """Return the power that ``shown`` need."""
    return sum(exhibit.power_w for exhibit in shown)
