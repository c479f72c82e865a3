"""Who does what a campaign asks for: sets where caravans cannot, vehicles within budgets, all that could go."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from campaign_help import campaign, target
from ortools.sat.python import cp_model
from test_campaign_solve import BUDGET, refused, week, with_campaign, world

from core.calendar import DateSpan
from core.errors import DapengError
from fleet.people import Operator
from scheduler.campaigns.choose import choose
from scheduler.campaigns.demands import demands_of
from scheduler.campaigns.joined import joined
from scheduler.campaigns.options import Options
from scheduler.campaigns.solve import solve_with_campaigns
from scheduler.caravans.case import Case, make_case
from scheduler.caravans.column import Column, cost_fen, is_feasible
from scheduler.caravans.start import shortest_way
from scheduler.caravans.state import empty_board
from scheduler.narrow import for_sets
from scheduler.plan import Stay
from scheduler.problem import Organisation, Problem, VisitPin
from scheduler.progress import Budget
from scheduler.sets.board import make_board
from scheduler.sets.demands import most_stays
from scheduler.solve import solve
from scheduler.verify import verify
from scheduler.verify.campaigns import places
from scheduler.verify.view import View
from tests.patience import AT_ONCE_SECONDS


def shut(problem: Problem) -> Problem:
    """Return the problem with no stop open and nothing asked of caravans."""
    floors = tuple(floor for floor in problem.floors if floor.service == "set")
    return replace(
        problem, stops=tuple(replace(stop, windows=()) for stop in problem.stops), visit_pins=(), floors=floors
    )


def test_what_caravans_cannot_do_of_any_service_is_done_by_sets():
    """Counties where nothing is open in the week, and some stay could be, get one for the campaign's sake."""
    quick, problem = Budget(1.0, seed=1, deterministic=True), with_campaign(shut(world()))
    asked = replace(problem, campaign_targets=(target(service="any", scope="county", hard=False),))
    plain = {place.name for place in places(View(asked, solve(asked, quick))) if place.stays}
    could = [county for county in asked.counties if may_stay(asked, county.county_id)]
    wanted = [c.county_id for c in could if not any(c.county_id in name for name in plain)]
    assert wanted
    hard = target(service="any", scope="county", county_ids=(wanted[0],))
    forced = replace(asked, campaign_targets=(hard,))
    plan = solve(forced, quick)
    assert verify(forced, plan) == []
    assert [place.stays for place in places(View(forced, plan))] == [1]


def may_stay(problem: Problem, county_id: str) -> bool:
    """Tell whether rounds, halls and sets leave the county a stay in the week."""
    alone = target(service="set", scope="county", county_ids=(county_id,))
    return most_stays(make_board(for_sets(replace(problem, campaign_targets=(alone,))), by_cost=False), 0) > 0


def test_what_neither_can_do_is_refused_with_both_figures():
    problem = with_campaign(shut(world()), campaign_targets=(target(service="any", minimum=40),))
    with pytest.raises(DapengError) as caught:
        solve(problem, BUDGET)
    assert {fault.code for fault in caught.value.faults} == {"campaign-target-impossible"}
    for fault in caught.value.faults:
        assert fault.place == "/campaign_targets/0"
        assert "needs 40" in fault.text("en")
        assert "0 visits" in fault.text("en")


def test_a_set_and_caravans_for_one_town_and_week_are_named_together():
    """A county with stops at its seat alone, and hard targets of either for one week: no stay leaves visits room."""
    bare = world()
    county_id = bare.halls[0].county_id
    stops = tuple(replace(stop, setting="seat") if stop.county_id == county_id else stop for stop in bare.stops)
    rules = replace(bare.caravan_rules, apart_from_sets=True)
    problem = replace(bare, stops=stops, caravan_rules=rules, joint_counties=(), visit_pins=())
    asked = with_campaign(problem, campaign_targets=(target(scope="county", county_ids=(county_id,)),))
    floor = target(target_id="S", service="set", scope="county", county_ids=(county_id,))
    both = replace(asked, campaign_targets=(*asked.campaign_targets, floor))
    assert refused(both) == {"campaign-target-impossible", "stays-give-way"}
    assert verify(asked, solve(asked, BUDGET)) == []


def test_stays_in_the_way_prove_nothing():
    """Stays that the sets' part would not make, all week in the only town with stops."""
    bare = world()
    county_id = bare.halls[0].county_id
    stops = tuple(replace(stop, setting="seat") if stop.county_id == county_id else stop for stop in bare.stops)
    rules = replace(bare.caravan_rules, apart_from_sets=True)
    problem = replace(bare, stops=stops, caravan_rules=rules, joint_counties=(), visit_pins=())
    asked = with_campaign(problem, campaign_targets=(target(scope="county", county_ids=(county_id,)),))
    stay = Stay(
        set_id=bare.sets[0].set_id, hall_id=bare.halls[0].hall_id, county_id=county_id, opens=week(bare)[0], weeks=8,
        team_id="",
    )  # fmt: skip
    with pytest.raises(DapengError, match="campaign-targets-unmet"):
        solve_with_campaigns(asked, (stay,), Budget(2.0, seed=1, deterministic=True))


