"""Turning templates into pages."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, PackageLoader, StrictUndefined

from api import texts
from api.access import CSRF_FIELD
from api.faults import refusal_of
from api.pages.formats import FILTERS
from core.errors import DapengError


@cache
def _templates() -> Jinja2Templates:
    environment = Environment(
        loader=PackageLoader("api"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(FILTERS)
    environment.globals.update(
        t=texts.both, plain=texts.plain, words=texts.words, beside=texts.beside, static=static, csrf_field=CSRF_FIELD
    )
    return Jinja2Templates(env=environment)


@cache
def static(name: str) -> str:
    """Return the address of a static file; it changes with the file, so that browsers never keep an old one."""
    content = resources.files("api").joinpath("static", name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:8]}"


def page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """Return a page; ``me`` in the template is who is signed in, or ``None``."""
    context = {"me": getattr(request.state, "principal", None), **values}
    return _templates().TemplateResponse(request, template, context, status_code=status)


def error_page(request: Request, error: DapengError, status: int) -> Response:
    """Return the page that says what is wrong; a fragment of it where htmx asked."""
    template = "fault.html" if "HX-Request" in request.headers else "error.html"
    return page(request, template, status, refusal=refusal_of(error))
