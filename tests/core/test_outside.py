"""Outside data is found where the person says, and nowhere else."""

from __future__ import annotations

import pytest

from core.outside import find_outside


@pytest.fixture(autouse=True)
def _no_setting(monkeypatch):
    monkeypatch.delenv("DAPENG_DATA", raising=False)


def test_without_a_setting_nothing_is_found(tmp_path, monkeypatch):
    (tmp_path / "counties.csv").write_text("")
    monkeypatch.chdir(tmp_path)
    assert find_outside("counties.csv") is None


@pytest.mark.parametrize("inner", ["", "data", "bench"])
def test_it_looks_in_the_folder_its_data_and_its_bench(tmp_path, monkeypatch, inner):
    (tmp_path / inner).mkdir(exist_ok=True)
    wanted = tmp_path / inner / "counties.csv"
    wanted.write_text("")
    monkeypatch.setenv("DAPENG_DATA", str(tmp_path))
    assert find_outside("counties.csv") == wanted


def test_a_folder_that_is_named_wins_over_the_setting(tmp_path, monkeypatch):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.csv").write_text("")
    monkeypatch.setenv("DAPENG_DATA", str(tmp_path / "a"))
    assert find_outside("x.csv", tmp_path / "b") == tmp_path / "b/x.csv"
    assert find_outside("y.csv", tmp_path / "b") is None
