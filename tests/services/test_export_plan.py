"""The plan's workbook, read back: its numbers are the plan's."""

from __future__ import annotations

import re
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from scheduler.explain.county import CountyExplanation
from scheduler.explain.model import ServiceExplanation
from scheduler.explain.wording import service_lines
from scheduler.need import need_of
from scheduler.plan import Plan
from scheduler.problem import Problem
from services.export_plan import write_plan_workbook
from services.export_table import _height
from tests.services.hand_plan import hand_plan
from tests.small import small_problem

PROBLEM = small_problem()
PLAN = hand_plan(PROBLEM)


def explanation(county_id: str) -> CountyExplanation:
    services = [
        ServiceExplanation(
            section=section,
            stage="not_asked",
            services=0,
            share_permille=0,
            places=0,
            proved=True,
            reasons=(),
            mends=(),
            gap=None,
            price=None,
        )
        for section in ("sets", "caravans")
    ]
    return CountyExplanation(county_id=county_id, name="x", sets=services[0], caravans=services[1], names={})


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    path = tmp_path_factory.mktemp("plan") / "plan.xlsx"
    write_plan_workbook(PROBLEM, PLAN, path, [explanation(county.county_id) for county in PROBLEM.counties[:5]])
    with CalamineWorkbook.from_path(str(path)) as opened:
        yield opened


def table(book, title: str) -> list[dict]:
    """Return the rows of a table sheet by their English headings."""
    _, heads, *rows = book.get_sheet_by_name(title).to_python()
    names = [head.split("\n")[1] for head in heads]
    return [dict(zip(names, row, strict=True)) for row in rows]


def test_sheets_and_notice_on_each(book) -> None:
    assert [name.split()[-1] for name in book.sheet_names] == [
        "summary",
        "timetable",
        "stays",
        "tours",
        "visits",
        "unserved",
        "need",
    ]
    for name in book.sheet_names:
        top = book.get_sheet_by_name(name).to_python()[:4]
        assert any(PROBLEM.label.notice_zh in str(cell) for row in top for cell in row), name


def test_summary_prints_value_bound_and_gap(book) -> None:
    rows = book.get_sheet_by_name("概要 summary").to_python()
    found = [
        row for row in rows if str(row[0]).startswith(("流动科技馆 museum", "科普大篷车 caravans")) and row[2] != ""
    ]
    assert [(row[2], row[3], row[4]) for row in found] == [
        (pytest.approx(5400 / 20000), pytest.approx(6000 / 20000), pytest.approx(0.1)),
        (90, 90, 0),
        (pytest.approx(700 / 2000), pytest.approx(1000 / 2000), pytest.approx(0.3)),
    ]


def test_timetable_blocks_are_the_stays(book) -> None:
    page = book.get_sheet_by_name("时间表 timetable")
    grid = page.to_python()
    blocks = {}
    for (top, left), (_, right) in page.merged_cell_ranges:
        text = str(grid[top][left])
        if top >= 4 and "\n" in text:
            blocks[top, left] = (text.split("\n")[0], right - left + 1)
    sets = [one.set_id for one in PROBLEM.sets]
    names = {county.county_id: county.name for county in PROBLEM.counties}
    wanted = {
        (4 + sets.index(stay.set_id), 2 + (stay.opens - PROBLEM.horizon.first_monday).days // 7): (
            names[stay.county_id],
            stay.weeks,
        )
        for stay in PLAN.stays
    }
    assert blocks == wanted
    assert grid[4][2] == "检修"


def test_stays(book) -> None:
    rows = table(book, "站期 stays")
    wanted = sorted((stay.opens, stay.set_id, stay.last_day, stay.weeks) for stay in PLAN.stays)
    assert [(row["opens"], row["set"], row["last day"], row["weeks"]) for row in rows] == wanted


def test_tours_day_by_day(book) -> None:
    rows = table(book, "行程 tours")
    days = [day for tour in PLAN.tours for day in tour.days]
    assert len(rows) == len(days)
    driven = sum(part.length_m for day in days for part in day.activities)
    assert sum(row["km"] for row in rows) == pytest.approx(driven / 1000)
    wheel = sum(part.end_min - part.start_min for day in days for part in day.activities if part.kind == "drive")
    assert sum((row["at the wheel"] for row in rows), timedelta()) == timedelta(minutes=wheel)
    assert all(row["start"] == timedelta(hours=7) for row in rows)


