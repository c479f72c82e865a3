"""Whatever a plan says, the verifier answers with violations and never with an exception."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from golden import golden_problem
from golden_plan import golden_plan
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import DapengError
from scheduler.verify import verify
from scheduler.wire import PLAN, dump_plan, parse

CONTENT: Any = json.loads(json.dumps(dump_plan(golden_plan())))
MANY = settings(max_examples=150, deadline=None)
UNCHECKED = {
    "plan_id",
    "making",
    "seconds",
    "method",
    "unit",
    "gap",
    "status",
    "tour_id",
    "schema_version",
    "shadow_prices",
}
"""What no rule speaks of: labels, prices, how it was made, a tour's own name, ``feasible`` where it is optimal."""


def paths(node: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if way:
        yield way
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in items:
        yield from paths(child, (*way, key))


WAYS = list(paths(CONTENT))
CHECKED = [way for way in WAYS if not UNCHECKED & set(way)]
ODD = st.one_of(
    st.none(),
    st.integers(-(10**30), 10**30),
    st.integers(-3, 3),
    st.sampled_from(["0001-01-01", "9999-12-31", "2026-03-30", "nobody", "seat:A", "drive", "rest", [], "optimal"]),
)


def holder_of(made: Any, way: tuple[str | int, ...]) -> Any:
    for part in way[:-1]:
        made = made[part]
    return made


def answer(made: Any) -> list[str] | None:
    """Return the ids of the broken rules, or ``None`` where it cannot even be read."""
    try:
        plan = parse(PLAN, made, "plan.json")
    except DapengError:
        return None
    return [violation.rule_id for violation in verify(golden_problem(), plan) if violation.line("zh")]


@MANY
@given(st.sampled_from(CHECKED), ODD)
def test_an_odd_value_anywhere_is_answered(way, value):
    made = copy.deepcopy(CONTENT)
    holder_of(made, way)[way[-1]] = value
    answer(made)


@MANY
@given(st.sampled_from([way for way in CHECKED if isinstance(way[-1], int)]), st.booleans())
def test_an_item_that_is_missing_or_stands_twice_breaks_a_rule(way, twice):
    made = copy.deepcopy(CONTENT)
    holder = holder_of(made, way)
    if twice:
        holder.insert(way[-1], holder[way[-1]])
    else:
        del holder[way[-1]]
    assert answer(made)


@pytest.mark.parametrize("way", [way for way in CHECKED if isinstance(holder_of(CONTENT, way)[way[-1]], int)])
def test_each_number_of_the_plan_is_checked(way):
    """A minute, metre, week or fen more or less anywhere breaks some rule (a day may begin earlier or end later)."""
    answers = []
    for step in (-1, 1):
        made = copy.deepcopy(CONTENT)
        holder_of(made, way)[way[-1]] += step
        answers.append(answer(made))
    assert any(answers), way