def run_by(problem: Problem, caravan_ids: set[str], budget_fen: int) -> Problem:
    """Return the problem with some caravans in the custody of an operator for all counties."""
    span = DateSpan(first=problem.horizon.first_monday, last=problem.horizon.last_day)
    operator = Operator(
        org_id="op", county_ids=tuple(county.county_id for county in problem.counties), contract=span,
        budget_fen=budget_fen, visits_target=None, source="invented",
    )  # fmt: skip
    caravans = tuple(
        replace(one, custodian_id="op") if one.caravan_id in caravan_ids else one for one in problem.caravans
    )
    firm = Organisation(org_id="op", name="op", level="operator", parent_id=problem.organisations[0].org_id)
    return replace(problem, operators=(operator,), organisations=(*problem.organisations, firm), caravans=caravans)


def test_an_operator_without_money_does_not_go_where_another_can():
    """Each caravan alone can meet the target; those that the choice prefers are the operator's, until one is left."""
    bare = with_campaign(replace(world(), visit_pins=()), campaign_targets=(target(),))
    ids = [one.caravan_id for one in bare.caravans]
    for left in ids:
        problem = run_by(bare, set(ids) - {left}, budget_fen=0)
        options = Options(problem, make_case(problem), demands_of(problem))
        picked = choose(options, Budget(5.0, seed=1, deterministic=True)).picked
        assert {ids[each.column.caravan] for each in picked} == {left}


def test_soft_targets_are_not_missed_for_looking_at_the_nearest_stops_only():
    """Three campaigns, of a day each, want a visit in one county: the two nearest stops are not enough."""
    bare = replace(world(), visit_pins=(), ceilings=())
    free = tuple(replace(crew, leave=()) for crew in bare.crews)
    bare = replace(bare, caravans=(replace(bare.caravans[0], unavailable=()),), crews=free)
    county_id = max(
        {stop.county_id for stop in bare.stops}, key=lambda name: sum(stop.county_id == name for stop in bare.stops)
    )
    always = bare.stops[0].windows[0]
    always = replace(always, weekdays=(1, 2, 3, 4, 5, 6, 7), first=None, last=None, school_days_only=False)
    stops = tuple(replace(stop, windows=(always,)) if stop.county_id == county_id else stop for stop in bare.stops)
    first, _ = week(bare)
    days = [first + timedelta(days=4 * number) for number in range(3)]
    campaigns = tuple(campaign(day, day, campaign_id=f"c{n}") for n, day in enumerate(days))
    targets = tuple(
        target(target_id=f"t{n}", campaign_id=f"c{n}", scope="county", county_ids=(county_id,), hard=False)
        for n in range(3)
    )
    problem = replace(bare, stops=stops, campaigns=campaigns, campaign_targets=targets)
    options = Options(problem, make_case(problem), demands_of(problem))
    picked = choose(options, Budget(5.0, seed=1, deterministic=True)).picked
    days = [options.days(demand)[0] for demand in options.demands]
    assert sorted(day for each in picked for _, day in each.visits) == days


def test_a_cancel_is_answered_while_choosing(monkeypatch):
    """A solver that does not come back is left behind."""
    problem = with_campaign(world(), campaign_targets=(target(),))
    options = Options(problem, make_case(problem), demands_of(problem))
    ended = threading.Event()
    monkeypatch.setattr(cp_model.CpSolver, "solve", lambda *_: ended.wait(20))
    begun = time.monotonic()
    budget = Budget(30.0, seed=1, cancelled=lambda: time.monotonic() - begun > 0.2)
    with pytest.raises(DapengError, match=r"campaign-targets-unmet.*2 visits asked for, 3 vehicles"):
        choose(options, budget)
    ended.set()
    assert time.monotonic() - begun < 0.2 + AT_ONCE_SECONDS


def test_many_wishes_leave_the_hard_targets_their_vehicles():
    """A hard target of every vehicle in one place is met beside soft ones by the hundred."""
    bare = replace(world(), visit_pins=(), ceilings=())
    first, last = week(bare)
    counties = tuple(county.county_id for county in bare.counties)
    hard = target(service="caravan", minimum=len(bare.caravans) - 1)
    soft = tuple(
        target(target_id=f"s{n}", scope="county", county_ids=(counties[n % len(counties)],), hard=False)
        for n in range(160)
    )
    problem = replace(bare, campaigns=(campaign(first, last),), campaign_targets=(hard, *soft))
    options = Options(problem, make_case(problem), demands_of(problem))
    picked = choose(options, Budget(5.0, seed=1, deterministic=True)).picked
    for number, demand in enumerate(options.demands[:2]):
        served = [
            options.serves(number, stop, each.column.caravan, day) for each in picked for stop, day in each.visits
        ]
        assert sum(served) >= demand.minimum


