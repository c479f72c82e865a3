"""A tiny round of ``python -m bench toptw`` on an instance made by hand; its checker."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from bench.__main__ import app
from bench.toptw_cases import faults_of, prize_of, read_cases
from core.errors import DapengError

RAW = {
    "name": "hand", "kind": "toptw", "n": 4, "trunc": 1, "x": [0, 3, 6, 9], "y": [0, 4, 8, 12],
    "service": [0, 1, 1, 1], "prize": [0, 10, 20, 30], "open": [0, 0, 0, 20], "close": [99, 99, 11, 40],
    "tmax": 40, "start": 0, "end": 0,
}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "hand.json").write_text(json.dumps(RAW), "utf-8")
    own = {**RAW, "name": "own", "m": 1, "trunc": None}
    (tmp_path / "own.json").write_text(json.dumps(own), "utf-8")
    (tmp_path / "best_known.json").write_text(json.dumps({"hand_m1": 60, "hand_m2": 60, "own": 64}), "utf-8")
    return tmp_path


def test_all_three_are_visited_and_the_record_is_kept(folder):
    record = folder / "record.json"
    command = ["toptw", str(folder), "--only", "hand,own", "--vehicles", "2", "--seconds", "0.2", "--seeds", "1"]
    command += ["--peers", "", "--json", str(record)]
    first = CliRunner().invoke(app, command)
    assert first.exit_code == 0, first.output
    rows = json.loads(record.read_text("utf-8"))
    assert [(r["instance"], r["vehicles"], r["solver"], r["prize"], r["feasible"]) for r in rows] == [
        ("hand", 2, "dapeng", 60, True),
        ("own", 1, "dapeng", 60, True),
    ]
    assert [r["gap_percent"] for r in rows] == [0.0, 6.25]
    again = CliRunner().invoke(app, command)
    assert json.loads(record.read_text("utf-8")) == rows
    assert "seed 1" not in again.output
    assert "| own x 1 | 64 | 6.25 % |" in again.output


def test_a_peer_may_have_longer_and_a_missing_one_is_named(folder):
    pytest.importorskip("pyvrp", reason="the benchmarks' peers are an optional extra")
    record = folder / "record.json"
    command = ["toptw", str(folder), "--only", "hand", "--vehicles", "2", "--seconds", "0.2", "--seeds", "1"]
    command += ["--peers", "", "--json", str(record)]
    done = CliRunner().invoke(app, [*command, "--longer", "pyvrp:0.4"])
    assert done.exit_code == 0, done.output
    rows = json.loads(record.read_text("utf-8"))
    assert {(r["solver"], r["seconds"]) for r in rows} == {("dapeng", 0.2), ("pyvrp", 0.4)}
    assert "| 0.2 s | pyvrp 0.4 s | 1 |" in done.output
    refused = CliRunner().invoke(app, [*command, "--longer", "nobody:1"])
    assert isinstance(refused.exception, DapengError)
    assert refused.exception.faults[0].code == "bench-peer-missing"


def test_checker_uses_windows_distances_and_the_end(folder):
    (case,) = read_cases(folder, ["hand"], [1])
    assert faults_of(case, [[0, 2]]) == []
    assert prize_of(case, [[0, 2]]) == 40
    assert faults_of(case, [[0, 1, 2]]) == []
    late = {**RAW, "close": [99, 99, 10.9, 40]}
    assert "after 10.9" in faults_of(type(case)("hand", 1, late, 60), [[0, 1, 2]])[0]
    soon = {**RAW, "tmax": 35.9}
    assert "back at 36.000" in faults_of(type(case)("hand", 1, soon, 60), [[2]])[0]
    assert faults_of(case, [[0], [1]]) == ["2 routes for 1 vehicles"]
    assert faults_of(case, [[0, 0]])[0] == "a place is visited twice"


def test_unknown_instance(folder):
    with pytest.raises(DapengError, match="bench-instance-unknown"):
        read_cases(folder, ["other"], [1])
