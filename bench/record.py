"""What every benchmark writes: the machine, the figures as JSON, a section of docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from scheduler.wire import write_json

PAGE = Path("docs/benchmarks.md")


def machine() -> dict[str, Any]:
    """Return what the figures depend on: cores, Python and solver versions, the day."""
    return {
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "ortools": version("ortools"),
        "numba": version("numba"),
        "day": datetime.now(UTC).date().isoformat(),
    }


def write_record(name: str, rows: Sequence[dict[str, Any]], path: Path) -> None:
    """Write ``rows`` with the machine as JSON."""
    write_json({"benchmark": name, "machine": machine(), "rows": list(rows)}, path)


def markdown_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def write_section(name: str, text: str, page: Path = PAGE) -> None:
    """Put ``text`` between the marks of section ``name`` in ``page``; the section is added where it is missing."""
    start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    block = f"{start}\n{text}\n{end}"
    before = (
        page.read_text("utf-8") if page.exists() else "# Benchmarks\n\nWritten by `python -m bench`; do not edit.\n"
    )
    marked = re.compile(re.escape(start) + ".*?" + re.escape(end), re.DOTALL)
    after = marked.sub(lambda _: block, before) if marked.search(before) else f"{before}\n{block}\n"
    page.write_text(after, "utf-8")
