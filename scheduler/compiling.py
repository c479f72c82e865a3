"""Compiling with a cache on disk that notices every change of the sources that belong together."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])
KEPT = 3
"""States of the sources whose compiled code is kept beside the present one: a checkout may go to and fro."""


def cache_folder(sources: Path) -> str:
    """Return where the compiled code of ``sources`` is kept, and drop that of states long gone.

    It lies in numba's folder, beside the sources, or in the user's cache.
    """
    beside = sources / "__pycache__"
    if numba.config.CACHE_DIR:  # type: ignore[attr-defined]
        root = Path(numba.config.CACHE_DIR) / sources.name  # type: ignore[attr-defined]
    elif os.access(beside if beside.exists() else sources, os.W_OK):
        root = beside
    else:
        root = Path.home() / ".cache" / "dapeng" / sources.name
    folder = root / f"compiled-{_sources_digest(sources)}"
    if not folder.exists():
        _prune(root)
    return str(folder)


def _sources_digest(folder: Path) -> str:
    """Return a digest of every source of ``folder``.

    Numba notices that a function's own file changed, not that a function it calls, or a number it uses, changed in
    another file: code would go on running with the old one inside. So the compiled code of each state of the sources
    has a folder of its own.
    """
    digest = hashlib.sha256()
    for source in sorted(folder.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _prune(root: Path) -> None:
    """Remove the compiled code of all but the latest states."""
    made = sorted(root.glob("compiled-*"), key=lambda folder: folder.stat().st_mtime, reverse=True)
    for folder in made[KEPT:]:
        shutil.rmtree(folder, ignore_errors=True)


def compile_into(function: F, folder: str, **options: Any) -> F:
    """Compile ``function`` on its first call, keep the code in ``folder``, and let other threads run meanwhile."""
    before, numba.config.CACHE_DIR = numba.config.CACHE_DIR, folder  # type: ignore[attr-defined]
    try:
        return cast(F, numba.njit(cache=True, nogil=True, **options)(function))
    finally:
        numba.config.CACHE_DIR = before  # type: ignore[attr-defined]
