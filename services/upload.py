"""A problem that somebody brings as a file: the filled-in workbook, or the JSON document."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from core.errors import fail
from scheduler.problem import Problem
from scheduler.wire import parse_problem
from services.workbook_import import read_workbook


def read_upload(name: str, content: bytes) -> Problem:
    """Return the problem in a file called ``name``; raises :class:`DapengError` with every fault that it has."""
    suffix = Path(name).suffix.lower()
    if suffix == ".json":
        return parse_problem(_json(name, content), name)
    with tempfile.TemporaryDirectory(prefix="dapeng-") as folder:
        path = Path(folder) / f"upload{suffix}"
        path.write_bytes(content)
        return read_workbook(path)


def _json(name: str, content: bytes) -> object:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise fail("json-invalid", name, detail=error) from None
