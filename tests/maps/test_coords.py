"""Coordinate conversions against control values that others published."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.coords import (
    bd09_to_gcj02,
    bd09_to_wgs84,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    to_wgs84,
    wgs84_to_gcj02,
)

# WGS-84 -> GCJ-02, longitude first. Source: test values of github.com/googollee/eviltransform (Shanghai, Shenzhen,
# Beijing) and of github.com/wandergis/coordtransform (the last).
WGS_GCJ = [
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    ((116.404, 39.915), (116.41024449916938, 39.91640428150164)),
]
# GCJ-02 -> BD-09. Source: github.com/wandergis/coordtransform, and github.com/hujiulong/gcoord (the second).
GCJ_BD = [
    ((116.404, 39.915), (116.41036949371029, 39.92133699351021)),
    ((123.0, 45.0), (123.00636499, 45.00636899)),
]
# The same city in all three systems, seven decimals, as map services answered (within a metre of the formulas).
# Source: fixture china-cities of github.com/hujiulong/gcoord: 毕节, 铜仁, 那曲, 沈阳, 锡林郭勒, 汕头.
CITIES = [
    ((105.2884121, 27.2873271), (105.2916458, 27.2839591), (105.2982343, 27.2896767)),
    ((109.1850122, 27.7347803), (109.1896029, 27.7315202), (109.1960427, 27.7378032)),
    ((92.0499619, 31.4784436), (92.0512438, 31.4762063), (92.0576832, 31.4824421)),
    ((123.4253306, 41.8032629), (123.4314787, 41.8057023), (123.438095, 41.8114013)),
    ((116.0414035, 43.9312805), (116.0482308, 43.9334573), (116.0546232, 43.9397782)),
    ((116.6775114, 23.3567569), (116.6819735, 23.3540964), (116.6885014, 23.3598884)),
]
METRE_DEG = 1e-5

inside_china = st.tuples(st.floats(74, 135), st.floats(4, 53))


@pytest.mark.parametrize(("wgs", "gcj"), WGS_GCJ)
def test_gcj02_control_values(wgs, gcj):
    assert wgs84_to_gcj02(*wgs) == pytest.approx(gcj, abs=1e-9)
    assert gcj02_to_wgs84(*gcj) == pytest.approx(wgs, abs=1e-6)


@pytest.mark.parametrize(("gcj", "bd"), GCJ_BD)
def test_bd09_control_values(gcj, bd):
    assert gcj02_to_bd09(*gcj) == pytest.approx(bd, abs=2e-8)
    assert bd09_to_gcj02(*bd) == pytest.approx(gcj, abs=1e-6)


@pytest.mark.parametrize(("wgs", "gcj", "bd"), CITIES)
def test_cities_as_map_services_place_them(wgs, gcj, bd):
    assert gcj02_to_wgs84(*gcj) == pytest.approx(wgs, abs=METRE_DEG)
    assert bd09_to_wgs84(*bd) == pytest.approx(wgs, abs=METRE_DEG)
    assert wgs84_to_gcj02(*wgs) == pytest.approx(gcj, abs=METRE_DEG)
    assert gcj02_to_bd09(*gcj) == pytest.approx(bd, abs=METRE_DEG)


@given(inside_china)
def test_there_and_back_again(point):
    assert gcj02_to_wgs84(*wgs84_to_gcj02(*point)) == pytest.approx(point, abs=1e-9)
    assert bd09_to_wgs84(*gcj02_to_bd09(*wgs84_to_gcj02(*point))) == pytest.approx(point, abs=1e-9)


@given(inside_china)
def test_offset_is_a_few_hundred_metres(point):
    lon, lat = wgs84_to_gcj02(*point)
    east = (float(lon) - point[0]) * 111_320 * np.cos(np.radians(point[1]))
    north = (float(lat) - point[1]) * 110_900
    assert 10 < np.hypot(east, north) < 1_200


@pytest.mark.parametrize("point", [(85.32, 60.0), (-0.1276, 51.5072), (151.2, -33.87), (71.9, 34.0)])
def test_outside_china_nothing_changes(point):
    for convert in (wgs84_to_gcj02, gcj02_to_wgs84, gcj02_to_bd09, bd09_to_gcj02):
        assert convert(*point) == pytest.approx(point, abs=0)


def test_arrays_keep_their_shape_and_agree_with_single_points():
    lon, lat = np.array([[106.6, 2.35], [104.8, 109.2]]), np.array([[26.6, 48.85], [26.6, 27.7]])
    x, y = to_wgs84(lon, lat, "bd09")
    assert x.shape == y.shape == (2, 2)
    for row, column in np.ndindex(2, 2):
        one_x, one_y = bd09_to_wgs84(lon[row, column], lat[row, column])
        assert x[row, column] == pytest.approx(float(one_x), abs=1e-9)
        assert y[row, column] == pytest.approx(float(one_y), abs=1e-9)
    assert (x[0, 1], y[0, 1]) == (2.35, 48.85)


def test_wgs84_is_left_alone():
    assert to_wgs84(106.7, 26.6, "wgs84") == (106.7, 26.6)
