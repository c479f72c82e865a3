"""Rules of repeats and loans against every plan there is; the oracle is the other rules' (``listed_sets.py``)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from random import Random

import pytest

from core.calendar import DateSpan
from core.errors import DapengError
from maps.model import CountyHistory, ServiceRecord
from scheduler.exchange import SetLoan
from scheduler.problem import Problem, Round
from scheduler.progress import Budget
from scheduler.repeats import RepeatRules
from scheduler.sets.solve import solve_sets
from scheduler.verify import verify
from tests.scheduler.listed_sets import best_of, plan_of, problem_of

SEEDS = range(1, 25)
SIGNS = {"shortage": -1, "coverage": 1, "worst_prefecture": 1, "cost": -1}


def repeats_of(seed: int) -> Problem:
    """Two or three rounds, some history, themes, loans: what is barred is chance."""
    random, base = Random(seed), problem_of(seed)
    first, days = base.horizon.first_monday, 7 * base.horizon.weeks
    cuts = sorted(random.sample(range(7, days - 7), random.choice([1, 1, 2])))
    edges = [0, *cuts, days]
    rounds = tuple(
        Round(round_id=f"R{number}", span=DateSpan(first=first + timedelta(one), last=first + timedelta(two - 1)))
        for number, (one, two) in enumerate(pairwise(edges))
    )
    themes = [random.choice(["light", "water"]) for _ in base.sets]
    sets = tuple(
        replace(each, zones=tuple(replace(zone, theme=theme) for zone in each.zones))
        for each, theme in zip(base.sets, themes, strict=True)
    )
    return replace(
        base,
        sets=sets,
        rounds=rounds,
        history=tuple(_history(random, base, each.county_id) for each in base.counties),
        repeats=RepeatRules(
            revisit_months=random.choice([0, 0, 1]),
            theme_years=random.choice([0, 1]),
            once_first=random.choice(["off", "soft", "hard", "hard"]),
            counted_from=random.choice([None, first - timedelta(days=800)]),
        ),
        set_loans=tuple(_loan(random, base, each.set_id) for each in sets if random.random() < 0.4),
    )


def _history(random: Random, base: Problem, county_id: str) -> CountyHistory:
    services = []
    for _ in range(random.choice([0, 0, 1, 2])):
        last = base.horizon.first_monday - timedelta(days=random.choice([10, 340, 500]))
        services.append(
            ServiceRecord(
                county_id=county_id,
                kind=random.choice(["set", "set", "caravan"]),
                first=last - timedelta(days=60),
                last=last,
                audience=None,
                themes=tuple(random.sample(["light", "water", "space"], 2)),
                source="test",
            )
        )
    known = random.choice([None, base.horizon.first_monday - timedelta(days=3000)])
    return CountyHistory(county_id=county_id, known_since=known, services=tuple(services), fixed_museum_known=False)


def _loan(random: Random, base: Problem, set_id: str) -> SetLoan:
    days, place = 7 * base.horizon.weeks, random.choice(base.counties)
    first = random.randrange(-5, days // 2)
    span = base.horizon.first_monday + timedelta(first), base.horizon.first_monday + timedelta(first + days // 2)
    return SetLoan(
        loan_id=f"L-{set_id}",
        set_id=set_id,
        direction=random.choice(["in", "out"]),
        lender_id=base.sets[0].owner_id,
        borrower_id=base.sets[0].owner_id,
        window=DateSpan(first=span[0], last=span[1]),
        county_id=place.county_id,
        lon=place.lon,
        lat=place.lat,
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_may_not_be_repeated_the_stages_are_the_best_of_all_plans(seed):
    problem = repeats_of(seed)
    best = best_of(problem)
    if best is None:
        with pytest.raises(DapengError):
            solve_sets(problem, Budget(8.0))
        return
    result = solve_sets(problem, Budget(8.0))
    plan = plan_of(problem, result.stays, result.overhauls)
    assert [each.text() for each in verify(problem, plan) if each.rule_id.startswith("set.")] == []
    found = {stage.stage: stage for stage in result.stages}
    assert tuple(sign * found[name].value for name, sign in SIGNS.items()) == best
    assert all(sign * found[name].bound >= sign * found[name].value for name, sign in SIGNS.items())


WITHOUT = {
    "set.spacing": lambda problem: replace(problem, repeats=replace(problem.repeats, revisit_months=0)),
    "set.theme": lambda problem: replace(problem, repeats=replace(problem.repeats, theme_years=0)),
    "set.once_first": lambda problem: replace(problem, repeats=replace(problem.repeats, once_first="off")),
    "set.loan": lambda problem: replace(problem, set_loans=()),
}


def values(problem: Problem) -> tuple[int, ...]:
    try:
        return tuple(stage.value for stage in solve_sets(problem, Budget(8.0)).stages)
    except DapengError:
        return ()


@pytest.mark.parametrize("rule_id", WITHOUT)
def test_each_rule_changes_some_of_these_plans(rule_id):
    """Without the rule the best of all plans is another one: the problems above do test it."""
    problems = (repeats_of(seed) for seed in (*SEEDS, *range(100, 130)))
    assert any(WITHOUT[rule_id](each) != each and values(WITHOUT[rule_id](each)) != values(each) for each in problems)
