"""Coverage and equity of any service, planned or past: pure functions of neutral records, never of a Plan.

Coverage has levels, each with its printed denominator; one "covered" colour would mislead. Need-weighted coverage and
the worst group are monotone (never better by serving someone worse) and may be optimised. Gini and Theil are not:
they are reported only.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from core.record import record
from maps.model import County, Located
from maps.travel import EARTH_RADIUS_M


@record
class SetStay:
    """A museum set stood in a county."""

    county_id: str
    first: date
    last: date
    themes: tuple[str, ...]


@record
class Visit:
    """A caravan visited a place."""

    county_id: str
    township_id: str | None
    """``None``: at a county seat, or not known."""
    in_township: bool
    """True where the place lies in a township or village."""
    lon: float
    lat: float


@record
class AudiencePoint:
    """People at a point."""

    county_id: str
    lon: float
    lat: float
    people: int
    located: Located


@record
class SetLevel:
    """How often a museum set has stood in a county."""

    county_id: str
    stays: int | None
    """Stays that are known of; ``None`` where there are none and the records are not known."""
    complete: bool
    """True: the records are known, so that ``stays`` is exact; otherwise it is "at least"."""
    themes: tuple[str, ...]
    """Themes that were shown, sorted."""


@record
class TownshipReach:
    """Share of a county's townships that a caravan has reached."""

    county_id: str
    reached: int
    """Different townships visited."""
    townships: int | None
    """Denominator; ``None``: not known, and then there is no share."""
    permille: int | None
    """floor(1000 * reached / townships); ``None`` where more were reached than there should be: a wrong denominator."""
    unplaced_visits: int
    """Visits in a township that is not known: they are not counted."""


@record
class NearShare:
    """Share of a county's audience within a radius of a service."""

    county_id: str
    near_people: int
    people: int
    permille: int | None
    """floor(1000 * near / all); ``None`` where the county has no audience points."""
    people_by_located: dict[Located, int]
    """How the points were located -> people, so that a reader knows what the figure rests on."""


@record
class GroupCoverage:
    """Need-weighted coverage of a group of counties."""

    group_id: str
    value: int
    """sum of need * level (permille each)."""
    whole: int
    """The value if every level were 1000."""
    permille: int
    """floor(1000 * value / whole); 1000 for a group without need."""


def set_levels(
    counties: Sequence[County], stays: Iterable[SetStay], known_since: Mapping[str, date | None]
) -> tuple[SetLevel, ...]:
    """Return per county how often a museum set stood there, in the order of ``counties``.

    ``known_since`` gives the day from which each county's records are complete; ``None`` or no entry: not known.
    """
    by_county: dict[str, list[SetStay]] = {}
    for stay in stays:
        by_county.setdefault(stay.county_id, []).append(stay)
    return tuple(
        _set_level(county.county_id, by_county.get(county.county_id, []), known_since.get(county.county_id))
        for county in counties
    )


def _set_level(county_id: str, stays: list[SetStay], known_since: date | None) -> SetLevel:
    complete = known_since is not None
    themes = {theme for stay in stays for theme in stay.themes}
    count = len(stays) if stays or complete else None
    return SetLevel(county_id=county_id, stays=count, complete=complete, themes=tuple(sorted(themes)))


def township_reach(counties: Sequence[County], visits: Iterable[Visit]) -> tuple[TownshipReach, ...]:
    """Return per county the share of its townships with at least one visit, in the order of ``counties``."""
    reached: dict[str, set[str]] = {county.county_id: set() for county in counties}
    unplaced = dict.fromkeys(reached, 0)
    for visit in visits:
        if visit.in_township and visit.township_id is None:
            unplaced[visit.county_id] += 1
        elif visit.in_township and visit.township_id is not None:
            reached[visit.county_id].add(visit.township_id)
    return tuple(
        TownshipReach(
            county_id=county.county_id,
            reached=len(reached[county.county_id]),
            townships=county.township_count,
            permille=_permille(len(reached[county.county_id]), county.township_count),
            unplaced_visits=unplaced[county.county_id],
        )
        for county in counties
    )


