"""Map pages: whole documents with scripts of their own, shut in a sandbox."""

from __future__ import annotations

import base64
import hashlib
import re

from fastapi.responses import HTMLResponse

_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<body>.*?)</script>", re.DOTALL | re.IGNORECASE)


def map_response(html: str) -> HTMLResponse:
    """Return a map page; only the scripts that stand in it may run, and nothing may be fetched."""
    return HTMLResponse(html, headers={"Content-Security-Policy": map_policy(html)})


def map_policy(html: str) -> str:
    """Return the Content-Security-Policy of a map page.

    Its scripts are named by their SHA-256 (a script that a name smuggled in would have another), the sandbox keeps it
    from our cookies and pages, and styles are free since leaflet writes them.
    """
    scripts = {_digest(found["body"]) for found in _SCRIPT.finditer(html) if found["body"].strip()}
    return (
        f"default-src 'none'; script-src {' '.join(sorted(scripts)) or chr(39) + 'none' + chr(39)}; "
        "style-src 'unsafe-inline'; img-src data: blob:; font-src data:; "
        "sandbox allow-scripts; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
    )


def _digest(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
