"""Write a file whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import fail


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Yield a path to write to, beside ``path``, which it becomes when the block ends without an error."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        part.touch()
    except OSError as error:  # told before the work, and by the name that the person gave
        raise fail("file-unusable", str(path), path=path, detail=error.strerror) from None
    try:
        yield part
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
