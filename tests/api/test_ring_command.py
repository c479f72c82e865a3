"""``dapeng ring``: the square, the problem it writes, and what it says of a ring that cannot be."""

from __future__ import annotations

import sys
from dataclasses import replace

from api.cli import main
from scheduler.wire import dump_problem, read_problem, write_json
from tests.ring_case import THEMES, ring_problem


def run(monkeypatch, capsys, *arguments: object) -> tuple[int, str]:
    monkeypatch.setenv("DAPENG_LANG", "en")
    monkeypatch.setattr(sys, "argv", ["dapeng", *map(str, arguments)])
    try:
        main()
    except SystemExit as ended:
        status = int(ended.code or 0)
    said = capsys.readouterr()
    return status, said.out + said.err


def test_the_square_is_shown_and_pinned(tmp_path, monkeypatch, capsys):
    write_json(dump_problem(ring_problem()), tmp_path / "ring.json")
    status, said = run(monkeypatch, capsys, "ring", tmp_path / "ring.json", "-o", tmp_path / "pinned.json")
    assert status == 0
    assert all(said.count(f"{theme}主题套") == 4 for theme in THEMES)
    assert len(read_problem(tmp_path / "pinned.json").stay_pins) == 16


def test_an_impossible_ring_is_refused_and_nothing_is_written(tmp_path, monkeypatch, capsys):
    write_json(dump_problem(ring_problem(themes=(*THEMES, "航天"))), tmp_path / "ring.json")
    status, said = run(monkeypatch, capsys, "ring", tmp_path / "ring.json", "-o", tmp_path / "pinned.json")
    assert status == 2
    assert "ring-impossible" in said
    assert said.count("is to have the theme") == 5
    assert not (tmp_path / "pinned.json").exists()


def test_without_a_ring_there_is_nothing_to_decide(tmp_path, monkeypatch, capsys):
    write_json(dump_problem(ring_problem(rings=())), tmp_path / "bare.json")
    assert run(monkeypatch, capsys, "ring", tmp_path / "bare.json")[1].startswith("ring-none")


def test_to_decide_anew_tells_which_pinned_stays_moved(tmp_path, monkeypatch, capsys):
    problem = ring_problem(counties=2, themes=THEMES[:2], steps=2)
    write_json(dump_problem(problem), tmp_path / "ring.json")
    run(monkeypatch, capsys, "ring", tmp_path / "ring.json", "-o", tmp_path / "pinned.json")
    pinned = read_problem(tmp_path / "pinned.json")
    other = dict(zip(problem.rings[0].set_ids, reversed(problem.rings[0].set_ids), strict=True))
    pins = tuple(replace(pin, set_id=other[pin.set_id]) for pin in pinned.stay_pins)
    write_json(dump_problem(replace(pinned, stay_pins=pins)), tmp_path / "swapped.json")
    assert "decided anew" not in run(monkeypatch, capsys, "ring", tmp_path / "pinned.json")[1]
    assert run(monkeypatch, capsys, "ring", tmp_path / "swapped.json")[1].count("decided anew") == 4
