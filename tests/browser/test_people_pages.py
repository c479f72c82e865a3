"""The three people's pages in a real browser: nothing from elsewhere, a silent console, and they do their work."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from importlib import resources

import pytest
import uvicorn
from playwright.sync_api import sync_playwright

from tests.api.conftest import make_world
from tests.store.world import problem

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
DESK, PHONE = {"width": 1400, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def chromium():
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no Chromium on PATH (make test installs Debian's where it may)")
    if not resources.files("api").joinpath("static/vendor/htmx.min.js").is_file():
        pytest.skip("the front-end files are not there (make setup fetches them)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return make_world(tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="module")
def address(world):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(world.app, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(30)


@pytest.fixture
def visit(chromium, address):
    """Return a function that signs somebody in; afterwards nothing may have come from elsewhere, or been said."""
    contexts, elsewhere, said = [], [], []

    def sign_in(name, window=DESK, scripts=True):
        context = chromium.new_context(viewport=window, java_script_enabled=scripts)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda one: None if one.url.startswith((address, "data:")) else elsewhere.append(one.url))
        page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("response", lambda one: said.append(f"{one.status} {one.url}") if one.status >= 400 else None)
        page.goto(f"{address}/sign-in")
        page.fill("#name", name)
        page.fill("#password", "correct-horse-battery")
        page.click("button[type=submit]")
        page.wait_for_load_state()
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert elsewhere == []
    assert said == []


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_planner_sees_timetable_and_map_and_solves_again(visit):
    page = visit("planner")
    page.wait_for_selector(".vis-item.dp-stay")
    stays = page.locator("#timetable tbody tr", has_text="展出").count()
    assert page.locator(".vis-item.dp-stay").count() == stays > 0
    frame = page.frame(name="map")
    frame.wait_for_selector("path.area")
    assert frame.locator("path.area").count() == len(problem().counties)
    page.click("text=大篷车路线")
    frame.wait_for_selector("text=大篷车行程图")
    assert page.locator(".dp-tabs [aria-current]").inner_text().startswith("大篷车路线")
    assert fits(page)
    page.click("text=开始求解")
    page.wait_for_selector("text=查看新计划", timeout=30_000)
    page.click("text=查看新计划")
    page.wait_for_selector("text=发布此计划")
    assert page.locator(".dp-badge.dp-draft").first.is_visible()


def test_the_driver_reads_the_tour_on_a_phone_without_scripts(visit):
    page = visit("driver", PHONE, scripts=False)
    assert page.locator(".dp-focus .dp-visit").count() > 0
    first = page.locator(".dp-focus .dp-clock b").first
    assert first.is_visible()
    assert first.evaluate("one => parseFloat(getComputedStyle(one).fontSize)") >= 20
    page.click("details.dp-tour >> nth=0")
    assert page.locator("details.dp-tour >> nth=0").locator(".dp-visit").first.is_visible()
    assert fits(page)


@pytest.mark.parametrize("window", [DESK, PHONE])
def test_the_evaluator_sees_the_map_and_finds_a_county(visit, window):
    page = visit("evaluator", window)
    page.frame(name="map").wait_for_selector("path.area")
    county = problem().counties[2].name
    page.fill(".dp-search", county)
    rows = page.locator("#need-table > tbody > tr:visible")
    assert rows.count() == 1
    rows.locator("summary").click()
    assert rows.locator("td td").first.is_visible()
    assert fits(page)


def test_a_map_cannot_reach_the_page_around_it(visit):
    page = visit("evaluator")
    frame = page.frame(name="map")
    frame.wait_for_selector("path.area")
    reach = "() => { try { return parent.document.title } catch (error) { return error.name } }"
    assert frame.evaluate(reach) == "SecurityError"
    cookie = "() => { try { return document.cookie } catch (error) { return error.name } }"
    assert frame.evaluate(cookie) == "SecurityError"
