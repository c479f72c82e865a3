"""Stays give way to hard caravan floors and campaigns: against trying every stay, and in whole plans."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from random import Random

import pytest

from scheduler.campaigns.demands import demands_of
from scheduler.campaigns.model import Convoy
from scheduler.campaigns.options import Options
from scheduler.caravans.case import make_case
from scheduler.caravans.possible import floor_faults, visitable
from scheduler.narrow import for_caravans, for_sets
from scheduler.plan import Stay
from scheduler.problem import Floor, Problem, StayPin
from scheduler.progress import Budget
from scheduler.room_in_town import with_room_for_caravans
from scheduler.sets.solve import solve_sets
from scheduler.solve import solve
from scheduler.verify import verify
from tests.scheduler.campaigns.campaign_help import campaign, target
from tests.small import small_problem


def town(minimum: int, *, seed: int = 1) -> tuple[Problem, str]:
    """Return a problem in which a county with halls has its stops at the seat, open for a while, and a hard floor."""
    bare = small_problem(counties=8, sets=3, caravans=3, stops=60, weeks=26, seed=seed, visit_pins=(), stay_pins=())
    halls = [hall.county_id for hall in bare.halls if hall.county_id not in bare.not_asked]
    county_id = max(halls, key=lambda name: sum(stop.county_id == name for stop in bare.stops))
    window, stops = bare.caravan_rules.window, []
    for number, stop in enumerate(bare.stops):
        if stop.county_id == county_id:
            first = window.first + timedelta(days=14 + 9 * (number % 4))
            hours = [replace(w, first=first, last=first + timedelta(days=20), weekdays=(1, 2, 3, 4, 5, 6, 7),
                             school_days_only=False) for w in stop.windows]  # fmt: skip
            stop = replace(stop, setting="seat", windows=tuple(hours))
        stops.append(stop)
    rules = replace(bare.caravan_rules, apart_from_sets=True, township_share_min_percent=0)
    floors = (Floor(county_id=county_id, service="caravan", minimum=minimum, hard=True),)
    made = replace(bare, stops=tuple(stops), caravan_rules=rules, joint_counties=(), floors=floors, ceilings=())
    return made, county_id


def beside(problem: Problem, county_id: str, opens: date, weeks: int) -> bool:
    """Tell whether the caravans' part finds room for the floor beside one stay."""
    stay = Stay(set_id="", hall_id="", county_id=county_id, opens=opens, weeks=weeks, team_id="")
    seen = for_caravans(problem, (stay,))
    return not list(floor_faults(seen, make_case(seen)))


@pytest.mark.parametrize("minimum", [1, 2, 3])
def test_single_stays_are_taken_away_where_trying_each_leaves_no_room(minimum):
    problem, county_id = town(minimum)
    cut = with_room_for_caravans(problem, for_caravans(problem, ()))
    spans = {hall.hall_id: hall.available for hall in cut.halls}
    before = max(item.setup_days for item in problem.sets)
    after = max(item.teardown_days for item in problem.sets)
    kinds = set[tuple[bool, bool]]()
    for hall, week, weeks in product(problem.halls, range(problem.horizon.weeks), problem.set_rules.stay_weeks):
        opens = problem.horizon.first_monday + timedelta(weeks=week)
        first, last = opens - timedelta(days=before), opens + timedelta(days=7 * weeks - 1 + after)
        was = any(span.first <= first and last <= span.last for span in hall.available)
        now = any(span.first <= first and last <= span.last for span in spans[hall.hall_id])
        asked = hall.county_id == county_id
        assert now == (was and (not asked or beside(problem, county_id, opens, weeks)))
        kinds.add((was, now))
    assert {(True, True), (True, False)} <= kinds


def test_a_plan_keeps_the_floor_that_the_best_stay_would_leave_no_room():
    """Without the mend the stay of most open days stands in the way of the floor, and there is no plan."""
    problem, county_id = town(6, seed=12)
    stays = solve_sets(replace(problem, floors=()), Budget(2.0, seed=1, deterministic=True)).stays
    mine = [stay for stay in stays if stay.county_id == county_id]
    assert mine
    assert not all(beside(problem, county_id, stay.opens, stay.weeks) for stay in mine)
    plan = solve(problem, Budget(4.0, seed=1, deterministic=True))
    assert verify(problem, plan) == []


