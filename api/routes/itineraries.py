"""Caravans' itineraries. A driver reads their own, and no other."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from api.access import Me, allow
from api.context import Ctx, Reading
from api.downloads import saved_as
from api.faults import refusals
from api.found import stored_plan
from api.maps import map_response
from core.errors import fail
from services.accounts import require_caravan
from services.driving import CaravanHead, caravans_of
from services.itinerary_build import itinerary_of
from services.itinerary_record import Itinerary
from services.products import Stored

router = APIRouter(prefix="/api/plans/{plan_key}/itineraries", tags=["itineraries"])
READERS = [allow("planner", "evaluator")]
DRIVERS = [allow("planner", "evaluator", "driver")]
MISSING = refusals("not-found", "not-allowed")
MEDIA = {
    ".pdf": "application/pdf",
    ".html": "text/html",
    ".ics": "text/calendar",
    ".gpx": "application/gpx+xml",
}


@router.get("", summary="有行程的大篷车 / caravans with tours", responses=MISSING, dependencies=READERS)
def list_itineraries(plan_key: str, me: Me, unit: Reading) -> list[CaravanHead]:
    """Return the caravans that the plan sends out."""
    stored = stored_plan(unit, me, plan_key)
    return list(caravans_of(stored.problem, stored.plan))


@router.get("/{caravan_id}", summary="行程 / itinerary", responses=MISSING, dependencies=DRIVERS)
def show_itinerary(plan_key: str, caravan_id: str, me: Me, unit: Reading) -> Itinerary:
    """Return a caravan's tours by day, with clock times in local civil time."""
    stored = own_plan(plan_key, caravan_id, me, unit)
    return itinerary_of(stored.problem, stored.plan, caravan_id)


@router.get(
    "/{caravan_id}/map",
    summary="行程地图 / map of the tours",
    response_class=HTMLResponse,
    responses=MISSING,
    dependencies=DRIVERS,
)
def show_map(plan_key: str, caravan_id: str, me: Me, unit: Reading, context: Ctx) -> HTMLResponse:
    """Return the caravan's routes by day as a page of its own."""
    stored = own_plan(plan_key, caravan_id, me, unit)
    return map_response(context.products.caravan_map(stored, caravan_id))


@router.get(
    "/{caravan_id}/files/{kind}",
    summary="行程文件 / files",
    response_class=Response,
    responses={**MISSING, 200: {"content": {media: {} for media in MEDIA.values()}}},
    dependencies=DRIVERS,
)
def download_file(
    plan_key: str, caravan_id: str, kind: Literal["pdf", "ics", "gpx"], me: Me, unit: Reading, context: Ctx
) -> Response:
    """Return the itinerary as PDF (a printable page where the server has no Chinese font), iCalendar or GPX."""
    files = context.products.itinerary_files(own_plan(plan_key, caravan_id, me, unit), caravan_id)
    ending = next((one for one in (f".{kind}", ".html") if one in files), None)
    if ending is None:
        raise fail("not-found", f"/itineraries/{caravan_id}", kind="itinerary", key=caravan_id)
    return Response(files[ending], media_type=MEDIA[ending], headers=saved_as(f"itinerary-{caravan_id}{ending}"))


def own_plan(plan_key: str, caravan_id: str, me: Me, unit: Reading) -> Stored:
    """Return a plan for one caravan's itinerary; raises ``not-allowed`` where it is another driver's."""
    require_caravan(me, caravan_id)
    stored = stored_plan(unit, me, plan_key)
    if caravan_id not in {caravan.caravan_id for caravan in stored.problem.caravans}:
        raise fail("not-found", f"/itineraries/{caravan_id}", kind="caravan", key=caravan_id)
    return stored
