"""What a map page may do: run the scripts that it was drawn with, and nothing else.

The page says so itself, so that it also holds for a file that is sent on; a server repeats it in its header.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable

SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script>", re.DOTALL)
_OPENING, _CLOSING = '<meta http-equiv="Content-Security-Policy" content="', '">'


def scripts_of(html: str) -> list[str]:
    """Return the scripts that stand in ``html``."""
    return [body for body in SCRIPT.findall(html) if body.strip()]


def policy_element(scripts: Iterable[str]) -> str:
    """Return the element, first in a page's head, that names ``scripts`` as the only ones to run.

    They are named by their SHA-256: one that a name in the data smuggled in has another. Styles are free, since
    leaflet writes them; nothing is fetched.
    """
    named = " ".join(sorted({_digest(script) for script in scripts}))
    return (
        f"{_OPENING}default-src 'none'; script-src {named}; style-src 'unsafe-inline'; "
        f"img-src data: blob:; font-src data:; base-uri 'none'; form-action 'none'{_CLOSING}"
    )


def policy_of(html: str) -> str:
    """Return the policy of a page of ours: its first, before which nothing of anybody else's stands.

    Raises
    ------
    ValueError
        For a page that names none: it must not be shown.
    """
    begins = html.index(_OPENING) + len(_OPENING)
    return html[begins : html.index(_CLOSING, begins)]


def _digest(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
