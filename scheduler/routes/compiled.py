"""The decorators of this folder's compiled functions.

They take plain arrays, few and wide, whose rows or columns are named by constants: an array that is read out of a
tuple or a structure costs two atomic operations each time, which is as much as checking several gaps.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from scheduler.compiling import cache_folder, compile_into

F = TypeVar("F", bound=Callable[..., Any])
CACHE_FOLDER = cache_folder(Path(__file__).resolve().parent)
OPTIONS: dict[str, Any] = {"error_model": "numpy", "_nrt": False}
"""The code counts no references (``_nrt``): that took a third of the time of the search. So these functions may read
and write the arrays they are given and their slices, but must not make arrays."""


def compiled(function: F) -> F:
    """Compile ``function`` on its first call and keep the code on disk."""
    return compile_into(function, CACHE_FOLDER, **OPTIONS)


def inlined(function: F) -> F:
    """Compile ``function`` into its callers: handing over many arrays takes longer than what it does."""
    return compile_into(function, CACHE_FOLDER, forceinline=True, **OPTIONS)
