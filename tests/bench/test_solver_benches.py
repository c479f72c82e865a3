"""A tiny round of each benchmark: it runs, and its figures hold together."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from bench.__main__ import app
from bench.record import write_section


@pytest.fixture
def rows_of(outside, tmp_path):
    outside("counties.csv")

    def run(*words: str) -> list[dict]:
        path = tmp_path / "rows.json"
        done = CliRunner().invoke(app, [*words, "--only", "guizhou", "--json", str(path)])
        assert done.exit_code == 0, done.output
        assert "guizhou" in done.output
        return json.loads(path.read_text("utf-8"))["rows"]

    return run


def test_sets_tells_each_variant_apart(rows_of):
    rows = rows_of("sets", "--seconds", "1")
    assert rows[0]["rules"] == "all"
    assert len(rows) == 5
    assert all(0 < row["value"] <= row["bound"] <= row["whole"] for row in rows)


def test_caravans_compares_with_the_greedy(rows_of):
    (row,) = rows_of("caravans", "--seconds", "3")
    coverage = row["stages"]["coverage"]
    assert 0 < row["facts"]["greedy_coverage"] <= coverage["value"] <= coverage["bound"]
    assert row["verified"]
    assert any(int(days) > 1 for days in row["tours_by_days"])


def test_province_is_verified_and_measured(rows_of, tmp_path):
    (row,) = rows_of("province", "--seconds", "6", "--day-seconds", "0.4", "--peers", "")
    (day,) = json.loads((tmp_path / "rows_days.json").read_text("utf-8"))["rows"]
    assert (day["instance"], day["solver"], day["feasible"]) == ("guizhou", "dapeng", True)
    assert row["verified"] is True
    assert row["peak_mib"] > 50
    assert {stage["stage"] for stage in row["stages"]} == {"shortage", "coverage", "worst_prefecture", "cost"}


def test_a_section_of_the_page_is_replaced_not_doubled(tmp_path):
    page = tmp_path / "benchmarks.md"
    write_section("one", "first", page)
    write_section("two", "other", page)
    write_section("one", "second", page)
    text = page.read_text("utf-8")
    assert "first" not in text
    assert text.count("second") == text.count("other") == 1
