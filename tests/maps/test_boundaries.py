"""Outlines from real and broken files."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely

from core.errors import DapengError
from maps.boundaries import plain_code, polygons_of, read_boundaries, to_shape
from maps.coords import wgs84_to_gcj02
from maps.counties import guizhou_counties, read_counties
from maps.model import CodeName, County

SQUARE = shapely.box(106.0, 26.0, 106.5, 26.5)


def county(code="520199", lon=106.2, lat=26.2, former=()) -> County:
    codes = tuple(
        CodeName(code=one, name=f"县{one}", name_en=None, valid_from=None, valid_to=None, source="test")
        for one in (*former, code)
    )
    return County(
        county_id=f"C{code}", codes=codes, prefecture_id="P", prefecture_name="市", lon=lon, lat=lat, terrain="hill",
        area_km2=None, population=None, rural_population=None, population_5_14=None, schooling_years=None,
        township_count=None, flags=(), flags_known=(), successor_ids=(), sources={},
    )  # fmt: skip


def write(path: Path, rows, crs="EPSG:4326", column="adcode", **extra) -> Path:
    """Write (code, shape) rows in the format of the path's ending."""
    codes, shapes = zip(*rows, strict=True)
    frame = geopandas.GeoDataFrame({column: codes, **extra}, geometry=list(shapes), crs=crs)
    frame.to_file(path, engine="pyogrio")
    return path


def codes_of(caught) -> list[str]:
    return [fault.code for fault in caught.value.faults]


def outlines(path, counties, **options):
    return {one.county_id: to_shape(one) for one in read_boundaries(path, counties, **options).boundaries}


@pytest.fixture(scope="module")
def guizhou():
    return guizhou_counties()


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "shp"])
def test_a_real_province_in_three_formats(outside, tmp_path, guizhou, ending):
    original = geopandas.read_file(outside("counties_52.geojson"))
    path = tmp_path / f"counties.{ending}"
    original.to_file(path, engine="pyogrio")
    found = outlines(path, guizhou)
    assert len(found) == 88
    shapes = [found[one.county_id] for one in guizhou]
    assert all(shape.is_valid and not shape.is_empty for shape in shapes)
    assert shapely.coverage_is_valid(shapes)
    assert sum(shape.area for shape in shapes) == pytest.approx(
        shapely.area(original.geometry.to_numpy()).sum(), rel=1e-6
    )


@pytest.mark.parametrize(("province", "count"), [("33", 90), ("53", 129)])
def test_other_provinces_and_a_file_of_the_whole_country(outside, province, count):
    counties = read_counties(outside("counties.csv"), province)
    assert len(outlines(outside(f"counties_{province}.geojson"), counties)) == count
    assert len(outlines(outside("counties.geojson"), counties)) == count


def test_projected_coordinates_are_brought_back(tmp_path):
    there = geopandas.GeoSeries([SQUARE], crs="EPSG:4326").to_crs("EPSG:32648")
    path = write(tmp_path / "utm.gpkg", [("520199", there[0])], crs="EPSG:32648")
    assert outlines(path, [county()])["C520199"].symmetric_difference(SQUARE).area < 1e-9


def test_cgcs2000_is_taken_as_it_is(tmp_path):
    path = write(tmp_path / "cgcs.shp", [("520199", SQUARE)], crs="EPSG:4490")
    assert outlines(path, [county()])["C520199"].symmetric_difference(SQUARE).area < 1e-9


def test_gcj02_is_converted_at_the_border(tmp_path):
    shifted = shapely.transform(SQUARE, lambda xy: np.column_stack(wgs84_to_gcj02(xy[:, 0], xy[:, 1])))
    path = write(tmp_path / "gcj.geojson", [("520199", shifted)])
    assert outlines(path, [county()], datum="gcj02")["C520199"].symmetric_difference(SQUARE).area < 1e-6
    assert outlines(path, [county()])["C520199"].symmetric_difference(SQUARE).area > 1e-3


