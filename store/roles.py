"""The roles that a person may have."""

from __future__ import annotations

from typing import Literal

Role = Literal["admin", "planner", "driver", "evaluator"]
ROLES: tuple[Role, ...] = ("admin", "planner", "driver", "evaluator")
