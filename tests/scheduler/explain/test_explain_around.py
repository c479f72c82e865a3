"""What lies around the tours: loans, journeys, contracts, sets in town are named, and never taken for a proof."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from golden import day, golden_problem, span
from golden_plan import golden_plan, stamped
from test_explain_alone import BASE, CARAVANS, STOP, WINDOW, accepted, caravans_explained, each, empty_plan

from core.errors import DapengError
from exhibits.library import Loan, ThemeShow
from fleet.people import Operator
from scheduler.campaigns.solve import solve_with_campaigns
from scheduler.explain.caravans import explain_caravans
from scheduler.explain.ground import make_ground
from scheduler.explain.price import price_of
from scheduler.explain.relax import relax
from scheduler.explain.sets import explain_sets, with_stay
from scheduler.journeys import Journey
from scheduler.plan import Stay
from scheduler.problem import Floor, Problem, StayPin
from scheduler.progress import Budget
from scheduler.verify import verify
from scheduler.verify.view import View
from scheduler.wire import pinned_of

ONE = CARAVANS.caravans[0]
KIT = next(kit for kit in BASE.kits if kit.kit_id == ONE.kit_id)
PRIVATE = each(CARAVANS.caravans, custodian_id="op")


def loan(**changes: Any) -> Loan:
    values: dict[str, Any] = {
        "loan_id": "L1", "library_id": "lib", "borrower_id": "org", "county_id": "B", "stop_id": None, "span": WINDOW,
        "exhibit_ids": (), "show_ids": (), "set_ids": (), "caravan_ids": (), "kit_id": None, "splits_set": False,
        "request_id": None,
    }  # fmt: skip
    return Loan(**(values | changes))


def journey() -> Journey:
    return Journey(
        journey_id="j1", name="尼泊尔展览（虚构）", service="caravan", resource_id=ONE.caravan_id, mission="abroad",
        destination="尼泊尔 加德满都", timezone="Asia/Kathmandu", opens=day("03-01"), opens_min=600,
        closes=day("06-30"), closes_min=1020, transport_out_days=0, customs_out_days=0, customs_back_days=0,
        transport_back_days=0, stays_target=None, audience_target=None, stays_done=None, audience_done=None,
        source="invented",
    )  # fmt: skip


def operator(first: str, last: str, *county_ids: str) -> Operator:
    return Operator(
        org_id="op", county_ids=county_ids, contract=span(first, last), budget_fen=None, visits_target=None,
        source="invented",
    )  # fmt: skip


SHOW = ThemeShow(
    show_id="T1",
    name="主题展（虚构）",
    theme="physics",
    exhibit_ids=KIT.exhibit_ids[:1],
    owner_id="org",
    custodian_id="org",
)


CASES: dict[str, dict[str, Any]] = {
    "caravan.lent loan_moved": {"loans": (loan(exhibit_ids=KIT.exhibit_ids[:1]),)},
    "caravan.lent loan_moved show": {"loans": (loan(show_ids=("T1",)),), "theme_shows": (SHOW,)},
    "caravan.away journey_moved": {"journeys": (journey(),)},
    "caravan.territory contract_longer": {"operators": (operator("06-01", "08-30", "B"),), "caravans": PRIVATE},
    "caravan.territory territory_wider": {"operators": (operator("03-02", "08-30", "A"),), "caravans": PRIVATE},
}


@pytest.mark.parametrize(("names", "changes"), CASES.items(), ids=list(CASES))
def test_who_is_elsewhere_is_told_so_and_the_changes_bring_it_back(names, changes):
    rule_id, change = names.split()[:2]
    problem = replace(CARAVANS, **changes)
    found = caravans_explained(problem)
    assert (found.stage, found.proved) == ("impossible", True)
    assert {reason.violation.rule_id for reason in found.reasons} == {rule_id}
    assert [mend.change for mend in found.mends] == [change]
    relaxed = relax(problem, *found.mends)
    again = caravans_explained(relaxed)
    assert again.stage == "gap"
    assert accepted(relaxed, again)


def test_a_contract_that_begins_later_leaves_the_days_after():
    problem = replace(CARAVANS, operators=(operator("04-01", "08-30", "B"),), caravans=PRIVATE)
    found = caravans_explained(problem)
    assert found.stage == "gap"
    assert accepted(problem, found)
    assert min(one.day for one in found.gap.tour.days) >= day("04-01")


def in_town() -> tuple[Problem, View]:
    """A county with one stop, at its seat, and a set that stays there all the time that it opens."""
    changes: dict[str, Any] = {"apart_from_sets": True, "township_share_min_percent": 0}
    rules = replace(BASE.caravan_rules, window=span("03-09", "05-03"), **changes)
    problem = replace(CARAVANS, caravan_rules=rules, joint_counties=(), stops=(replace(STOP, setting="seat"),))
    stay = Stay(set_id="S1", hall_id="hB", county_id="B", opens=day("03-09"), weeks=8, team_id="T1")
    view = View(problem, with_stay(empty_plan(problem), stay, ()))
    view.warm_up()
    return problem, view


def test_a_set_in_town_is_no_proof_that_caravans_cannot_come():
    problem, view = in_town()
    found = explain_caravans(make_ground(view), "B")
    assert (found.stage, found.proved) == ("no_gap", False)
    apart = next(reason for reason in found.reasons if reason.violation.rule_id == "visit.apart")
    assert apart.relaxation.change == "joint_allowed"
    assert price_of(view, "caravans", "B", Budget(1.0, seed=1)).outcome == "none_found"
    closed = replace(problem, stops=(replace(problem.stops[0], windows=()),))
    shut = View(closed, replace(view.plan, pinned=pinned_of(closed)))
    shut.warm_up()
    assert price_of(shut, "caravans", "B", Budget(1.0, seed=1)).outcome == "proved_impossible"


def floor_codes(problem: Problem, stays: tuple[Stay, ...]) -> list[str]:
    with pytest.raises(DapengError) as caught:
        solve_with_campaigns(problem, stays, Budget(1.0, seed=1))
    assert all(each.place == "/floors/0" and each.text("zh") != each.text("en") for each in caught.value.faults)
    return [each.code for each in caught.value.faults]


def test_a_hard_floor_is_impossible_only_beside_stays_that_every_plan_has():
    """The same stay, chosen by the sets' part or pinned: the first proves nothing, the second does."""
    problem, view = in_town()
    (stay,) = view.plan.stays
    floor = Floor(county_id="B", service="caravan", minimum=1, hard=True)
    asked = replace(problem, floors=(floor,))
    assert floor_codes(asked, (stay,)) == ["visit-floor-beside-stays"]
    pin = StayPin(set_id=stay.set_id, hall_id=stay.hall_id, opens=stay.opens, weeks=stay.weeks)
    assert floor_codes(replace(asked, stay_pins=(pin,)), (stay,)) == ["visit-floor-beside-pins"]
    assert floor_codes(replace(asked, floors=(replace(floor, minimum=2),)), (stay,)) == ["visit-floor-impossible"]
    both = replace(asked, joint_counties=("B",))
    assert len(solve_with_campaigns(both, (stay,), Budget(1.0, seed=1)).tours) == 1


def test_a_free_stay_is_one_that_all_rules_accept():
    """Caravans visit the seat of A on 25 March: with the town rule a set may stand there after that day only."""
    rules = replace(golden_problem().caravan_rules, apart_from_sets=True)
    problem = replace(BASE, caravan_rules=rules, joint_counties=())
    plan = replace(golden_plan(), stays=(), overhauls=(), pinned=pinned_of(problem))
    plan = stamped(plan, problem)
    assert verify(problem, plan) == []
    view = View(problem, plan)
    found = explain_sets(view, "A")
    assert found.stage == "gap"
    whole = stamped(with_stay(plan, found.gap.stay, found.gap.overhauls), problem)
    assert verify(problem, whole) == []
    assert not found.gap.stay.opens <= day("03-25") <= found.gap.stay.last_day
