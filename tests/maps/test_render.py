"""Drawing neutral records: outlines, classes, names, local files, pages."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import date
from html.parser import HTMLParser

import numpy as np
import pytest
import shapely

from core.errors import DapengError
from core.records import Area, Caption, DrawnAway, DrawnStay, Figure, Level, Moment, Week, Words
from maps.counties import guizhou_counties
from maps.render import frame, links
from maps.render.choropleth import choropleth_page
from maps.render.classes import class_index, classes_of
from maps.render.names import short_name
from maps.render.outlines import topology_of
from maps.render.policy import policy_of
from maps.render.tours import tours_page
from maps.render.year import year_page
from maps.voronoi import voronoi_boundaries

W = Words(zh="中文", en="English")
CAPTION = Caption(title=W, subtitle=W, source=W, notice=None, approval_number=None, schematic=True)


def area(name: str, west: float, group: str = "甲市") -> Area:
    geometry = json.loads(shapely.to_geojson(shapely.box(west, 26, west + 1, 27)))
    return Area(area_id=name, code="520100", name=name, group_id=group, group_name=group, geometry=geometry)


AREAS = (area("一县", 106), area("二县", 107), area("三县", 108, "乙市"))


def level(values, scale="index") -> Level:
    figures = tuple(Figure(area_id=one.area_id, value=v, text=W) for one, v in zip(AREAS, values, strict=False))
    moment = Moment(moment_id="now", name=W, summary=W, figures=figures)
    return Level(level_id="x", name=W, about=W, unit=Words(zh="周", en="weeks"), scale=scale, moments=(moment,))


def many(values, scale) -> Level:
    figures = tuple(Figure(area_id=str(i), value=v, text=W) for i, v in enumerate(values))
    moment = Moment(moment_id="now", name=W, summary=W, figures=figures)
    return Level(level_id="x", name=W, about=W, unit=Words(zh="%", en=""), scale=scale, moments=(moment,))


def data_of(html: str):
    """Return ``window.dapengData`` of a page."""
    return json.loads(re.search(r"window\.dapengData = (\{.*?\});\n", html)[1])


@pytest.fixture(scope="module")
def guizhou():
    counties = guizhou_counties()
    shapes = voronoi_boundaries(counties).boundaries
    return tuple(
        Area(area_id=c.county_id, code=c.code, name=c.name, group_id=c.prefecture_id, group_name=c.prefecture_name,
             geometry=b.geometry)
        for c, b in zip(counties, shapes, strict=True)
    )  # fmt: skip


# --- outlines ---


def decoded(topology):
    """Return the shapes of a topology, by the TopoJSON specification."""
    scale, shift = np.array(topology["transform"]["scale"]), np.array(topology["transform"]["translate"])
    arcs = [np.cumsum(arc, axis=0) * scale + shift for arc in topology["arcs"]]

    def ring(indices):
        parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
        return np.vstack([parts[0], *(part[1:] for part in parts[1:])])

    return [
        shapely.multipolygons([shapely.Polygon(ring(rings[0]), [ring(hole) for hole in rings[1:]]) for rings in shape])
        for shape in topology["shapes"]
    ]


def test_outlines_are_as_given_within_the_tolerance(guizhou):
    shapes = [shapely.from_geojson(json.dumps(one.geometry)) for one in guizhou]
    drawn = decoded(topology_of(guizhou))
    assert len(drawn) == 88
    for before, after in zip(shapes, drawn, strict=True):
        assert before.symmetric_difference(after).area < 0.02 * before.area


def test_neighbours_share_their_borders(guizhou):
    drawn = decoded(topology_of(guizhou))
    whole = shapely.union_all(drawn)
    assert sum(shape.area for shape in drawn) == pytest.approx(whole.area, rel=1e-6)
    assert not shapely.get_num_interior_rings(shapely.get_parts(whole)).any()


def test_labels_lie_inside(guizhou):
    topology = topology_of(guizhou)
    for shape, (lon, lat, radius) in zip(decoded(topology), topology["labels"], strict=True):
        assert shape.buffer(1e-3).contains(shapely.Point(lon, lat).buffer(0.95 * radius))


def test_a_hole_stays_a_hole():
    ring = shapely.box(106, 26, 109, 29).difference(shapely.box(107, 27, 108, 28))
    around = Area(**{**frame.to_json(area("环", 106)), "geometry": json.loads(shapely.to_geojson(ring))})
    inside = Area(
        **{**frame.to_json(area("心", 107)), "geometry": json.loads(shapely.to_geojson(shapely.box(107, 27, 108, 28)))}
    )
    outer, inner = decoded(topology_of([around, inside]))
    assert outer.area == pytest.approx(8, rel=1e-3)
    assert inner.area == pytest.approx(1, rel=1e-3)


# --- classes ---


def test_natural_classes_split_where_the_gaps_are():
    values = [10, 11, 12, 200, 201, 400, 401, 600, 602, 900, 903]
    found = classes_of(many(values, "index"))
    assert [one.high for one in found] == [12, 201, 401, 602, 903]
    assert [class_index(v, found) for v in values] == [0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4]


def test_shares_are_in_quarters_and_zero_stands_apart():
    found = classes_of(many([0, 0.1, 25, 25.1, 100, None], "share"))
    assert [one.label.zh for one in found] == ["无", "> 0 – 25 %", "> 25 – 50 %", "> 50 – 75 %", "> 75 – 100 %"]
    assert [class_index(v, found) for v in (0, 0.1, 25, 25.1, 100, None)] == [0, 1, 1, 2, 4, -1]


def test_few_amounts_each_have_their_class():
    found = classes_of(level([0, 8, 12], "amount"))
    assert [one.label.en for one in found] == ["none", "8 weeks", "12 weeks"]


def test_every_class_has_its_own_colour():
    for scale in ("index", "share", "amount", "gap"):
        found = classes_of(many(list(range(40)), scale))
        assert len({one.colour for one in found}) == len(found) >= 5


def test_nothing_known_has_no_classes():
    assert classes_of(level([None, None, None])) == []


# --- names ---


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("务川仡佬族苗族自治县", "务川"),
        ("三都水族自治县", "三都"),
        ("双江拉祜族佤族布朗族傣族自治县", "双江"),
        ("积石山保安族东乡族撒拉族自治县", "积石山"),
        ("前郭尔罗斯蒙古族自治县", "前郭尔罗斯"),
        ("龙胜各族自治县", "龙胜"),
        ("印江土家族苗族自治县", "印江"),
        ("鄂伦春自治旗", "鄂伦春自治旗"),
        ("黔西市", "黔西市"),
    ],
)
def test_short_names(name, short):
    assert short_name(name) == short


# --- local files ---


def test_known_links_are_inlined_and_unused_ones_left_out():
    html = '<script src="https://x.test/leaflet@1.9.3/dist/leaflet.js"></script><link rel="stylesheet" href="https://x.test/bootstrap.min.css"/>'  # fmt: skip # noqa: E501
    made = links.localise(html)
    assert "x.test" not in made
    assert "Leaflet 1.9.4" in made


@pytest.mark.parametrize(
    "html",
    [
        '<script src="https://x.test/d3.min.js"></script>',
        '<link rel="stylesheet" href="https://x.test/other.css"/>',
        '<link rel="preload" href="https://x.test/leaflet.js"/>',
        '<img src="https://x.test/logo.png">',
        '<script async src="https://x.test/leaflet.js"></script>',
    ],
)
def test_an_unknown_link_is_an_error(html):
    with pytest.raises(DapengError, match="map-link-unknown"):
        links.localise(html)


def test_inlined_styles_name_no_other_file():
    assert not re.search(r"url\(\s*['\"]?(?!#|none|data:)[\w.]", links.asset("leaflet.css"))
    assert "sourceMappingURL" not in links.asset("leaflet.js")


def test_a_missing_file_says_what_to_do():
    with pytest.raises(DapengError) as caught:
        links.asset("nothing.js")
    assert "make setup" in caught.value.faults[0].remedy("en")


# --- pages ---


def year():
    stay = DrawnStay(
        area_id="一县", tag="1号", name="第一套", place="馆", first=date(2026, 3, 2), last=date(2026, 5, 3)
    )
    away = DrawnAway(tag="1号", name="第一套", first=date(2026, 5, 4), last=date(2026, 5, 17))
    week = Week(monday=date(2026, 3, 2), label=W, visits={"二县": 3}, note=W)
    return year_page(CAPTION, AREAS, [stay], [away], [week])


def choropleth():
    return choropleth_page(CAPTION, AREAS, [level([1, 0, None])])


def tours():
    return tours_page(CAPTION, AREAS, [])


@pytest.mark.parametrize("draw", [choropleth, year, tours])
def test_every_page_says_what_it_is(draw):
    html = draw()
    assert html.count("<title>中文 English</title>") == 1
    assert '<html lang="zh-CN">' in html
    assert "示意" in html
    assert "工作草图，不得公开出版" in html
    assert "working sketch, not for publication" in html
    assert not re.search(r"(src|href)=[\"']?\s*(https?:)?//", links._without_inline(html))
    assert len(data_of(html)["topology"]["shapes"]) == 3


class _Page(HTMLParser):
    """A page as a browser reads it: its scripts, and the policy that stands before them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.policy = ""
        self._in_script = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self._in_script = tag == "script"
        if tag == "script":
            self.scripts.append("")
        if tag == "meta" and ("http-equiv", "Content-Security-Policy") in attrs:
            assert not self.scripts, "a policy holds for what comes after it"
            self.policy = dict(attrs)["content"]

    def handle_endtag(self, tag):
        self._in_script = False

    def handle_data(self, data):
        if self._in_script:
            self.scripts[-1] += data

    def may_run(self, script: str) -> bool:
        return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" in self.policy