def test_visits(book) -> None:
    rows = table(book, "到访 visits")
    audience = {stop.stop_id: stop.audience for stop in PROBLEM.stops}
    wanted = {
        (part.stop_id, day.day, part.start_min, audience[part.stop_id])
        for tour in PLAN.tours
        for day in tour.days
        for part in day.activities
        if part.stop_id
    }
    assert {(row["id"], row["date"], row["from"] // timedelta(minutes=1), row["audience"]) for row in rows} == wanted
    assert [row["date"] for row in rows] == sorted(row["date"] for row in rows)


def test_unserved_with_reasons(book) -> None:
    rows = table(book, "未安排 unserved")
    ids = {county.name: county.county_id for county in PROBLEM.counties}
    without_set = {ids[row["county"]] for row in rows if row["service"] == "流动科技馆"}
    asked = {county.county_id for county in PROBLEM.counties} - set(PROBLEM.not_asked)
    assert without_set == asked - {stay.county_id for stay in PLAN.stays}
    explained = {county.county_id for county in PROBLEM.counties[:5]}
    for row in rows:
        county = ids[row["county"]]
        section = "sets" if row["service"] == "流动科技馆" else "caravans"
        words = "\n".join(service_lines(getattr(explanation(county), section), {}, "en"))
        assert row["reason (English)"] == words if county in explained else "dapeng explain" in row["reason (English)"]
    assert {ids[row["county"]] for row in rows} - explained


def test_need_table_is_the_index(book) -> None:
    rows = table(book, "需求 need")
    assert [(row["rank"], row["need ‰"]) for row in rows] == [(row.rank, row.permille) for row in need_of(PROBLEM).rows]


def test_plan_without_tours_or_stays(tmp_path: Path) -> None:
    empty = Plan(
        schema_version="1",
        plan_id="empty",
        pinned=PLAN.pinned,
        making=PLAN.making,
        stays=(),
        overhauls=(),
        tours=(),
        stages=(),
    )
    write_plan_workbook(PROBLEM, empty, tmp_path / "p.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["p.xlsx"]


def test_nothing_is_left_behind_where_writing_fails(tmp_path: Path, monkeypatch) -> None:
    from services import export_plan

    def broken(*_: object) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(export_plan, "write_need", broken)
    with pytest.raises(RuntimeError):
        write_plan_workbook(PROBLEM, PLAN, tmp_path / "p.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_week_that_is_one_block_only(tmp_path: Path) -> None:
    """A stay of one week is a cell, not a merged block: Excel refuses to merge a single cell."""
    import dataclasses

    problem: Problem = PROBLEM
    one = dataclasses.replace(PLAN.stays[0], weeks=1, opens=date(2026, 2, 2))
    write_plan_workbook(problem, dataclasses.replace(PLAN, stays=(one,)), tmp_path / "p.xlsx")
    with CalamineWorkbook.from_path(str(tmp_path / "p.xlsx")) as opened:
        cells = [str(cell) for row in opened.get_sheet_by_name("时间表 timetable").to_python() for cell in row]
    assert any("2.2–2.8" in cell for cell in cells)


def test_paper_repeats_headings_and_rows_are_as_high_as_their_texts(tmp_path: Path) -> None:
    write_plan_workbook(PROBLEM, PLAN, tmp_path / "p.xlsx", [explanation(PROBLEM.counties[0].county_id)])
    with zipfile.ZipFile(tmp_path / "p.xlsx") as parts:
        names = parts.read("xl/workbook.xml").decode()
        sheets = [parts.read(f"xl/worksheets/sheet{number}.xml").decode() for number in range(1, 8)]
    for title in ("stays", "tours", "visits", "unserved", "need"):
        assert re.search(rf"_xlnm.Print_Titles\"[^>]*>[^<]*{title}'!\$1:\$2", names), title
    assert re.search(r"_xlnm.Print_Area\"[^>]*>[^<]*summary'!\$A\$1:\$G\$", names)
    assert all('fitToWidth="1"' in sheet or "<pageSetUpPr fitToPage" in sheet for sheet in sheets)
    heights = [float(height) for height in re.findall(r'<row r="(?!1"|2")\d+"[^>]* ht="([\d.]+)"', sheets[5])]
    assert len(heights) > 1
    assert min(heights) >= 14


def test_a_long_reason_gets_the_lines_it_needs() -> None:
    assert _height(["一" * 40, 3], [41, 9]) == pytest.approx(2 * 14.5 + 2)
    assert _height(["a\nb\nc"], [41]) == pytest.approx(3 * 14.5 + 2)
    assert _height([3, None], [9, 9]) == pytest.approx(14.5 + 2)
    assert _height(["一" * 4000], [41]) <= 409, "Excel's highest row"
