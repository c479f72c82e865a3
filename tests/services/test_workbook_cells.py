"""One cell: Excel's habits are forgiven, nothing is guessed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from core.errors import DapengError
from services.workbook_cells import decode, encode
from services.workbook_fields import Column, columns_of
from services.workbook_sheets import settings, sheets


def column(sheet_id: str, key: str) -> Column:
    sheet = next(sheet for sheet in sheets() if sheet.sheet_id == sheet_id)
    return next(found for found in sheet.all_columns if found.key == key)


READ = [
    ("stops", "audience", 300.0, 300),
    ("stops", "audience", " 300 ", 300),
    ("stops", "audience", "３００", 300),
    ("stops", "audience", "1,300", 1300),
    ("stops", "lon", "106.63", 106.63),
    ("stops", "lon", 106, 106),
    ("stops", "stop_id", 520115.0, "520115"),
    ("stops", "stop_id", " Ｐ０１ ", "P01"),
    ("stops", "stop_id", '"Ｐ０１ "', "Ｐ０１ "),
    ("stops", "name", "　第一小学　", "第一小学"),
    ("stops", "township_id", "  ", None),
    ("stops", "themes_wanted", "", []),
    ("stops", "themes_wanted", "电磁探秘；数学魅力\n健康生活;", ["电磁探秘", "数学魅力", "健康生活"]),
    ("stops", "kind", "学校", "school"),
    ("stops", "kind", "School", "school"),
    ("stops", "kind", "学校 school", "school"),
    ("stops", "road_class", 3.0, 3),
    ("stops", "road_class", "3 无中线", 3),
    ("stop_windows", "open_min", time(8, 30), 510),
    ("stop_windows", "open_min", timedelta(hours=24), 1440),
    ("stop_windows", "open_min", 510 / 1440, 510),
    ("stop_windows", "open_min", "8:30", 510),
    ("stop_windows", "open_min", "０８：３０", 510),
    ("stop_windows", "weekdays", 3.0, [3]),
    ("stop_windows", "weekdays", "1; 2;3", [1, 2, 3]),
    ("stop_windows", "school_days_only", "是", True),
    ("stop_windows", "school_days_only", False, False),
    ("stop_windows", "school_days_only", 1.0, True),
    ("stop_windows", "first", None or "", None),
    ("calendar", "first", date(2026, 3, 2), "2026-03-02"),
    ("calendar", "first", datetime(2026, 3, 2), "2026-03-02"),
    ("calendar", "first", "2026/3/2", "2026-03-02"),
    ("calendar", "first", "2026年3月2日", "2026-03-02"),
    ("calendar", "first", "２０２６.３.２", "2026-03-02"),
    ("calendar", "first", 20260302.0, "2026-03-02"),
    ("calendar", "reason", "", ""),
]
REFUSED = [
    ("stops", "audience", "", "cell-blank"),
    ("stops", "audience", 3.5, "cell-not-integer"),
    ("stops", "audience", "300人", "cell-not-integer"),
    ("stops", "audience", True, "cell-not-integer"),
    ("stops", "audience", date(2026, 1, 1), "cell-not-integer"),
    ("stops", "audience", "1,30", "cell-not-integer"),
    ("stops", "lon", "106°37'", "cell-not-number"),
    ("stops", "lon", "nan", "cell-not-number"),
    ("stops", "name", date(2026, 3, 1), "cell-not-text"),
    ("stops", "kind", "小学", "cell-not-choice"),
    ("stops", "road_class", 5.0, "cell-not-choice"),
    ("stops", "themes_wanted", "a;;b", "cell-list-invalid"),
    ("stops", "themes_wanted", '"a" b', "cell-list-invalid"),
    ("stop_windows", "open_min", 8.5, "cell-not-time"),
    ("stop_windows", "open_min", 510.0, "cell-not-time"),
    ("stop_windows", "open_min", "25:00", "cell-not-time"),
    ("stop_windows", "open_min", time(8, 30, 15), "cell-not-time"),
    ("stop_windows", "weekdays", "一; 二", "cell-not-integer"),
    ("stop_windows", "school_days_only", "也许", "cell-not-yes-no"),
    ("calendar", "first", 46083.0, "cell-not-date"),
    ("calendar", "first", "02/03/2026", "cell-not-date"),
    ("calendar", "first", "2026-02-30", "cell-not-date"),
    ("calendar", "first", "2026-3/2", "cell-not-date"),
    ("calendar", "first", datetime(2026, 3, 2, 8), "cell-not-date"),
]


@pytest.mark.parametrize(("sheet_id", "key", "raw", "value"), READ)
def test_forgives(sheet_id: str, key: str, raw, value) -> None:
    assert decode(column(sheet_id, key), raw, "x!A1") == value


@pytest.mark.parametrize(("sheet_id", "key", "raw", "code"), REFUSED)
def test_never_guesses(sheet_id: str, key: str, raw, code: str) -> None:
    with pytest.raises(DapengError) as caught:
        decode(column(sheet_id, key), raw, "停靠点 stops!D17")
    (found,) = caught.value.faults
    assert (found.code, found.place) == (code, "停靠点 stops!D17")
    assert found.text("zh")


@pytest.mark.parametrize("text", ["", " a", '"', '"a"', "a;b", "０５", "a；b", "x\ny"])
def test_texts_come_back_from_lists_and_cells(text: str) -> None:
    one, many = column("stops", "name"), column("stops", "themes_wanted")
    assert decode(one, encode(one, text), "x") == text
    assert decode(many, encode(many, [text, "b", text]), "x") == [text, "b", text]


def test_every_column_has_a_chinese_name_and_every_choice_a_label() -> None:
    shown = [*settings(), *(found for sheet in sheets() for found in sheet.all_columns)]
    assert all(found.words.zh for found in shown)
    assert [found.key for found in shown if found.meaning_en and not found.words.note_zh] == []
    for found in shown:
        for choice in found.choices:
            one = int(choice) if choice.isdigit() else choice
            value = [one] if found.many else one
            assert decode(found, encode(found, value), "x") == value


def test_columns_follow_the_record() -> None:
    from maps.model import VisitWindow

    keys = [found.key for found in columns_of(VisitWindow)]
    assert keys == ["weekdays", "first", "last", "open_min", "close_min", "school_days_only"]
    assert column("sets", "repair.weeks").path == ("repair", "weeks")
