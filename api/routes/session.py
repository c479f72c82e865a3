"""Signing in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response, status
from pydantic import BaseModel, ConfigDict, StringConstraints

from api.access import Me, allow
from api.context import Ctx, Writing
from api.cookies import client_address, drop_session, give_session, session_token
from api.faults import refusals
from services.accounts import sign_in, sign_out
from store.roles import ROLES, Role

router = APIRouter(prefix="/api/session", tags=["session"])


class Credentials(BaseModel):
    """Who wants to sign in."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    name: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    password: Annotated[str, StringConstraints(min_length=1, max_length=1024)]


class SessionOut(BaseModel):
    """Who is signed in."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    name: str
    display_name: str
    role: Role
    org_id: str
    """Root of what the person may see."""
    caravan_id: str | None
    """Of a driver: their caravan."""
    csrf_token: str
    """To be sent as ``X-CSRF-Token`` with every request that changes something."""


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    summary="登录 / sign in",
    responses=refusals("sign-in-refused", "sign-in-limited"),
)
def open_session(credentials: Credentials, context: Ctx, request: Request, response: Response) -> SessionOut:
    """Open a session; its token goes into an HttpOnly cookie."""
    signed_in = sign_in(context.store, credentials.name, credentials.password, client_address(request), context.now())
    give_session(response, signed_in.token, context.settings)
    person = signed_in.session.person
    return SessionOut(
        name=person.name,
        display_name=person.display_name,
        role=person.role,
        org_id=person.org_id,
        caravan_id=person.caravan_id,
        csrf_token=signed_in.session.csrf_token,
    )


@router.get(
    "", summary="当前登录者 / who is signed in", responses=refusals("sign-in-needed"), dependencies=[allow(*ROLES)]
)
def show_session(me: Me) -> SessionOut:
    """Return who is signed in."""
    person = me.person
    return SessionOut(
        name=person.name,
        display_name=person.display_name,
        role=person.role,
        org_id=person.org_id,
        caravan_id=person.caravan_id,
        csrf_token=me.csrf_token,
    )


@router.delete(
    "",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="退出 / sign out",
    responses=refusals("sign-in-needed", "form-expired"),
    dependencies=[allow(*ROLES)],
)
def end_session(me: Me, unit: Writing, request: Request, response: Response) -> None:
    """End the session."""
    sign_out(unit, me, session_token(request))
    drop_session(response)
