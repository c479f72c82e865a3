"""Conversions between the coordinate systems that Chinese data come in; everything inside is WGS-84.

GPS, OpenStreetMap and (for these purposes) CGCS2000 are WGS-84; 高德 and DataV are GCJ-02; 百度 is BD-09. The two
obfuscations were never published by their makers. The formulas used here are the ones that public implementations
agree on (e.g. github.com/googollee/eviltransform, github.com/hujiulong/gcoord), and are tested against control values
published there. Conversions happen once, at the border.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maps.datum import Datum

Floats = NDArray[np.float64]
Pair = tuple[Floats, Floats]

KRASOVSKY_A_M = 6_378_245.0
"""Semi-major axis of the Krasovsky 1940 ellipsoid, which GCJ-02 computes its offsets on."""
KRASOVSKY_E2 = 0.006_693_421_622_965_943
"""Its first eccentricity, squared."""
LON_RANGE = (72.004, 137.8347)
LAT_RANGE = (0.8293, 55.8271)
"""The rectangle in which GCJ-02 shifts coordinates; outside it they are WGS-84."""
CONVERGED_DEG = 1e-10
ROUNDS_MAX = 20
BD_WAVE = np.pi * 3000.0 / 180.0


def to_wgs84(lon: ArrayLike, lat: ArrayLike, datum: Datum) -> Pair:
    """Return WGS-84 degrees of points given in ``datum``.

    Parameters
    ----------
    lon, lat : array_like, same shape
        Degrees.
    datum : {"wgs84", "gcj02", "bd09"}
        System that the degrees are in.

    Returns
    -------
    lon, lat : arrays of that shape
    """
    if datum == "gcj02":
        return gcj02_to_wgs84(lon, lat)
    if datum == "bd09":
        return bd09_to_wgs84(lon, lat)
    return _floats(lon, lat)


def wgs84_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return GCJ-02 degrees of WGS-84 points; unchanged outside China's rectangle."""
    x, y = _floats(lon, lat)
    return _where_in_china(x, y, _shifted(x, y))


def gcj02_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return WGS-84 degrees of GCJ-02 points, the exact inverse of :func:`wgs84_to_gcj02` (error < 1e-9 degree)."""
    x, y = _floats(lon, lat)
    return _where_in_china(x, y, _inverse(_shifted, x, y))


def gcj02_to_bd09(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return BD-09 degrees of GCJ-02 points."""
    x, y = _floats(lon, lat)
    return _where_in_china(x, y, _baidu(x, y))


def bd09_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return GCJ-02 degrees of BD-09 points, the exact inverse of :func:`gcj02_to_bd09` (error < 1e-9 degree)."""
    x, y = _floats(lon, lat)
    return _where_in_china(x, y, _inverse(_baidu, x, y))


def bd09_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return WGS-84 degrees of BD-09 points."""
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))


def _floats(lon: ArrayLike, lat: ArrayLike) -> Pair:
    return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)


def _where_in_china(x: Floats, y: Floats, converted: Pair) -> Pair:
    inside = (x >= LON_RANGE[0]) & (x <= LON_RANGE[1]) & (y >= LAT_RANGE[0]) & (y <= LAT_RANGE[1])
    return np.where(inside, converted[0], x), np.where(inside, converted[1], y)


def _inverse(forward: Callable[[Floats, Floats], Pair], x: Floats, y: Floats) -> Pair:
    """Solve forward(u, v) = (x, y): the offsets change by about 1 % of a step, so the fixed point is found fast."""
    u, v = x.copy(), y.copy()
    for _ in range(ROUNDS_MAX):
        seen_x, seen_y = forward(u, v)
        u, v = u + (x - seen_x), v + (y - seen_y)
        if np.all(np.abs(x - seen_x) < CONVERGED_DEG) and np.all(np.abs(y - seen_y) < CONVERGED_DEG):
            break
    return u, v


def _shifted(lon: Floats, lat: Floats) -> Pair:
    """Apply the GCJ-02 offset: metres from two sums of sines, then degrees on the ellipsoid."""
    east_m, north_m = _offset_m(lon - 105.0, lat - 35.0)
    phi = np.radians(lat)
    w2 = 1 - KRASOVSKY_E2 * np.sin(phi) ** 2
    meridian_m = KRASOVSKY_A_M * (1 - KRASOVSKY_E2) / w2**1.5
    parallel_m = KRASOVSKY_A_M / np.sqrt(w2) * np.cos(phi)
    return lon + np.degrees(east_m / parallel_m), lat + np.degrees(north_m / meridian_m)


def _offset_m(x: Floats, y: Floats) -> Pair:
    """Return metres east and north; ``x``, ``y``: degrees from 105 E, 35 N."""
    root, common = np.sqrt(np.abs(x)), 20 * _sin(6 * x) + 20 * _sin(2 * x)
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += 2 / 3 * (common + 20 * _sin(x) + 40 * _sin(x / 3) + 150 * _sin(x / 12) + 300 * _sin(x / 30))
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += 2 / 3 * (common + 20 * _sin(y) + 40 * _sin(y / 3) + 160 * _sin(y / 12) + 320 * _sin(y / 30))
    return east, north


def _sin(half_turns: Floats) -> Floats:
    return np.asarray(np.sin(half_turns * np.pi))


def _baidu(lon: Floats, lat: Floats) -> Pair:
    """Apply the BD-09 offset on top of GCJ-02: a wave in polar coordinates and a shift."""
    radius = np.hypot(lon, lat) + 2e-5 * np.sin(lat * BD_WAVE)
    angle = np.arctan2(lat, lon) + 3e-6 * np.cos(lon * BD_WAVE)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006
