"""How evenly a plan's coverage falls on counties: reported beside the objective, never optimised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from maps.coverage import GroupCoverage, by_group, gini, need_weighted, theil
from scheduler.need import need_permille
from scheduler.plan import Plan, Section
from scheduler.problem import Problem
from scheduler.verify.figures import caravan_gains, set_gains
from scheduler.verify.view import View

DECIMALS = 4


def equity_of(problem: Problem, plan: Plan) -> dict[Section, dict[str, Any]]:
    """Return per section need-weighted coverage, in all and by prefecture, worst first, and Gini and Theil.

    The level of a county is the gain (permille) that the objective gives it. The counties are those that asked for a
    set, or have stops. Gini and Theil weigh counties by their people of 5 to 14: those whose number is not known are
    left out of both, and counted (``counties``, ``counties_weighted``). They are ``None`` where nobody is served.
    """
    view = View(problem, plan)
    return {"sets": _equity(problem, set_gains(view)), "caravans": _equity(problem, caravan_gains(view))}


def _equity(problem: Problem, level: Mapping[str, int]) -> dict[str, Any]:
    need = {county_id: permille for county_id, permille in need_permille(problem).items() if county_id in level}
    prefecture = {county.county_id: county.prefecture_id for county in problem.counties}
    people = {
        county.county_id: county.population_5_14
        for county in problem.counties
        if county.county_id in level and county.population_5_14 is not None
    }
    levels, weights = [level[county_id] for county_id in people], list(people.values())
    return {
        "counties": len(level),
        **_coverage(need_weighted(need, level)),
        "prefectures": _prefectures(problem, by_group(need, level, prefecture)),
        "gini": _rounded(gini(levels, weights)),
        "theil": _rounded(theil(levels, weights)),
        "counties_weighted": len(people),
        "people_5_14": sum(weights),
    }


def _prefectures(problem: Problem, groups: Sequence[GroupCoverage]) -> list[dict[str, Any]]:
    names = {county.prefecture_id: county.prefecture_name for county in problem.counties}
    return [
        {"prefecture_id": group.group_id, "name": names[group.group_id], **_coverage(group)}
        for group in groups
        if group.whole
    ]


def _coverage(group: GroupCoverage) -> dict[str, int]:
    return {"value": group.value, "whole": group.whole, "permille": group.permille}


def _rounded(index: float | None) -> float | None:
    return None if index is None else round(index, DECIMALS)
