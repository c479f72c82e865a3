"""Computing a thing once for everybody who asks for it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Memo(Generic[T]):
    """The last ``size`` results by key. Who asks for one that is being computed waits for it.

    For results that can never go stale only: of stored problems and plans, which never change.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._guard = threading.Lock()
        self._locks: dict[Hashable, threading.Lock] = {}
        self._results: OrderedDict[Hashable, T] = OrderedDict()

    def get(self, key: Hashable, compute: Callable[[], T]) -> T:
        """Return the result for ``key``, computing it where it is not there."""
        with self._guard:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            with self._guard:
                if key in self._results:
                    self._results.move_to_end(key)
                    return self._results[key]
            result = compute()
            self._keep(key, result)
            return result

    def _keep(self, key: Hashable, result: T) -> None:
        with self._guard:
            self._results[key] = result
            while len(self._results) > self._size:
                gone, _ = self._results.popitem(last=False)
                self._locks.pop(gone, None)