def test_pinned_stays_and_counties_that_asked_for_both_are_left_alone():
    problem, county_id = town(3)
    joint = replace(problem, joint_counties=(county_id,))
    assert for_sets(joint) == joint
    hall = next(hall for hall in problem.halls if hall.county_id == county_id)
    weeks = max(problem.set_rules.stay_weeks)
    opens = next(
        opens
        for opens in (problem.horizon.first_monday + timedelta(weeks=n) for n in range(20))
        if not beside(problem, county_id, opens, weeks)
    )
    pin = StayPin(set_id=problem.sets[0].set_id, hall_id=hall.hall_id, opens=opens, weeks=weeks)
    pinned = replace(problem, stay_pins=(pin,))
    assert for_sets(pinned) == pinned


def asked_in(county_id: str, problem: Problem, seed: int) -> Problem:
    """Return the problem with a hard target in the county: visits in some days, a venue, or a convoy."""
    rng = Random(seed)
    here = [stop for stop in problem.stops if stop.county_id == county_id]
    first = problem.caravan_rules.window.first + timedelta(days=rng.randrange(14, 40))
    days = (first, first + timedelta(days=rng.choice((0, 3, 9))))
    if seed % 3 == 0:
        meeting = Convoy(convoy_id="C", campaign_id="own", stop_id=rng.choice(here).stop_id, day=first, vehicles=1,
                         caravan_ids=(), arrive_within_min=60)  # fmt: skip
        return replace(problem, floors=(), campaigns=(campaign(*days),), convoys=(meeting,))
    wanted = target(scope="county", county_ids=(county_id,), minimum=rng.choice((1, 2, 4)))
    if seed % 3 == 1:
        wanted = target(scope="venue", stop_id=rng.choice(here).stop_id)
    return replace(problem, floors=(), campaigns=(campaign(*days),), campaign_targets=(wanted,))


def leaves_room(problem: Problem, county_id: str, opens: date, weeks: int) -> bool:
    """Tell whether the demand can be met beside one stay as far as the choice's own proof goes."""
    stay = Stay(set_id="", hall_id="", county_id=county_id, opens=opens, weeks=weeks, team_id="")
    seen = for_caravans(problem, (stay,))
    (demand,) = demands_of(seen)
    return Options(seen, make_case(seen), (demand,)).most(demand) >= demand.minimum


def test_stays_that_leave_a_hard_campaign_no_room_are_taken_away():
    kinds = set[tuple[int, bool]]()
    for seed in range(18):
        bare, county_id = town(1, seed=1 + seed % 4)
        problem = asked_in(county_id, bare, seed)
        alone = for_caravans(problem, ())
        (demand,) = demands_of(alone)
        possible = Options(alone, make_case(alone), (demand,)).most(demand) >= demand.minimum
        cut = for_sets(problem)
        before = max(item.setup_days for item in problem.sets)
        after = max(item.teardown_days for item in problem.sets)
        for hall, week in product(range(len(problem.halls)), range(problem.horizon.weeks)):
            opens = problem.horizon.first_monday + timedelta(weeks=week)
            first, last = opens - timedelta(days=before), opens + timedelta(days=7 * 8 - 1 + after)
            was, now = (
                any(span.first <= first and last <= span.last for span in each.halls[hall].available)
                for each in (problem, cut)
            )
            asked = possible and problem.halls[hall].county_id == county_id
            assert now == (was and (not asked or leaves_room(problem, county_id, opens, 8)))
            kinds |= {(seed % 3, was and not now)}
    assert kinds == set(product(range(3), (True, False)))


def test_a_plan_has_no_stay_where_a_hard_target_wants_the_town():
    """Without the mend the stay of most open days stands there on the day, and the target was refused as not met."""
    bare, county_id = town(1, seed=12)
    problem = replace(bare, floors=())
    stays = solve_sets(problem, Budget(2.0, seed=1, deterministic=True)).stays
    (mine,) = [stay for stay in stays if stay.county_id == county_id]
    alone = for_caravans(problem, ())
    case = make_case(alone)
    here = [row for row, stop in enumerate(case.names.stops) if stop.county_id == county_id]
    can = visitable(case)[:, here].any(axis=1)
    day = next(day for n, day in enumerate(case.names.days) if can[n] and mine.opens <= day <= mine.last_day)
    wanted = target(scope="county", county_ids=(county_id,))
    asked = replace(problem, campaigns=(campaign(day, day),), campaign_targets=(wanted,))
    assert verify(asked, solve(asked, Budget(4.0, seed=1, deterministic=True))) == []
