"""The three people's pages, as they are without scripts."""

import re
from dataclasses import replace
from datetime import date
from html import unescape
from importlib import resources

import pytest

from api.texts import texts
from services.driving import focus_of, neighbours, trip_views
from services.idle import idle_of
from services.itinerary_build import itinerary_of
from services.timetable import timetable_of
from tests.api.conftest import by_hand
from tests.store.world import empty_plan, problem

TEMPLATES = resources.files("api").joinpath("templates")
PAGES = [
    ("planner", "/planner/plans/{published}"),
    ("planner", "/planner/plans/{draft}"),
    ("evaluator", "/evaluator/plans/{published}"),
    ("driver", "/driver/plans/{published}/caravans/C01"),
]


def get(world, name, path):
    answer = world.as_(name).get(path.format(published=world.published, draft=world.draft))
    assert answer.status_code == 200, answer.text[:300]
    return unescape(answer.text)


@pytest.mark.parametrize(("name", "path"), PAGES)
def test_every_page_says_what_is_invented_and_that_the_calendar_is_provisional(world, name, path):
    page = get(world, name, path)
    assert problem().label.notice_zh in page
    assert problem().label.notice_en in page
    assert ("日历暂定" in page) == (problem().calendar.status == "provisional")


def test_a_provisional_calendar_is_named(world):
    from api.pages.render import _templates

    unsure = replace(problem(), calendar=replace(problem().calendar, status="provisional"))
    macro = _templates().env.get_template("notices.html").module.notices
    assert "Provisional calendar" in macro(unsure)
    assert unsure.calendar.version in macro(unsure)


@pytest.mark.parametrize(("name", "path"), [*PAGES, ("planner", "/sign-in"), ("planner", "/nowhere")])
def test_nothing_is_inline_and_nothing_is_from_elsewhere(world, name, path):
    page = world.as_(name).get(path.format(published=world.published, draft=world.draft)).text
    assert not re.search(r"<script(?![^>]*(src=|application/json))", page)
    assert not re.search(r"\sstyle=|<style|\son\w+=", page)
    assert not re.search(r"(src|href|action)=[\"'](https?:)?//", page)
    assert page.startswith('<!doctype html>\n<html lang="zh-CN">')


def test_the_planner_sees_stages_sets_and_who_is_left_out(world):
    page = get(world, "planner", "/planner/plans/{published}")
    served = {stay.county_id for stay in by_hand().stays}
    left_out = [one for one in problem().counties if one.county_id not in served | set(problem().not_asked)]
    for county in left_out:
        assert f'/counties/{county.county_id}"' in page
    for one in problem().sets:
        assert one.name in page
    assert page.count("dp-section") == 2


def test_a_reason_opened_on_its_own_is_a_page_and_within_the_page_a_part_of_it(world):
    served = {stay.county_id for stay in by_hand().stays} | set(problem().not_asked)
    county = next(one for one in problem().counties if one.county_id not in served)
    path = f"/planner/plans/{world.published}/counties/{county.county_id}"
    whole = get(world, "planner", path)
    part = world.as_("planner").get(path, headers={"HX-Request": "true"}).text
    assert county.name in whole
    assert whole.startswith("<!doctype html>")
    assert part.startswith('<div class="dp-explanation">')


def test_the_planner_sees_what_is_idle_and_what_one_more_is_worth(world):
    page = get(world, "planner", "/planner/plans/{published}")
    idle = idle_of(problem(), by_hand())
    assert ("本计划没有用到" in page) == bool(idle)
    for one in idle:
        assert f"<b>{one.name}</b>" in page
    assert ("再多一个单位值多少" in page) == bool(by_hand().shadow_prices)


def test_a_keyboard_finds_the_content_and_every_cell_heading_speaks(world):
    for name, path in PAGES:
        page = get(world, name, path)
        assert page.index('href="#main"') < page.index('<header class="dp-top">')
        assert 'id="main"' in page
        assert "<th></th>" not in page
        assert not re.search(r"<(input|select)(?![^>]*(aria-label|type=\"hidden\"|id=))", page)


def test_the_evaluator_sees_every_county_with_its_need(world):
    page = get(world, "evaluator", "/evaluator/plans/{published}")
    need = world.as_("evaluator").get(f"/api/problems/{world.problem_key}/need").json()
    for row in need["rows"]:
        assert row["name"] in page
        assert f">{row['permille']}<" in page
    report = world.as_("evaluator").get(f"/api/plans/{world.published}/report").json()
    assert f"{report['sets']['counties_served']} / {report['sets']['counties_asked']}" in page


def test_the_evaluator_sees_how_even_the_coverage_is(world):
    page = get(world, "evaluator", "/evaluator/plans/{published}")
    equity = world.as_("evaluator").get(f"/api/plans/{world.published}/report").json()["equity"]
    for section in ("sets", "caravans"):
        even = equity[section]
        assert f"{even['gini']:.3f}" in page
        assert f"{even['theil']:.3f}" in page
        assert f"{100 * even['value'] / even['whole']:.1f}%" in page
        worst = even["prefectures"][0]
        assert f"{worst['name']} {worst['permille'] / 10:.1f}%" in page


