"""The golden problem and plan with more in them: convoys, targets, contracts, other tours."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from golden import day, golden_problem, span
from golden_plan import golden_plan, one_day, stamped

from fleet.model import Caravan
from fleet.people import Operator
from scheduler.campaigns.model import Campaign, CampaignTarget, Convoy
from scheduler.plan import Plan, Tour
from scheduler.problem import Organisation, Problem
from scheduler.verify import verify
from scheduler.wire import pinned_of

BARE: dict[str, Any] = {"floors": (), "ceilings": (), "visit_pins": (), "loans": (), "libraries": ()}
"""Nothing is promised."""


def plan_of(problem: Problem, tours: tuple[Tour, ...] | None = None, **changes: Any) -> Plan:
    """Return the golden plan, or one with other tours, as a plan of ``problem`` that the verifier accepts."""
    draft = replace(golden_plan(), pinned=pinned_of(problem), **changes)
    made = stamped(draft if tours is None else replace(draft, tours=tours), problem)
    assert [each.line("en") for each in verify(problem, made)] == []
    return made


def only(problem: Problem, *caravan_ids: str) -> tuple[Caravan, ...]:
    """Return the caravans, of which only those named are there at the end of March."""
    away = span("03-25", "03-31")
    return tuple(
        caravan if caravan.caravan_id in caravan_ids else replace(caravan, unavailable=(*caravan.unavailable, away))
        for caravan in problem.caravans
    )


def campaign(first: str, last: str, **changes: Any) -> Campaign:
    values: dict[str, Any] = {
        "campaign_id": "own", "name": "自办活动", "label": "自办活动", "span": span(first, last),
        "themes": (), "register_from": None, "register_by": None, "complete_by": None, "summary_by": None,
        "recommend_by": None, "source": "invented",
    }  # fmt: skip
    return Campaign(**(values | changes))


def target(**changes: Any) -> CampaignTarget:
    values: dict[str, Any] = {
        "target_id": "T1", "campaign_id": "own", "scope": "county", "county_ids": ("A",), "stop_id": None,
        "service": "caravan", "minimum": 1, "hard": True,
    }  # fmt: skip
    return CampaignTarget(**(values | changes))


def convoy_case() -> tuple[Problem, Plan]:
    """V1 and V2 meet at s9 in county A on 27 March."""
    convoy = Convoy(
        convoy_id="C1", campaign_id="own", stop_id="s9", day=day("03-27"), vehicles=2, caravan_ids=(),
        arrive_within_min=60,
    )  # fmt: skip
    changes = BARE | {"campaigns": (campaign("03-27", "03-27"),), "convoys": (convoy,)}
    problem = replace(golden_problem(), **changes)
    tours = (
        *golden_plan().tours,
        one_day("c1", "V1", "K-novice", "03-27", (("s9", 600),)),
        one_day("c2", "V2", "K2", "03-27", (("s9", 600),)),
    )
    return problem, plan_of(problem, tours)


def contracted(problem: Problem, caravan_id: str, budget_fen: int) -> Problem:
    """Return the problem with one caravan in a contractor's custody."""
    operator = Operator(
        org_id="firm", county_ids=("A", "B", "C", "D"), contract=span("03-02", "08-30"), budget_fen=budget_fen,
        visits_target=None, source="invented",
    )  # fmt: skip
    caravans = (
        replace(each, custodian_id="firm") if each.caravan_id == caravan_id else each for each in problem.caravans
    )
    firm = Organisation(org_id="firm", name="公司", level="company", parent_id=None)  # type: ignore[arg-type]
    organisations = (*problem.organisations, firm)
    return replace(problem, operators=(operator,), caravans=tuple(caravans), organisations=organisations)
