"""Web pages for the planner, the driver and the evaluator."""

from __future__ import annotations

from fastapi import APIRouter

from api.pages import driver, evaluator, home, planner, session

router = APIRouter()
for part in (home, session, planner, driver, evaluator):
    router.include_router(part.router)
