"""The evaluator's page: who is covered, out of how many, and who needs it most."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.access import Me, allow
from api.context import Ctx, Reading
from api.found import stored_plan
from api.pages.render import page
from services.summary import county_lines, prefecture_lines, stage_lines

router = APIRouter(prefix="/evaluator")
READERS = [allow("evaluator", "planner")]


@router.get("", dependencies=READERS)
def show_newest(request: Request, me: Me, unit: Reading) -> Response:
    """Show the plan that was published last."""
    plans = unit.plans.all(me.scope, me.plan_states)
    if not plans:
        return page(request, "evaluator_empty.html")
    newest = max(plans, key=lambda plan: plan.published_at or plan.created_at)
    return RedirectResponse(f"/evaluator/plans/{newest.plan_key}", status_code=303)


@router.get("/plans/{plan_key}", dependencies=READERS)
def show_plan(request: Request, plan_key: str, me: Me, unit: Reading, context: Ctx) -> Response:
    """Show coverage map, figures with their denominators, and the need of every county."""
    stored = stored_plan(unit, me, plan_key)
    need = context.products.need(stored.problem_key, stored.problem)
    lines = county_lines(stored.problem, stored.plan, need)
    report = context.products.report(stored)
    return page(
        request,
        "evaluator.html",
        stored=stored,
        problem=stored.problem,
        plan=stored.plan,
        plans=unit.plans.all(me.scope, me.plan_states, stored.problem_key),
        report=report,
        shares={
            section: {row["name"]: row["permille"] for row in even["prefectures"]}
            for section, even in report["equity"].items()
        },
        stages=stage_lines(stored.plan),
        lines=lines,
        prefectures=prefecture_lines(lines),
        need={row.county_id: row for row in need.rows},
        policy=stored.problem.need_policy,
    )
