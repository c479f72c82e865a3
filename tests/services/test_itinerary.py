"""A driver's itinerary: what stands in the PDF, the page, the calendar and the GPX file."""

from __future__ import annotations

import dataclasses
import logging
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import gpxpy
import pytest
from icalendar import Calendar

from core.errors import DapengError
from scheduler.plan import Plan
from services import itinerary, itinerary_fonts
from services.itinerary import itinerary_html, write_itinerary
from services.itinerary_build import hours_on, itinerary_of
from services.itinerary_fonts import find_cjk_font
from services.itinerary_ics import itinerary_ics
from services.itinerary_page import duration, page_content
from services.itinerary_pdf import itinerary_pdf
from tests.services.hand_plan import hand_plan
from tests.small import small_problem

PROBLEM = small_problem()
PLAN = hand_plan(PROBLEM)
CARAVAN = PLAN.tours[0].caravan_id
TOURS = [tour for tour in PLAN.tours if tour.caravan_id == CARAVAN]
STOPS = {stop.stop_id: stop for stop in PROBLEM.stops}
VISITS = [(day.day, part) for tour in TOURS for day in tour.days for part in day.activities if part.stop_id is not None]
needs_font = pytest.mark.skipif(find_cjk_font() is None, reason="no Chinese font here: PDFs cannot be set")


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_totals_are_the_plans() -> None:
    made = itinerary_of(PROBLEM, PLAN, CARAVAN)
    parts = [part for tour in TOURS for day in tour.days for part in day.activities]
    assert sum(day.length_m for day in made.days) == sum(part.length_m for part in parts)
    assert sum(day.drive_min for day in made.days) == sum(
        part.end_min - part.start_min for part in parts if part.kind == "drive"
    )
    assert [line.visit.stop_id for day in made.days for line in day.visits] == [part.stop_id for _, part in VISITS]
    assert made.days[0].overnight is not None
    assert made.days[1].overnight is None
    assert any(line.on_the_way for day in made.days for line in day.lines)


def test_one_tour_only() -> None:
    made = itinerary_of(PROBLEM, PLAN, CARAVAN, TOURS[1].tour_id)
    assert [trip.tour_id for trip in made.trips] == [TOURS[1].tour_id]


@pytest.mark.parametrize(("caravan", "tour"), [("nobody", None), (CARAVAN, "nothing")])
def test_unknown_caravan_or_tour(caravan: str, tour: str | None) -> None:
    with pytest.raises(DapengError) as caught:
        itinerary_of(PROBLEM, PLAN, caravan, tour)
    assert caught.value.faults[0].code == "id-unknown"


def test_hours_are_those_of_the_day() -> None:
    stop = dataclasses.replace(
        PROBLEM.stops[0],
        windows=tuple(
            dataclasses.replace(
                PROBLEM.stops[0].windows[0],
                weekdays=weekdays,
                first=None,
                last=None,
                open_min=first,
                close_min=last,
                school_days_only=school,
            )
            for weekdays, first, last, school in (
                ((1, 2), 840, 1020, False),
                ((1,), 510, 690, False),
                ((1, 6), 60, 90, True),
            )
        ),
    )
    monday = TOURS[0].days[0].day
    assert hours_on(PROBLEM, stop, monday) == "01:00–01:30、08:30–11:30、14:00–17:00"
    assert hours_on(PROBLEM, stop, monday + timedelta(days=1)) == "14:00–17:00"
    assert hours_on(PROBLEM, stop, monday + timedelta(days=5)) == ""


@pytest.mark.parametrize(("minutes", "text"), [(20, "20 分钟"), (60, "1 小时"), (185, "3 小时 05 分"), (0, "0 分钟")])
def test_durations(minutes: int, text: str) -> None:
    assert duration(minutes) == text


