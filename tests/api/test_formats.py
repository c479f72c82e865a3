"""How figures are written."""

from datetime import UTC, date, datetime

import pytest

from api.pages import formats
from services.summary import StageLine
from tests.store.world import problem


@pytest.mark.parametrize(("minutes", "text"), [(0, "00:00"), (485, "08:05"), (1439, "23:59")])
def test_clock(minutes, text):
    assert formats.clock(minutes) == text


@pytest.mark.parametrize(("minutes", "text"), [(5, "5 min"), (60, "1 h 00 min"), (85, "1 h 25 min")])
def test_hours(minutes, text):
    assert formats.hours(minutes) == text


@pytest.mark.parametrize(
    ("metres", "text"), [(940, "0.9 km"), (26_900, "26.9 km"), (99_999, "100.0 km"), (1_234_567, "1,235 km")]
)
def test_kilometres(metres, text):
    assert formats.kilometres(metres) == text


@pytest.mark.parametrize(("fen", "text"), [(0, "¥0"), (123_456, "¥1,235"), (89_000_000, "¥89.0 万")])
def test_yuan(fen, text):
    assert formats.yuan(fen) == text


def test_unknown_is_a_dash_and_never_zero():
    assert formats.grouped(None) == formats.percent(None) == "—"
    assert formats.gap_of({"incumbent": None, "bound": 3}) == "—"


def test_every_unit_of_the_need_policy_is_told_in_chinese():
    units = {component.unit for component in problem().need_policy.components}
    assert units
    assert all(formats.unit(one) != one for one in units - {"%"})
    assert formats.unit("furlong") == "furlong"


def test_days_and_instants():
    assert formats.day_zh(date(2026, 3, 16)) == "3月16日 周一"
    assert formats.day_en(date(2026, 3, 16)) == "Mon 16 Mar"
    assert formats.instant(datetime(2026, 3, 1, 20, 30, tzinfo=UTC), "Asia/Shanghai") == "2026-03-02 04:30"


def test_stage_figures_are_shares_money_or_counts():
    def line(stage, whole):
        facts = {"section": "sets", "unit": "", "gap": 0.0, "proven": False, "seconds": 0.0, "method": ""}
        return StageLine(stage=stage, value=1, bound=2, whole=whole, **facts)

    assert formats.stage_figure(250, line("coverage", 1000)) == "25.0%"
    assert formats.stage_figure(7_654, line("shortage", 0)) == "7,654"
    assert formats.stage_figure(200_00, line("cost", 0)) == "¥200"
    assert formats.gap_of({"incumbent": 90, "bound": 100}) == "10.0%"


def test_a_gap_that_is_not_closed_never_reads_as_zero():
    assert formats.gap(0.0) == "0.0%"
    assert formats.gap(0.00001) == "<0.1%"
    assert formats.gap(0.0005) == "0.1%"


@pytest.mark.parametrize(
    ("stage", "incumbent", "text"),
    [
        ("shortage", 2, "2"),
        ("coverage", 20_335_140, ""),
        ("worst_prefecture", 432, "43.2%"),
        ("cost", 43_025_459, "¥43.0 万"),
        ("cost", None, ""),
    ],
)
def test_a_running_solve_shows_units_that_people_read(stage, incumbent, text):
    assert formats.job_figure({"stage": stage, "incumbent": incumbent}) == text