def test_the_driver_sees_stops_and_clock_times(world):
    page = get(world, "driver", "/driver/plans/{published}/caravans/C01")
    itinerary = itinerary_of(problem(), by_hand(), "C01")
    for day in itinerary.days:
        for line in day.visits:
            assert line.spot.name in page
            assert f"<b>{line.start_min // 60:02d}:{line.start_min % 60:02d}</b>" in page
    assert "<script" not in page, "it works without scripts"


def test_the_drivers_clock_is_local_and_may_be_set(world):
    world.clock.at = world.clock.at.replace(day=2, hour=17)  # 3 March, 1 o'clock at night, in Guizhou
    page = get(world, "driver", "/driver/plans/{published}/caravans/C01")
    assert "dp-when-now" in page
    assert 'value="2026-03-03"' in page
    page = get(world, "driver", "/driver/plans/{published}/caravans/C01?on=2026-03-01")
    assert "dp-when-next" in page
    assert "2 天后出发" in page
    assert "按 2026-03-01 查看" in page
    assert "回到今天（2026-03-03）" in page
    page = get(world, "driver", "/driver/plans/{published}/caravans/C01?on=2026-12-01")
    assert "dp-when-over" in page


def test_after_the_last_trip_the_page_shows_it_and_leads_to_the_first(world):
    world.clock.at = world.clock.at.replace(month=11)
    world.clients.clear()  # the sessions of March are over
    first, second = trip_views(itinerary_of(problem(), by_hand(), "C01"))
    page = get(world, "driver", "/driver/plans/{published}/caravans/C01")
    assert f"（{first.first} 至 {second.last}）已全部结束" in page
    assert page.index(f'href="?on={first.first}"') < page.index("<article")
    shown = page[page.index("dp-focus") : page.index("<details")]
    assert second.trip.days[0].visits[0].spot.name in shown
    page = get(world, "driver", f"/driver/plans/{{published}}/caravans/C01?on={first.first}")
    assert f'rel="next" href="?on={second.first}"' in page
    assert 'rel="prev"' not in page


def test_the_trip_on_the_road_comes_first_then_the_next_then_the_last():
    views = trip_views(itinerary_of(problem(), by_hand(), "C01"))
    assert len(views) == 2
    first, second = views
    assert focus_of(views, first.first).state == "now"
    assert focus_of(views, first.last).view is first
    between = focus_of(views, date.fromordinal(first.last.toordinal() + 1))
    assert (between.state, between.view) == ("next", second)
    assert between.in_days == (second.first - first.last).days - 1
    assert focus_of(views, date(2030, 1, 1)).state == "over"
    assert focus_of(views, date(2030, 1, 1)).view is second
    assert [neighbours(views, view) for view in (first, second, None)] == [(None, second), (first, None), (None, None)]
    assert focus_of((), date(2030, 1, 1)).state == "none"


def test_the_timetable_holds_every_day_of_every_stay():
    table = timetable_of(problem(), by_hand())
    for stay in by_hand().stays:
        mine = [bar for bar in table.bars if bar.row == stay.set_id and bar.county_id == stay.county_id]
        days = {kind: (bar.first, bar.last) for bar in mine for kind in (bar.kind,) if bar.kind != "stay"}
        one = next(found for found in problem().sets if found.set_id == stay.set_id)
        assert (stay.opens - days["setup"][0]).days == one.setup_days
        assert (days["teardown"][1] - stay.last_day).days == one.teardown_days
        assert any((bar.first, bar.last) == (stay.opens, stay.last_day) for bar in mine)
    assert timetable_of(problem(), empty_plan()).bars == tuple(
        bar for bar in timetable_of(problem(), by_hand()).bars if bar.kind == "unavailable"
    )


def test_vacations_are_the_days_between_terms():
    table = timetable_of(problem(), empty_plan())
    shaded = set()
    for shade in table.shades:
        if shade.kind == "vacation":
            shaded |= set(range(shade.first.toordinal(), shade.last.toordinal() + 1))
    horizon = range(table.first.toordinal(), table.last.toordinal() + 1)
    wanted = {day for day in horizon if not problem().calendar.in_term(date.fromordinal(day))}
    assert shaded == wanted
    assert wanted


def test_both_languages_have_every_text_that_templates_ask_for():
    assert texts("zh").keys() == texts("en").keys()
    asked, dynamic = set(), set()
    for template in TEMPLATES.iterdir():
        content = template.read_text("utf-8")
        asked |= set(re.findall(r"\b(?:t|plain|words)\('([\w.]+)'[,)]", content))
        asked |= set(re.findall(r"figure\('([\w.]+)'", content))
        dynamic |= set(re.findall(r"\b(?:t|plain|words)\('(\w+)\.\w*' ~", content))
    asked |= {key for key in texts("zh") if key.split(".")[0] == "bars"}  # asked for by api/pages/timeline.py
    assert asked <= texts("zh").keys()
    unused = {key for key in texts("zh").keys() - asked if key.split(".")[0] not in dynamic}
    assert unused == set()


def test_texts_take_the_same_facts_in_both_languages():
    for key, chinese in texts("zh").items():
        assert set(re.findall(r"{(\w+)}", chinese)) == set(re.findall(r"{(\w+)}", texts("en")[key])), key