def audience_near(
    counties: Sequence[County],
    points: Sequence[AudiencePoint],
    services: Sequence[tuple[float, float]],
    radius_m: float,
) -> tuple[NearShare, ...]:
    """Return per county the share of the audience within ``radius_m`` of any service, in the order of ``counties``.

    Parameters
    ----------
    counties
        Those to report on.
    points
        The audience.
    services
        Longitude and latitude of each place served, WGS-84 degrees; a neighbouring county's service counts too.
    radius_m
        Great-circle metres, not road metres: a radius says "within ten kilometres", not how to get there.
    """
    near = _within(points, services, radius_m)
    people = {county.county_id: [0, 0] for county in counties}
    located: dict[str, dict[Located, int]] = {county.county_id: {} for county in counties}
    for point, hit in zip(points, near, strict=True):
        people[point.county_id][0] += point.people if hit else 0
        people[point.county_id][1] += point.people
        kinds = located[point.county_id]
        kinds[point.located] = kinds.get(point.located, 0) + point.people
    return tuple(
        NearShare(
            county_id=county_id,
            near_people=count,
            people=whole,
            permille=_permille(count, whole),
            people_by_located=dict(sorted(located[county_id].items())),
        )
        for county_id, (count, whole) in people.items()
    )


def _within(
    points: Sequence[AudiencePoint], services: Sequence[tuple[float, float]], radius_m: float
) -> NDArray[np.bool_]:
    if not services:
        return np.zeros(len(points), dtype=bool)
    here = np.radians([(point.lon, point.lat) for point in points]).reshape(-1, 2)
    there = np.radians(services)
    return np.array([bool((_metres(lon, lat, there) <= radius_m).any()) for lon, lat in here], dtype=bool)


def _metres(lon: float, lat: float, there: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return great-circle metres (haversine) from a point to all of ``there``, shape (n, 2), radians."""
    half_dlat = np.sin((there[:, 1] - lat) / 2) ** 2
    half_dlon = np.sin((there[:, 0] - lon) / 2) ** 2
    chord = half_dlat + math.cos(lat) * np.cos(there[:, 1]) * half_dlon
    arc: NDArray[np.float64] = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(chord, 0, 1)))
    return arc


def need_weighted(need: Mapping[str, int], level: Mapping[str, int], group_id: str = "all") -> GroupCoverage:
    """Return need-weighted coverage: sum of need * level over sum of need * 1000.

    ``need`` (county id -> permille) says which counties count; ``level`` (county id -> permille) is 0 where missing.
    """
    value = sum(weight * level.get(county_id, 0) for county_id, weight in need.items())
    whole = 1000 * sum(need.values())
    return GroupCoverage(
        group_id=group_id, value=value, whole=whole, permille=1000 if whole == 0 else 1000 * value // whole
    )


def by_group(need: Mapping[str, int], level: Mapping[str, int], group: Mapping[str, str]) -> tuple[GroupCoverage, ...]:
    """Return need-weighted coverage per group (county id -> group id), worst first; ties by group id.

    The first entry is the minimum over prefectures that the third stage of the objective raises.
    """
    members: dict[str, dict[str, int]] = {}
    for county_id, weight in need.items():
        members.setdefault(group[county_id], {})[county_id] = weight
    made = [need_weighted(counties, level, group_id) for group_id, counties in members.items()]
    return tuple(sorted(made, key=lambda coverage: (coverage.permille, coverage.group_id)))


def gini(values: Sequence[float], weights: Sequence[float]) -> float | None:
    """Return the weighted Gini coefficient: half the mean absolute difference over the mean.

    Parameters
    ----------
    values
        Level of service per county, >= 0.
    weights
        People per county, >= 0.

    Returns
    -------
    float or None
        0 (all equal) to 1; ``None`` where nobody is served or counted. Reported only: (1, 2) -> (1, 1) lowers it.
    """
    total, mass = sum(weights), sum(v * w for v, w in zip(values, weights, strict=True))
    if total <= 0 or mass <= 0:
        return None
    below, area = 0.0, 0.0
    for value, weight in sorted(zip(values, weights, strict=True)):
        area += weight * (2 * below + value * weight)
        below += value * weight
    return 1 - area / (total * mass)


def theil(values: Sequence[float], weights: Sequence[float]) -> float | None:
    """Return the weighted Theil T index: mean of (x / mean) ln(x / mean), where 0 ln 0 is 0.

    0 where all are equal; ``None`` where nobody is served or counted. Reported only, for the reason of :func:`gini`.
    Source of the formula: H. Theil, Economics and Information Theory, 1967.
    """
    total, mass = sum(weights), sum(v * w for v, w in zip(values, weights, strict=True))
    if total <= 0 or mass <= 0:
        return None
    ratios = [(value * total / mass, weight) for value, weight in zip(values, weights, strict=True)]
    return sum(weight * ratio * math.log(ratio) for ratio, weight in ratios if ratio > 0) / total


def _permille(part: int, whole: int | None) -> int | None:
    return 1000 * part // whole if whole and part <= whole else None
