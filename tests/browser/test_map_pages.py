"""The map pages in a real browser: alone on the disk, silent, and showing the plan's own figures."""

from __future__ import annotations

import shutil
from datetime import timedelta

import pytest
from playwright.sync_api import sync_playwright

from maps.counties import guizhou_counties
from scheduler.need import need_permille
from services.maps import write_maps
from services.report import county_rows
from services.sample import make_sample
from tests.plan_by_hand import plan_by_hand

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PAGES = ("need", "coverage", "before_after", "tours", "year")
SHAPES = "[...document.querySelectorAll('.folium-map:not(.second) path.area')].map(p => ({area: p.dataset.area, value: p.dataset.value, fill: p.getAttribute('fill')}))"  # noqa: E501


@pytest.fixture(scope="module")
def problem():
    return make_sample(guizhou_counties(), "52", 10, 20, 1500, 1)


@pytest.fixture(scope="module")
def plan(problem):
    return plan_by_hand(problem, tours=8, visits=3)


@pytest.fixture(scope="module")
def folder(problem, plan, tmp_path_factory):
    folder = tmp_path_factory.mktemp("maps")
    write_maps(problem, plan, folder)
    return folder


@pytest.fixture(scope="module")
def chromium():
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no Chromium on PATH (make test installs Debian's where it may)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium, folder):
    """Return a function that opens a page; afterwards nothing must have been fetched or complained about."""
    page = chromium.new_page(viewport={"width": 1280, "height": 860})
    seen, said = [], []
    page.on("request", lambda request: seen.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))

    def open_page(name):
        page.goto((folder / f"{name}.html").as_uri())
        page.wait_for_selector("path.area")
        return page

    yield open_page
    page.close()
    assert len(seen) == 1
    assert seen[0].startswith("file:")
    assert said == []


@pytest.mark.parametrize("name", PAGES)
def test_each_page_is_small_and_draws_every_county(opened, folder, name):
    page = opened(name)
    assert (folder / f"{name}.html").stat().st_size < 1_000_000
    assert page.locator(".folium-map:not(.second) path.area").count() == 88
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for text in ("图例", "工作草图，不得公开出版", "示意", "资料来源", "演示数据"):
        assert page.get_by_text(text).first.is_visible()
    assert "Leaflet" not in page.locator(".leaflet-control-attribution").first.inner_text()


def test_need_shapes_carry_the_index_and_their_class(opened, problem):
    page = opened("need")
    shapes = page.evaluate(SHAPES)
    assert {one["area"]: int(one["value"]) for one in shapes} == need_permille(problem)
    level = page.evaluate("dapengData.levels[0]")
    fills = {f["area_id"]: level["classes"][f["class"]]["colour"] for f in level["moments"][0]["figures"]}
    assert {one["area"]: one["fill"] for one in shapes} == fills
    counts = [int(text.split()[0]) for text in page.locator(".legend em").all_inner_texts()]
    assert counts[:-1] == [
        sum(f["class"] == i for f in level["moments"][0]["figures"]) for i in range(len(level["classes"]))
    ]
    assert sum(counts) == 88


def test_choosing_a_county_shows_its_components(opened, problem):
    page = opened("need")
    need = need_permille(problem)
    first = min(need, key=lambda key: (-need[key], [c.county_id for c in problem.counties].index(key)))
    page.locator(".ranking button").first.click()
    detail = page.locator(f"[data-detail='{first}']")
    assert f"{need[first]} ‰" in detail.inner_text()
    assert detail.locator("tbody tr").count() == len(problem.need_policy.components)


def test_hovering_names_the_county(opened, problem):
    page = opened("need")
    county = next(one for one in problem.counties if one.name == "威宁彝族回族苗族自治县")
    page.locator(f"path[data-area='{county.county_id}']").hover()
    assert f"{need_permille(problem)[county.county_id]} ‰" in page.locator(".leaflet-tooltip").inner_text()


def test_every_level_shows_the_figures_of_the_report(opened, problem, plan):
    page = opened("coverage")
    rows = county_rows(problem, plan)
    for level_id in rows[0]["levels"]:
        page.locator(f"[data-choice='{level_id}']").click()
        shown = {one["area"]: one["value"] for one in page.evaluate(SHAPES)}
        for row in rows:
            value = row["levels"][level_id]
            assert shown[row["county_id"]] == ("" if value is None else f"{value:g}")
        page.locator(".ranking button").first.click()
        chosen = page.locator(".detail").get_attribute("data-detail")
        assert page.locator(".detail .big").inner_text() == next(
            row["texts"][level_id] for row in rows if row["county_id"] == chosen
        )


def test_the_township_level_prints_the_whole_denominator(opened, problem):
    page = opened("coverage")
    page.locator("[data-choice='townships']").click()
    total = sum(county.township_count for county in problem.counties)
    assert f"{total} 个乡镇中" in page.locator(".summary").inner_text()


