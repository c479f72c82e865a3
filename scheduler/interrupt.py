"""Running a native solver beside the caller, so that a cancel is answered within a fraction of a second."""

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import Callable

POLL_SECONDS = 0.02
GRACE_SECONDS = 0.2
"""How long a stopped solver may take to return before it is left behind."""
EXIT_SECONDS = 10.0
"""How long the program waits at its end for solvers left behind. Python ends a thread that comes back from native code
after that by unwinding its stack, and C++ answers by aborting the program: a plan is written, but the command fails."""

_left: list[threading.Thread] = []


def run_beside(work: Callable[[], object], stop: Callable[[], object], cancelled: Callable[[], bool]) -> bool:
    """Run ``work`` in a thread; on a cancel ask it to ``stop``. Return whether it has come to its end."""
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    while thread.is_alive() and not cancelled():
        thread.join(POLL_SECONDS)
    if thread.is_alive():
        stop()
        thread.join(GRACE_SECONDS)
    if thread.is_alive():
        _left[:] = [each for each in _left if each.is_alive()] + [thread]
    return not thread.is_alive()


@atexit.register
def _wait() -> None:
    """Let the solvers left behind come to their end."""
    until = time.monotonic() + EXIT_SECONDS
    for thread in _left:
        thread.join(max(0.0, until - time.monotonic()))
