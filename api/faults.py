"""Faults as answers: problem+json for programs, a page for people."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException

from core.errors import DapengError, Fault, fail, fault

ErrorPage = Callable[[Request, DapengError, int], Response]
"""Makes a page of an error; set by the application, since pages stand above this module."""
log = logging.getLogger("dapeng.api")
STATUS = {
    "sign-in-needed": 401,
    "sign-in-refused": 401,
    "sign-in-limited": 429,
    "not-allowed": 403,
    "form-expired": 403,
    "not-found": 404,
    "page-unknown": 404,
    "job-ended": 409,
    "body-too-large": 413,
    "service-fault": 500,
}
"""HTTP status of a fault; 422 for all others: the input cannot be used."""
SECRET_PATHS = frozenset({"/sign-in", "/api/session"})
"""Where passwords are sent to: of what comes there nothing is repeated, since a password may stand in any place."""


class FaultOut(BaseModel):
    """One thing wrong."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    code: str
    """Stable code; docs/errors.md lists them."""
    place: str
    """Where: a path in the document, a field, a resource."""
    cause_zh: str
    cause_en: str
    remedy_zh: str
    remedy_en: str


class Refusal(BaseModel):
    """Why a request was refused (RFC 9457, application/problem+json)."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    type: str
    """``urn:dapeng:fault:<code of the first fault>``."""
    title: str
    status: int
    faults: list[FaultOut]
    """Every fault that was found, not only the first."""


def refusals(*codes: str) -> dict[int | str, dict[str, Any]]:
    """Return OpenAPI's ``responses`` for the codes of faults that an endpoint may answer with."""
    by_status: dict[int, list[str]] = {}
    for code in codes:
        by_status.setdefault(STATUS.get(code, 422), []).append(code)
    return {
        status: {"model": Refusal, "description": f"{HTTPStatus(status).phrase}: " + ", ".join(listed)}
        for status, listed in sorted(by_status.items())
    }


def status_of(error: DapengError) -> int:
    """Return the HTTP status of an error."""
    return STATUS.get(error.faults[0].code, 422)


def refusal_of(error: DapengError) -> Refusal:
    """Return an error as a document."""
    return Refusal(
        type=f"urn:dapeng:fault:{error.faults[0].code}",
        title=error.faults[0].cause("en"),
        status=status_of(error),
        faults=[_fault_out(one) for one in error.faults],
    )


def answer(request: Request, error: DapengError) -> Response:
    """Answer with an error, as the one who asks can read it."""
    if request.url.path.startswith("/api/"):
        body = refusal_of(error).model_dump()
        return JSONResponse(body, status_of(error), media_type="application/problem+json")
    error_page: ErrorPage = request.app.state.error_page
    return error_page(request, error, status_of(error))


def add_handlers(app: FastAPI) -> None:
    """Answer every kind of error in the one way."""

    @app.exception_handler(DapengError)
    def on_fault(request: Request, error: DapengError) -> Response:
        return answer(request, error)

    @app.exception_handler(RequestValidationError)
    def on_invalid(request: Request, error: RequestValidationError) -> Response:
        hidden = request.url.path in SECRET_PATHS
        return answer(request, DapengError(_invalid(one, hidden) for one in error.errors()))

    @app.exception_handler(HTTPException)
    def on_http(request: Request, error: HTTPException) -> Response:
        unknown = error.status_code in (404, 405)
        known = fail("page-unknown", request.url.path) if unknown else _value_fault(request.url.path, error.detail)
        return answer(request, known)

    @app.exception_handler(Exception)
    def on_fault_of_ours(request: Request, error: Exception) -> Response:
        reference = secrets.token_hex(4)
        log.error("fault %s at %s %s", reference, request.method, request.url.path, exc_info=error)
        return answer(request, fail("service-fault", request.url.path, reference=reference))


def _invalid(error: Any, hidden: bool) -> Fault:
    place = "/" + "/".join(str(part) for part in error["loc"])
    if error["type"] == "missing":
        return fault("field-missing", place, field=error["loc"][-1])
    shown = "" if hidden else repr(error.get("input"))[:80]
    return fault("value-invalid", place, value=shown, detail=error["msg"])


def _value_fault(place: str, detail: str) -> DapengError:
    return fail("value-invalid", place, value="", detail=detail)


def _fault_out(one: Fault) -> FaultOut:
    return FaultOut(
        code=one.code,
        place=one.place,
        cause_zh=one.cause("zh"),
        cause_en=one.cause("en"),
        remedy_zh=one.remedy("zh"),
        remedy_en=one.remedy("en"),
    )
