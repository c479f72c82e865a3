"""Plans: verdict, report, explanation, maps and files."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel

from api.access import Me, allow
from api.context import Ctx, Reading, Writing
from api.downloads import saved_as
from api.faults import refusals
from api.found import stored_plan
from api.maps import map_response
from scheduler.verify import verify
from services.planbook import find_plan, publish_plan
from services.products import PlanMap
from store.records import PlanHead

router = APIRouter(prefix="/api/plans", tags=["plans"])
READERS = [allow("planner", "evaluator")]
PLANNERS = [allow("planner")]
MISSING = refusals("not-found", "not-allowed")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ViolationOut(BaseModel):
    """A broken rule."""

    rule_id: str
    text_zh: str
    text_en: str


class Verdict(BaseModel):
    """What the independent verifier says."""

    accepted: bool
    violations: list[ViolationOut]


class ExplanationOut(BaseModel):
    """Why a county is served as it is."""

    county_id: str
    text_zh: str
    text_en: str


@router.get("", summary="计划列表 / list plans", dependencies=READERS)
def list_plans(
    me: Me, unit: Reading, problem: Annotated[str | None, Query(description="Key of a problem")] = None
) -> list[PlanHead]:
    """Return the plans that you may read, newest first, with value and bound of each stage."""
    return list(unit.plans.all(me.scope, me.plan_states, problem))


@router.get("/{plan_key}", summary="一个计划 / one plan", responses=MISSING, dependencies=READERS)
def show_plan(plan_key: str, me: Me, unit: Reading) -> PlanHead:
    """Return a plan without its document."""
    return find_plan(unit, me, plan_key)


@router.get("/{plan_key}/document", summary="计划全文 / the whole document", responses=MISSING, dependencies=READERS)
def show_document(plan_key: str, me: Me, unit: Reading) -> dict[str, Any]:
    """Return the document, as `dapeng schema plan` describes it."""
    find_plan(unit, me, plan_key)
    content: dict[str, Any] = unit.plans.document(plan_key)
    return content


@router.get("/{plan_key}/verdict", summary="校验 / verify", responses=MISSING, dependencies=READERS)
def show_verdict(plan_key: str, me: Me, unit: Reading) -> Verdict:
    """Run the independent verifier on the stored plan, now."""
    stored = stored_plan(unit, me, plan_key)
    violations = [
        ViolationOut(rule_id=one.rule_id, text_zh=one.text("zh"), text_en=one.text("en"))
        for one in verify(stored.problem, stored.plan)
    ]
    return Verdict(accepted=not violations, violations=violations)


@router.get("/{plan_key}/report", summary="指标 / figures", responses=MISSING, dependencies=READERS)
def show_report(plan_key: str, me: Me, unit: Reading, context: Ctx) -> dict[str, Any]:
    """Return the figures that maps, pages and files agree with."""
    return context.products.report(stored_plan(unit, me, plan_key))


@router.get(
    "/{plan_key}/counties/{county_id}/explanation",
    summary="为何没有安排 / why is a county not served",
    responses=MISSING,
    dependencies=READERS,
)
def show_explanation(plan_key: str, county_id: str, me: Me, unit: Reading, context: Ctx) -> ExplanationOut:
    """Return the rule that keeps services from a county, or the price of one. Takes some seconds the first time."""
    explanation = context.products.explanation(stored_plan(unit, me, plan_key), county_id)
    return ExplanationOut(county_id=county_id, text_zh=explanation.text("zh"), text_en=explanation.text("en"))


@router.get(
    "/{plan_key}/maps/{kind}",
    summary="地图 / maps",
    response_class=HTMLResponse,
    responses=MISSING,
    dependencies=READERS,
)
def show_map(plan_key: str, kind: PlanMap, me: Me, unit: Reading, context: Ctx) -> HTMLResponse:
    """Return a map as a page of its own: coverage by level, before and after, routes by day, or the year by week."""
    return map_response(context.products.plan_map(stored_plan(unit, me, plan_key), kind))


@router.get(
    "/{plan_key}/plan.xlsx",
    summary="Excel 计划表 / Excel workbook",
    response_class=Response,
    responses={**MISSING, 200: {"content": {XLSX: {}}}},
    dependencies=READERS,
)
def download_workbook(plan_key: str, me: Me, unit: Reading, context: Ctx) -> Response:
    """Return timetable, tours, unserved counties and need table as a workbook."""
    stored = stored_plan(unit, me, plan_key)
    content = context.products.workbook(stored)
    return Response(content, media_type=XLSX, headers=saved_as(f"{stored.plan.plan_id}.xlsx"))


@router.post(
    "/{plan_key}/publish",
    summary="发布 / publish",
    responses=refusals("not-found", "not-allowed", "form-expired"),
    dependencies=PLANNERS,
)
def publish(plan_key: str, me: Me, unit: Writing, context: Ctx) -> PlanHead:
    """Publish a plan: drivers and evaluators see it from now on, in place of the one before."""
    return publish_plan(unit, me, plan_key, context.now())
