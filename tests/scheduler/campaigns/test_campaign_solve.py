"""Campaigns in the plan: targets met, convoys together, what is impossible refused, what is soft counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest
from campaign_help import campaign, target
from small import small_problem

from core.calendar import DateSpan
from core.errors import DapengError
from scheduler.campaigns.demands import demands_of
from scheduler.campaigns.model import Convoy, JointAction
from scheduler.campaigns.options import Options
from scheduler.caravans.case import make_case
from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.progress import Budget
from scheduler.solve import solve
from scheduler.verify import verify

BUDGET = Budget(3.0, seed=1)


def world() -> Problem:
    return small_problem(counties=8, caravans=3, stops=40)


def week(problem: Problem) -> tuple[date, date]:
    first = problem.caravan_rules.window.first + timedelta(days=14)
    return first, first + timedelta(days=6)


def with_campaign(problem: Problem, **changes) -> Problem:
    return replace(problem, campaigns=(campaign(*week(problem)),), **changes)


def meeting(problem: Problem, vehicles: int, within_min: int) -> Convoy:
    """A convoy at the first stop that two caravans suit on a day of the week."""
    case, (first, last) = make_case(problem), week(problem)
    pinned = {pin.stop_id for pin in problem.visit_pins}
    for row, stop in enumerate(case.names.stops):
        for column, day in enumerate(case.names.days):
            fits = case.flat.fit[:, row].sum() >= vehicles and stop.stop_id not in pinned
            if first <= day <= last and case.flat.pattern[column, row] > 0 and fits:
                return Convoy(
                    convoy_id="C", campaign_id="own", stop_id=stop.stop_id, day=day, vehicles=vehicles, caravan_ids=(),
                    arrive_within_min=within_min,
                )  # fmt: skip
    raise AssertionError


def visits_in_week(problem: Problem, plan: Plan) -> dict[str, int]:
    """Prefecture -> visits, counted from the plan alone."""
    first, last = week(problem)
    county_of = {stop.stop_id: stop.county_id for stop in problem.stops}
    prefecture_of = {county.county_id: county.prefecture_id for county in problem.counties}
    found = dict.fromkeys(prefecture_of.values(), 0)
    for tour in plan.tours:
        for day in tour.days:
            for part in day.activities:
                if part.stop_id and first <= day.day <= last:
                    found[prefecture_of[county_of[part.stop_id]]] += 1
    return found


def test_every_prefecture_has_its_visits_and_the_convoy_arrives_together():
    bare = world()
    convoy = meeting(bare, vehicles=2, within_min=20)
    problem = with_campaign(bare, campaign_targets=(target(minimum=2),), convoys=(convoy,))
    plan = solve(problem, BUDGET)
    assert verify(problem, plan) == []
    assert all(count >= 2 for count in visits_in_week(problem, plan).values())
    starts = [
        (tour.caravan_id, part.start_min)
        for tour in plan.tours for day in tour.days for part in day.activities if part.stop_id == convoy.stop_id
    ]  # fmt: skip
    assert len({caravan for caravan, _ in starts}) == len(starts) == 2
    assert abs(starts[0][1] - starts[1][1]) <= 20
    assert {stop.stop_id for stop in problem.stops} >= {
        part.stop_id for tour in plan.tours for day in tour.days for part in day.activities if part.stop_id
    }


def test_a_main_venue_may_be_where_a_convoy_meets():
    bare = world()
    convoy = meeting(bare, vehicles=2, within_min=60)
    venue = target(scope="venue", stop_id=convoy.stop_id, minimum=2)
    problem = with_campaign(bare, campaign_targets=(venue,), convoys=(convoy,))
    plan = solve(problem, BUDGET)
    assert verify(problem, plan) == []


def refused(problem: Problem) -> set[str]:
    with pytest.raises(DapengError) as caught:
        solve(problem, BUDGET)
    assert all(fault.text("zh") and fault.place for fault in caught.value.faults)
    return {fault.code for fault in caught.value.faults}


def test_what_is_impossible_is_refused_with_its_reason():
    closed = replace(world(), stops=tuple(replace(stop, windows=()) for stop in world().stops), visit_pins=())
    assert refused(with_campaign(closed, campaign_targets=(target(),))) == {"campaign-target-impossible"}
    too_many = replace(meeting(world(), 2, 20), vehicles=4)
    assert refused(with_campaign(world(), convoys=(too_many,))) == {"campaign-target-impossible"}


def test_a_convoy_without_crews_enough_is_proved_impossible():
    """Vehicles enough, one crew on the day: that is a proof. With two crews both go."""
    bare = world()
    convoy = meeting(bare, vehicles=2, within_min=60)
    off = DateSpan(first=convoy.day, last=convoy.day)
    crews = [replace(crew, leave=()) for crew in bare.crews]
    assert len(crews) > 1
    alone = (crews[0], *(replace(crew, leave=(off,)) for crew in crews[1:]))
    for problem in (replace(bare, crews=alone), replace(bare, crews=tuple(crews))):
        asked = with_campaign(problem, convoys=(convoy,))
        options = Options(asked, make_case(asked), demands_of(asked))
        (demand,) = options.demands
        able, caravans, days, _ = options.able(demand)
        goes = [c for c, fits in zip(caravans, able.any(axis=(1, 2)), strict=True) if fits]
        free = [w for w in range(len(crews)) if options.case.flat.crew_free[w, days[0]]]
        orders = permutations([*free, *([None] * len(goes))], len(goes))
        ok = options.case.flat.crew_ok
        most = max(sum(w is not None and bool(ok[v, w]) for v, w in zip(goes, order, strict=True)) for order in orders)
        assert options.most(demand) == most
    assert refused(with_campaign(replace(bare, crews=alone), convoys=(convoy,))) == {"campaign-target-impossible"}


def test_a_convoy_of_named_vehicles_takes_those():
    bare = world()
    convoy = meeting(bare, vehicles=2, within_min=30)
    fits = make_case(bare)
    row = next(n for n, stop in enumerate(fits.names.stops) if stop.stop_id == convoy.stop_id)
    able = [c.caravan_id for v, c in enumerate(fits.names.caravans) if fits.flat.fit[v, row]]
    problem = with_campaign(bare, convoys=(replace(convoy, caravan_ids=(able[-1],)),))
    assert verify(problem, solve(problem, BUDGET)) == []


def test_a_soft_target_that_cannot_be_met_is_shortage_with_a_bound():
    closed = replace(world(), stops=tuple(replace(stop, windows=()) for stop in world().stops), visit_pins=())
    problem = with_campaign(closed, campaign_targets=(target(hard=False, minimum=2),), floors=())
    plan = solve(problem, BUDGET)
    assert verify(problem, plan) == []
    shortage = next(s for s in plan.stages if (s.section, s.stage) == ("caravans", "shortage"))
    assert (shortage.value, shortage.bound, shortage.status) == (4, 4, "optimal")


def test_a_joint_action_has_its_caravans_on_its_day():
    bare = world()
    convoy = meeting(bare, 2, 0)
    county_id = next(stop.county_id for stop in bare.stops if stop.stop_id == convoy.stop_id)
    joint = JointAction(
        joint_id="J", campaign_id="own", county_id=county_id, day=convoy.day,
        museum_ids=(bare.museums[0].museum_id,), with_set=False, caravans=1,
    )  # fmt: skip
    problem = with_campaign(bare, joint_actions=(joint,))
    plan = solve(problem, BUDGET)
    assert verify(problem, plan) == []


def test_without_campaigns_nothing_changes():
    fixed = Budget(2.0, seed=3, deterministic=True)
    plain = solve(world(), fixed)
    idle = solve(with_campaign(world()), fixed)
    assert (plain.tours, plain.stays) == (idle.tours, idle.stays)