def test_an_id_never_leads_out_of_the_folder(tmp_path) -> None:
    evil, folder = "x/../../escaped", tmp_path / "out"
    (folder / "itinerary-x").mkdir(parents=True)
    renamed = (dataclasses.replace(one, caravan_id=evil) for one in PROBLEM.caravans if one.caravan_id == CARAVAN)
    tours = tuple(dataclasses.replace(tour, caravan_id=evil) for tour in TOURS)
    problem = dataclasses.replace(PROBLEM, caravans=tuple(renamed))
    paths = write_itinerary(problem, dataclasses.replace(PLAN, tours=tours), evil, folder)
    assert {path.resolve().parent for path in paths} == {folder}


@needs_font
def test_pdf_names_every_stop_and_day(tmp_path) -> None:
    pdf, *_ = write_itinerary(PROBLEM, PLAN, CARAVAN, tmp_path, url="https://planner.example/i/1")
    assert pdf.name == f"itinerary-{CARAVAN}.pdf"
    assert pdf.read_bytes().startswith(b"%PDF")
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext here: the text of the PDF is not looked at")
    done = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True)
    pages = [squeezed(page) for page in done.stdout.split("\f") if page.strip()]
    days = [day for tour in TOURS for day in tour.days]
    assert len(pages) == 1 + len(days)
    for page, day in zip(pages[1:], days, strict=True):
        assert f"{day.day.month}月{day.day.day}日" in page
        for part in day.activities:
            assert f"{part.start_min // 60:02d}:{part.start_min % 60:02d}" in page
            if part.stop_id:
                assert squeezed(STOPS[part.stop_id].name) in page
    assert all(squeezed(PROBLEM.label.notice_zh) in page for page in pages)


@needs_font
def test_pdf_of_the_same_plan_is_the_same_file() -> None:
    made = itinerary_of(PROBLEM, PLAN, CARAVAN)
    assert itinerary_pdf(made, find_cjk_font()) == itinerary_pdf(made, find_cjk_font())


def test_a_font_that_is_not_there_is_no_pdf_of_empty_boxes() -> None:
    with pytest.raises(DapengError) as caught:
        itinerary_pdf(itinerary_of(PROBLEM, PLAN, CARAVAN), "No Such Font")
    assert caught.value.faults[0].code == "typesetting-warned"


def test_without_a_font_a_page_is_written_and_says_what_to_install(tmp_path, monkeypatch, caplog) -> None:
    monkeypatch.setattr(itinerary, "find_cjk_font", lambda: None)
    itinerary._advise.cache_clear()
    with caplog.at_level(logging.WARNING):
        page, calendar, gpx = write_itinerary(PROBLEM, PLAN, CARAVAN, tmp_path)
    assert [path.suffix for path in (page, calendar, gpx)] == [".html", ".ics", ".gpx"]
    assert "fonts-noto-cjk" in caplog.text
    text = page.read_text("utf-8")
    assert "fonts-noto-cjk" in text
    assert all(STOPS[part.stop_id].name in text for _, part in VISITS)
    assert PROBLEM.label.notice_zh in text


def test_fonts_are_looked_for_by_family(monkeypatch) -> None:
    class Fonts:
        def families(self) -> list[str]:
            return ["DejaVu Sans", "WenQuanYi Zen Hei", "Noto Sans CJK SC"]

    monkeypatch.setattr(itinerary_fonts.typst, "Fonts", Fonts)
    find_cjk_font.cache_clear()
    assert find_cjk_font() == "Noto Sans CJK SC"
    monkeypatch.setattr(Fonts, "families", lambda self: ["DejaVu Sans"])
    find_cjk_font.cache_clear()
    assert find_cjk_font() is None
    find_cjk_font.cache_clear()


def test_page_asks_nobody_for_anything() -> None:
    text = itinerary_html(PROBLEM, PLAN, CARAVAN)
    loads = re.findall(r"""(?:src|href)\s*=\s*["']([^"']+)|url\(([^)]+)\)|@import""", text)
    assert loads == []
    assert text.count('<section class="day">') == sum(len(tour.days) for tour in TOURS)


def test_page_shows_names_and_not_markup() -> None:
    stop = VISITS[0][1].stop_id
    stops = tuple(
        dataclasses.replace(found, name="<b>小学</b> & Co") if found.stop_id == stop else found
        for found in PROBLEM.stops
    )
    text = itinerary_html(dataclasses.replace(PROBLEM, stops=stops), PLAN, CARAVAN)
    assert "&lt;b&gt;小学&lt;/b&gt; &amp; Co" in text
    assert "<b>小学" not in text