@pytest.mark.parametrize("draw", [choropleth, year, tours])
def test_a_page_allows_the_scripts_it_was_drawn_with_and_no_other(draw, monkeypatch):
    page = _Page(draw())
    assert len(page.scripts) == 3
    assert all(page.may_run(script) for script in page.scripts)
    assert "default-src 'none'" in page.policy
    smuggled = "<script>evil()</script>"
    monkeypatch.setattr(frame, "_body", lambda caption: smuggled)  # as if a name had come through unescaped
    page = _Page(draw())
    assert [script for script in page.scripts if not page.may_run(script)] == ["evil()"]
    assert policy_of(draw()) == page.policy


def test_an_approval_number_replaces_the_sketch_line():
    approved = Caption(title=W, subtitle=W, source=W, notice=W, approval_number="黔S(2026)001号", schematic=False)
    html = choropleth_page(approved, AREAS, [level([1, 2, 3])])
    visible = re.sub(r"<(script|style)\b.*?</\1>", "", html, flags=re.DOTALL)
    assert "黔S(2026)001号" in visible
    assert "工作草图" not in visible
    assert "示意" not in visible


def test_the_same_records_give_the_same_page():
    assert choropleth() == choropleth()


@pytest.mark.parametrize(
    "name", ["</script><script>alert(1)</script>", "{{ 7 * 7 }}", "{% raw %}", "<!--dapeng:body-->", "/*dapeng:data*/"]
)
def test_a_name_is_never_markup_nor_template(name):
    odd = Area(**{**frame.to_json(AREAS[0]), "name": name})
    caption = Caption(
        title=Words(zh=name, en=""), subtitle=W, source=W, notice=None, approval_number=None, schematic=False
    )
    html = choropleth_page(caption, (odd, *AREAS[1:]), [level([1, 2, 3])])
    assert data_of(html)["areas"][0]["name"] == name
    assert "<script>alert" not in html
    assert "49" not in re.search(r"<h1>(.*?)</h1>", html)[1]
