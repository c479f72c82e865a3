"""The cookies of a session and of the sign-in form."""

from __future__ import annotations

import hmac
import secrets

from fastapi import Request, Response

from api.access import SESSION_COOKIE
from api.settings import Settings
from services.accounts import SESSION_HOURS

FORM_COOKIE = "dapeng_form"


def give_session(response: Response, token: str, settings: Settings) -> None:
    """Set the session's cookie: unreadable to scripts, not sent from other sites' forms."""
    seconds = SESSION_HOURS * 3600
    response.set_cookie(SESSION_COOKIE, token, seconds, path="/", httponly=True, samesite="lax", secure=settings.https)


def drop_session(response: Response) -> None:
    """Remove the session's cookie."""
    response.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="lax")


def session_token(request: Request) -> str:
    """Return the session's token."""
    return request.cookies.get(SESSION_COOKIE, "")


def form_token(request: Request) -> str:
    """Return the sign-in form's token: the browser's own, or a new one."""
    return request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(24)


def give_form_token(response: Response, token: str, settings: Settings) -> None:
    """Set the sign-in form's cookie; the form repeats it, which another site's form cannot."""
    response.set_cookie(FORM_COOKIE, token, path="/sign-in", httponly=True, samesite="strict", secure=settings.https)


def is_own_form(request: Request, token: str) -> bool:
    """Tell whether a sign-in form was made for this browser."""
    cookie = request.cookies.get(FORM_COOKIE, "")
    return bool(cookie) and hmac.compare_digest(cookie.encode(), token.encode())


def client_address(request: Request) -> str:
    """Return the address that the request came from."""
    return request.client.host if request.client else "unknown"
