"""Outside data: named by ``--data`` or ``DAPENG_DATA``, never by a built-in path."""

from __future__ import annotations

import os
from pathlib import Path


def find_outside(name: str, folder: Path | None = None) -> Path | None:
    """Return the outside file or folder ``name``, or ``None`` where there is none.

    It is looked for in ``folder`` (default: the environment's ``DAPENG_DATA``) itself and in its
    ``data`` and ``bench`` folders.
    """
    root = folder or (Path(os.environ["DAPENG_DATA"]) if os.environ.get("DAPENG_DATA") else None)
    if root is None:
        return None
    places = (root / name, root / "data" / name, root / "bench" / name)
    return next((place for place in places if place.exists()), None)
