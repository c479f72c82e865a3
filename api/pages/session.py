"""The sign-in page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.access import CSRF_FIELD, Me, allow
from api.context import Ctx, Writing
from api.cookies import (
    client_address,
    drop_session,
    form_token,
    give_form_token,
    give_session,
    is_own_form,
    session_token,
)
from api.faults import refusal_of, status_of
from api.pages.render import page
from core.errors import DapengError, fail
from services.accounts import sign_in, sign_out
from services.demo_store import demo_accounts
from store.roles import ROLES

router = APIRouter()


@router.get("/sign-in")
def show_form(request: Request, context: Ctx, next: str = "") -> Response:
    """Show the form; on a demo's, who there is to be."""
    return _form(request, context, next, "", None)


@router.post("/sign-in")
def enter(
    request: Request,
    context: Ctx,
    name: Annotated[str, Form(max_length=64)],
    password: Annotated[str, Form(max_length=1024)],
    token: Annotated[str, Form(alias=CSRF_FIELD)] = "",
    next: Annotated[str, Form()] = "",
) -> Response:
    """Sign in and go where the person wanted to go."""
    try:
        if not is_own_form(request, token):
            raise fail("form-expired", "/sign-in")
        signed_in = sign_in(context.store, name, password, client_address(request), context.now())
    except DapengError as error:
        return _form(request, context, next, name, error)
    answer = RedirectResponse(next if _is_ours(next) else "/", status_code=303)
    give_session(answer, signed_in.token, context.settings)
    return answer


@router.post("/sign-out", dependencies=[allow(*ROLES)])
def leave(request: Request, me: Me, unit: Writing) -> Response:
    """Sign out."""
    sign_out(unit, me, session_token(request))
    answer = RedirectResponse("/sign-in", status_code=303)
    drop_session(answer)
    return answer


def _form(request: Request, context: Ctx, wanted: str, name: str, error: DapengError | None) -> Response:
    with context.store.read() as unit:
        demo = demo_accounts(unit)
    token = form_token(request)
    answer = page(
        request,
        "sign_in.html",
        status_of(error) if error else 200,
        refusal=refusal_of(error) if error else None,
        demo=demo,
        form_token=token,
        next=wanted if _is_ours(wanted) else "",
        name=name,
    )
    give_form_token(answer, token, context.settings)
    return answer


def _is_ours(address: str) -> bool:
    """Tell whether an address leads to this server: a path, and not one that a browser reads as a host."""
    return address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
