"""The planner's summary: how good the plan is, when and where, who is left out and why, and a button to solve again."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from api.access import Me, allow
from api.context import Ctx, Reading, Writing
from api.found import problem_of, stored_plan
from api.middleware import TIMELINE_POLICY
from api.pages.render import page
from api.pages.timeline import timeline_data
from core.errors import fault
from services.driving import caravans_of
from services.idle import idle_of
from services.jobs import cancel_job, find_job, request_plan
from services.planbook import add_problem, publish_plan
from services.prices import MEANING, RESOURCES, price_kinds, price_lines
from services.summary import county_lines, stage_lines
from services.timetable import timetable_of
from services.upload import read_upload
from store.records import Job, PlanHead

router = APIRouter(prefix="/planner")
PLANNERS = [allow("planner")]


@router.get("", dependencies=PLANNERS)
def show_newest(request: Request, me: Me, unit: Reading) -> Response:
    """Show the plan in force, or the newest one; where there is none, say how to get one."""
    plans = unit.plans.all(me.scope, me.plan_states)
    if not plans:
        return page(request, "planner_empty.html", problems=unit.problems.all(me.scope))
    return RedirectResponse(f"/planner/plans/{_first_choice(plans).plan_key}", status_code=303)


@router.get("/plans/{plan_key}", dependencies=PLANNERS)
def show_plan(request: Request, plan_key: str, me: Me, unit: Reading, context: Ctx) -> Response:
    """Show the summary of a plan."""
    stored = stored_plan(unit, me, plan_key)
    timetable = timetable_of(stored.problem, stored.plan)
    lines = county_lines(stored.problem, stored.plan, context.products.need(stored.problem_key, stored.problem))
    plans = unit.plans.all(me.scope, me.plan_states, stored.problem_key)
    answer = page(
        request,
        "planner.html",
        stored=stored,
        problem=stored.problem,
        plan=stored.plan,
        head=next(head for head in plans if head.plan_key == plan_key),
        plans=plans,
        report=context.products.report(stored),
        stages=stage_lines(stored.plan),
        timetable=timetable,
        timeline=timeline_data(timetable),
        unserved=[line for line in lines if line.unserved],
        lines=lines,
        problems=unit.problems.all(me.scope),
        caravans=caravans_of(stored.problem, stored.plan),
        idle=idle_of(stored.problem, stored.plan),
        prices=price_kinds(price_lines(stored.problem, stored.plan)),
        resources=RESOURCES,
        meaning=MEANING,
        job=_open_job(unit.jobs.latest(stored.problem_key)),
    )
    answer.headers["Content-Security-Policy"] = TIMELINE_POLICY
    return answer


@router.get("/plans/{plan_key}/counties/{county_id}", dependencies=PLANNERS)
def explain(request: Request, plan_key: str, county_id: str, me: Me, unit: Reading, context: Ctx) -> Response:
    """Show why a county is served as it is."""
    explanation = context.products.explanation(stored_plan(unit, me, plan_key), county_id)
    template = "explanation.html" if "HX-Request" in request.headers else "explanation_page.html"
    return page(request, template, explanation=explanation, plan_key=plan_key)


@router.post("/problems", dependencies=PLANNERS)
def upload(me: Me, context: Ctx, file: Annotated[UploadFile, File()]) -> Response:
    """Store the problem in a workbook or document, or answer with every fault that it has."""
    problem = read_upload(file.filename or "", file.file.read())
    with context.store.write() as unit:
        head = add_problem(unit, me, problem)
    return Response(status_code=204, headers={"HX-Redirect": f"/planner/problems/{head.problem_key}"})


@router.get("/problems/{problem_key}", dependencies=PLANNERS)
def show_problem(request: Request, problem_key: str, me: Me, unit: Reading) -> Response:
    """Show a problem with its plans, and a button to solve it."""
    problem = problem_of(unit, me, problem_key)
    return page(
        request,
        "problem_page.html",
        problem=problem,
        problem_key=problem_key,
        plans=unit.plans.all(me.scope, me.plan_states, problem_key),
        job=_open_job(unit.jobs.latest(problem_key)),
        fault=None,
    )


@router.post("/problems/{problem_key}/solve", dependencies=PLANNERS)
def solve(
    request: Request, problem_key: str, me: Me, unit: Writing, context: Ctx, seconds: Annotated[float, Form(ge=2)]
) -> Response:
    """Solve again, and show how it goes."""
    seconds = min(seconds, context.settings.solve_seconds_max)
    job = request_plan(unit, me, problem_key, seconds, seed=1, deterministic=False)
    context.runner.wake()
    return _job_answer(request, job)


@router.get("/jobs/{job_key}", dependencies=PLANNERS)
def show_job(request: Request, job_key: str, me: Me, unit: Reading) -> Response:
    """Show how a solve goes."""
    return _job_answer(request, find_job(unit, me, job_key))


@router.post("/jobs/{job_key}/cancel", dependencies=PLANNERS)
def stop_job(request: Request, job_key: str, me: Me, unit: Writing, context: Ctx) -> Response:
    """Stop a solve; its last verified plan is kept."""
    return _job_answer(request, cancel_job(unit, me, job_key, context.now()))


@router.post("/plans/{plan_key}/publish", dependencies=PLANNERS)
def publish(plan_key: str, me: Me, unit: Writing, context: Ctx) -> Response:
    """Publish a plan, and show it."""
    publish_plan(unit, me, plan_key, context.now())
    return RedirectResponse(f"/planner/plans/{plan_key}", status_code=303)


def _first_choice(plans: tuple[PlanHead, ...]) -> PlanHead:
    return next((plan for plan in plans if plan.state == "published"), plans[0])


def _open_job(job: Job | None) -> Job | None:
    return job if job is not None and job.state in ("queued", "running") else None


def _job_answer(request: Request, job: Job) -> Response:
    whole = "HX-Request" not in request.headers
    return page(request, "job_page.html" if whole else "job.html", job=job, fault=_fault_of(job))


def _fault_of(job: Job) -> Any:
    return fault(job.error_code, f"/jobs/{job.job_key}", **job.error_facts) if job.error_code else None
