"""Problems: inventory, geography, calendar, policy and rules of one planning task."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, status
from fastapi.responses import HTMLResponse

from api.access import Me, allow
from api.context import Ctx, Reading
from api.faults import refusals
from api.found import problem_of
from api.maps import map_response
from maps.need import NeedTable
from scheduler.wire import parse_problem
from services.planbook import add_problem, find_problem
from store.inventory import InventoryKind
from store.records import InventoryPage, ProblemHead

router = APIRouter(prefix="/api/problems", tags=["problems"])
READERS = [allow("planner", "evaluator")]
PLANNERS = [allow("planner")]
MISSING = refusals("not-found", "not-allowed")


@router.get("", summary="问题列表 / list problems", dependencies=READERS)
def list_problems(me: Me, unit: Reading) -> list[ProblemHead]:
    """Return the problems in your scope, newest first."""
    return list(unit.problems.all(me.scope))


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    summary="上传问题 / upload a problem",
    responses=refusals("not-allowed", "form-expired", "body-too-large", "value-invalid"),
    dependencies=PLANNERS,
)
def upload_problem(
    me: Me, context: Ctx, document: Annotated[dict[str, Any], Body(description="A problem (`dapeng schema problem`)")]
) -> ProblemHead:
    """Check a problem as a whole and store it, or answer with every fault that it has.

    A problem that your organisation already has is not stored twice.
    """
    problem = parse_problem(document, "problem")
    with context.store.write() as unit:
        return add_problem(unit, me, problem)


@router.get("/{problem_key}", summary="一个问题 / one problem", responses=MISSING, dependencies=READERS)
def show_problem(problem_key: str, me: Me, unit: Reading) -> ProblemHead:
    """Return a problem without its document."""
    return find_problem(unit, me, problem_key)


@router.get("/{problem_key}/document", summary="问题全文 / the whole document", responses=MISSING, dependencies=READERS)
def show_document(problem_key: str, me: Me, unit: Reading) -> dict[str, Any]:
    """Return the document, as `dapeng schema problem` describes it."""
    find_problem(unit, me, problem_key)
    content: dict[str, Any] = unit.problems.document(problem_key)
    return content


@router.get(
    "/{problem_key}/inventory/{kind}",
    summary="清单检索 / search the inventory",
    responses=MISSING,
    dependencies=READERS,
)
def search_inventory(
    problem_key: str,
    kind: InventoryKind,
    me: Me,
    unit: Reading,
    q: Annotated[str, Query(max_length=100, description="Part of a name, an id or a county's id")] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> InventoryPage:
    """Return exhibits, sets, halls, caravans, crews or stops of a problem."""
    find_problem(unit, me, problem_key)
    return unit.inventory.search(problem_key, kind, q, limit, offset)


@router.get("/{problem_key}/need", summary="需求指数 / need index", responses=MISSING, dependencies=READERS)
def show_need(problem_key: str, me: Me, unit: Reading, context: Ctx) -> NeedTable:
    """Return every county's need with its components: raw value, normalised value, weight, source."""
    return context.products.need(problem_key, problem_of(unit, me, problem_key))


@router.get(
    "/{problem_key}/need-map",
    summary="需求地图 / need map",
    response_class=HTMLResponse,
    responses=MISSING,
    dependencies=READERS,
)
def show_need_map(problem_key: str, me: Me, unit: Reading, context: Ctx) -> HTMLResponse:
    """Return the need map as a page of its own."""
    return map_response(context.products.need_map(problem_key, problem_of(unit, me, problem_key)))
