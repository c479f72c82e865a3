"""Find things by what people call them."""

from __future__ import annotations

from core.errors import fail
from fleet.model import Caravan
from maps.model import County
from scheduler.problem import Problem


def find_county(problem: Problem, words: str) -> County:
    """Return the county with this id, current or former code or name; raises ``id-unknown`` or ``name-ambiguous``."""
    found = [
        county
        for county in problem.counties
        if words == county.county_id or any(words in (entry.code, entry.name) for entry in county.codes)
    ]
    if len(found) > 1:
        listed = ", ".join(f"{county.code} {county.name}" for county in found)
        raise fail("name-ambiguous", "county", name=words, listed=listed)
    if not found:
        raise fail("id-unknown", "county", kind="county", id=words)
    return found[0]


def find_caravan(problem: Problem, words: str) -> Caravan:
    """Return the caravan with this id or name; raises ``id-unknown``."""
    for caravan in problem.caravans:
        if words in (caravan.caravan_id, caravan.name):
            return caravan
    raise fail("id-unknown", "caravan", kind="caravan", id=words)
