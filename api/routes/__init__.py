"""JSON routes. Thin: find, call a service, answer."""

from __future__ import annotations

from fastapi import APIRouter

from api.routes import health, itineraries, jobs, plans, problems, session

router = APIRouter()
for part in (health, session, problems, plans, jobs, itineraries):
    router.include_router(part.router)
