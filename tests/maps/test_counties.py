"""County tables: facts in, blanks unknown, one fault per bad cell."""

from __future__ import annotations

import csv
import tomllib
from datetime import date

import pytest

from core.errors import DapengError
from maps.counties import guizhou_counties, guizhou_table, parse_counties, read_counties
from maps.defaults import prefecture_seats

HEAD = "adcode,name,pref_code,prefecture,lon,lat,pop_2020,pop_5_9,pop_10_14,poverty_832,poverty_exit_year\n"


def parse(*rows: str, head: str = HEAD):
    return parse_counties(head + "\n".join(rows), "t.csv", {})


def faults(*rows: str, head: str = HEAD):
    with pytest.raises(DapengError) as caught:
        parse(*rows, head=head)
    return [(fault.code, fault.place, fault.facts.get("column")) for fault in caught.value.faults]


def test_guizhou_is_whole():
    counties = guizhou_counties()
    assert len({county.county_id for county in counties}) == 88
    assert len({county.prefecture_id for county in counties}) == 9
    assert sum(county.population or 0 for county in counties) == 38_562_148  # the census bulletin's figure
    assert [county.code for county in counties] == sorted(county.code for county in counties)


def test_every_column_of_our_table_has_a_public_source():
    with guizhou_table().open(encoding="utf-8") as stream:
        headings = set(csv.DictReader(stream).fieldnames or ()) - {"prov_code", "province"}
    sources = tomllib.loads(guizhou_table().with_suffix(".sources.toml").read_text("utf-8"))["sources"]
    assert headings == set(sources)
    assert all("假设" in source or "/" in source for source in sources.values())


def test_our_facts_agree_with_the_outside_table(outside):
    """Ours are restated facts: nothing may have been changed on the way but the rounding of seats and areas."""
    ours = {county.county_id: county for county in guizhou_counties()}
    theirs = {county.county_id: county for county in read_counties(outside("counties.csv"), "52")}
    assert ours.keys() == theirs.keys()
    exact = ("population", "rural_population", "population_5_14", "schooling_years", "township_count", "prefecture_id")
    for county_id, county in ours.items():
        other = theirs[county_id]
        assert [getattr(county, name) for name in exact] == [getattr(other, name) for name in exact]
        assert abs(county.lon - other.lon) <= 0.005 + 1e-9
        assert abs(county.lat - other.lat) <= 0.005 + 1e-9
        assert abs(county.area_km2 - other.area_km2) <= 0.5
        assert {flag.list_id for flag in county.flags} == {flag.list_id for flag in other.flags}


def test_the_whole_country_reads(outside):
    counties = read_counties(outside("counties.csv"))
    assert len(counties) == 2875
    assert sum(county.population is None for county in counties) == 33


def test_a_changed_code_keeps_the_id():
    shuicheng = next(county for county in guizhou_counties() if county.name == "水城区")
    assert shuicheng.county_id == "CN-520221"
    assert [(code.code, code.name) for code in shuicheng.codes] == [("520221", "水城县"), ("520204", "水城区")]


def test_blank_is_unknown_and_zero_is_zero():
    county = parse("520102,甲,520100,市,106.7,26.5,,0,0,,")[0]
    assert county.population is None
    assert county.population_5_14 == 0
    assert county.flags_known == ()
    assert "population" not in county.sources
    half = parse("520102,甲,520100,市,106.7,26.5,100,5,,0,")[0]
    assert half.population_5_14 is None
    assert half.flags == ()
    assert set(half.flags_known) == {"poverty_832", "out_of_poverty_832"}


def test_poverty_list_changes_at_the_turn_of_the_exit_year():
    county = parse("520102,甲,520100,市,106.7,26.5,,,,1,2019")[0]
    on, off = county.flags
    assert (on.list_id, on.effective_to) == ("poverty_832", date(2019, 12, 31))
    assert (off.list_id, off.effective_from) == ("out_of_poverty_832", date(2020, 1, 1))


def test_poverty_exit_that_is_not_known_stays_unknown():
    county = parse("520102,甲,520100,市,106.7,26.5,,,,1,")[0]
    assert [flag.list_id for flag in county.flags] == ["poverty_832"]
    assert "out_of_poverty_832" not in county.flags_known


def test_one_fault_per_bad_cell_and_all_at_once():
    assert faults(
        "52010,甲,520100,市,106.7,26.5,,,,,",
        "520103,,520100,市,186.7,26.5,many,,,2,",
        "520104,乙,520100,市,106.7,26.5,,,,,",
        "520104,乙,520100,市,106.7,26.5,,,,,",
    ) == [
        ("county-row-invalid", "t.csv:2", "adcode"),
        ("county-row-invalid", "t.csv:3", "lon"),
        ("county-row-invalid", "t.csv:3", "name"),
        ("county-row-invalid", "t.csv:3", "pop_2020"),
        ("county-row-invalid", "t.csv:3", "poverty_832"),
        ("id-duplicate", "t.csv:5", None),
    ]


def test_headings_are_checked():
    assert faults("", head="adcode,name,pref_code,prefecture,lon,population\n") == [
        ("column-missing", "t.csv:1", "lat"),
        ("column-unknown", "t.csv:1", "population"),
    ]


def test_rural_people_cannot_outnumber_all():
    head = "adcode,name,pref_code,prefecture,lon,lat,pop_2020,rural_pop_2020\n"
    assert faults("520102,甲,520100,市,106.7,26.5,100,101", head=head)[0][2] == "rural_pop_2020"


def test_a_missing_file_is_a_fault(tmp_path):
    with pytest.raises(DapengError, match="file-missing"):
        read_counties(tmp_path / "none.csv")


def test_terrain_is_the_provinces_unless_given_and_says_so():
    head = "adcode,name,pref_code,prefecture,lon,lat,terrain\n"
    given, assumed = parse("520102,甲,520100,市,106.7,26.5,plain", "520103,乙,520100,市,106.7,26.5,", head=head)
    assert (given.terrain, assumed.terrain) == ("plain", "mountain")
    assert "assumption" in assumed.sources["terrain"]
    assert "assumption" not in given.sources["terrain"]


def test_prefecture_seats_are_the_real_ones():
    names = {county.county_id: county.name for county in guizhou_counties()}
    seats = {names[seat] for seat in prefecture_seats(guizhou_counties()).values()}
    assert seats == {
        "南明区", "钟山区", "红花岗区", "西秀区", "七星关区", "碧江区", "兴义市", "凯里市", "都匀市"
    }  # fmt: skip


def test_corrected_seats(outside):
    names = {county.county_id: county.name for county in read_counties(outside("counties.csv"))}
    seats = prefecture_seats(read_counties(outside("counties.csv")))
    assert names[seats["CN-532500"]] == "蒙自市"
    assert names[seats["CN-500100"]] == "渝中区"
    assert "CN-500200" not in seats  # Chongqing's directly administered counties have no seat of their own
