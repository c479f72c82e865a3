"""Running a native solver beside the caller, so that a cancel is answered within a fraction of a second."""

from __future__ import annotations

import threading
from collections.abc import Callable

POLL_SECONDS = 0.02
GRACE_SECONDS = 0.2
"""How long a stopped solver may take to return before it is left behind."""


def run_beside(work: Callable[[], object], stop: Callable[[], object], cancelled: Callable[[], bool]) -> bool:
    """Run ``work`` in a thread; on a cancel ask it to ``stop``. Return whether it has come to its end."""
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    while thread.is_alive() and not cancelled():
        thread.join(POLL_SECONDS)
    if thread.is_alive():
        stop()
        thread.join(GRACE_SECONDS)
    return not thread.is_alive()
