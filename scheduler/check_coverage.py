"""What may be wrong with a target of full coverage."""

from __future__ import annotations

from collections.abc import Iterator

from core.errors import Fault, fault
from scheduler.problem import Problem


def coverage_targets(problem: Problem) -> Iterator[Fault]:
    """Yield a fault for each target that counts no service, or is due before it begins."""
    for index, target in enumerate(problem.coverage_targets):
        path = f"/coverage_targets/{index}"
        if not target.services:
            yield fault("list-empty", f"{path}/services", field="services")
        if target.due is not None and target.due < target.since:
            yield fault("dates-reversed", path, first=target.since, last=target.due)