def test_qr_codes_lead_to_the_stops() -> None:
    content = page_content(itinerary_of(PROBLEM, PLAN, CARAVAN), "https://planner.example/i/1")
    codes = [line["qr"] for day in content["days"] for line in day["lines"] if line["kind"] == "visit"]
    assert len(set(codes)) == len({part.stop_id for _, part in VISITS})
    assert content["url_qr"].startswith("<svg")


def test_calendar_has_the_plans_times() -> None:
    calendar = Calendar.from_ical(itinerary_ics(itinerary_of(PROBLEM, PLAN, CARAVAN)))
    zone = ZoneInfo(PROBLEM.timezone)
    events = {str(event["uid"]): event for event in calendar.walk("VEVENT")}
    for day, part in VISITS:
        event = events[f"visit-{part.stop_id}@{PROBLEM.problem_id}.dapeng"]
        midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
        assert event.decoded("dtstart").astimezone(UTC) == midnight + timedelta(minutes=part.start_min)
        assert event.decoded("dtend").astimezone(UTC) == midnight + timedelta(minutes=part.end_min)
        assert STOPS[part.stop_id].name in str(event["summary"])
    assert [str(found["tzid"]) for found in calendar.walk("VTIMEZONE")] == [PROBLEM.timezone]
    drives = sum(part.kind == "drive" for tour in TOURS for day in tour.days for part in day.activities)
    nights = sum(day.overnight_county_id is not None for tour in TOURS for day in tour.days)
    assert nights == 1
    assert len(events) == len(list(calendar.walk("VEVENT"))) == len(VISITS) + drives + nights


def test_calendar_keeps_a_visits_id_when_it_moves() -> None:
    def later(plan: Plan) -> Plan:
        tours = tuple(
            dataclasses.replace(
                tour, days=tuple(dataclasses.replace(day, day=day.day + timedelta(weeks=1)) for day in tour.days)
            )
            for tour in plan.tours
        )
        return dataclasses.replace(plan, tours=tours)

    def visits(plan: Plan) -> dict[str, datetime]:
        calendar = Calendar.from_ical(itinerary_ics(itinerary_of(PROBLEM, plan, CARAVAN)))
        return {
            str(event["uid"]): event.decoded("dtstart")
            for event in calendar.walk("VEVENT")
            if str(event["uid"]).startswith("visit-")
        }

    before, after = visits(PLAN), visits(later(PLAN))
    assert before.keys() == after.keys()
    assert all(after[uid] - before[uid] == timedelta(weeks=1) for uid in before)


def test_gpx_routes_lead_from_place_to_place(tmp_path) -> None:
    *_, path = write_itinerary(PROBLEM, PLAN, CARAVAN, tmp_path)
    with path.open(encoding="utf-8") as stream:
        found = gpxpy.parse(stream, version="1.1")
    days = [day for tour in TOURS for day in tour.days]
    assert len(found.routes) == len(days)
    names = {stop_id: stop.name for stop_id, stop in STOPS.items()}
    for route, day in zip(found.routes, days, strict=True):
        visited = [names[part.stop_id] for part in day.activities if part.stop_id]
        assert [point.name for point in route.points][1:-1] == visited
        stop = next(STOPS[part.stop_id] for part in day.activities if part.stop_id)
        assert (route.points[1].latitude, route.points[1].longitude) == pytest.approx((stop.lat, stop.lon), abs=1e-6)
    assert {point.name for point in found.waypoints} >= {names[part.stop_id] for _, part in VISITS}


def test_a_caravan_that_stays_at_home(tmp_path) -> None:
    resting = dataclasses.replace(PLAN, tours=())
    paths = write_itinerary(PROBLEM, resting, CARAVAN, tmp_path)
    assert len(paths) == 3
    assert Calendar.from_ical(paths[1].read_bytes()).walk("VEVENT") == []
