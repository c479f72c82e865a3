"""The demo: Guizhou from the product's own county table, planned, verified, drawn and written out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from maps.counties import guizhou_table
from scheduler.explain import explain_unserved
from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.progress import Budget
from scheduler.wire import dump_plan, dump_problem, write_json
from services.demo_store import seed_demo
from services.export_plan import write_plan_workbook
from services.itinerary import write_itinerary
from services.maps import write_maps
from services.report import report_of
from services.sample import sample_problem

EXPLAIN_SECONDS = 15.0
"""Together with the solving that ``dapeng demo`` does by itself, below the 90 s that the demo may take."""

Step = Callable[[str, str], None]
"""Tells a person, in Chinese and English, what comes next."""


def demo_problem(seed: int = 1) -> Problem:
    """Return the demo's problem: 88 real counties of Guizhou, an invented inventory."""
    return sample_problem(guizhou_table(), "52", sets=10, caravans=20, stops=1500, seed=seed)


def write_demo(folder: Path, plan_of: Callable[[Problem], Plan], tell: Step) -> tuple[Problem, Plan]:
    """Make the demo in ``folder``; ``plan_of`` solves and verifies (with whatever progress it shows)."""
    folder.mkdir(parents=True, exist_ok=True)
    problem = demo_problem()
    write_json(dump_problem(problem), folder / "problem.json")
    tell("求解并校验……", "Solving and verifying ...")
    plan = plan_of(problem)
    write_json(dump_plan(plan), folder / "plan.json")
    tell("解释未安排的县……", "Explaining the counties that are not served ...")
    explanations = explain_unserved(problem, plan, Budget(EXPLAIN_SECONDS, seed=1), everybody=True)
    write_json(report_of(problem, plan, explanations), folder / "report.json")
    tell("绘制地图，写 Excel 与行程单……", "Drawing maps, writing Excel and itineraries ...")
    write_maps(problem, plan, folder)
    write_plan_workbook(problem, plan, folder / "plan.xlsx", explanations)
    for caravan_id in sorted({tour.caravan_id for tour in plan.tours}):
        write_itinerary(problem, plan, caravan_id, folder)
    seed_demo(folder)
    return problem, plan
