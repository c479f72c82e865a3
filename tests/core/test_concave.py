"""Gain curves: exact integers, concave, never decreasing."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.concave import Breakpoint, GainCurve
from core.errors import DapengError


def curve(*corners: tuple[int, int]) -> GainCurve:
    return GainCurve(corners=tuple(Breakpoint(at=x, gain_permille=y) for x, y in corners), source="test")


@st.composite
def curves(draw):
    """Corners with falling slopes, from sorted steps."""
    steps = draw(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 12)), min_size=1, max_size=5))
    corners, x, y = [], 0, 0
    for width, slope in sorted(steps, key=lambda step: -step[1]):
        x, y = x + width, y + width * slope
        corners.append((x, y))
    return curve(*corners)


def exact(gain: GainCurve, argument: int) -> Fraction:
    """The curve by the least of its chords' lines: another formula for a concave curve."""
    points = [(0, 0), *((c.at, c.gain_permille) for c in gain.corners)]
    lines = [Fraction(y1 - y0, x1 - x0) * (argument - x0) + y0 for (x0, y0), (x1, y1) in pairwise(points)]
    return min([*lines, Fraction(points[-1][1])])


@given(curves(), st.integers(0, 400))
def test_gain_is_the_floor_of_the_least_line(gain, argument):
    assert gain.gain_permille(argument) == exact(gain, argument) // 1


@given(curves(), st.integers(0, 400))
def test_gain_never_falls(gain, argument):
    assert gain.gain_permille(argument + 1) >= gain.gain_permille(argument)


def test_values_by_hand():
    gain = curve((40, 700), (60, 900), (110, 1000))
    assert [gain.gain_permille(x) for x in (0, 1, 20, 40, 50, 60, 61, 110, 500)] == [
        0, 17, 350, 700, 800, 900, 902, 1000, 1000,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("corners", "detail"),
    [
        ([(10, 100), (20, 300)], "concave"),
        ([(10, 100), (10, 120)], "increase"),
        ([(10, 100), (20, 90)], "increase"),
        ([(0, 100)], "increase"),
    ],
)
def test_other_shapes_are_refused(corners, detail):
    with pytest.raises(DapengError, match=detail):
        curve(*corners)


def test_a_straight_line_is_concave_and_a_slope_that_rises_by_a_hair_is_not():
    curve((3, 1), (6, 2), (21, 7))
    with pytest.raises(DapengError, match="concave"):
        curve((3_000_000, 999_999), (6_000_000, 1_999_999))
