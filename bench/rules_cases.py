"""The rules that ``python -m bench rules`` measures: changes of a plain sample, and of a whole one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from scheduler.problem import Problem
from scheduler.repeats import NO_REPEATS
from services.sample_parts import with_parts

Change = Callable[[Problem], Problem]


def _part(*names: str) -> Change:
    return lambda problem: with_parts(problem, names)


def _spacing(problem: Problem) -> Problem:
    made = with_parts(problem, ("repeats",))
    return replace(made, repeats=replace(made.repeats, once_first="off", counted_from=None))


def _once_first(problem: Problem) -> Problem:
    made = with_parts(problem, ("repeats",))
    asked = replace(NO_REPEATS, once_first="soft", counted_from=made.repeats.counted_from)
    return replace(made, repeats=asked, stay_pins=problem.stay_pins)


def _once_first_hard(problem: Problem) -> Problem:
    return replace(with_parts(problem, ("rounds",)), repeats=replace(NO_REPEATS, once_first="hard"))


SET_RULES: Mapping[str, Change] = {
    "none": lambda problem: problem,
    "months and themes apart": _spacing,
    "everyone once first, priced": _once_first,
    "two rounds": _part("rounds"),
    "two rounds, everyone once first": _once_first_hard,
    "ring": _part("ring"),
    "sets lent in and out": _part("set_loans"),
    "journeys": _part("journeys"),
    "library": _part("library"),
    "operator": _part("operators"),
    "campaigns": _part("campaigns"),
    "all": with_parts,
}
"""Added to the plain sample."""


def _share(problem: Problem) -> Problem:
    return replace(problem, caravan_rules=replace(problem.caravan_rules, township_share_min_percent=0))


def _budget(problem: Problem) -> Problem:
    return replace(problem, operators=tuple(replace(one, budget_fen=None) for one in problem.operators))


def _class_times(problem: Problem) -> Problem:
    return replace(problem, caravan_rules=replace(problem.caravan_rules, class_times=()))


def _apart(problem: Problem) -> Problem:
    return replace(problem, caravan_rules=replace(problem.caravan_rules, apart_from_sets=False))


def _floors(problem: Problem) -> Problem:
    return replace(problem, floors=tuple(floor for floor in problem.floors if floor.service == "set"))


CARAVAN_RULES: Mapping[str, Change] = {
    "all": lambda problem: problem,
    "all but county ceilings": lambda problem: replace(problem, ceilings=()),
    "all but county floors": _floors,
    "all but the township share": _share,
    "all but the operator's budget": _budget,
    "all but the operator": lambda problem: replace(problem, operators=()),
    "all but campaign targets": lambda problem: replace(problem, campaign_targets=()),
    "all but convoys and joint actions": lambda problem: replace(problem, convoys=(), joint_actions=()),
    "all but class times": _class_times,
    "all but the town rule": _apart,
    "all but loans": lambda problem: replace(problem, loans=()),
    "all but journeys": lambda problem: replace(problem, journeys=()),
}
"""Taken out of the whole sample."""
