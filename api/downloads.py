"""Files to save, under names in any script."""

from __future__ import annotations

import re
from urllib.parse import quote

from core.ids import file_part


def saved_as(name: str) -> dict[str, str]:
    """Return the header that has a browser save an answer as ``name`` (RFC 6266).

    Headers hold Latin letters only: other names stand in ``filename*`` (RFC 8187), and a plain one for old programs.
    """
    safe = file_part(name)
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", safe)
    wide = "" if plain == safe else f"; filename*=UTF-8''{quote(safe, safe='')}"
    return {"Content-Disposition": f'attachment; filename="{plain}"{wide}'}