def one_vehicle(days: int, hard: bool, minimum: int = 3) -> Problem:
    """Return a problem with a campaign of so many days that wants visits in the county of the one caravan's depot."""
    bare = replace(world(), visit_pins=(), ceilings=(), floors=())
    always = replace(
        bare.stops[0].windows[0], weekdays=(1, 2, 3, 4, 5, 6, 7), first=None, last=None, school_days_only=False
    )
    county_id = next(depot.county_id for depot in bare.depots if depot.depot_id == bare.caravans[0].depot_id)
    stops = tuple(replace(stop, windows=(always,), visit_min=60) for stop in bare.stops)
    first, _ = week(bare)
    wanted = target(scope="county", county_ids=(county_id,), minimum=minimum, hard=hard)
    return replace(
        bare,
        stops=stops,
        caravans=(replace(bare.caravans[0], unavailable=()),),
        crews=tuple(replace(crew, leave=()) for crew in bare.crews),
        caravan_rules=replace(bare.caravan_rules, township_share_min_percent=0),
        campaigns=(campaign(first, first + timedelta(days=days - 1)),),
        campaign_targets=(wanted,),
    )


def most_in_a_day(problem: Problem, day: int) -> int:
    """Return the most stops of the wanted county that any tour of one day visits, by trying every order."""
    case, (wanted,) = make_case(problem), problem.campaign_targets
    here = [row for row, stop in enumerate(case.names.stops) if stop.county_id in wanted.county_ids]
    return max(
        count
        for count in range(4)
        for stops in permutations(here, count)
        if count == 0 or is_feasible(case, Column(caravan=0, first=day, nights=(), visits=(stops,)))
    )


@pytest.mark.parametrize("hard", [True, False])
def test_what_one_tour_can_visit_counts_in_one_tour(hard):
    """One vehicle, one day, three visits wanted: as many as a tour can make, and no more are missed."""
    problem = one_vehicle(days=1, hard=False)
    options = Options(problem, make_case(problem), demands_of(problem))
    (day,) = options.days(options.demands[0])
    most = min(3, most_in_a_day(problem, day))
    assert most >= 2
    asked = one_vehicle(days=1, hard=hard, minimum=most)
    plan = solve(asked, Budget(2.0, seed=1, deterministic=True))
    assert verify(asked, plan) == []
    assert [place.visits >= most for place in places(View(asked, plan))] == [True]
    assert next(s for s in plan.stages if (s.section, s.stage) == ("caravans", "shortage")).status == "optimal"


def test_wishes_give_way_to_a_pin_of_the_planner():
    """The only vehicle is pinned far from two wishes of the same day; the pin is a rule, and they are missed."""
    problem = one_vehicle(days=1, hard=False, minimum=2)
    case = make_case(problem)
    options = Options(problem, case, demands_of(problem))
    (day,) = options.days(options.demands[0])
    wanted = problem.campaign_targets[0].county_ids
    board = empty_board(case)
    far = next(
        stop
        for row, stop in enumerate(case.names.stops)
        if stop.county_id not in wanted
        and shortest_way(case, board, row, 0, day) is not None
        and not any(together(case, row, near, day) for near in options.stops(options.demands[0]))
    )
    pin = VisitPin(stop_id=far.stop_id, day=case.names.days[day], caravan_id=None)
    pinned = replace(problem, visit_pins=(pin,))
    plan = solve(pinned, Budget(1.0, seed=1, deterministic=True))
    assert verify(pinned, plan) == []
    assert [place.visits for place in places(View(pinned, plan))] == [0]


def together(case: Case, one: int, two: int, day: int) -> bool:
    """Tell whether a tour of one day visits both stops."""
    orders = ((one, two), (two, one))
    return any(is_feasible(case, Column(caravan=0, first=day, nights=(), visits=(stops,))) for stops in orders)


def test_a_tour_of_several_visits_is_priced_and_takes_its_days_once():
    """Two days, all visits wanted that fit in one: the choice sends the vehicle once."""
    problem = one_vehicle(days=2, hard=True, minimum=2)
    case = make_case(problem)
    options = Options(problem, case, demands_of(problem))
    (tour,) = choose(options, Budget(5.0, seed=1, deterministic=True)).picked
    assert len(tour.visits) == 2
    assert tour.cost_fen == cost_fen(case.flat, tour.column)
    assert is_feasible(case, tour.column)


def test_joined_tours_are_what_trying_every_order_finds():
    """Each pair of wanted stops of the day that some tour of a day makes is among them, at the least cost."""
    problem = one_vehicle(days=1, hard=False, minimum=2)
    case = make_case(problem)
    options = Options(problem, case, demands_of(problem))
    lone = list(options.of(0, 8, 8))
    assert all(len(each.column.visits) == 1 for each in lone)
    made = joined(options, lone, Budget(1.0, deterministic=True))
    found = {frozenset(each.visits): each.cost_fen for each in made if len(each.visits) == 2}
    (day,) = options.days(options.demands[0])
    stops = [stop for each in lone for stop, _ in each.visits]
    tours = [Column(caravan=0, first=day, nights=(), visits=(pair,)) for pair in permutations(stops, 2)]
    listed: dict[frozenset[tuple[int, int]], int] = {}
    for tour in (each for each in tours if is_feasible(case, each)):
        key = frozenset((stop, day) for stop in tour.stops)
        listed[key] = min(cost_fen(case.flat, tour), listed.get(key, 10**12))
    assert found == listed
    assert found
