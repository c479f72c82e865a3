"""Full rounds: the plan obeys every rule, the bound holds against all plans, and both agree where little hinders."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from core.calendar import DateSpan
from core.errors import DapengError
from exhibits.library import Library, Loan
from scheduler.problem import Problem
from scheduler.progress import Budget
from scheduler.repeats import NO_REPEATS
from scheduler.rounds import plan_rounds, rounds_problem
from scheduler.sets.solve import solve_sets
from scheduler.verify import verify
from tests.scheduler.listed_sets import plan_of
from tests.small import small_problem


def easy(counties: int, sets: int, **changes: object) -> Problem:
    """Return counties with a hall each, always open, and sets that all fit."""
    base = small_problem(counties=counties, sets=sets, caravans=0, stops=0, weeks=26)
    span = DateSpan(first=base.horizon.first_monday, last=base.horizon.last_day)
    first = {hall.county_id: hall for hall in reversed(base.halls)}
    rules = replace(base.set_rules, stay_weeks=(8,), min_intact_percent=0, min_hall_area_percent=0)
    made = replace(
        base,
        halls=tuple(replace(hall, available=(span,), power_w=10**6) for hall in first.values()),
        sets=tuple(replace(each, unavailable=()) for each in base.sets),
        setup_teams=tuple(replace(base.setup_teams[0], team_id=f"T{n}", leave=()) for n in range(sets)),
        set_rules=rules,
    )
    return replace(made, **changes)


@pytest.mark.parametrize(("counties", "sets", "rounds"), [(6, 2, 2), (5, 2, 1), (5, 3, 3)])
def test_the_plan_of_full_rounds_obeys_every_rule(counties, sets, rounds):
    problem = easy(counties, sets)
    made = plan_rounds(problem, rounds, 156)
    whole = rounds_problem(problem, made)
    found = verify(whole, plan_of(whole, made.stays))
    assert [each.line("en") for each in found if each.rule_id.startswith("set.")] == []
    served = [(stay.county_id, one.round_id) for stay in made.stays for one in made.rounds if stay.opens in one.span]
    assert len(set(served)) == len(served) == made.counties * rounds
    last = max(stay.last_day for stay in made.stays)
    assert (last - problem.horizon.first_monday).days + 1 == 7 * made.weeks
    assert 0 < made.bound_weeks <= made.weeks


def test_the_solver_finds_no_more_in_fewer_weeks_than_the_bound():
    """With the border between the rounds where the plan has it, someone is left out."""
    problem = easy(2, 1)
    made = plan_rounds(problem, 2, 60)
    bare = rounds_problem(problem, made)
    horizon = replace(bare.horizon, weeks=made.bound_weeks - 1)
    later = replace(made.rounds[1], span=DateSpan(first=made.rounds[1].span.first, last=horizon.last_day))
    tried = replace(bare, horizon=horizon, rounds=(made.rounds[0], later), repeats=NO_REPEATS)
    assert len(solve_sets(tried, Budget(2.0)).stays) < 4


def test_one_set_in_one_county_after_the_other_takes_as_long_as_the_bound_says():
    problem = easy(1, 1)
    made = plan_rounds(problem, 3, 60)
    assert made.bound_weeks == made.weeks


def test_fewer_teams_take_longer_and_the_bound_knows():
    problem = easy(6, 6)
    alone = replace(problem, setup_teams=problem.setup_teams[:1])
    many, few = plan_rounds(problem, 1, 60), plan_rounds(alone, 1, 60)
    assert few.bound_weeks > many.bound_weeks
    assert few.weeks >= few.bound_weeks


def test_who_cannot_be_served_is_told_apart_and_too_short_a_time_is_refused():
    problem = easy(4, 2)
    shut = replace(problem.halls[0], power_w=0)
    made = plan_rounds(replace(problem, halls=(shut, *problem.halls[1:])), 1, 60)
    assert made.impossible == (shut.county_id,)
    assert made.counties == 3
    with pytest.raises(DapengError) as refused:
        plan_rounds(problem, 2, 20)
    assert [each.code for each in refused.value.faults] == ["rounds-impossible"]


def test_a_hall_that_closes_soon_comes_first_and_opens_again_a_year_later():
    """One set, three counties; the farthest hall is open for the first weeks of the year only."""
    problem = easy(3, 1)
    first, last = problem.horizon.first_monday, problem.horizon.last_day
    early = DateSpan(first=first, last=first + timedelta(weeks=14))
    whole = DateSpan(first=first, last=last)
    for number in range(3):
        halls = tuple(replace(h, available=(early if n == number else whole,)) for n, h in enumerate(problem.halls))
        made = plan_rounds(replace(problem, halls=halls), 2, 90)
        county_id = halls[number].county_id
        opens = [stay.opens for stay in made.stays if stay.county_id == county_id]
        assert opens[0] in early
        assert opens[1] - timedelta(weeks=52) in early
        assert made.bound_weeks <= made.weeks


def test_sets_are_never_in_two_places():
    made = plan_rounds(easy(6, 2), 2, 156)
    for one, two in product(made.stays, repeat=2):
        if one.set_id == two.set_id and one.opens < two.opens:
            assert one.last_day < two.opens


def test_a_set_that_a_library_has_lent_is_not_counted_on():
    """One set, lent for the first ten weeks: nothing opens before it is back."""
    problem = easy(2, 1)
    first = problem.horizon.first_monday
    org_id, county_id = problem.organisations[0].org_id, problem.counties[0].county_id
    shelf = Library(
        library_id="lib",
        name="资源库",
        org_id=org_id,
        county_id=county_id,
        exhibit_ids=(),
        show_ids=(),
        set_ids=(problem.sets[0].set_id,),
        caravan_ids=(),
        community_exhibit_ids=(),
        turnaround_days=0,
        source="invented",
    )
    gone = Loan(
        loan_id="L",
        library_id="lib",
        borrower_id=org_id,
        county_id=county_id,
        stop_id=None,
        span=DateSpan(first=first, last=first + timedelta(days=69)),
        exhibit_ids=(),
        show_ids=(),
        set_ids=(problem.sets[0].set_id,),
        caravan_ids=(),
        kit_id=None,
        splits_set=False,
        request_id=None,
    )
    lent = replace(problem, libraries=(shelf,), loans=(gone,))
    free, made = plan_rounds(problem, 1, 90), plan_rounds(lent, 1, 90)
    assert min(stay.opens for stay in made.stays) > gone.span.last
    assert free.weeks + 10 <= made.weeks
    assert made.bound_weeks > free.bound_weeks


def test_a_set_serves_first_who_no_other_can():
    """Two sets, four counties; only the second fits the two small halls: each serves two, none waits for the other."""
    problem = easy(4, 2)
    exhibits = tuple(replace(one, power_w=1) for one in problem.exhibits)
    hungry = set(problem.sets[0].exhibit_ids)
    exhibits = tuple(replace(one, power_w=1000) if one.exhibit_id in hungry else one for one in exhibits)
    halls = tuple(replace(hall, power_w=500 if n < 2 else 10**6) for n, hall in enumerate(problem.halls))
    made = plan_rounds(replace(problem, exhibits=exhibits, halls=halls), 1, 120)
    served = {stay.county_id: stay.set_id for stay in made.stays}
    assert [served[hall.county_id] for hall in problem.halls] == [problem.sets[1].set_id] * 2 + [
        problem.sets[0].set_id
    ] * 2
