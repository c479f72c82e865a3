"""Every place that is tried, not only those told: its price is what the figures say, its rules are the verifier's."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest
from slot_cases import request
from small import small_problem

from core.calendar import DateSpan
from scheduler.campaigns.model import Campaign, CampaignTarget
from scheduler.explain.ground import Ground, make_ground
from scheduler.plan import Plan
from scheduler.problem import Ceiling, Floor, Problem
from scheduler.progress import Budget
from scheduler.requests import Request
from scheduler.slots.answer import Desk
from scheduler.slots.judge import broken
from scheduler.slots.room import Room
from scheduler.slots.visits import Candidate, candidates
from scheduler.solve import solve
from scheduler.verify.figures import caravan_figures
from scheduler.verify.view import View
from scheduler.wire import pinned_of

OVER_ALL = {"county.ceiling", "county.floor", "share.township", "caravan.budget"}


@cache
def world() -> tuple[Problem, Plan]:
    """A small plan with few days out, so that there are stops left over; the same on every machine."""
    problem = small_problem(counties=6, caravans=3, stops=90, weeks=8)
    short = tuple(replace(one, out_days_max=6) for one in problem.caravans)
    problem = replace(problem, caravans=short, ceilings=())
    return problem, solve(problem, Budget(1.0, seed=1, deterministic=True))


def changed(problem: Problem) -> Ground:
    """The same tours beside other promises."""
    view = View(problem, replace(world()[1], pinned=pinned_of(problem)))
    view.warm_up()
    return make_ground(view)


def tried(ground: Ground, asked: Request, stop: int) -> list[Candidate]:
    caravans = range(len(ground.case.flat.depot))
    return list(candidates(ground, asked, [stop], caravans, range(ground.days)))


def wishful() -> Problem:
    """Soft floors just met everywhere, and a soft target in each county in some week."""
    problem, plan = world()
    visited = [part.stop_id for tour in plan.tours for day in tour.days for part in day.activities if part.stop_id]
    county = {stop.stop_id: stop.county_id for stop in problem.stops}
    floors = tuple(
        Floor(county_id=name, service="caravan", minimum=sum(county[stop] == name for stop in visited) + 1, hard=False)
        for name in dict.fromkeys(county.values())
    )
    first = plan.tours[0].days[0].day
    week = Campaign(
        campaign_id="own", name="自办活动", label="自办活动",
        span=DateSpan(first=first, last=first + timedelta(days=6)),
        themes=(), register_from=None, register_by=None, complete_by=None, summary_by=None, recommend_by=None,
        source="invented",
    )  # fmt: skip
    target = CampaignTarget(
        target_id="T1", campaign_id="own", scope="county", county_ids=(), stop_id=None, service="caravan", minimum=3,
        hard=False,
    )  # fmt: skip
    return replace(problem, floors=floors, campaigns=(week,), campaign_targets=(target,))


def test_the_price_of_every_place_is_what_the_figures_say():
    """Stops not visited and stops moved, with and without another's stead: shortage, coverage and cost, all exact."""
    problem = wishful()
    ground = changed(replace(problem, caravans=tuple(replace(one, out_days_max=50) for one in problem.caravans)))
    before, seen = caravan_figures(ground.view), set()
    stops = [*sorted(ground.visited)[:8], *sorted(set(range(len(problem.stops))) - ground.visited)[:2]]
    for stop in stops:
        for each in tried(ground, request(problem.stops[stop].stop_id, problem.stops[stop].county_id), stop)[::-11]:
            after = caravan_figures(each.offer().ground.view)
            price = each.price
            told = {"shortage": price.shortage, "coverage": price.coverage, "cost": price.cost_fen}
            assert {name: after["caravans", name] - before["caravans", name] for name in told} == told
            seen.add((each.place.kind, stop in ground.visited, price.shortage > 0, price.coverage < 0))
    assert {(kind, moved) for kind, moved, _, _ in seen} >= {("new_tour", True), ("replace", False), ("replace", True)}
    assert any(short for _, _, short, _ in seen)
    assert ("replace", True) in {(kind, moved) for kind, moved, _, less in seen if less}


@pytest.mark.parametrize("tight", [False, True])
def test_what_leaves_no_room_is_what_the_verifier_refuses_for_it(tight):
    """Stops in towns and at seats, full counties, and with ``tight`` no seat more than the township share allows."""
    problem = full(hard=True)
    visits = changed(problem).visits
    towns = [stop.setting != "seat" for stop in problem.stops]
    share = 100 * sum(towns[stop] for stop in visits) // len(visits) if tight else 0
    rules = replace(problem.caravan_rules, township_share_min_percent=share)
    ground = changed(replace(problem, caravan_rules=rules))
    already = {each.rule_id for each in broken(ground.view)}
    assert "share.township" not in already
    room, told = Room(ground), set()
    fresh = sorted(set(range(len(problem.stops))) - ground.visited)
    for stop in [*fresh[:3], *[each for each in fresh if not towns[each]][:4]]:
        asked = request(problem.stops[stop].stop_id, problem.stops[stop].county_id)
        for each in tried(ground, asked, stop)[::-3]:
            found = {one.rule_id for one in broken(each.offer().ground.view)} & OVER_ALL
            rule_id = room.barred(each.changes)
            assert (rule_id in found) if rule_id else not found - already
            told.add(rule_id)
    assert told == {"county.ceiling", ""} | ({"share.township"} if tight else set())


def full(*, hard: bool = False) -> Problem:
    """Caravans have days left, but every county has as many visits as it may, and with ``hard`` as many as it must."""
    problem, plan = world()
    visited = [part.stop_id for tour in plan.tours for day in tour.days for part in day.activities if part.stop_id]
    county = {stop.stop_id: stop.county_id for stop in problem.stops}
    found = {name: sum(county[stop] == name for stop in visited) for name in dict.fromkeys(county.values())}
    ceilings = tuple(Ceiling(county_id=name, maximum=count) for name, count in found.items())
    floors = tuple(Floor(county_id=n, service="caravan", minimum=c, hard=True) for n, c in found.items() if hard)
    idle = tuple(replace(one, out_days_max=50) for one in problem.caravans)
    crews = tuple(replace(one, out_days_max=50) for one in problem.crews)
    return replace(problem, ceilings=ceilings, floors=floors, visit_pins=(), caravans=idle, crews=crews)


def test_a_full_county_is_declined_only_where_no_place_is_left_at_all():
    """Many insertions are refused first; one visit of the county in another's stead is what remains."""
    problem = full()
    ground = changed(problem)
    desk = Desk(problem, ground.view.plan)
    offered = 0
    for stop in sorted(set(range(len(problem.stops))) - ground.visited)[:6]:
        asked = request(problem.stops[stop].stop_id, problem.stops[stop].county_id)
        all_tried = tried(ground, asked, stop)
        possible = any(room_for(ground, each) for each in all_tried)
        answer = desk.answer(asked).answer
        assert (answer.verdict != "declined") == possible
        refused_first = next((n for n, each in enumerate(all_tried) if each.place.kind == "replace"), 0)
        offered += possible and refused_first > 15
    assert offered


def room_for(ground: Ground, candidate: Candidate) -> bool:
    return not {each.rule_id for each in broken(candidate.offer().ground.view)} - {"plan.figures"}