def test_before_and_after_colour_differently(opened, plan):
    page = opened("before_after")
    page.locator("[data-choice='after']").click()
    assert not page.locator(".folium-map.second").is_visible()
    after = {one["area"]: one["value"] for one in page.evaluate(SHAPES)}
    page.locator("[data-choice='before']").click()
    before = {one["area"]: one["value"] for one in page.evaluate(SHAPES)}
    changed = {key for key in after if after[key] != before[key]}
    assert changed == {stay.county_id for stay in plan.stays}


BOTH = "[...document.querySelectorAll('.folium-map')].map(m => Object.fromEntries([...m.querySelectorAll('path.area')].map(p => [p.dataset.area, p.dataset.value])))"  # noqa: E501
PLACES = """id => [...document.querySelectorAll('.folium-map')].map(map => {
  const [here, room] = [map.querySelector(`path[data-area='${id}']`), map].map(one => one.getBoundingClientRect());
  return [here.left - room.left, here.top - room.top, here.width, here.height];
})"""
"""Where a county lies on each of the two maps."""


def test_before_and_after_stand_side_by_side_and_move_together(opened):
    page = opened("before_after")
    moments = page.evaluate("dapengData.levels[0].moments")
    for values, moment in zip(page.evaluate(BOTH), moments, strict=True):
        assert values == {f["area_id"]: "" if f["value"] is None else f"{f['value']:g}" for f in moment["figures"]}
    county = next(one.county_id for one in guizhou_counties() if one.name == "瓮安县")  # in the middle
    before, after = page.evaluate(PLACES, county)
    assert before == pytest.approx(after, abs=2)
    page.locator(".leaflet-control-zoom-in").first.click()
    page.wait_for_timeout(600)
    closer, twin = page.evaluate(PLACES, county)
    assert closer == pytest.approx(twin, abs=2)
    assert closer[2] > 1.2 * before[2]
    page.locator(".ranking button").first.click()
    assert "→" in page.locator(".detail .big").inner_text()


@pytest.mark.parametrize("name", PAGES)
def test_on_paper_the_whole_map_is_on_the_sheet(opened, name):
    page = opened(name)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    sheet = page.locator("body").bounding_box()
    assert (sheet["width"], sheet["height"]) == (1040, 700)
    for box in page.locator(".folium-map:visible").all():
        room = box.bounding_box()
        assert room["x"] + room["width"] <= 1040
        if name != "tours":  # it shows one tour, not the province
            east = max(one.bounding_box()["x"] + one.bounding_box()["width"] for one in box.locator("path.area").all())
            assert east <= room["x"] + room["width"]
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_tour_shows_its_numbered_visits_day_by_day(opened, problem, plan):
    page = opened("tours")
    caravan = problem.caravans[3]
    tour = sorted((t for t in plan.tours if t.caravan_id == caravan.caravan_id), key=lambda t: t.days[0].day)[1]
    page.locator("select").nth(0).select_option(caravan.caravan_id)
    page.locator("select").nth(1).select_option(tour.tour_id)
    visits = [[a for a in day.activities if a.kind == "visit"] for day in tour.days]
    pins = ".leaflet-marker-pane .pin:not(.night):not(.base)"
    assert sorted(page.locator(pins).all_inner_texts(), key=int) == [str(n + 1) for n in range(sum(map(len, visits)))]
    assert page.locator(".pin.night").count() >= 1
    metres = sum(a.length_m for day in tour.days for a in day.activities)
    assert int(page.locator(".summary").get_attribute("data-metres")) == metres
    page.get_by_text("只看这天").nth(1).click()
    assert page.locator(pins).count() == len(visits[1])


def test_the_slider_shows_who_holds_a_set(opened, problem, plan):
    page = opened("year")
    for week in (4, 14, 30):
        page.locator("input[type=range]").fill(str(week))
        monday = problem.horizon.first_monday + timedelta(weeks=week)
        held = {stay.county_id for stay in plan.stays if stay.opens <= monday <= stay.last_day}
        assert {one["area"] for one in page.evaluate(SHAPES) if one["value"] == "open"} == held


def test_on_a_phone_nothing_hangs_over_the_edge(opened):
    page = opened("coverage")
    page.set_viewport_size({"width": 375, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert page.locator(".folium-map").bounding_box()["height"] > 300
    assert page.locator("[data-choice='near']").is_visible()


@pytest.mark.parametrize("width", [375, 780])
def test_before_and_after_are_both_to_be_seen_on_small_screens(opened, width):
    page = opened("before_after")
    page.set_viewport_size({"width": width, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    boxes = [box.bounding_box() for box in page.locator(".folium-map").all()]
    assert all(box["width"] > 300 and box["height"] > 250 for box in boxes)
    assert (boxes[0]["y"] == boxes[1]["y"]) == (width > 520), "beside each other where there is room, else one below"
