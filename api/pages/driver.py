"""The driver's itinerary, made for a phone: the tour of today or the next one first. Works without scripts."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.access import Me, allow
from api.context import Ctx, Reading
from api.pages.render import page
from api.routes.itineraries import own_plan
from services.driving import focus_of, neighbours, trip_views
from services.itinerary_build import itinerary_of

router = APIRouter(prefix="/driver")


@router.get("", dependencies=[allow("driver")])
def show_own(request: Request, me: Me, unit: Reading) -> Response:
    """Show the driver's own itinerary in the plan with their caravan that was published last."""
    caravan_id = me.person.caravan_id or ""
    newest = unit.plans.newest_with(caravan_id, me.scope, me.plan_states)
    if newest is None:
        return page(request, "driver_empty.html")
    return RedirectResponse(f"/driver/plans/{newest.plan_key}/caravans/{quote(caravan_id)}", status_code=303)


@router.get("/plans/{plan_key}/caravans/{caravan_id}", dependencies=[allow("driver", "planner", "evaluator")])
def show_itinerary(
    request: Request,
    plan_key: str,
    caravan_id: str,
    me: Me,
    unit: Reading,
    context: Ctx,
    on: Annotated[date | None, Query()] = None,
) -> Response:
    """Show a caravan's itinerary, as of today or of the day ``on``."""
    stored = own_plan(plan_key, caravan_id, me, unit)
    itinerary = itinerary_of(stored.problem, stored.plan, caravan_id)
    today = context.now().astimezone(ZoneInfo(itinerary.timezone)).date()
    shown = on or today
    views = trip_views(itinerary)
    focus = focus_of(views, shown)
    earlier, later = neighbours(views, focus.view)
    return page(
        request,
        "driver.html",
        problem=stored.problem,
        itinerary=itinerary,
        views=views,
        focus=focus,
        earlier=earlier,
        later=later,
        others=[view for view in views if view is not focus.view],
        today=today,
        shown=shown,
        base=f"/api/plans/{plan_key}/itineraries/{quote(caravan_id)}",
        plan_key=plan_key,
    )