def test_a_shapefile_without_its_prj_is_refused(tmp_path):
    path = write(tmp_path / "bare.shp", [("520199", SQUARE)])
    path.with_suffix(".prj").unlink()
    with pytest.raises(DapengError) as caught:
        read_boundaries(path, [county()])
    assert codes_of(caught) == ["boundary-crs-missing"]


def test_former_codes_are_known(tmp_path):
    path = write(tmp_path / "old.geojson", [("520221", SQUARE)], column="PAC")
    assert set(outlines(path, [county("520204", former=("520221",))])) == {"C520204"}


def test_parts_in_several_rows_are_one_outline(tmp_path):
    far = shapely.box(106.6, 26.0, 106.8, 26.2)
    path = write(tmp_path / "parts.gpkg", [("520199", SQUARE), ("520199", far)])
    found = outlines(path, [county()])["C520199"]
    assert found.geom_type == "MultiPolygon"
    assert found.area == pytest.approx(SQUARE.area + far.area)


def test_broken_geometry_is_mended_to_polygons(tmp_path):
    bow = shapely.Polygon([(106, 26), (106.5, 26.5), (106.5, 26), (106, 26.5), (106, 26)])
    spike = shapely.Polygon(
        [(106, 26), (106.4, 26), (106.4, 26.4), (106.4, 26.6), (106.4, 26.4), (106, 26.4), (106, 26)]
    )
    for shape, area in ((bow, 0.125), (spike, 0.16)):
        found = outlines(write(tmp_path / "broken.geojson", [("520199", shape)]), [county()])["C520199"]
        assert found.is_valid
        assert found.geom_type in ("Polygon", "MultiPolygon")
        assert found.area == pytest.approx(area)


def test_heights_are_dropped(tmp_path):
    path = write(tmp_path / "high.geojson", [("520199", shapely.force_3d(SQUARE, 900))])
    assert not outlines(path, [county()])["C520199"].has_z


def test_every_misfit_is_named_at_once(tmp_path):
    path = write(tmp_path / "misfits.geojson", [("520199", SQUARE), ("520198", SQUARE), ("330101", SQUARE)])
    with pytest.raises(DapengError) as caught:
        read_boundaries(path, [county(lon=108.0), county("520197")])
    assert sorted(codes_of(caught)) == ["boundary-county-missing", "boundary-far", "boundary-unmatched"]
    text = str(caught.value)
    assert "520198" in text
    assert "520197" in text
    assert "330101" not in text  # another prefecture's county is left out in silence


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("no.geojson", None, "file-missing"),
        ("bad.geojson", "not a map", "boundary-unreadable"),
        ("nocodes.geojson", {"name": "x"}, "boundary-codes-missing"),
    ],
)
def test_unusable_files_say_why(tmp_path, name, content, code):
    path = tmp_path / name
    if isinstance(content, str):
        path.write_text(content)
    elif content:
        feature = {"type": "Feature", "properties": content, "geometry": shapely.geometry.mapping(SQUARE)}
        path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    with pytest.raises(DapengError) as caught:
        read_boundaries(path, [county()])
    assert codes_of(caught) == [code]
    assert caught.value.faults[0].remedy("zh")


@pytest.mark.parametrize("value", ["520199", 520199, 520199.0, " 520199 ", "156520199", "520199000000"])
def test_codes_as_data_sets_write_them(value):
    assert plain_code(value) == "520199"


@pytest.mark.parametrize("value", ["", "100000_JD", None, float("nan"), "52019", "贵阳"])
def test_what_is_no_code(value):
    assert plain_code(value) == ""


def test_collections_within_collections_give_their_polygons():
    nested = shapely.GeometryCollection(
        [shapely.GeometryCollection([SQUARE, shapely.Point(0, 0)]), shapely.Point(1, 1)]
    )
    assert polygons_of(nested).equals(SQUARE)
