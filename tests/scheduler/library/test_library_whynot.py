"""Why a request cannot be met: the nearest value of each limit is found by trying every choice."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from golden import day, span
from library_cases import every_choice, item, keeps, loan, problem_with, request, some_items

from exhibits.library import LoanRequest
from scheduler.composition import Easing
from scheduler.library.compose import compose
from scheduler.problem import Problem

FIELDS = {
    "least": "exhibits_min",
    "most": "exhibits_max",
    "footprint": "footprint_max_m2",
    "mass": "mass_max_g",
    "volume": "volume_max_l",
    "power": "power_max_w",
    "intact": "intact_min_percent",
}


def possible(problem: Problem, asked: LoanRequest) -> bool:
    return any(keeps(problem, asked, names) for names, _ in every_choice(problem))


def eased(asked: LoanRequest, easing: Easing, nudge: int = 0) -> LoanRequest:
    """Return the request with an easing applied; ``nudge`` makes it stricter by so many of the smallest steps."""
    if easing.limit == "themes":
        assert len(asked.themes) == 1
        return replace(asked, theme_min=int(easing.needed) + nudge)
    stricter = nudge if easing.limit in ("least", "intact") else -nudge
    step = Fraction(1, 10) if easing.limit == "footprint" else Fraction(1)
    value = Fraction(easing.needed) + stricter * step
    return replace(asked, **{FIELDS[easing.limit]: float(value) if easing.limit == "footprint" else int(value)})


@pytest.mark.parametrize("seed", range(10))
def test_each_easing_is_the_smallest_and_none_is_forgotten(seed):
    rng = Random(seed)
    items = tuple(replace(one, age_min=3) for one in some_items(rng, 7))
    asked = request(
        themes=(rng.choice(("health", "safety", "light")),),
        theme_min=rng.randrange(1, 4),
        exhibits_min=rng.randrange(3, 6),
        exhibits_max=rng.choice((None, 5)),
        footprint_max_m2=rng.choice((None, 6.6)),
        mass_max_g=rng.choice((None, 60_000)),
        power_max_w=rng.choice((None, 500)),
        intact_min_percent=rng.choice((0, 70)),
    )
    problem = problem_with(items, asked)
    found = compose(problem, "Q1")
    if found.met:
        assert possible(problem, asked)
        return
    assert not possible(problem, asked)
    for easing in found.eased:
        assert possible(problem, eased(asked, easing)), easing
        assert not possible(problem, eased(asked, easing, nudge=1)), easing
    limits = {easing.limit for easing in found.eased}
    for limit, field in FIELDS.items():
        widest = 0 if limit in ("least", "intact") else None
        assert possible(problem, replace(asked, **{field: widest})) == (limit in limits), limit
    if found.together:
        loose = asked
        for easing in found.together:
            loose = eased(loose, easing)
        assert possible(problem, loose)
        assert len(found.together) > 1
        assert not found.eased


def test_a_theme_that_is_not_held_or_in_repair_or_lent_is_named():
    items = (item(0), item(3, condition="in_repair"), item(6), item(1))  # three of health, one of safety
    asked = request(themes=("health", "volcanoes"), theme_min=2)
    problem = problem_with(items, asked, loans=(loan(exhibit_ids=("x0",), span=span("03-30", "04-05")),))
    found = compose(problem, "Q1")
    assert [(one.theme, one.held, one.working, one.free) for one in found.lacking] == [
        ("health", 3, 2, 1),
        ("volcanoes", 0, 0, 0),
    ]
    assert [easing.theme for easing in found.together] == ["health", "volcanoes"]
    assert found.other_first is None


def test_the_first_later_day_is_after_the_turnaround():
    items = (item(0), item(3))
    lent = loan(exhibit_ids=("x0",), span=span("03-30", "04-05"))
    later = loan(loan_id="L2", exhibit_ids=("x3",), span=span("04-09", "04-12"))
    problem = problem_with(items, request(exhibits_min=2, span=span("04-02", "04-04")), loans=(lent, later))
    found = compose(problem, "Q1")
    assert found.other_first == day("04-15")  # back on 04-12, two days of turnaround
    assert compose(replace(problem, loans=(lent,)), "Q1").other_first == day("04-08")
