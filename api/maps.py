"""Map pages: whole documents with scripts of their own, shut in a sandbox."""

from __future__ import annotations

from fastapi.responses import HTMLResponse

from maps.render.policy import policy_of


def map_response(html: str) -> HTMLResponse:
    """Return a map page under its own policy, in a sandbox that keeps it from our cookies and pages."""
    policy = f"{policy_of(html)}; sandbox allow-scripts; frame-ancestors 'self'"
    return HTMLResponse(html, headers={"Content-Security-Policy": policy})
