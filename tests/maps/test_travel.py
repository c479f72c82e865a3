"""The embedded travel model against a leg worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from maps.model import TravelModel
from maps.travel import EARTH_RADIUS_M, GreatCircleSource, Place, vehicle_minutes

MODEL = TravelModel(
    version="test/1",
    winding_percent={"plain": 120, "hill": 140, "mountain": 180, "plateau": 150},
    trunk_speed_kph={"plain": 80, "hill": 60, "mountain": 40, "plateau": 60},
    access_speed_kph={"1": 60, "2": 40, "3": 30, "4": 20},
    access_max_m=5_000,
    season_percent=100,
    source="test",
)
DEGREE_M = EARTH_RADIUS_M * math.pi / 180


def place(name, lat, terrain="plain", road_class=1, lon=106.0):
    return Place(place_id=name, lon=lon, lat=lat, terrain=terrain, road_class=road_class)


def leg(*places, model=MODEL):
    matrix = GreatCircleSource(model).matrix(places)
    return matrix.minutes(places[0].place_id, places[1].place_id), matrix.metres(places[0].place_id, places[1].place_id)


def test_one_degree_of_latitude_by_hand():
    # 1 degree = 111,195.08 m; winding (120 + 180) / 2 = 150 % -> 166,792.6 m.
    # Access: 5 km at 60 km/h (5 min) and 5 km at 20 km/h (15 min).
    # Trunk: 156,792.6 m at (80 + 40) / 2 = 60 km/h: 156.79 min. Together 176.79 -> 177 min.
    minutes, metres = leg(place("a", 26.0), place("b", 27.0, "mountain", 4))
    assert metres == math.ceil(DEGREE_M * 1.5) == 166_793
    assert minutes == 177


def test_a_short_leg_is_all_access_road():
    # 0.05 degree on the plain: 5,559.75 m x 1.2 = 6,671.7 m; half of it at 60, half at 30 km/h: 3.34 + 6.67 = 10.01.
    minutes, metres = leg(place("a", 26.0), place("b", 26.05, road_class=3))
    assert metres == 6_672
    assert minutes == 11


def test_season_stretches_time_and_not_distance():
    wet = replace(MODEL, season_percent=130)
    assert leg(place("a", 26.0), place("b", 27.0, "mountain", 4), model=wet) == (math.ceil(176.7926 * 1.3), 166_793)


def test_matrix_is_symmetric_with_a_zero_diagonal():
    places = [place("a", 26.0), place("b", 27.0, "hill", 2), place("c", 26.4, "mountain", 3, lon=107.0)]
    matrix = GreatCircleSource(MODEL).matrix(places)
    assert (matrix.drive_min == matrix.drive_min.T).all()
    assert (matrix.length_m == matrix.length_m.T).all()
    assert not matrix.drive_min.diagonal().any()
    assert not matrix.length_m.diagonal().any()


@pytest.mark.parametrize(
    ("drive", "percent", "expected"), [(100, 100, 100), (100, 80, 125), (101, 80, 127), (0, 70, 0)]
)
def test_slow_vehicles_take_longer_rounded_up(drive, percent, expected):
    assert vehicle_minutes(drive, percent) == expected
