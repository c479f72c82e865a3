"""Operators and journeys put beside the plan made by hand: rule id, case, the problem that it then breaks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from golden import day, golden_problem, span

from fleet.people import Operator
from scheduler.journeys import Journey
from scheduler.problem import Organisation, Problem

RUNNER = Organisation(org_id="op", name="承办公司", level="operator", parent_id="org")
OPERATOR = Operator(
    org_id="op",
    county_ids=("A", "B", "C", "D"),
    contract=span("03-02", "08-30"),
    budget_fen=None,
    visits_target=None,
    source="invented",
)


def journey(service: str, resource_id: str, opens: date, closes: date, **changes: object) -> Journey:
    made = Journey(
        journey_id="j1",
        name="尼泊尔展览（虚构）",
        service=service,  # type: ignore[arg-type]
        resource_id=resource_id,
        mission="abroad",
        destination="尼泊尔 加德满都",
        timezone="Asia/Kathmandu",
        opens=opens,
        opens_min=600,
        closes=closes,
        closes_min=1020,
        transport_out_days=3,
        customs_out_days=2,
        customs_back_days=2,
        transport_back_days=3,
        stays_target=None,
        audience_target=None,
        stays_done=None,
        audience_done=None,
        source="invented",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def run_by(set_id: str = "", caravan_id: str = "", **changes: object) -> Problem:
    """Return the golden problem with a set and a caravan in the custody of an operator."""
    problem = golden_problem()
    return replace(
        problem,
        organisations=(*problem.organisations, RUNNER),
        operators=(replace(OPERATOR, **changes),),  # type: ignore[arg-type]
        sets=tuple(replace(s, custodian_id="op") if s.set_id == set_id else s for s in problem.sets),
        caravans=tuple(replace(c, custodian_id="op") if c.caravan_id == caravan_id else c for c in problem.caravans),
    )


def away(*journeys: Journey) -> Problem:
    return replace(golden_problem(), journeys=journeys)


WHO: list[tuple[str, str, Callable[[], Problem]]] = [
    # S2 stands in hall A from 06-15 to 08-09 and is torn down until 08-12; away from five days before opening
    ("set.away", "away", lambda: away(journey("set", "S2", day("08-17"), day("08-20")))),
    # the overhaul of S1 takes 05-18 to 05-31; tear-down of the stay before ends on 05-13
    ("set.away", "away", lambda: away(journey("set", "S1", day("05-23"), day("05-25")))),
    # V2 goes out on 03-25: closing at 22:00 in Kathmandu is 00:15 of the next day at home, five days before the return
    ("caravan.away", "away", lambda: away(journey("caravan", "V2", day("03-15"), day("03-19"), closes_min=1320))),
    ("set.territory", "county", lambda: run_by(set_id="S2", county_ids=("A", "B"))),
    ("set.territory", "contract", lambda: run_by(set_id="S2", contract=span("03-02", "08-11"))),
    ("caravan.territory", "county", lambda: run_by(caravan_id="V2", county_ids=("B", "C"))),
    ("caravan.territory", "contract", lambda: run_by(caravan_id="V2", contract=span("03-26", "08-30"))),
    ("caravan.budget", "over", lambda: run_by(caravan_id="V2", budget_fen=50_000)),
]
"""Each breaks exactly this rule."""
KEPT: list[Callable[[], Problem]] = [
    lambda: away(journey("set", "S2", day("08-18"), day("08-20"))),
    lambda: away(journey("set", "S3", day("05-23"), day("05-25"))),
    lambda: away(journey("caravan", "V2", day("03-15"), day("03-19"), closes_min=1300)),
    lambda: run_by(set_id="S2", county_ids=("A", "C")),
    lambda: run_by(set_id="S2", contract=span("03-02", "08-12")),
    lambda: run_by(caravan_id="V2", county_ids=("A",)),
    lambda: run_by(caravan_id="V2", contract=span("03-25", "03-25")),
    lambda: run_by(caravan_id="V2", budget_fen=500_000),
]
"""One step from the ones above, and obeyed."""
