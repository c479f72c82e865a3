"""Small problems for tests: real counties of Guizhou's own table, a tiny invented inventory."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from maps.counties import guizhou_counties
from maps.model import County
from scheduler.problem import Problem
from services.sample import make_sample

PREFECTURES = ("CN-520400", "CN-520200", "CN-520600", "CN-520100")


def small_counties(count: int) -> tuple[County, ...]:
    """Return ``count`` counties of Guizhou, taken in turn from a few prefectures that lie together."""
    groups = [[c for c in guizhou_counties() if c.prefecture_id == name] for name in PREFECTURES]
    turns = [group[place] for place in range(12) for group in groups[: 1 + (count > 1)] if place < len(group)]
    rest = [county for group in groups for county in group if county not in turns]
    return tuple(sorted((turns + rest)[:count], key=lambda county: county.code))


def small_problem(
    counties: int = 6,
    sets: int = 2,
    caravans: int = 2,
    stops: int = 24,
    weeks: int = 26,
    seed: int = 1,
    **changes: Any,
) -> Problem:
    """Return a small, valid problem; ``changes`` replace fields of it."""
    return replace(_made(counties, sets, caravans, stops, weeks, seed), **changes)


@cache
def _made(counties: int, sets: int, caravans: int, stops: int, weeks: int, seed: int) -> Problem:
    return make_sample(small_counties(counties), "52", sets, caravans, stops, seed, weeks=weeks)
