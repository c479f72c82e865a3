"""Ablations of the caravan solver: the table's arithmetic, and that every part can be left out."""

from __future__ import annotations

import pytest
import typer

from bench.caravan_parts import WHOLE, chosen_parts, worth_table
from scheduler.caravans.parts import PARTS, Parts


def row(province: str, seed: int, without: str, value: int) -> dict:
    return {"province": province, "seed": seed, "without": without, "value": value, "bound": 200, "whole": 400}


def test_a_part_is_worth_what_its_own_problem_loses():
    rows = [
        row("a", 1, WHOLE, 100),
        row("a", 1, "thrift", 90),
        row("a", 2, WHOLE, 50),
        row("a", 2, "thrift", 51),
    ]
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in worth_table(rows).splitlines()[2:]]
    assert cells == [
        ["a", WHOLE, "18.75%", "62.50%", "", "", "", ""],
        ["a", "thrift", "17.62%", "64.75%", "+4.00%", "-2.00%", "+10.00%", "1 of 2"],
    ]


def test_parts_are_chosen_by_name():
    assert chosen_parts("all") == list(PARTS)
    assert chosen_parts("noise,thrift") == ["noise", "thrift"]
    with pytest.raises(typer.BadParameter, match="wings"):
        chosen_parts("noise,wings")


def test_every_compiled_part_changes_what_steps_are_drawn_from():
    usual = Parts().moves
    for name in ("whole_days", "whole_tours", "thrift", "noise"):
        assert Parts(**{name: False}).moves != usual
