"""A pinned stay that cannot be is refused with the rule that bars it: loans, journeys, contracts, territory."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from golden import day, golden_problem, span

from core.errors import DapengError
from exhibits.library import Loan
from fleet.people import Operator
from scheduler.journeys import Journey
from scheduler.narrow import for_sets
from scheduler.problem import Problem, StayPin
from scheduler.progress import Budget
from scheduler.sets.solve import solve_sets

PIN = StayPin(set_id="S2", hall_id="hC", opens=day("03-16"), weeks=10)
LOAN = Loan(
    loan_id="L1", library_id="lib", borrower_id="org", county_id="B", stop_id=None, span=span("04-01", "04-10"),
    exhibit_ids=(), show_ids=(), set_ids=("S2",), caravan_ids=(), kit_id=None, splits_set=False, request_id=None,
)  # fmt: skip
JOURNEY = Journey(
    journey_id="j1", name="尼泊尔展览（虚构）", service="set", resource_id="S2", mission="abroad",
    destination="尼泊尔 加德满都", timezone="Asia/Kathmandu", opens=day("04-01"), opens_min=600, closes=day("04-02"),
    closes_min=1020, transport_out_days=1, customs_out_days=1, customs_back_days=1, transport_back_days=1,
    stays_target=None, audience_target=None, stays_done=None, audience_done=None, source="invented",
)  # fmt: skip


def run(first: str, *county_ids: str) -> dict[str, Any]:
    """The set in the custody of an operator."""
    operator = Operator(
        org_id="op", county_ids=county_ids, contract=span(first, "08-30"), budget_fen=None, visits_target=None,
        source="invented",
    )  # fmt: skip
    sets = tuple(replace(s, custodian_id="op") if s.set_id == "S2" else s for s in golden_problem().sets)
    return {"operators": (operator,), "sets": sets}


def away() -> dict[str, Any]:
    sets = tuple(
        replace(s, unavailable=(span("04-01", "04-02"),)) if s.set_id == "S2" else s for s in golden_problem().sets
    )
    return {"sets": sets}


CASES = {
    "set.lent": {"loans": (LOAN,)},
    "set.away": {"journeys": (JOURNEY,)},
    "set.territory contract": run("03-30", "A", "B", "C"),
    "set.territory county": run("03-02", "A", "B"),
    "set.available": away(),
}


def pinned(**changes: Any) -> Problem:
    return replace(golden_problem(), stay_pins=(PIN,), floors=(), **changes)


@pytest.mark.parametrize(("name", "changes"), CASES.items(), ids=list(CASES))
def test_the_rule_that_bars_a_pin_is_named(name, changes):
    with pytest.raises(DapengError) as caught:
        solve_sets(for_sets(pinned(**changes)), Budget(1.0, seed=1))
    assert [(fault.code, fault.facts["rule"]) for fault in caught.value.faults] == [("pin-impossible", name.split()[0])]


def test_without_any_of_it_the_pin_is_held():
    stays = solve_sets(for_sets(pinned()), Budget(1.0, seed=1)).stays
    assert [stay.hall_id for stay in stays if (stay.set_id, stay.opens) == ("S2", PIN.opens)] == ["hC"]
