"""Solving: asked for, followed, cancelled."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, status
from pydantic import BaseModel, ConfigDict, Field

from api.access import Me, allow
from api.context import Ctx, Reading, Writing
from api.faults import refusals
from core.errors import fail
from services.jobs import cancel_job, find_job, request_plan
from store.records import Job

router = APIRouter(tags=["jobs"])
PLANNERS = [allow("planner")]


class SolveOrder(BaseModel):
    """How a problem is to be solved."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    seconds: Annotated[float | None, Field(ge=2)] = None
    """Time for solving; without it the server's usual time."""
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 1
    deterministic: bool = False
    """Give the same plan on any machine; takes as long as it takes."""


@router.post(
    "/api/problems/{problem_key}/jobs",
    status_code=status.HTTP_202_ACCEPTED,
    summary="求解 / solve",
    responses=refusals("not-found", "not-allowed", "form-expired"),
    dependencies=PLANNERS,
)
def start_job(problem_key: str, order: SolveOrder, me: Me, unit: Writing, context: Ctx) -> Job:
    """Queue a solve. While one of the same problem is queued or running, that one is returned."""
    settings = context.settings
    seconds = order.seconds or settings.solve_seconds
    if seconds > settings.solve_seconds_max:
        limit = f"at most {settings.solve_seconds_max:g} s"
        raise fail("value-invalid", "/seconds", value=seconds, detail=limit)
    job = request_plan(unit, me, problem_key, seconds, order.seed, order.deterministic)
    context.runner.wake()
    return job


@router.get(
    "/api/jobs/{job_key}",
    summary="求解进度 / progress",
    responses=refusals("not-found", "not-allowed"),
    dependencies=PLANNERS,
)
def show_job(job_key: str, me: Me, unit: Reading) -> Job:
    """Return a job: ask once a second to follow it."""
    return find_job(unit, me, job_key)


@router.post(
    "/api/jobs/{job_key}/cancel",
    summary="取消求解 / cancel",
    responses=refusals("not-found", "not-allowed", "form-expired", "job-ended"),
    dependencies=PLANNERS,
)
def stop_job(job_key: str, me: Me, unit: Writing, context: Ctx) -> Job:
    """Ask a solve to stop; it keeps the last verified plan that it has."""
    return cancel_job(unit, me, job_key, context.now())
