"""Rows that are made once: a record that a benchmark goes on with after a break."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import core
import exhibits
import fleet
import maps
import scheduler
from bench.record import write_record
from scheduler.progress import Budget

Row = dict[str, Any]


@dataclass
class OwnTime(Budget):
    """Seconds of this process's own time: what else a machine does changes little in them."""

    started: float = field(default_factory=time.process_time)

    def elapsed(self) -> float:
        """Return seconds of own time since the start."""
        return time.process_time() - self.started


def resumed(benchmark: str, path: Path, wanted: Iterable[tuple[Row, Callable[[], Row]]]) -> list[Row]:
    """Return a row for each pair of a frame, which says what is measured, and a function that measures it.

    The record ``path`` is written after each row; what it holds already under the same frame is not made again.
    """
    rows = list(json.loads(path.read_text("utf-8"))["rows"]) if path.exists() else []
    found = []
    for frame, measure in wanted:
        known = next((row for row in rows if frame.items() <= row.items()), None)
        if known is None:
            known = frame | measure()
            rows.append(known)
            write_record(benchmark, rows, path)
        found.append(known)
    return found


@cache
def solver_sources() -> str:
    """Return a digest of all sources that what a solver finds depends on."""
    folders = [Path(str(package.__file__)).parent for package in (core, exhibits, fleet, maps, scheduler)]
    sources = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in (".py", ".toml"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:8]
