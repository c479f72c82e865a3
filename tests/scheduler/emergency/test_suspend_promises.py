"""Suspensions beside convoys, campaigns, rings and rounds; halls of slow and quick sets; bounds; checks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from emergency_cases import BARE, campaign, convoy_case, plan_of, target
from golden import day, golden_problem, span
from golden_plan import golden_plan, one_day, stamped, stay
from ring_case import ring_problem

from core.calendar import DateSpan
from scheduler.campaigns.model import JointAction
from scheduler.emergency import suspend as suspending
from scheduler.emergency.closed import closed, days_closed
from scheduler.emergency.guard import Guard
from scheduler.emergency.makeup import tours_again
from scheduler.emergency.model import Lift, Suspension
from scheduler.emergency.stays import lies_in_hall, weeks_before
from scheduler.emergency.suspend import Paused
from scheduler.explain.ground import make_ground
from scheduler.plan import Plan, Stay
from scheduler.problem import Problem
from scheduler.progress import Budget
from scheduler.repeats import NO_REPEATS
from scheduler.ring import RingPlan, plan_ring, with_ring
from scheduler.sets.solve import solve_sets
from scheduler.slots.board import changed
from scheduler.verify import verify
from scheduler.verify.view import View
from services.emergency import decide_suspension, pause_breaches
from tests.scheduler.listed_sets import plan_of as sets_plan


def suspension(*county_ids: str, **changes: Any) -> Suspension:
    made: dict[str, Any] = {
        "suspension_id": "U1",
        "county_ids": county_ids,
        "first": day("03-25"),
        "last": day("03-31"),
    }
    return Suspension(**{**made, **changes})


def lifted(paused: Paused) -> dict[tuple[str, str], tuple[int, int]]:
    return {(lift.rule_id, lift.target_id): (lift.before, lift.after) for lift in paused.pause.lifts}


# --- what a suspension breaks is waived, and named ---


def test_a_convoy_in_the_area_is_off_and_its_stop_is_made_up_once():
    problem, plan = convoy_case()
    paused = decide_suspension(problem, plan, suspension("A", first=day("03-27")))
    assert lifted(paused)["campaign.convoy", "C1"] == (1, 0)
    told = [(each.caravan_id, each.outcome) for each in paused.pause.visits if each.stop_id == "s9"]
    assert sorted(outcome for _, outcome in told) == ["made_up", "online"]
    assert {caravan for caravan, _ in told} == {"V1", "V2"}


def test_a_suspension_elsewhere_leaves_a_convoy_alone():
    problem, plan = convoy_case()
    paused = decide_suspension(problem, plan, suspension("B", first=day("03-23"), last=day("03-24")))
    assert not [key for key in lifted(paused) if key[0].startswith("campaign")]
    assert sum(a.stop_id == "s9" for t in paused.plan.tours for d in t.days for a in d.activities) == 2


def test_a_target_is_lowered_where_it_is_missed_and_kept_elsewhere():
    """Both prefectures' counties A and B have two visits in the week; those in A are off."""
    both = target(county_ids=("A", "B"), minimum=2)
    problem = replace(golden_problem(), **BARE, campaigns=(campaign("03-23", "03-29"),), campaign_targets=(both,))
    paused = decide_suspension(problem, plan_of(problem), suspension("A"))
    (lift,) = [each for each in paused.pause.lifts if each.rule_id == "campaign.target"]
    assert (lift.target_id, lift.before, lift.after, lift.where) == ("T1", 2, 0, "县A (A)")
    (left,) = paused.problem.campaign_targets
    assert (left.county_ids, left.minimum, left.hard) == (("B",), 2, True)


def test_a_joint_action_in_the_area_is_off():
    joint = JointAction(
        joint_id="J1", campaign_id="own", county_id="A", day=day("03-25"), museum_ids=(), with_set=True, caravans=2
    )
    week = campaign("03-23", "03-29")
    problem = replace(golden_problem(), **BARE, campaigns=(week,), joint_actions=(joint,))
    paused = decide_suspension(problem, plan_of(problem), suspension("A"))
    assert lifted(paused)["campaign.joint", "J1"] == (1, 0)


def test_a_ring_with_a_suspended_county_is_named():
    problem = ring_problem()
    ring = plan_ring(problem, problem.rings[0], 10.0)
    assert isinstance(ring, RingPlan)
    problem = with_ring(problem, ring)
    plan = stamped(sets_plan(problem, *_sets(problem)), problem)
    opens = problem.rings[0].opens(1)
    asked = suspension(problem.rings[0].county_ids[0], first=opens, last=opens + timedelta(days=30))
    paused = decide_suspension(problem, plan, asked)
    assert lifted(paused)["set.ring", "ring"] == (1, 0)
    assert len(paused.pause.stays) == 1


