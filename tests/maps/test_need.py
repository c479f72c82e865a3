"""The need index: hand-computed figures, missing values, and what unknown may never mean."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.counties import parse_counties
from maps.defaults import default_need_policy
from maps.model import CountyHistory, FixedMuseum, PolicyFlag, ServiceRecord
from maps.need import compare, need_table, normalise
from maps.policy import Component, NeedPolicy, PolicyList
from maps.travel import TravelMatrix

AS_OF = date(2026, 1, 1)
HEAD = "adcode,name,pref_code,prefecture,lon,lat,pop_2020,rural_pop_2020,pop_5_9,pop_10_14,edu_years_avg\n"
ROWS = """520102,甲,520100,市,106.7,26.5,1000000,250000,30000,20000,9.5
520121,乙,520100,市,107.0,27.0,200000,150000,10000,8000,
"""
A, B = parse_counties(HEAD + ROWS, "t.csv", {})
MUSEUM = FixedMuseum(museum_id="M", name="馆", lon=106.7, lat=26.5, located="surveyed", source="test")


class Roads:
    """80 km and 96 min between any two different places; B is 30 km from the museum."""

    def matrix(self, places):
        n = len(places)
        far = 1 - np.eye(n, dtype=np.int32)
        index = {place.place_id: row for row, place in enumerate(places)}
        metres = far * 80_000
        if "museum:M" in index:
            metres[index["seat:CN-520121"], index["museum:M"]] = 30_000
        return TravelMatrix(index=index, drive_min=far * 96, length_m=metres)


def part(component_id, weight=10, low=0.0, high=100.0):
    return Component(component_id=component_id, weight=weight, unit="-", low=low, high=high, source="test")


def listed(list_id, points, first=None, last=None):
    return PolicyList(
        list_id=list_id,
        name_zh=list_id,
        name_en=list_id,
        points=points,
        effective_from=first,
        effective_to=last,
        source="t",
    )


def policy(*components, lists=()):
    return NeedPolicy(
        version="t/1",
        as_of=AS_OF,
        components=components,
        lists=tuple(lists),
        museum_reach_km=50,
        missing_rule="reweight",
    )


def table(*components, counties=(A, B), museums=(), history=(), lists=()):
    return need_table(counties, museums, history, policy(*components, lists=lists), Roads())


def raw(component, county=A, **inputs):
    return table(component, **inputs).row(county.county_id).components[0]


def known(county=A, since=date(2020, 1, 1), services=(), museums=True):
    return CountyHistory(
        county_id=county.county_id, known_since=since, services=tuple(services), fixed_museum_known=museums
    )


def service(last, county=A, kind="caravan"):
    return ServiceRecord(
        county_id=county.county_id, kind=kind, first=last, last=last, audience=None, themes=(), source="t"
    )


def test_totals_by_hand():
    """A: pupils 50 of 0..100 -> 0.5 x 30; rural 25 % -> 0.25 x 10; schooling 9.5 of 10.5..6.5 -> 0.25 x 10."""
    made = table(part("pupils", 30), part("rural_share"), part("schooling", 10, 10.5, 6.5))
    assert made.row(A.county_id).permille == 400  # (15 + 2.5 + 2.5) / 50
    assert [value.points for value in made.row(A.county_id).components] == pytest.approx([300, 50, 50])
    assert [value.raw for value in made.row(A.county_id).components] == [50.0, 25.0, 9.5]


def test_missing_is_shown_and_its_weight_goes_to_the_others():
    """B has no schooling: 0.18 x 30/40 + 0.75 x 10/40 = 0.3225, rounded half up."""
    row = table(part("pupils", 30), part("rural_share"), part("schooling", 10, 10.5, 6.5)).row(B.county_id)
    assert row.permille == 323
    assert row.known_weight == 40
    missing = row.components[2]
    assert (missing.raw, missing.normalised, missing.effective_permille, missing.points) == (None, None, 0.0, 0.0)
    assert missing.weight == 10
    assert missing.note_en == "not known"
    assert sum(value.effective_permille for value in row.components) == pytest.approx(1000)


def test_ranks_by_need_and_ties_by_id():
    made = table(part("rural_share"))
    assert [(row.county_id, row.rank) for row in made.rows] == [(B.county_id, 1), (A.county_id, 2)]
    tied = table(part("rural_share", low=0, high=20))
    assert [row.county_id for row in tied.rows] == [A.county_id, B.county_id]


def test_no_records_is_not_never_served():
    for history in ((), (known(since=None),), (known(since=None, services=[service(date(2021, 1, 1))]),)):
        for name in ("service_gap_time", "service_gap_rate"):
            value = raw(part(name), history=history)
            assert value.raw is None
            assert "not 'never served'" in value.note_en


def test_gap_runs_from_the_last_service_or_at_least_from_the_first_record():
    served = known(services=[service(date(2021, 6, 1)), service(date(2024, 1, 1)), service(date(2026, 3, 1))])
    assert raw(part("service_gap_time"), history=(served,)).raw == pytest.approx(2.0, abs=0.005)
    never = raw(part("service_gap_time"), history=(known(),))
    assert never.raw == pytest.approx(6.0, abs=0.005)
    assert "at least" in never.note_en


def test_rate_by_hand():
    """Five years back from 2026: three services for 50 thousand pupils; the one of 2020 is too old."""
    days = (date(2020, 6, 1), date(2021, 6, 1), date(2023, 1, 1), date(2025, 12, 1))
    value = raw(part("service_gap_rate", 10, 0.3, 0.0), history=(known(services=map(service, days)),))
    assert value.raw == pytest.approx(3 / 50 / 5, abs=1e-4)
    assert value.normalised == pytest.approx(1 - 0.012 / 0.3, abs=1e-4)


def test_rate_needs_a_year_of_records_and_pupils():
    assert raw(part("service_gap_rate"), history=(known(since=date(2025, 6, 1)),)).raw is None
    nobody = replace(A, population_5_14=None)
    assert raw(part("service_gap_rate"), counties=(nobody, B), history=(known(),)).raw is None


def test_unknown_museum_list_is_not_no_museum():
    reach = part("museum_reach", 10, 50, 200)
    for history in ((), (known(museums=False),)):
        assert raw(reach, history=history).raw is None
    none = raw(reach, history=(known(),))
    assert (none.raw, none.normalised) == (200, 1.0)
    assert "complete" in none.note_en


def test_a_museum_within_reach_is_certain_even_in_an_incomplete_list():
    reach = part("museum_reach", 10, 50, 200)
    near = raw(reach, B, museums=(MUSEUM,))
    assert (near.raw, near.normalised) == (30.0, 0.0)
    assert "馆" in near.note_zh
    assert raw(reach, A, museums=(MUSEUM,)).raw is None  # 80 km away: another, unlisted one may be nearer
    sure = raw(reach, A, museums=(MUSEUM,), history=(known(),))
    assert (sure.raw, sure.normalised) == (80.0, 0.2)


def test_museums_of_one_name_are_told_apart():
    """The one at hand comes first in the list, then one that only shares its name."""
    reach = part("museum_reach", 10, 50, 200)
    twins = (MUSEUM, replace(MUSEUM, museum_id="other"))
    assert raw(reach, B, museums=twins).raw == 30.0
    assert raw(reach, B, museums=twins[::-1]).raw == 30.0


def test_prefecture_seats_of_one_name_are_told_apart():
    """Shanxi has two prefecture seats called 城区: neither is remote from itself."""
    rows = "140302,城区,140300,阳泉市,113.6,37.9,1,1,1,1,\n140502,城区,140500,晋城市,112.8,35.5,1,1,1,1,\n"
    seats = parse_counties(HEAD + rows, "t.csv", {})
    assert [raw(part("remoteness"), seat, counties=seats).raw for seat in seats] == [0, 0]


def test_remoteness_is_minutes_to_the_nearest_prefecture_seat():
    assert raw(part("remoteness"), A).raw == 0
    far = raw(part("remoteness"), B)
    assert far.raw == 96
    assert "甲" in far.note_zh


def flagged(flags, lists_known):
    made = tuple(
        PolicyFlag(list_id=name, effective_from=first, effective_to=last, source=f"source of {name}")
        for name, first, last in flags
    )
    return replace(A, flags=made, flags_known=tuple(lists_known))


@pytest.mark.parametrize(
    ("flags", "lists_known", "points"),
    [
        ([("p", None, None)], "pqr", 60.0),
        ([("p", None, None), ("q", None, None), ("r", None, None)], "pqr", 100.0),  # 60 + 30 + 30, cut to 100
        ([("p", None, date(2025, 12, 31))], "pqr", 0.0),  # no longer a member
        ([("p", date(2026, 1, 1), None)], "pqr", 60.0),  # a member from this very day
        ([("q", None, None)], "qr", 50.0),  # p is not known: 30 of the 60 that can be told
        ([("p", None, None)], "qr", 60.0),  # a list it is on is known, whatever is said of what is known
        ([], "pqr", 0.0),
        ([], "", None),
    ],
)
def test_flag_points(flags, lists_known, points):
    lists = (listed("p", 60), listed("q", 30), listed("r", 30), listed("old", 90, last=date(2020, 12, 31)))
    value = raw(part("policy_flags"), counties=(flagged(flags, lists_known), B), lists=lists)
    assert value.raw == points


def test_lists_that_are_not_known_are_named():
    value = raw(
        part("policy_flags"), counties=(flagged([("q", None, None)], "q"), B), lists=(listed("p", 60), listed("q", 30))
    )
    assert value.note_zh == "q；不详：p"
    assert value.source == "source of q"


def test_compare_explains_the_whole_difference():
    made = table(part("pupils", 30), part("rural_share", 50), part("schooling", 10, 10.5, 6.5))
    for pair in ((A.county_id, B.county_id), (B.county_id, A.county_id)):
        told = compare(made, *pair)
        assert told.first.rank == 1
        assert told.second.rank == 2
        assert sum(line.points for line in told.differences) == pytest.approx(told.points)
        assert told.points == pytest.approx(told.first.permille - told.second.permille, abs=1)
        assert told.differences[0].component_id == "rural_share"
        effects = [abs(line.points) for line in told.differences]
        assert effects == sorted(effects, reverse=True)


def test_an_unknown_county_cannot_be_compared():
    with pytest.raises(KeyError):
        compare(table(part("pupils")), A.county_id, "CN-000000")


@given(raw=st.floats(-50, 300), low=st.floats(0, 100), width=st.floats(1, 100), turned=st.booleans())
def test_normalised_lies_between_0_and_1_and_rises_towards_high(raw, low, width, turned):
    component = part("pupils", low=low + width if turned else low, high=low if turned else low + width)
    share = normalise(raw, component)
    assert 0 <= share <= 1
    nudged = normalise(raw + (-1 if turned else 1), component)
    assert nudged >= share


@given(
    weights=st.lists(st.integers(1, 60), min_size=3, max_size=3),
    pupils=st.integers(0, 120_000),
    rural=st.integers(0, 100),
    schooling=st.one_of(st.none(), st.integers(5, 12)),
)
def test_total_equals_exact_fractions(weights, pupils, rural, schooling):
    county = replace(A, population_5_14=pupils, population=100, rural_population=rural, schooling_years=schooling)
    parts = (part("pupils", weights[0]), part("rural_share", weights[1]), part("schooling", weights[2], 12, 4))
    raws = (Fraction(pupils, 1000), Fraction(rural), None if schooling is None else Fraction(schooling))
    shares = [
        (weight, min(Fraction(1), max(Fraction(0), (raw - Fraction(p.low)) / Fraction(p.high - p.low))))
        for weight, raw, p in zip(weights, raws, parts, strict=True)
        if raw is not None
    ]
    exact = 1000 * sum(weight * share for weight, share in shares) / sum(weight for weight, _ in shares)
    assert abs(table(*parts, counties=(county, B)).row(A.county_id).permille - exact) <= Fraction(6, 10)


def test_the_policy_that_ships_says_where_its_figures_come_from():
    shipped = default_need_policy()
    assert sum(component.weight for component in shipped.components) == 100
    assert len({component.component_id for component in shipped.components}) == 8
    assert all("假设" in c.source and "assumption" in c.source for c in shipped.components)
    assert all(entry.source for entry in shipped.lists)


def test_a_county_of_which_nothing_is_known_stands_in_the_middle():
    blank = replace(A, schooling_years=None)
    row = table(part("schooling"), counties=(blank, B)).row(A.county_id)
    assert (row.permille, row.known_weight) == (500, 0)
