"""Coverage metrics against slow, hand-written oracles."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.counties import parse_counties
from maps.coverage import (
    AudiencePoint,
    SetStay,
    Visit,
    audience_near,
    by_group,
    gini,
    need_weighted,
    set_levels,
    theil,
    township_reach,
)

HEAD = "adcode,name,pref_code,prefecture,lon,lat,n_townships_2023\n"
A, B, C = parse_counties(
    HEAD + "520102,甲,520100,市,106.7,26.5,3\n520103,乙,520100,市,106.8,26.6,\n520104,丙,520100,市,107,27,7\n", "t", {}
)
COUNTIES = (A, B, C)


def visit(county, township, in_township=True):
    return Visit(county_id=county.county_id, township_id=township, in_township=in_township, lon=106.7, lat=26.5)


def point(county, lon, lat, people, located="surveyed"):
    return AudiencePoint(county_id=county.county_id, lon=lon, lat=lat, people=people, located=located)


def stay(county, *themes):
    return SetStay(county_id=county.county_id, first=date(2024, 3, 1), last=date(2024, 5, 1), themes=themes)


def test_set_levels_count_and_never_take_unknown_for_none():
    levels = set_levels(
        COUNTIES, [stay(A, "声光"), stay(A, "电磁", "声光")], {A.county_id: None, B.county_id: date(2019, 1, 1)}
    )
    assert [(level.stays, level.complete) for level in levels] == [(2, False), (0, True), (None, False)]
    assert levels[0].themes == ("声光", "电磁")


def test_townships_are_counted_once_over_a_printed_denominator():
    visits = [visit(A, "t1"), visit(A, "t1"), visit(A, "t2"), visit(A, None), visit(A, None, False), visit(B, "x")]
    a, b, c = township_reach(COUNTIES, visits)
    assert (a.reached, a.townships, a.permille, a.unplaced_visits) == (2, 3, 666, 1)
    assert (b.reached, b.townships, b.permille) == (1, None, None)
    assert (c.reached, c.permille) == (0, 0)


def test_more_townships_than_there_are_give_no_share():
    a, _, _ = township_reach(COUNTIES, [visit(A, f"T{number}") for number in range(4)])
    assert (a.reached, a.townships, a.permille) == (4, 3, None)


def slow_metres(lon0, lat0, lon1, lat1):
    """Great circle by the spherical law of cosines."""
    a, b, d = math.radians(lat0), math.radians(lat1), math.radians(lon1 - lon0)
    cosine = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(d)
    return 6_371_008.8 * math.acos(min(1.0, max(-1.0, cosine)))


coordinates = st.tuples(st.floats(106, 108), st.floats(26, 28))


@given(
    homes=st.lists(st.tuples(st.integers(0, 2), coordinates, st.integers(0, 900)), max_size=12),
    services=st.lists(coordinates, max_size=4),
    radius=st.sampled_from([5_000, 20_000, 60_000]),
)
def test_audience_near_equals_the_double_loop(homes, services, radius):
    points = [point(COUNTIES[which], lon, lat, people) for which, (lon, lat), people in homes]
    shares = audience_near(COUNTIES, points, services, radius)
    for county, share in zip(COUNTIES, shares, strict=True):
        mine = [p for p in points if p.county_id == county.county_id]
        distance = {id(p): min((slow_metres(p.lon, p.lat, *s) for s in services), default=math.inf) for p in mine}
        if any(abs(d - radius) < 1 for d in distance.values()):
            continue  # the law of cosines is not exact enough on the very edge
        near = sum(p.people for p in mine if distance[id(p)] <= radius)
        whole = sum(p.people for p in mine)
        assert (share.near_people, share.people) == (near, whole)
        assert share.permille == (1000 * near // whole if whole else None)


def test_audience_tells_how_it_was_located():
    points = [point(A, 106.7, 26.5, 10), point(A, 106.7, 26.5, 5, "seat"), point(A, 107.5, 26.5, 7, "seat")]
    share = audience_near((A,), points, [(106.7, 26.5)], 1000)[0]
    assert share.people_by_located == {"seat": 12, "surveyed": 10}
    assert (share.near_people, share.permille) == (15, 681)


levels = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 1000))
needs = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 1000), min_size=1)
GROUP = dict.fromkeys("abc", "P") | dict.fromkeys("def", "Q")


@given(need=needs, level=levels)
def test_need_weighted_by_loop(need, level):
    value = whole = 0
    for county in need:
        value += need[county] * level.get(county, 0)
        whole += need[county] * 1000
    made = need_weighted(need, level)
    assert (made.value, made.whole) == (value, whole)
    assert made.permille == (math.floor(value * 1000 / whole) if whole else 1000)


@given(need=needs, level=levels)
def test_groups_are_worst_first_and_add_up(need, level):
    groups = by_group(need, level, GROUP)
    assert sum(group.value for group in groups) == need_weighted(need, level).value
    assert groups[0].permille == min(group.permille for group in groups)
    for group in groups:
        inside = {county: weight for county, weight in need.items() if GROUP[county] == group.group_id}
        assert group.permille == need_weighted(inside, level).permille


@given(need=needs, level=levels, county=st.sampled_from("abcdef"), more=st.integers(0, 300))
def test_what_is_optimised_never_falls_when_someone_is_served_better(need, level, county, more):
    better = level | {county: min(1000, level.get(county, 0) + more)}
    assert need_weighted(need, better).value >= need_weighted(need, level).value
    assert by_group(need, better, GROUP)[0].permille >= by_group(need, level, GROUP)[0].permille


def slow_gini(values, weights):
    total = sum(weights)
    mean = sum(v * w for v, w in zip(values, weights, strict=True)) / total
    pairs = list(zip(values, weights, strict=True))
    difference = sum(wa * wb * abs(va - vb) for va, wa in pairs for vb, wb in pairs) / total**2
    return difference / (2 * mean)


def slow_theil(values, weights):
    total = sum(weights)
    mean = sum(v * w for v, w in zip(values, weights, strict=True)) / total
    return sum(w / total * (v / mean) * math.log(v / mean) for v, w in zip(values, weights, strict=True) if v > 0)


people = st.lists(st.tuples(st.integers(0, 1000), st.integers(1, 500)), min_size=1, max_size=8)


@given(pairs=people)
def test_inequality_equals_its_definition(pairs):
    values, weights = zip(*pairs, strict=True)
    if not any(values):
        assert gini(values, weights) is None
        assert theil(values, weights) is None
        return
    assert gini(values, weights) == pytest.approx(slow_gini(values, weights), abs=1e-9)
    assert theil(values, weights) == pytest.approx(slow_theil(values, weights), abs=1e-9)


def test_gini_is_not_monotone_and_so_only_reported():
    assert gini((1, 1), (1, 1)) < gini((1, 2), (1, 1))  # someone is worse off, and Gini looks better


def test_equal_levels_have_no_inequality():
    assert gini((3, 3, 3), (5, 1, 9)) == pytest.approx(0)
    assert theil((3, 3, 3), (5, 1, 9)) == pytest.approx(0)
