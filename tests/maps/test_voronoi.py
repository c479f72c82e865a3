"""Schematic outlines are a partition around the seats."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.boundaries import to_shape
from maps.counties import guizhou_counties
from maps.voronoi import voronoi_boundaries
from tests.maps.test_boundaries import county

seats = st.lists(st.tuples(st.integers(10400, 10900), st.integers(2450, 2900)), min_size=1, max_size=25)


def cells_of(counties):
    found = voronoi_boundaries(counties)
    assert found.schematic
    assert found.approval_number is None
    return [to_shape(one) for one in found.boundaries]


def check_partition(counties):
    cells = cells_of(counties)
    assert len(cells) == len(counties)
    assert all(cell.is_valid and cell.area > 0 for cell in cells)
    whole = shapely.union_all(cells)
    assert sum(cell.area for cell in cells) == pytest.approx(whole.area, rel=1e-5)
    return cells, whole


@settings(max_examples=40, deadline=None)
@given(seats)
def test_cells_cover_without_overlap_and_seats_that_coincide_share_none(points):
    check_partition([county(f"{520000 + i}", lon=x / 100, lat=y / 100) for i, (x, y) in enumerate(points)])


def test_guizhou_each_seat_in_its_own_cell():
    counties = guizhou_counties()
    cells, whole = check_partition(counties)
    assert whole.geom_type == "Polygon"
    for one, cell in zip(counties, cells, strict=True):
        assert cell.distance(shapely.Point(one.lon, one.lat)) < 0.01


def test_points_belong_to_the_nearest_seat():
    counties = guizhou_counties()
    cells = cells_of(counties)
    scale = np.cos(np.radians(np.mean([one.lat for one in counties])))
    places = np.array([(one.lon * scale, one.lat) for one in counties])
    rng = np.random.default_rng(7)
    for lon, lat in rng.uniform((104.5, 25.2), (108.8, 28.2), (200, 2)):
        apart = np.hypot(*(places - (lon * scale, lat)).T)
        nearest, second = np.argsort(apart)[:2]
        hit = [row for row, cell in enumerate(cells) if cell.contains(shapely.Point(lon, lat))]
        if hit and apart[second] - apart[nearest] > 0.01:
            assert hit == [nearest]
