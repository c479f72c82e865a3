"""A tiny round of the benchmarks with peers: they run, their figures hold together, a second run repeats nothing."""

from __future__ import annotations

import json

import numpy as np
import pytest
from routes_cases import small_problem
from typer.testing import CliRunner

from bench import contest, growth
from bench.__main__ import app
from bench.apart import Answer, is_installed
from bench.contest import Game, duels_table, gaps_table, play, with_gaps
from bench.day_tours import day_tours, with_mandatory
from bench.routes_check import violations
from core.outside import find_outside

PEER = "vroom" if is_installed("vroom") else ""


def run(tmp_path, *words: str) -> tuple[str, list[dict]]:
    path = tmp_path / "rows.json"
    done = CliRunner().invoke(app, [*words, "--json", str(path)])
    assert done.exit_code == 0, done.output
    return done.output, json.loads(path.read_text("utf-8"))["rows"]


def test_prizes_plays_and_goes_on_where_it_stopped(outside, tmp_path):
    outside("counties.csv")
    words = ("prizes", "--only", "guizhou-1w", "--seconds", "0.4", "--seeds", "1", "--peers", PEER)
    said, rows = run(tmp_path, *words)
    assert {row["solver"] for row in rows} == {"dapeng", PEER} - {""}
    assert all(row["feasible"] and row["cost"] > 0 for row in rows), rows
    assert "seed 1: cost" in said
    again, same = run(tmp_path, *words)
    assert same == rows
    assert "seed 1: cost" not in again


def test_libraries_compares_with_the_council(outside, tmp_path):
    outside("mobile-libraries")
    said, rows = run(tmp_path, "libraries", "--only", "somerset", "--seconds", "0.5", "--seeds", "1", "--peers", "")
    assert [row["feasible"] for row in rows] == [True, True]
    kept, free = rows
    assert kept["cost"] == kept["driven_min"] > kept["between_stops_min"] > 0
    assert max(kept["vehicles"], free["vehicles"]) <= 17
    assert "| somerset | kept | council | 2,855 |" in said
    assert "row 20 lies exactly where row 19 does" in said


def test_growth_measures_and_fits(outside, tmp_path):
    outside("counties.csv")
    said, rows = run(tmp_path, "growth", "--sizes", "2,4", "--seconds", "0.5")
    assert [row["counties"] for row in rows] == [2, 4]
    assert all(row["verified"] for row in rows)
    assert "| exponent |" in said


def test_an_exponent_is_found_again():
    assert growth.exponent([(size, 7 * size**1.5) for size in (11, 22, 44, 88)]) == pytest.approx(1.5)


@pytest.mark.parametrize("name", ["prizes", "province"])
def test_a_peer_that_is_not_here_is_told(tmp_path, name):
    with pytest.raises(Exception, match="bench-peer-missing"):
        CliRunner().invoke(app, [name, "--peers", "nobody", "--json", str(tmp_path / "x.json")], catch_exceptions=False)


def test_day_tours_keep_their_promises(outside):
    table = outside("counties.csv")
    problem = growth.part_of_province(table, 12, 1)
    tours = with_mandatory(day_tours(problem, 4, 1), 1)
    clients, fleet = tours.clients, tours.vehicles
    assert len(clients) > 20
    assert clients.mandatory.any()
    assert not clients.mandatory.all()
    assert len(set(fleet.capacity.tolist())) > 1
    assert (clients.opens <= clients.closes).all()
    for client in np.flatnonzero(clients.mandatory):
        served = [
            [[int(client)] if number == vehicle else [] for number in range(len(fleet))]
            for vehicle in range(len(fleet))
        ]
        others = f"client {client} "
        assert any(not [f for f in violations(tours, r) if "mandatory" not in f or others in f] for r in served)


ROWS = [
    {"instance": "a", "solver": "dapeng", "seed": 1, "cost": 100, "best_known": 90, "feasible": True},
    {"instance": "a", "solver": "pyvrp", "seed": 1, "cost": 110, "best_known": 90, "feasible": True},
    {"instance": "b", "solver": "dapeng", "seed": 1, "cost": 105, "best_known": None, "feasible": True},
    {"instance": "b", "solver": "pyvrp", "seed": 1, "cost": 100, "best_known": None, "feasible": True},
    {"instance": "c", "solver": "dapeng", "seed": 1, "cost": None, "best_known": None, "feasible": False},
    {"instance": "c", "solver": "pyvrp", "seed": 1, "cost": 7, "best_known": None, "feasible": True},
]


def test_gaps_are_to_the_best_known_or_the_best_of_the_run():
    gaps = [row["gap_percent"] for row in with_gaps(ROWS)]
    assert gaps[:4] == pytest.approx([100 / 9, 200 / 9, 5, 0])
    assert gaps[4] is None
    table = gaps_table(ROWS, ["dapeng", "pyvrp"])
    assert "| b | 5.00 % | 0.00 % |" in table
    assert "| c | - (1 of 1 no solution) | 0.00 % |" in table


def test_losses_are_reported():
    assert "| pyvrp | 1 | 0 | 2 | 100.00% (c) |" in duels_table(ROWS, ["dapeng", "pyvrp"])
    assert "| pyvrp | 0 | 0 | 1 | 4.76% (b) |" in duels_table(ROWS[2:4], ["dapeng", "pyvrp"])


def test_a_broken_answer_counts_as_none(monkeypatch, tmp_path):
    problem = small_problem(1)
    answer = Answer(routes=[[0, 0], []], wall_s=0.1, warm_s=0.0, peak_mib=1.0, fault="")
    monkeypatch.setattr(contest, "run_apart", lambda *_: answer)
    (row,) = play("x", [Game("tiny", problem)], ["dapeng"], 1, 0.1, tmp_path / "x.json", lambda _: None)
    assert row["feasible"] is False
    assert row["cost"] is None
    assert any("2 times" in fault for fault in row["faults"])


def test_outside_data_is_named_where_it_is_missing(tmp_path):
    assert find_outside("vrplib/none.vrp", tmp_path) is None
    with pytest.raises(Exception, match="file-missing"):
        CliRunner().invoke(
            app,
            ["prizes", "--only", "PCVRPTW-R1_10_1", "--peers", "", "--data", str(tmp_path)],
            catch_exceptions=False,
        )
