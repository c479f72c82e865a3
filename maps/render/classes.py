"""Classes and colours of a choropleth: the same classes for every moment of a level, zero and "not known" apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from core.records import Level, Scale, Words

NONE_COLOUR = "#efece4"
"""A known zero: paper, clearly not the lightest class."""
PALETTES: dict[Scale, tuple[str, ...]] = {
    "index": ("#fef0d9", "#fdcc8a", "#fc8d59", "#e34a33", "#b30000"),
    "gap": ("#fef0d9", "#fdcc8a", "#fc8d59", "#e34a33", "#b30000"),
    "share": ("#cdeaf0", "#7fcdcf", "#3a9fc0", "#22659f", "#1f3478"),
    "amount": ("#cdeaf0", "#7fcdcf", "#3a9fc0", "#22659f", "#1f3478"),
}
"""Five steps, light to dark, told apart with every kind of colour blindness and in grey print (the first is
ColorBrewer's OrRd, the second in the manner of its YlGnBu)."""
SHARE_EDGES = (25.0, 50.0, 75.0, 100.0)
GAP_EDGES = (1.0, 2.0, 3.0, 5.0)
CLASSES_MAX = 5


@dataclass(frozen=True)
class ColourClass:
    """Values in (low, high], or the single value where both are equal."""

    low: float
    high: float
    colour: str
    label: Words


def classes_of(level: Level) -> list[ColourClass]:
    """Return the classes of all known values of ``level``, ascending."""
    known = np.array([f.value for moment in level.moments for f in moment.figures if f.value is not None])
    if not known.size:
        return []
    zero = [_zero()] if level.scale in ("share", "amount") else []
    positive = known[known > 0] if zero else known
    return zero + _coloured(_edges(level.scale, positive), level, above_first=bool(zero))


def class_index(value: float | None, classes: Sequence[ColourClass]) -> int:
    """Return the class of ``value``; -1 where it is not known."""
    if value is None:
        return -1
    return next((i for i, one in enumerate(classes) if value <= one.high), len(classes) - 1)


def _zero() -> ColourClass:
    return ColourClass(low=0, high=0, colour=NONE_COLOUR, label=Words(zh="无", en="none"))


def _edges(scale: Scale, values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> list[tuple[float, float]]:
    """Return (low, high] of each class."""
    if scale == "share":
        return list(pairwise((0.0, *SHARE_EDGES)))
    if scale == "gap":
        return [*pairwise((0.0, *GAP_EDGES)), (GAP_EDGES[-1], np.inf)]
    single = np.unique(values)
    if len(single) <= CLASSES_MAX:
        return [(float(value), float(value)) for value in single]
    from mapclassify import FisherJenks  # it brings two seconds of imports along: only for those who need it

    highs = FisherJenks(values, k=CLASSES_MAX).bins
    return list(pairwise([float(values.min()), *map(float, highs)]))


def _coloured(edges: list[tuple[float, float]], level: Level, *, above_first: bool) -> list[ColourClass]:
    """Return the classes; ``above_first``: the lowest value of all belongs to a class of its own (zero)."""
    palette = PALETTES[level.scale]
    if len(edges) == 1:
        shades = [palette[2]]
    else:
        shades = [palette[round(i * (len(palette) - 1) / (len(edges) - 1))] for i in range(len(edges))]
    rows = zip(edges, shades, strict=True)
    return [
        ColourClass(low=low, high=high, colour=shade, label=_label(low, high, level.unit, above=above_first or i > 0))
        for i, ((low, high), shade) in enumerate(rows)
    ]


def _label(low: float, high: float, unit: Words, *, above: bool) -> Words:
    if low == high:
        span = f"{high:g}"
    elif high == np.inf:
        span = f"> {low:g}"
    else:
        span = f"> {low:g} – {high:g}" if above else f"{low:g} – {high:g}"
    zh = f"{span} {unit.zh}".strip()
    return Words(zh=zh, en=f"{span} {unit.en}" if unit.en else zh)
