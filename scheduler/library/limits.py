"""The limits of a request as rows over the exhibits to choose from: whole numbers, sums between two ends."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from core.decimals import as_written
from exhibits.library import LoanRequest
from exhibits.model import Exhibit
from scheduler.composition import LimitId
from scheduler.library.index import Index

UNITS: dict[LimitId, str] = {
    "themes": "exhibits",
    "least": "exhibits",
    "most": "exhibits",
    "footprint": "m2",
    "mass": "g",
    "volume": "l",
    "power": "W",
    "intact": "percent",
    "ages": "exhibits",
}


@dataclass(frozen=True)
class Row:
    """One limit: ``low <= sum of weight * taken <= high``; one of the two ends is ``None``."""

    limit: LimitId
    weights: tuple[int, ...]
    """One for each exhibit of the stock."""
    low: int | None
    high: int | None
    theme: str | None = None
    scale: int = 1
    """The weights are this many times the figures in the limit's unit."""
    percent: int = 0
    """The intact rate asked for, of the row ``intact`` (whose sum is that of 100 - percent and -percent)."""


def rows_for(index: Index, request: LoanRequest, exhibits: tuple[Exhibit, ...]) -> tuple[Row, ...]:
    """Return the limits of ``request`` on a choice among ``exhibits``, in a fixed order."""
    working = tuple(int(one.condition == "working") for one in exhibits)
    return (
        *(_theme_row(request, theme, exhibits) for theme in dict.fromkeys(request.themes)),
        Row("least", working, request.exhibits_min, None),
        *_most(request, len(exhibits)),
        *_loads(index, request, exhibits),
        intact_row(request.intact_min_percent, exhibits),
        Row("ages", tuple(int(not suits(one, request)) for one in exhibits), None, 0),
    )


def suits(exhibit: Exhibit, request: LoanRequest) -> bool:
    """Tell whether everybody of the ages asked for can use an exhibit."""
    return exhibit.age_min <= request.age_min and request.age_max <= exhibit.age_max


def counts(exhibit: Exhibit, request: LoanRequest) -> bool:
    """Tell whether an exhibit is one of those that the request is about: working, of a theme asked for."""
    return exhibit.condition == "working" and (not request.themes or exhibit.theme in request.themes)


def intact_row(percent: int, exhibits: tuple[Exhibit, ...]) -> Row:
    """Return the row that asks for ``percent`` of what goes to be in working order."""
    weights = tuple(100 * (one.condition == "working") - percent for one in exhibits)
    return Row("intact", weights, 0, None, percent=percent)


def _theme_row(request: LoanRequest, theme: str, exhibits: tuple[Exhibit, ...]) -> Row:
    weights = tuple(int(one.theme == theme and one.condition == "working") for one in exhibits)
    return Row("themes", weights, request.theme_min, None, theme)


def _most(request: LoanRequest, size: int) -> tuple[Row, ...]:
    return () if request.exhibits_max is None else (Row("most", (1,) * size, None, request.exhibits_max),)


def _loads(index: Index, request: LoanRequest, exhibits: tuple[Exhibit, ...]) -> list[Row]:
    """Return the rows of floor, mass, volume, power: what is shown takes floor and power, everything is carried."""
    area, mass, volume, power = ceilings(index, request)
    rows = []
    if area is not None:
        areas = [as_written(one.footprint_m2) * (one.condition == "working") for one in exhibits]
        scale = lcm(area.denominator, *(one.denominator for one in areas))
        rows.append(Row("footprint", tuple(int(one * scale) for one in areas), None, int(area * scale), scale=scale))
    if mass is not None:
        rows.append(Row("mass", tuple(one.mass_g for one in exhibits), None, mass))
    if volume is not None:
        rows.append(Row("volume", tuple(one.volume_l for one in exhibits), None, volume))
    if power is not None:
        watts = tuple(one.power_w * (one.condition == "working") for one in exhibits)
        rows.append(Row("power", watts, None, power))
    return rows


def ceilings(index: Index, request: LoanRequest) -> tuple[Fraction | None, int | None, int | None, int | None]:
    """Return the floor (m2), mass (g), volume (l) and power (W) that request, stop and caravan leave; ``None``: any."""
    stop = index.stops[request.stop_id] if request.stop_id is not None else None
    kind = index.types[index.caravans[request.caravan_id].type_id] if request.caravan_id is not None else None
    supply = [one.power_w for one in (stop, kind) if one is not None]
    areas = [as_written(one) for one in (request.footprint_max_m2, stop.area_m2 if stop else None) if one is not None]
    return (
        min(areas, default=None),
        _least(request.mass_max_g, kind.payload_g if kind else None),
        _least(request.volume_max_l, kind.volume_l if kind else None),
        _least(request.power_max_w, max(supply) if supply else None),
    )


def _least(*limits: int | None) -> int | None:
    return min((one for one in limits if one is not None), default=None)