def _sets(problem: Problem) -> tuple[Any, Any]:
    made = solve_sets(problem, Budget(5.0, seed=1, deterministic=True))
    return made.stays, made.overhauls


def test_everyone_first_is_priced_where_somebody_loses_the_first_turn():
    """In round 1 B and C have a stay each; B, whose stay is lost, is behind when C has its second one in round 2."""
    changes = BARE | {"stay_pins": (), "not_asked": ("A", "D"), "repeats": replace(NO_REPEATS, once_first="hard")}
    problem = replace(golden_problem(), **changes)
    stays = (stay("S1", "hB", "03-16", 8, "T1"), stay("S2", "hC", "03-16", 8, "T2"), stay("S2", "hC", "06-15", 8, "T1"))
    plan = plan_of(problem, (), stays=stays, overhauls=golden_plan().overhauls)
    paused = decide_suspension(problem, plan, suspension("B", first=day("03-16"), last=None))
    assert lifted(paused)["set.once_first", ""] == (1, 0)
    assert verify(paused.problem, paused.plan) == []
    assert {s.county_id for s in paused.plan.stays} == {"C"}


# --- halls: quick and slow sets, any day of the week ---


def two_sets(setup: tuple[int, int], teardown: tuple[int, int]) -> Problem:
    base = golden_problem()
    sets = tuple(
        replace(one, setup_days=setup[n], teardown_days=teardown[n])
        for one, n in zip(base.sets, (0, 1, 0, 1), strict=True)
    )
    halls = tuple(replace(each, available=(span("03-02", "08-30"),)) for each in base.halls)
    return replace(base, **BARE, sets=sets, halls=halls, stay_pins=())


@pytest.mark.parametrize(
    ("setup", "teardown"), [((5, 5), (1, 2)), ((5, 5), (3, 3)), ((1, 7), (1, 9)), ((0, 7), (0, 28))]
)
@pytest.mark.parametrize(
    ("first", "last"), [("04-15", "04-16"), ("04-13", "04-19"), ("03-04", "03-20"), ("08-26", None)]
)
def test_a_closed_hall_is_closed_for_open_stays_and_for_nothing_else(setup, teardown, first, last):
    """Every stay of up to four weeks, by brute force: none that is open in a closed week lies in the hall.

    Sets that differ by less than a week lose nothing else; the horizon's first and last weeks apart.
    """
    problem = two_sets(setup, teardown)
    asked = suspension("B", first=day(first), last=day(last) if last else None)
    off = days_closed(problem, asked)
    shut = closed(problem, asked)
    even = max(setup) - min(setup) < 7 > max(teardown) - min(teardown)
    mondays = [problem.horizon.first_monday + timedelta(weeks=n) for n in range(26)]
    for monday, weeks, set_id in product(mondays, range(1, 5), ("S1", "S2")):
        each = Stay(set_id=set_id, hall_id="hB", county_id="B", opens=monday, weeks=weeks, team_id="T1")
        if each.last_day > problem.horizon.last_day:
            continue
        is_open = each.opens <= off.last and off.first <= each.last_day
        if is_open:
            assert not lies_in_hall(shut, each)
        elif even and last is not None and first != "03-04":
            assert lies_in_hall(shut, each)


def test_a_slow_set_mid_week_keeps_its_whole_weeks():
    """Tear-down 1 and 2 days, from a Wednesday: the stay ends on the Sunday before, whichever set it is."""
    problem = two_sets((5, 5), (1, 2))
    asked = suspension("B", first=day("04-15"), last=day("04-16"))
    shut = closed(problem, asked)
    for set_id in ("S1", "S2"):
        each = Stay(set_id=set_id, hall_id="hB", county_id="B", opens=day("03-30"), weeks=8, team_id="T1")
        assert weeks_before(shut, each) == 2


def test_stays_on_both_sides_of_a_week_stand():
    """S1 ends on the Sunday before the suspended week; S2, slower, opens on the Monday after it, in another hall."""
    problem = two_sets((1, 7), (1, 3))
    stays = (stay("S1", "hA", "03-16", 8, "T1"), stay("S2", "hA2", "05-18", 8, "T2"))
    asked = suspension("A", first=day("05-13"), last=day("05-14"))
    plan = plan_of(replace(problem, rounds=_two_rounds()), (), stays=stays, overhauls=_overhaul())
    paused = decide_suspension(replace(problem, rounds=_two_rounds()), plan, asked)
    assert (paused.pause.stays, paused.plan.stays) == ((), stays)


def _two_rounds() -> Any:
    first, second = golden_problem().rounds
    return (
        replace(first, span=DateSpan(first=date(2026, 3, 2), last=date(2026, 5, 3))),
        replace(second, span=DateSpan(first=date(2026, 5, 4), last=date(2026, 8, 30))),
    )


