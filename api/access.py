"""Who may do what: refused unless something says that it is allowed."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from typing import Annotated, Any, cast
from urllib.parse import quote

from fastapi import Depends, FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from api.context import Context
from api.faults import answer
from core.errors import fail
from core.record import record
from services.accounts import Principal, principal_of, require_role
from store.roles import Role

SESSION_COOKIE = "dapeng_session"
CSRF_HEADER = "X-CSRF-Token"
CSRF_FIELD = "csrf_token"
PUBLIC = frozenset({("GET", "/health"), ("GET", "/sign-in"), ("POST", "/sign-in"), ("POST", "/api/session")})
"""What may be asked for by anybody, besides static files: nothing else."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class SignInWall:
    """Lets through only who is signed in, except to what is PUBLIC; also where a route forgot to ask."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look the session up, once a request, and refuse where there is none."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        principal = await run_in_threadpool(_principal, request)
        scope.setdefault("state", {})["principal"] = principal
        if principal is None and not _is_public(request):
            await _refuse(request)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _is_public(request: Request) -> bool:
    method = "GET" if request.method == "HEAD" else request.method
    return (method, request.url.path) in PUBLIC or (method == "GET" and request.url.path.startswith("/static/"))


def _principal(request: Request) -> Principal | None:
    token = request.cookies.get(SESSION_COOKIE)
    if not token:
        return None
    context = cast(Context, request.app.state.context)
    with context.store.read() as unit:
        return principal_of(unit, token, context.now())


def _refuse(request: Request) -> Response:
    if request.url.path.startswith("/api/"):
        return answer(request, fail("sign-in-needed", request.url.path))
    if "HX-Request" in request.headers:
        return Response(status_code=401, headers={"HX-Redirect": "/sign-in"})
    here = request.url.path if request.method == "GET" else "/"
    return RedirectResponse(f"/sign-in?next={quote(here)}", status_code=303)


def signed_in(request: Request) -> Principal:
    """Return who is signed in."""
    principal = cast(Principal | None, request.state.principal)
    if principal is None:
        raise fail("sign-in-needed", request.url.path)
    return principal


Me = Annotated[Principal, Depends(signed_in)]


class Allow:
    """A dependency that lets only some roles through; every route has one."""

    def __init__(self, *roles: Role) -> None:
        self.roles = roles

    def __call__(self, me: Me) -> None:
        """Raise ``not-allowed`` for other roles."""
        require_role(me, self.roles)


def allow(*roles: Role) -> Any:
    """Return the dependency that lets ``roles`` through; an administrator may do what planners may."""
    return Depends(Allow(*roles))


async def check_form_token(request: Request) -> None:
    """Refuse a change that does not carry the session's token: another site could have sent it.

    The token comes in the header ``X-CSRF-Token`` or in the form's field ``csrf_token``. Signing in has its own
    check, since there is no session yet.
    """
    if request.method in SAFE_METHODS or request.state.principal is None:
        return
    token = request.headers.get(CSRF_HEADER)
    if token is None and request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        token = str((await request.form()).get(CSRF_FIELD, ""))
    if not hmac.compare_digest((token or "").encode(), request.state.principal.csrf_token.encode()):
        raise fail("form-expired", request.url.path)


@record
class Door:
    """A route as strangers meet it."""

    path: str
    methods: frozenset[str]
    roles: frozenset[Role] | None
    """Roles that it lets through; ``None``: it names none."""


def doors(app: FastAPI) -> tuple[Door, ...]:
    """Return every route that has code of ours behind it."""
    contexts = (one for one in iter_route_contexts(app.routes) if isinstance(one.original_route, APIRoute))
    return tuple(
        Door(path=one.path or "", methods=frozenset(one.methods or ()), roles=_roles(one.dependencies))
        for one in contexts
    )


def _roles(dependencies: Iterable[Any]) -> frozenset[Role] | None:
    allowed = [one.dependency.roles for one in dependencies if isinstance(one.dependency, Allow)]
    return frozenset(allowed[0]).intersection(*allowed[1:]) if allowed else None


def require_guarded(app: FastAPI) -> None:
    """Raise ``RuntimeError`` where a route neither names its roles nor is PUBLIC: it must not be served."""
    found = doors(app)
    if not found:
        raise RuntimeError("no routes were found to be checked")
    for door in found:
        public = all((method, door.path) in PUBLIC for method in door.methods)
        if public == (door.roles is not None):
            raise RuntimeError(f"the route {sorted(door.methods)} {door.path} must name its roles, or be public")
