"""The counties that an emergency or a suspension names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.errors import Fault, fault
from scheduler.problem import Problem


def county_faults(problem: Problem, county_ids: Sequence[str]) -> Iterator[Fault]:
    """Yield a fault for each county that is not of the problem, or that is named twice."""
    known = {county.county_id for county in problem.counties}
    for index, county_id in enumerate(county_ids):
        if county_id not in known:
            yield fault("id-unknown", f"/county_ids/{index}", kind="county", id=county_id)
        elif county_id in county_ids[:index]:
            yield fault("id-duplicate", f"/county_ids/{index}", kind="county", id=county_id)
