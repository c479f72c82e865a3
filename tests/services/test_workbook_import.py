"""Reading the workbook: every fault with its cell, all or nothing."""

from __future__ import annotations

import copy
import dataclasses
import random
import re
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook
from xlsxwriter.utility import xl_col_to_name

from core.errors import DapengError, fault_codes
from maps.counties import guizhou_counties
from services import workbook_rows
from services.sample import make_sample
from services.workbook_import import read_workbook
from services.workbook_sheets import HEADINGS, settings, sheet_of, sheets
from services.workbook_template import write_template
from tests.small import small_problem


@pytest.fixture(scope="module")
def workbook(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("book") / "inventory.xlsx"
    write_template(path, small_problem())
    return path


@pytest.fixture
def grids(workbook, monkeypatch):
    """Return the cells of the small problem's workbook; what a test changes in them is what is read."""
    found = copy.deepcopy(workbook_rows._grids(workbook))
    monkeypatch.setattr(workbook_rows, "_grids", lambda path: found)
    return found


def at(grids, sheet_id: str, key: str) -> int:
    return grids[sheet_id][1][HEADINGS - 1].index(key)


def faults(path: Path = Path("any.xlsx")) -> list[tuple[str, str]]:
    with pytest.raises(DapengError) as caught:
        read_workbook(path)
    assert all(found.text("zh") and found.text("en") for found in caught.value.faults)
    return [(found.code, found.place) for found in caught.value.faults]


def test_full_province_comes_back_to_the_last_digit(tmp_path) -> None:
    problem = make_sample(guizhou_counties(), "52", 10, 20, 1500, 1)
    write_template(tmp_path / "full.xlsx", problem)
    assert read_workbook(tmp_path / "full.xlsx", problem.boundaries) == problem


def test_outlines_are_apart(workbook) -> None:
    assert read_workbook(workbook) == dataclasses.replace(small_problem(), boundaries=None)


def test_each_bad_cell_is_named(grids) -> None:
    sheet = grids["stops"][1]
    sheet[2][at(grids, "stops", "audience")] = "many"
    sheet[4][at(grids, "stops", "name")] = ""
    grids["settings"][1][3][2] = ""
    audience, name = (chr(65 + at(grids, "stops", key)) for key in ("audience", "name"))
    assert sorted(faults()) == [
        ("cell-blank", f"停靠点 stops!{name}5"),
        ("cell-blank", "设置 settings!C4"),
        ("cell-not-integer", f"停靠点 stops!{audience}3"),
    ]


def test_messages_speak_of_kinds_and_hours_as_people_do(grids) -> None:
    windows = grids["stop_windows"][1]
    windows[2][at(grids, "stop_windows", "stop_id")] = "P-999"
    with pytest.raises(DapengError) as caught:
        read_workbook(Path("any.xlsx"))
    assert "没有编号为 P-999 的停靠点。" in caught.value.faults[0].text("zh")
    assert "no stop with the id P-999" in caught.value.faults[0].text("en")
    windows[2][at(grids, "stop_windows", "stop_id")] = windows[3][at(grids, "stop_windows", "stop_id")]
    windows[2][at(grids, "stop_windows", "open_min")] = "17:00"
    with pytest.raises(DapengError) as caught:
        read_workbook(Path("any.xlsx"))
    found = [each.text("zh") for each in caught.value.faults if each.code == "range-reversed"]
    assert "不在开始 17:00 之后" in found[0]


def test_faults_of_the_problem_are_placed_in_cells(grids) -> None:
    col = at(grids, "stops", "county_id")
    grids["stops"][1][7][col] = "nowhere"
    assert faults() == [("id-unknown", f"停靠点 stops!{chr(65 + col)}8")]


def test_reversed_dates_are_placed_in_their_row(grids) -> None:
    page = grids["hall_available"][1]
    first, last = at(grids, "hall_available", "first"), at(grids, "hall_available", "last")
    page[5][first], page[5][last] = page[5][last], page[5][first]
    assert faults() == [("dates-reversed", "展厅可用期 hall_available!A6")]


def test_a_row_that_belongs_to_nobody(grids) -> None:
    grids["stop_windows"][1][3][at(grids, "stop_windows", "stop_id")] = "nobody"
    assert faults() == [("id-unknown", "停靠点时段 stop_windows!A4")]


def test_a_repeated_id(grids) -> None:
    page, col = grids["exhibits"][1], at(grids, "exhibits", "exhibit_id")
    page[3][col] = page[2][col]
    assert ("id-duplicate", "展品 exhibits!A4") in faults()


def test_fault_in_a_current_code_points_at_the_county(grids) -> None:
    page = grids["counties"][1]
    page[4][at(grids, "counties", "current.valid_from")] = "2020-01-01"
    page[4][at(grids, "counties", "current.valid_to")] = "2019-01-01"
    ((code, place),) = faults()
    assert code == "dates-reversed"
    assert re.fullmatch("县 counties![A-Z]+5", place)


def test_headings(grids) -> None:
    page = grids["stops"][1]
    page[1][at(grids, "stops", "audience")] = "audiense"
    found = faults()
    assert {code for code, _ in found} == {"heading-unknown", "heading-missing"}
    assert all(place.startswith("停靠点 stops!") for _, place in found)


def test_columns_may_be_reordered_and_rows_left_blank(grids) -> None:
    page = grids["stops"][1]
    grids["stops"] = ("停靠点 stops", [list(reversed(row)) for row in page])
    grids["stops"][1].insert(5, [""] * len(page[0]))
    assert read_workbook(Path("any.xlsx")).stops == small_problem().stops


def test_sheets(grids) -> None:
    del grids["crews"]
    grids["notes"] = ("我的 notes", [["x"]])
    codes = dict(faults())
    assert codes["sheet-missing"] == "车组 crews"
    assert codes["sheet-unknown"] == "我的 notes"


def test_a_workbook_of_before_new_fields_reads_as_if_they_were_empty(grids) -> None:
    assert {"rings", "campaigns"} <= {sheet.sheet_id for sheet in sheets() if sheet.later}
    for sheet in sheets():
        title, rows = grids[sheet.sheet_id]
        added = {c.key for c in sheet.columns if c.later and not c.key.endswith("reason")}
        later = [at for at, key in enumerate(rows[HEADINGS - 1]) if key in added]
        grids[sheet.sheet_id] = (title, [[cell for at, cell in enumerate(row) if at not in later] for row in rows])
        if sheet.later:
            del grids[sheet.sheet_id]
    later_settings = {column.key for column in settings() if column.later and not column.key.endswith("reason")}
    assert "repeats.revisit_months" in later_settings
    title, rows = grids["settings"]
    key_at = rows[HEADINGS - 1].index("key")
    grids["settings"] = (title, [row for row in rows if row[key_at] not in later_settings])
    policy = small_problem().need_policy
    undated = dataclasses.replace(
        policy,
        components=tuple(dataclasses.replace(c, effective_from=None, effective_to=None) for c in policy.components),
        lists=tuple(dataclasses.replace(one, effective_from=None, effective_to=None) for one in policy.lists),
        members=(),
    )
    before = dataclasses.replace(small_problem(), boundaries=None, need_policy=undated)
    assert read_workbook(Path("any.xlsx")) == before


def test_a_sheet_that_is_there_twice_is_never_dropped_in_silence(tmp_path) -> None:
    with xlsxwriter.Workbook(tmp_path / "twice.xlsx") as book:
        for title in ("停靠点 stops", "备份 stops", "车组 crews"):
            book.add_worksheet(title).write(0, 0, title)
    assert faults(tmp_path / "twice.xlsx") == [("sheet-repeated", "备份 stops")]


def test_an_old_copy_can_be_set_aside(tmp_path) -> None:
    with xlsxwriter.Workbook(tmp_path / "aside.xlsx") as book:
        for title in ("_备份 stops", "停靠点 stops", "填写说明 readme"):
            book.add_worksheet(title).write(0, 0, title)
    assert {name: title for name, (title, _) in workbook_rows._grids(tmp_path / "aside.xlsx").items()} == {
        "stops": "停靠点 stops"
    }


def test_settings_missing_unknown_and_repeated(grids) -> None:
    page = grids["settings"][1]
    row = next(row for row in page if row[1] == "duty.rest_min")
    row[1] = "duty.rest_minutes"
    page.append(["", "timezone", "Asia/Shanghai", ""])
    assert {code for code, _ in faults()} == {"setting-unknown", "setting-missing", "setting-repeated"}


def test_files_that_are_no_workbook(tmp_path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"not a zip")
    assert faults(tmp_path / "x.xlsx") == [("workbook-unreadable", str(tmp_path / "x.xlsx"))]
    assert faults(tmp_path / "none.xlsx") == [("file-missing", str(tmp_path / "none.xlsx"))]


def test_errors_of_excel_are_not_blanks(tmp_path) -> None:
    """Readers hand #N/A over as blank, and blank would mean "not known"."""
    path = tmp_path / "errors.xlsx"
    keys = [found.key for found in sheet_of("counties").all_columns]
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("县 counties")
        page.write_row("A2", [*keys, "(auto)"])
        page.write_row("A3", ["c1", "520101"])
        page.write_formula(2, keys.index("population"), "=NA()", None, "#N/A")
        page.write_formula(2, keys.index("lon"), "=100+6", None, 106)
        page.write_formula(2, len(keys), "=NA()", None, "#N/A")
        book.add_worksheet("_mine").write_formula("A1", "=1/0", None, "#DIV/0!")
    place = f"县 counties!{xl_col_to_name(keys.index('population'))}3"
    assert [found for code, found in faults(path) if code == "cell-error"] == [place]


JUNK = ["", "???", -1.0, 1e300, 0.5, "０", "是", "2026-13-01", True, "; ;", '"', "=1+1", "\u200b", "nan", "a" * 400]


def test_whatever_is_typed_is_read_or_answered_with_a_code(grids) -> None:
    """100 times three random cells corrupted: never an error without a code and a place in the workbook."""
    dice = random.Random(7)
    known, refused = set(fault_codes()), 0
    pages = [page for name, (_, page) in grids.items() if name not in ("readme", "_lists")]
    for _ in range(100):
        rows = [dice.choice(dice.choice(pages)[1:]) for _ in range(3)]
        before = [list(row) for row in rows]
        for row in rows:
            row[dice.randrange(len(row))] = dice.choice(JUNK)
        try:
            read_workbook(Path("any.xlsx"))
        except DapengError as error:
            refused += 1
            titles = tuple(title for title, _ in grids.values())
            for found in error.faults:
                assert found.code in known
                assert found.place.startswith(titles), found.text()
        for row, cells in zip(reversed(rows), reversed(before), strict=True):
            row[:] = cells
    assert refused > 40
    assert read_workbook(Path("any.xlsx")) == dataclasses.replace(small_problem(), boundaries=None)


def test_empty_template_asks_for_what_is_missing(tmp_path) -> None:
    write_template(tmp_path / "blank.xlsx")
    found = faults(tmp_path / "blank.xlsx")
    assert {code for code, _ in found} == {"cell-blank"}
    assert all(place.startswith("设置 settings!C") for _, place in found)


def test_template_shows_what_the_planner_needs(workbook) -> None:
    with CalamineWorkbook.from_path(str(workbook)) as book:
        assert book.sheet_names[0] == "说明 README"
        assert book.sheet_names[1] == "设置 settings"
        head = book.get_sheet_by_name("停靠点 stops").to_python()
    assert head[0][0] == "停靠点编号 *"
    assert head[1][0] == "stop_id"
    county = head[1].index("county_id")
    assert head[1][county + 1] == "(auto)"
    names = {found.county_id: found.name for found in small_problem().counties}
    assert head[2][county + 1] == names[head[2][county]]
