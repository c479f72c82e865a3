"""Operators, journeys and adjoining loans against every plan there is; the oracle is the other rules'."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from core.calendar import DateSpan
from core.errors import DapengError
from exhibits.model import ExhibitSet, RepairCycle
from fleet.people import Operator
from scheduler.check import check_problem
from scheduler.exchange import SetLoan
from scheduler.journeys import Journey
from scheduler.problem import Organisation, Problem
from scheduler.progress import Budget
from scheduler.sets.solve import solve_sets
from scheduler.verify import verify
from tests.scheduler.listed_sets import best_of, plan_of, problem_of

SEEDS = range(1, 25)
SIGNS = {"shortage": -1, "coverage": 1, "worst_prefecture": 1, "cost": -1}
RUNNER = Organisation(org_id="OP", name="承办公司", level="operator", parent_id=None)


def who_of(seed: int) -> Problem:
    """One or two sets, some of them run by an operator, on journeys, or lent in by windows that adjoin."""
    random, base = Random(seed), problem_of(seed)
    parent = base.organisations[0].org_id
    sets = tuple(replace(one, custodian_id="OP") if random.random() < 0.5 else one for one in base.sets)
    return replace(
        base,
        organisations=(*base.organisations, replace(RUNNER, parent_id=parent)),
        operators=(_operator(random, base),),
        sets=sets,
        journeys=tuple(_journey(random, base, one.set_id) for one in sets if random.random() < 0.6),
        set_loans=tuple(loan for one in sets if random.random() < 0.3 for loan in _adjoining(random, base, one)),
    )


def _span(base: Problem, first: int, last: int) -> DateSpan:
    monday = base.horizon.first_monday
    return DateSpan(first=monday + timedelta(days=first), last=monday + timedelta(days=last))


def _operator(random: Random, base: Problem) -> Operator:
    days, names = 7 * base.horizon.weeks, [county.county_id for county in base.counties]
    return Operator(
        org_id="OP",
        county_ids=tuple(random.sample(names, random.choice([1, 2, 3]))),
        contract=_span(base, random.randrange(-9, 12), days - random.randrange(-9, 25)),
        budget_fen=None,
        visits_target=None,
        source="test",
    )


def _journey(random: Random, base: Problem, set_id: str) -> Journey:
    """A week or so away: in the horizon, or just before or after it."""
    days = 7 * base.horizon.weeks
    span = _span(base, first := random.choice([-9, days + 1, random.randrange(days)]), first + random.randrange(1, 9))
    return Journey(
        journey_id=f"J-{set_id}",
        name="尼泊尔（虚构）",
        service="set",
        resource_id=set_id,
        mission="abroad",
        destination="加德满都",
        timezone="Asia/Kathmandu",
        opens=span.first,
        opens_min=540,
        closes=span.last,
        closes_min=1020,
        transport_out_days=random.choice([0, 1]),
        customs_out_days=0,
        customs_back_days=0,
        transport_back_days=random.choice([0, 1]),
        stays_target=None,
        audience_target=None,
        stays_done=None,
        audience_done=None,
        source="test",
    )


def _adjoining(random: Random, base: Problem, one: ExhibitSet) -> Iterator[SetLoan]:
    days = 7 * base.horizon.weeks
    cut = random.randrange(10, days - 10)
    for number, span in enumerate((_span(base, -20, cut), _span(base, cut + 1, days + 20))):
        yield SetLoan(
            loan_id=f"L{number}-{one.set_id}",
            set_id=one.set_id,
            direction="in",
            lender_id=one.owner_id,
            borrower_id=one.owner_id,
            window=span,
            county_id=base.counties[number].county_id,
            lon=base.counties[number].lon,
            lat=base.counties[number].lat,
        )


@pytest.mark.parametrize("seed", SEEDS)
def test_whoever_runs_the_sets_the_stages_are_the_best_of_all_plans(seed):
    problem = who_of(seed)
    assert check_problem(problem) == []
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
    "set.away": lambda problem: replace(problem, journeys=()),
    "set.territory": lambda problem: replace(problem, operators=()),
    "set.loan": lambda problem: replace(problem, set_loans=()),
}


def values(problem: Problem) -> tuple[int, ...]:
    try:
        return tuple(stage.value for stage in solve_sets(problem, Budget(8.0)).stages)
    except DapengError:
        return ()


@pytest.mark.parametrize("rule_id", WITHOUT)
def test_each_rule_changes_some_of_these_plans(rule_id):
    problems = map(who_of, SEEDS)
    assert any(WITHOUT[rule_id](each) != each and values(WITHOUT[rule_id](each)) != values(each) for each in problems)


# --- the edges at which solver and verifier once disagreed ---


def one_set(weeks: int = 8, **changes: object) -> Problem:
    """Return a problem of one set with two days of tear-down and nothing that bars a stay at the horizon's end."""
    base = problem_of(1)
    one = replace(base.sets[0], repair=RepairCycle(weeks=0, within=()), unavailable=(), setup_days=2, teardown_days=2)
    open_always = tuple(replace(hall, available=(_span(base, -99, 199),)) for hall in base.halls)
    return replace(
        base,
        horizon=replace(base.horizon, weeks=weeks),
        rounds=tuple(replace(base.rounds[0], span=_span(base, 0, 7 * weeks - 1)) for _ in range(1)),
        sets=(replace(one, **changes),),  # type: ignore[arg-type]
        halls=open_always,
        calendar=replace(base.calendar, holidays=()),
        set_rules=replace(base.set_rules, stay_weeks=(weeks - 1,), min_hall_area_percent=0),
        setup_teams=tuple(replace(team, leave=()) for team in base.setup_teams),
        floors=(),
        not_asked=(),
        caravan_rules=replace(base.caravan_rules, window=_span(base, 0, 7 * weeks - 1)),
    )


