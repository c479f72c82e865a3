"""Limits and headers that hold for every answer."""

from __future__ import annotations

from fastapi.responses import JSONResponse
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.faults import refusal_of
from core.errors import fail

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; frame-ancestors 'self'; form-action 'self'; base-uri 'none'; "
    "manifest-src 'self'"
)
"""Content-Security-Policy of our pages: everything from this server, nothing inline. Maps have their own."""
TIMELINE_POLICY = PAGE_POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
"""For the page with the timetable: vis-timeline brings its styles along in its script. Still no inline scripts."""
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
MEGABYTE = 1024 * 1024


class SafeHeaders:
    """Adds the headers that keep a browser from doing more than it should."""

    def __init__(self, app: ASGIApp, https: bool) -> None:
        self._app = app
        self._headers = HEADERS | ({"Strict-Transport-Security": "max-age=31536000"} if https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, adding headers to the answer."""
        is_static = scope["type"] == "http" and scope["path"].startswith("/static/")

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                headers.setdefault("Content-Security-Policy", PAGE_POLICY)
                headers.setdefault("Cache-Control", "public, max-age=3600" if is_static else "no-store")
            await send(message)

        await self._app(scope, receive, send_with_headers)


class BodyLimit:
    """Refuses requests larger than a limit, whether they say their length or not."""

    def __init__(self, app: ASGIApp, limit_mb: int) -> None:
        self._app = app
        self._limit_mb = limit_mb

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on up to the limit; beyond it answer 413."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limit_mb * MEGABYTE
        if int(Headers(scope=scope).get("content-length", "0")) > limit:
            await self._refusal()(scope, receive, send)
            return
        received, refused = 0, False

        async def receive_counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            return message if received <= limit else {"type": "http.disconnect"}

        async def send_unless_refused(message: Message) -> None:
            nonlocal refused
            if received > limit and not refused and message["type"] == "http.response.start":
                refused = True
                await self._refusal()(scope, receive, send)
            if not refused:
                await send(message)

        try:
            await self._app(scope, receive_counted, send_unless_refused)
        except Exception:
            if received <= limit:
                raise
            if not refused:
                await self._refusal()(scope, receive, send)

    def _refusal(self) -> JSONResponse:
        error = fail("body-too-large", "body", limit_mb=self._limit_mb)
        return JSONResponse(refusal_of(error).model_dump(), 413, media_type="application/problem+json")