def _overhaul() -> Any:
    return golden_plan().overhauls


# --- stays that move, and visits at the seat ---


def test_a_postponed_stay_keeps_away_from_a_visit_at_the_seat():
    """S2 was to open in A on 23 March; closed until 12 April it comes later, not onto the seat's visit of 29 April."""
    problem, plan = _seat_case()
    paused = decide_suspension(problem, plan, suspension("A", first=day("03-23"), last=day("04-12")))
    (told,) = paused.pause.stays
    assert told.outcome == "postponed"
    (made,) = paused.plan.stays
    assert not made.opens <= day("04-29") <= made.last_day
    assert verify(paused.problem, paused.plan) == []


def _seat_case() -> tuple[Problem, Plan]:
    problem = replace(golden_problem(), **BARE, stay_pins=(), joint_counties=())
    tours = (one_day("t9", "V2", "K2", "04-29", (("s9", 840),)),)
    seats = tuple(replace(s, setting="seat") if s.stop_id == "s9" else s for s in problem.stops)
    rules = replace(problem.caravan_rules, township_share_min_percent=0)
    problem = replace(problem, stops=seats, caravan_rules=rules, set_rules=replace(problem.set_rules, stay_weeks=(4,)))
    stays = (stay("S2", "hA2", "03-23", 4, "T1"),)
    return problem, plan_of(problem, tours, stays=stays, overhauls=())


def test_a_seat_that_a_moved_stay_frees_can_be_visited():
    """S2's stay of March to May in A moves to June; s4, at the seat, is made up on a day that the old stay barred."""
    problem = replace(golden_problem(), **BARE, stay_pins=(), joint_counties=())
    rules = replace(problem.caravan_rules, township_share_min_percent=0)
    halls = tuple(replace(h, available=(span("03-02", "05-30"),)) if h.hall_id == "hA2" else h for h in problem.halls)
    problem = replace(problem, caravan_rules=rules, halls=halls)
    tours = (one_day("t9", "V2", "K2", "03-05", (("s4", 600),)),)
    plan = plan_of(problem, tours, stays=(stay("S2", "hA2", "03-16", 10, "T1"),), overhauls=())
    paused = decide_suspension(problem, plan, suspension("A", first=day("03-05"), last=day("04-30")))
    assert [each.outcome for each in paused.pause.stays] == ["postponed"]
    (visit,) = paused.pause.visits
    assert visit.outcome == "made_up"
    assert day("04-30") < visit.new_day <= day("05-24")


def test_what_was_put_off_can_be_put_off_again():
    """One suspension after the other, by the same name, over the days on which the visits were made up."""
    wanted = target(county_ids=("A", "B"), minimum=2)
    week = campaign("03-23", "04-30")
    problem = replace(golden_problem(), **BARE, campaigns=(week,), campaign_targets=(wanted,))
    extra = one_day("t9", "V3", "K1", "03-30", (("s9", 600),))
    plan = plan_of(problem, (*golden_plan().tours, extra))
    last = day("03-25")
    for end in ("04-05", "04-20", "05-08"):
        paused = decide_suspension(problem, plan, suspension("A", "B", first=last, last=day(end)))
        problem, plan, last = paused.problem, paused.plan, day(end)
    assert len({tour.tour_id for tour in plan.tours}) == len(plan.tours)
    assert len({each.target_id for each in problem.campaign_targets}) == len(problem.campaign_targets)


def test_what_comes_again_has_an_id_of_its_own():
    problem = replace(golden_problem(), **BARE)
    ground = make_ground(View(problem, plan_of(problem)))
    gone = ground.tours[1]
    left = changed(ground, {1: None})
    again = tours_again(left, [(gone.column, gone.crew, "t1")], gone.column.first, Guard(problem))
    assert [out.tour.tour_id for out in again.tours] == ["t1", "t1~2"]


# --- bounds, share ---


def _methods(plan: Plan, section: str) -> set[str]:
    return {stage.method for stage in plan.stages if stage.section == section}


def test_bounds_around_other_stays_are_kept_only_where_nothing_depends_on_stays():
    """A stay is postponed by lengths of the rules: nothing is lifted, yet with "apart" other days are free now."""
    asked = suspension("B", first=day("06-01"), last=day("06-20"))
    problem = replace(golden_problem(), **BARE, stay_pins=())
    paused = decide_suspension(problem, plan_of(problem), asked)
    assert [each.outcome for each in paused.pause.stays] == ["postponed"]
    assert paused.pause.lifts == ()
    assert _methods(paused.plan, "caravans") == {"trivial"}
    loose = replace(problem, caravan_rules=replace(problem.caravan_rules, apart_from_sets=False))
    assert _methods(decide_suspension(loose, plan_of(loose), asked).plan, "caravans") == {"by hand"}


