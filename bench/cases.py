"""Whole provinces at the demo's density: what every benchmark of the solvers plans."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.errors import fail
from core.outside import find_outside
from scheduler.problem import Problem
from services.sample import sample_problem

DEMO_COUNTIES = 88
"""Counties of the demo, with 10 sets, 20 caravans and 1,500 stops; other provinces in proportion."""


@dataclass(frozen=True)
class Case:
    """A province to plan."""

    name: str
    province: str
    places: str | None = None
    """File of real places that become the stops; ``None``: stops are invented, and outlines are real."""

    def problem(self, seed: int, data: Path | None) -> Problem:
        """Return the sample problem with real counties; raises ``file-missing`` without outside data."""
        table = table_of(data)
        size = _size(table, self.province)
        return sample_problem(
            table,
            self.province,
            sets=round(10 * size / DEMO_COUNTIES),
            caravans=round(20 * size / DEMO_COUNTIES),
            stops=round(1500 * size / DEMO_COUNTIES),
            seed=seed,
            boundaries=None if self.places else _outside(f"counties_{self.province}.geojson", data),
            places=_outside(self.places, data) if self.places else None,
        )


CASES = (
    Case("guizhou", "52"),
    Case("zhejiang", "33"),
    Case("yunnan", "53"),
    Case("chongqing", "50", places="towns_geonames_cn.csv"),
)
ALL = ",".join(case.name for case in CASES)


def chosen(names: str) -> list[Case]:
    """Return the cases whose names stand in ``names``, separated by commas."""
    return [case for case in CASES if case.name in names.split(",")]


def table_of(data: Path | None) -> Path:
    """Return the county table; raises ``file-missing`` without outside data."""
    return _outside("counties.csv", data)


def _size(table: Path, province: str) -> int:
    with table.open(encoding="utf-8") as stream:
        return sum(line.startswith(province) for line in stream)


def _outside(name: str, data: Path | None) -> Path:
    found = find_outside(name, data)
    if found is None:
        raise fail("file-missing", "DAPENG_DATA", path=name)
    return found
