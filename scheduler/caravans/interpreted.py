"""The clock as plain Python: for the few questions of a command, loading its compiled code would take longer."""

from __future__ import annotations

from types import FunctionType
from typing import Any

from scheduler.caravans import clock


def _plain() -> dict[str, Any]:
    """Return the functions of the clock as they are written, calling each other and not the compiled ones."""
    shared = dict(vars(clock))
    for name, value in vars(clock).items():
        if hasattr(value, "py_func"):
            shared[name] = FunctionType(value.py_func.__code__, shared, name)
    return shared


_functions = _plain()
rests_on = _functions["rests_on"]
day_departure = _functions["day_departure"]
visit_starts = _functions["visit_starts"]