def test_the_share_is_not_lowered_for_what_is_made_up():
    """A's village visit cannot come again, its seat could: alone it would break the share, so it does not."""
    problem = replace(golden_problem(), **BARE)
    shut = tuple(replace(s, windows=tuple(replace(w, last=day("03-31")) for w in s.windows)) if s.stop_id == "s5" else s
                 for s in problem.stops)  # fmt: skip
    problem = replace(problem, stops=shut)
    paused = decide_suspension(problem, plan_of(problem), suspension("A"))
    assert {each.stop_id: each.outcome for each in paused.pause.visits} == {"s4": "online", "s5": "online"}
    assert not [each for each in paused.pause.lifts if each.rule_id == "share.township"]


def test_making_up_ends_by_work_and_says_what_was_not_tried(monkeypatch: pytest.MonkeyPatch):
    problem, asked = replace(golden_problem(), **BARE), suspension("B", first=day("03-24"), last=day("03-24"))
    told = []
    for looks in (suspending.LOOKS, 0):
        monkeypatch.setattr(suspending, "LOOKS", looks)
        told += decide_suspension(problem, plan_of(problem), asked).pause.visits
    assert [(each.stop_id, each.outcome, each.obstacle) for each in told] == [
        ("s2", "made_up", None),
        ("s2", "online", "untried"),
    ]


# --- a check apart that sees what is hidden ---


def test_the_check_knows_where_stays_are_said_to_be_and_that_none_is_invented():
    asked = suspension("B", first=day("06-01"), last=day("06-20"))
    paused = decide_suspension(golden_problem(), golden_plan(), asked)

    def cases(**changes: Any) -> set[str]:
        made = replace(paused, **changes)
        return {each.case for each in pause_breaches(golden_problem(), golden_plan(), made, asked)}

    assert cases() == set()
    (told,) = paused.pause.stays
    wrong = replace(told, new_opens=told.new_opens + timedelta(weeks=1))
    assert "not_there" in cases(pause=replace(paused.pause, stays=(wrong,)))
    extra = (*paused.plan.stays, stay("S3", "hC", "06-29", 8, "T3"))
    assert "invented" in cases(plan=replace(paused.plan, stays=extra))


def test_the_check_knows_what_became_of_visits_stays_and_targets():
    wanted = target(county_ids=("A", "B"), minimum=2)
    problem = replace(golden_problem(), **BARE, campaigns=(campaign("03-23", "03-29"),), campaign_targets=(wanted,))
    plan, asked = plan_of(problem), suspension("A")
    paused = decide_suspension(problem, plan, asked)

    def cases(**changes: Any) -> set[str]:
        made = replace(paused, pause=replace(paused.pause, **changes))
        return {each.case for each in pause_breaches(problem, plan, made, asked)}

    assert cases() == set()
    lifts, visits, stays = paused.pause.lifts, paused.pause.visits, paused.pause.stays
    for wrong in ({"before": 9}, {"after": 1}, {"where": "nowhere"}):
        told = tuple(replace(each, **wrong) if each.rule_id == "campaign.target" else each for each in lifts)
        assert cases(lifts=told) == {"lift"}
    weeks = tuple(replace(each, before=9) if each.rule_id == "set.week" else each for each in lifts)
    assert (weeks == lifts) or cases(lifts=weeks) == {"lift"}
    for wrong in ({"outcome": "lost"}, {"obstacle": "days"}, {"county_id": "Z"}, {"day": day("03-02")}):
        assert cases(visits=tuple(replace(each, **wrong) for each in visits)) == {"told"}
    for wrong in ({"outcome": "lost"}, {"weeks": 99}, {"hall_id": "hB"}):
        assert cases(stays=tuple(replace(each, **wrong) for each in stays)) == {"told"}


def test_the_check_knows_what_was_lifted_and_by_how_much():
    asked = suspension("B", first=day("03-20"), last=None)
    paused = decide_suspension(golden_problem(), golden_plan(), asked)

    def cases(**changes: Any) -> set[str]:
        made = replace(paused, **changes)
        return {each.case for each in pause_breaches(golden_problem(), golden_plan(), made, asked)}

    assert cases() == set()
    assert "lift" in cases(pause=replace(paused.pause, lifts=paused.pause.lifts[1:]))
    more = (*paused.pause.lifts, Lift(rule_id="caravan.out_days", target_id="V1", before=3, after=4))
    assert "lift" in cases(pause=replace(paused.pause, lifts=more))
    wide = tuple(replace(c, out_days_max=99) for c in paused.problem.caravans)
    assert "lift" in cases(problem=replace(paused.problem, caravans=wide))
