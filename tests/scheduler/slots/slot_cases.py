"""Requests of the golden problem."""

from __future__ import annotations

from typing import Any

from golden import day

from scheduler.requests import Request


def request(stop_id: str | None = "s8", county_id: str = "D", **changes: Any) -> Request:
    made: dict[str, Any] = {
        "request_id": "R1",
        "asker": "某小学（虚构）",
        "wants": "caravan",
        "county_id": county_id,
        "stop_id": stop_id,
        "hall_id": None,
        "themes": (),
        "exhibit_ids": (),
        "audience": (),
        "first": day("03-25"),
        "last": day("03-27"),
        "weeks": None,
    }
    return Request(**{**made, **changes})
