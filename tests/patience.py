"""How long a test waits for what must come at once. How fast it is on a machine of its own, the benchmarks say."""

from __future__ import annotations

import threading
import time

ANSWER_SECONDS = 0.5
"""What an answer may take on a machine with nothing else to do."""

LOADED_SECONDS = 4.0
"""What a machine may add that runs other tests at the same time.

A test whose work would end by itself within both gives more work than that, so that it can still fail.
"""

AT_ONCE_SECONDS = ANSWER_SECONDS + LOADED_SECONDS

THREADS = 2


class Cancel:
    """Asks to stop after some seconds; the answer is timed by the clock and, as that is the machine's, by own work."""

    def __init__(self, after: float) -> None:
        self._asked = threading.Event()
        self._clock, self._own = 0.0, 0.0
        if after > 0:
            threading.Timer(after, self._ask).start()
        else:
            self._ask()

    def _ask(self) -> None:
        self._clock, self._own = time.monotonic(), time.process_time()
        self._asked.set()

    def __call__(self) -> bool:
        return self._asked.is_set()

    def answered_at_once(self) -> bool:
        """Tell whether the answer took no more work than threads do in half a second, and no more than a moment."""
        own, clock = time.process_time() - self._own, time.monotonic() - self._clock
        return self._asked.is_set() and own < THREADS * ANSWER_SECONDS and clock < AT_ONCE_SECONDS