def leaving(problem: Problem, day: int) -> Problem:
    """Return the problem with a journey of its set that leaves on a day counted from the horizon's first."""
    made = _journey(Random(0), problem, problem.sets[0].set_id)
    span = _span(problem, day, day + 30)
    still = replace(made, transport_out_days=0, transport_back_days=0)
    return replace(problem, journeys=(replace(still, opens=span.first, closes=span.last),))


@pytest.mark.parametrize(("day", "stays"), [(57, 0), (58, 1)])
def test_a_set_that_leaves_after_the_horizon_has_time_to_be_torn_down(day, stays):
    """Eight weeks end on day 55; the stay of weeks 1 to 7 is torn down on days 56 and 57."""
    problem = leaving(one_set(), day)
    busy_week_0 = replace(problem, sets=(replace(problem.sets[0], unavailable=(_span(problem, 0, 1),)),))
    result = solve_sets(busy_week_0, Budget(4.0))
    assert len(result.stays) == stays
    assert not any(each.rule_id.startswith("set.") for each in verify(busy_week_0, plan_of(busy_week_0, result.stays)))


def test_an_overhaul_may_lie_outside_the_contract():
    """The repair span follows the contract: the set tours under it and is repaired afterwards."""
    base = one_set()
    repaired = replace(base.sets[0], repair=RepairCycle(weeks=1, within=(_span(base, 42, 55),)), custodian_id="OP")
    counties = tuple(county.county_id for county in base.counties)
    runner = replace(_operator(Random(0), base), county_ids=counties, contract=_span(base, -30, 35))
    problem = replace(
        base,
        sets=(repaired,),
        set_rules=replace(base.set_rules, stay_weeks=(3,)),
        organisations=(*base.organisations, replace(RUNNER, parent_id=base.organisations[0].org_id)),
        operators=(runner,),
    )
    result = solve_sets(problem, Budget(4.0))
    plan = plan_of(problem, result.stays, result.overhauls)
    assert result.stays
    assert result.overhauls
    assert [each.text() for each in verify(problem, plan) if each.rule_id.startswith("set.")] == []


@pytest.mark.parametrize(("cut", "overhauls"), [(38, 0), (41, 1)])
def test_an_overhaul_lies_in_one_loan_window(cut, overhauls):
    """Overhauls of a week that may begin on day 35 only; a window that ends on day 38 cuts it in two."""
    base = one_set()
    repaired = replace(base.sets[0], repair=RepairCycle(weeks=1, within=(_span(base, 35, 41),)))
    loans = [*_adjoining(Random(0), base, repaired)]
    spans = _span(base, -20, cut), _span(base, cut + 1, 90)
    problem = replace(
        base,
        sets=(repaired,),
        set_rules=replace(base.set_rules, stay_weeks=(2,)),
        set_loans=tuple(replace(loan, window=span) for loan, span in zip(loans, spans, strict=True)),
    )
    result = solve_sets(problem, Budget(4.0))
    plan = plan_of(problem, result.stays, result.overhauls)
    assert len(result.overhauls) == overhauls
    assert [each.text() for each in verify(problem, plan) if each.rule_id.startswith("set.")] == []
