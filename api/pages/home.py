"""The first page: everybody's own."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import RedirectResponse

from api.access import Me, allow
from store.roles import ROLES, Role

router = APIRouter()
OWN_PAGE: dict[Role, str] = {
    "admin": "/planner",
    "planner": "/planner",
    "driver": "/driver",
    "evaluator": "/evaluator",
}


@router.get("/", dependencies=[allow(*ROLES)])
def home(me: Me) -> RedirectResponse:
    """Go to the page that was made for the role."""
    return RedirectResponse(OWN_PAGE[me.person.role], status_code=303)
