"""Compiling with a cache on disk that notices every change of the sources that belong together."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])


def _sources_digest(folder: Path) -> str:
    """Return a digest of every source of ``folder``.

    Numba notices that a function's own file changed, not that a function it calls in another file did: code would go
    on running with the old one inside. So the compiled code of each state of the sources has a folder of its own.
    """
    digest = hashlib.sha256()
    for source in sorted(folder.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def cache_folder(sources: Path) -> str:
    """Return where compiled code is kept: numba's folder, beside the sources, or the user's cache."""
    beside = sources / "__pycache__"
    if numba.config.CACHE_DIR:  # type: ignore[attr-defined]
        root = Path(numba.config.CACHE_DIR)  # type: ignore[attr-defined]
    elif os.access(beside if beside.exists() else sources, os.W_OK):
        root = beside
    else:
        root = Path.home() / ".cache" / "dapeng"
    return str(root / f"compiled-{_sources_digest(sources)}")


def compile_into(function: F, folder: str, inlined: bool = False) -> F:
    """Compile ``function`` on its first call, keep the code in ``folder``, and let other threads run meanwhile.

    The code counts no references (``_nrt``): that took a third of the time of the search. So ``function`` may read and
    write the arrays it is given and their slices, but must not make arrays.
    """
    before, numba.config.CACHE_DIR = numba.config.CACHE_DIR, folder  # type: ignore[attr-defined]
    try:
        options: dict[str, Any] = {"forceinline": inlined, "_nrt": False}
        return cast(F, numba.njit(cache=True, nogil=True, error_model="numpy", **options)(function))
    finally:
        numba.config.CACHE_DIR = before  # type: ignore[attr-defined]
